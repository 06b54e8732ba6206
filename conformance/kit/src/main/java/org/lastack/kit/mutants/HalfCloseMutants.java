package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get half-close wrong: group B. */
final class HalfCloseMutants {
    static final List<Mutant> ALL = List.of();

    private HalfCloseMutants() {}
}
