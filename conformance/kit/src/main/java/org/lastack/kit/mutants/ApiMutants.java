package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group N wrong: API results. */
final class ApiMutants {
    static final List<Mutant> ALL = List.of();

    private ApiMutants() {}
}
