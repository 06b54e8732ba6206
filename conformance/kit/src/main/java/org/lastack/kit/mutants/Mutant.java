package org.lastack.kit.mutants;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;

/**
 * A deliberately wrong stack: the reference with one decision overridden. It proves that a rule bites.
 *
 * @param id short, with hyphens
 * @param bug what it does wrong, in one sentence
 * @param rule the id of the rule that must catch it
 * @param complaint a part of what that rule must say: of the expected outcome or of the actual one
 * @param stacks makes a fresh one
 */
public record Mutant(String id, String bug, String rule, String complaint, Supplier<ReferenceStack> stacks) {

    /** A strict reference whose connections are wrong. */
    static Mutant of(String id, String bug, String rule, String complaint, Machine.Maker machines) {
        return of(id, bug, rule, complaint, Settings.rfc9293(), machines);
    }

    /** A reference with these settings whose connections are wrong. */
    static Mutant of(String id, String bug, String rule, String complaint, Settings settings, Machine.Maker machines) {
        return new Mutant(id, bug, rule, complaint, () -> ReferenceStack.ofMachine(id, settings, machines));
    }

    /** The same bug in a strict reference and in one that does as Linux does. */
    static Stream<Mutant> inBoth(String id, String bug, String rule, String complaint, Machine.Maker machines) {
        return Stream.of(
                of(id, bug, rule, complaint, machines),
                of(id + "-linux", bug, rule, complaint, Settings.linux(), machines));
    }

    /** A reference with these settings whose host is wrong. */
    static Mutant ofHost(
            String id, String bug, String rule, String complaint, Settings settings, ReferenceStack.Maker hosts) {
        return new Mutant(id, bug, rule, complaint, () -> new ReferenceStack(id, settings, hosts));
    }

    /** Returns the search for scenarios in which its rule finds fault with it. */
    public Search search() {
        try (StackUnderTest stack = stacks.get()) {
            return new Search(Rules.get(rule), stack.profile(), new VirtualRunner(stacks)::runWrong);
        }
    }

    /** Tells whether its rule has caught it, with the right complaint. */
    public boolean caughtBy(Attempt attempt) {
        return attempt.failed() && attempt.complaint().contains(complaint);
    }

    @Override
    public String toString() {
        return id + ": " + bug;
    }
}
