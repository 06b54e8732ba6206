package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get orphans and limits wrong: group K. */
final class OrphanMutants {
    static final List<Mutant> ALL = List.of();

    private OrphanMutants() {}
}
