package org.lastack.kit.mutants;

import java.util.List;

/** Stacks that get group D wrong: FIN reliability: retransmission, backoff, give-up. */
final class RetransmissionMutants {
    static final List<Mutant> ALL = List.of();

    private RetransmissionMutants() {}
}
