package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group M wrong: Timestamps, PAWS and reuse. */
final class TimestampMutants {
    static final List<Mutant> ALL = List.of();

    private TimestampMutants() {}
}
