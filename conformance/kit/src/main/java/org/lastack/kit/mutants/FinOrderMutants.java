package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get the order of FIN and data wrong: group E. */
final class FinOrderMutants {
    static final List<Mutant> ALL = List.of();

    private FinOrderMutants() {}
}
