package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group H wrong: RST acceptance. */
final class ResetAcceptanceMutants {
    static final List<Mutant> ALL = List.of();

    private ResetAcceptanceMutants() {}
}
