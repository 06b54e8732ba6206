package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group G wrong: RST generation. */
final class ResetGenerationMutants {
    static final List<Mutant> ALL = List.of();

    private ResetGenerationMutants() {}
}
