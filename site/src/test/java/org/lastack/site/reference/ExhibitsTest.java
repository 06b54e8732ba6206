package org.lastack.site.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;

/** What a rule's page shows: mutants that are caught, the reference that is not. */
class ExhibitsTest {
    static List<Rule> rules() {
        return Rules.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachMutantIsShownWithTheComplaintThatItMustDraw(Rule rule) {
        List<Exhibit> exhibits = Exhibits.of(rule);

        assertEquals(rule.testable(), !exhibits.isEmpty());
        for (Exhibit exhibit : exhibits) {
            Mutant mutant = Mutants.all().stream()
                    .filter(m -> m.id().equals(exhibit.mutant()))
                    .findFirst()
                    .orElseThrow();
            String said = "expected " + exhibit.expected() + "; got " + exhibit.actual();
            assertTrue(said.contains(mutant.complaint()), () -> exhibit.mutant() + ": " + said);
            assertEquals(
                    1,
                    exhibit.broken().rungs().stream()
                            .filter(r -> r.complaint().endsWith(said))
                            .count(),
                    exhibit.mutant());
            assertTrue(
                    exhibit.kept().rungs().stream().allMatch(r -> r.complaint().isEmpty()), exhibit.mutant());
        }
    }

    @Test
    void theSmallestScenarioOfTheRestartIsAFinThatComesAgainTwice() {
        Exhibit exhibit = Exhibits.of(Rules.get("TW-RESTART")).get(0);

        assertEquals("tw-no-restart", exhibit.mutant());
        assertEquals("got RST", "got " + exhibit.actual().replaceAll(" seq.*", ""));
        assertEquals(
                2,
                exhibit.scenario()
                        .lines()
                        .filter(l -> l.contains("seq PEER_FIN"))
                        .count(),
                exhibit.scenario());
    }

    @Test
    void mostRunsOfTheReferenceOpenInThePlayground() {
        List<Exhibit> all =
                Rules.all().stream().flatMap(rule -> Exhibits.of(rule).stream()).toList();

        long playable = all.stream().filter(e -> e.script() != null).count();
        assertTrue(playable > all.size() * 9 / 10, playable + " of " + all.size());
    }
}
