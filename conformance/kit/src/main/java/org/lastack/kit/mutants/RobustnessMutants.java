package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group P wrong: Robustness to bad segments. */
final class RobustnessMutants {
    static final List<Mutant> ALL = List.of();

    private RobustnessMutants() {}
}
