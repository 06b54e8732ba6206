package org.lastack.kit.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;

/** The kit bites: every mutant is caught by the rule it is meant for, and every rule catches one. */
@Tag("verdict")
class MutantsTest {
    private static final int TRIES = 1000;
    private static final int USUAL_TRIES = 500; // what certify tries on a reference

    static List<Mutant> mutants() {
        return Mutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void is_caught_by_its_rule_with_the_right_complaint(Mutant mutant) {
        Set<String> said = new TreeSet<>();
        assertTrue(
                mutant.search()
                        .attempts(1, TRIES)
                        .peek(a -> said.add(a.complaint()))
                        .anyMatch(mutant::caughtBy),
                () -> mutant + "\nwas to be caught by " + mutant.rule() + " with: " + mutant.complaint()
                        + "\nbut it said: " + said);
    }

    /** What shows only after something has happened must show as often as a run usually tries, whatever the seed. */
    @ParameterizedTest
    @MethodSource("ofHistories")
    void of_a_history_is_caught_at_the_usual_number_of_tries(Mutant mutant) {
        for (int seed = 1; seed <= 3; seed++) {
            assertTrue(
                    mutant.search().attempts(seed, USUAL_TRIES).anyMatch(mutant::caughtBy), mutant + ", seed " + seed);
        }
    }

    static List<Mutant> ofHistories() {
        return Stream.of(
                        HistoryMutants.ALL,
                        WireHistoryMutants.ALL,
                        AbsenceMutants.ALL,
                        NeighbourMutants.ALL,
                        SequelMutants.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void every_testable_rule_catches_a_mutant() {
        Set<String> rules = Rules.all().stream()
                .filter(Rule::testable)
                .map(Rule::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> biting = Mutants.all().stream().map(Mutant::rule).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, biting);
    }

    @Test
    void no_two_mutants_have_the_same_id() {
        Set<String> ids = new HashSet<>();
        Mutants.all().forEach(m -> assertTrue(ids.add(m.id()), m.id()));
    }
}
