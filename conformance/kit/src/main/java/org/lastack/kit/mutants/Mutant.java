package org.lastack.kit.mutants;

import java.util.function.Supplier;
import org.lastack.kit.stack.StackUnderTest;

/**
 * A deliberately wrong stack: the reference with one decision overridden. It proves that a rule bites.
 *
 * @param id short, with hyphens
 * @param bug what it does wrong, in one sentence
 * @param rule the id of the rule that must catch it
 * @param complaint a part of what that rule must say: of the expected outcome or of the actual one
 * @param stacks makes a fresh one
 */
public record Mutant(String id, String bug, String rule, String complaint, Supplier<? extends StackUnderTest> stacks) {
    @Override
    public String toString() {
        return id + ": " + bug;
    }
}
