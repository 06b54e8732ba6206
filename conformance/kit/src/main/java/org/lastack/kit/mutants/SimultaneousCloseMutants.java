package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get a simultaneous close wrong: group C. */
final class SimultaneousCloseMutants {
    static final List<Mutant> ALL = List.of();

    private SimultaneousCloseMutants() {}
}
