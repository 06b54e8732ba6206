package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group O wrong: ISN and sequence wraparound. */
final class SequenceMutants {
    static final List<Mutant> ALL = List.of();

    private SequenceMutants() {}
}
