package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group I wrong: SYN in synchronized states. */
final class SynMutants {
    static final List<Mutant> ALL = List.of();

    private SynMutants() {}
}
