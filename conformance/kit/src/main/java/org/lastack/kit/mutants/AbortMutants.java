package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get abort and linger wrong: group J. */
final class AbortMutants {
    static final List<Mutant> ALL = List.of();

    private AbortMutants() {}
}
