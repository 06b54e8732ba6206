package org.lastack.kit.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants, in the order of the rules that catch them. */
public final class Mutants {
    private static final List<Mutant> ALL = Stream.of(
                    NormalCloseMutants.ALL,
                    HalfCloseMutants.ALL,
                    SimultaneousCloseMutants.ALL,
                    RetransmissionMutants.ALL,
                    FinOrderMutants.ALL,
                    TimeWaitMutants.ALL,
                    ResetGenerationMutants.ALL,
                    ResetAcceptanceMutants.ALL,
                    SynMutants.ALL,
                    AbortMutants.ALL,
                    OrphanMutants.ALL,
                    ZeroWindowMutants.ALL,
                    TimestampMutants.ALL,
                    ApiMutants.ALL,
                    SequenceMutants.ALL,
                    RobustnessMutants.ALL,
                    HistoryMutants.ALL,
                    WireHistoryMutants.ALL,
                    AbsenceMutants.ALL,
                    NeighbourMutants.ALL,
                    SequelMutants.ALL)
            .flatMap(List::stream)
            .toList();

    private Mutants() {}

    public static List<Mutant> all() {
        return ALL;
    }
}
