package org.lastack.kit.unusual;

import java.util.Set;
import java.util.function.Supplier;
import org.lastack.kit.stack.StackUnderTest;

/**
 * A stack that is right, and looks odd.
 *
 * @param id short, with hyphens
 * @param look what is odd about it, and which source allows it
 * @param deviations the rules of which it breaks a SHOULD
 * @param stacks makes a fresh one
 */
record UnusualStack(String id, String look, Set<String> deviations, Supplier<? extends StackUnderTest> stacks) {
    UnusualStack(String id, String look, Supplier<? extends StackUnderTest> stacks) {
        this(id, look, Set.of(), stacks);
    }

    @Override
    public String toString() {
        return id;
    }
}
