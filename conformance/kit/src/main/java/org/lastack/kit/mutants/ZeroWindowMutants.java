package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group L wrong: Zero window and close. */
final class ZeroWindowMutants {
    static final List<Mutant> ALL = List.of();

    private ZeroWindowMutants() {}
}
