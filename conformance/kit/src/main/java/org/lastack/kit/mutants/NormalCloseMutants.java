package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get a normal close wrong: group A. */
final class NormalCloseMutants {
    static final List<Mutant> ALL = List.of();

    private NormalCloseMutants() {}
}
