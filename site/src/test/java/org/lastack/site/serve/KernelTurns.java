package org.lastack.site.serve;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.lastack.stacks.linux.KernelTurn;

/** The turn on the real kernel, as {@code ./lastack certify linux} takes it. */
public final class KernelTurns {
    private KernelTurns() {}

    /** Takes the turn for itself; where that is not possible, or somebody else has it, the test is skipped with the reason. */
    public static KernelTurn need() {
        // Turns of users that may change nothing for all are shared.
        boolean root = Files.isWritable(Path.of("/proc/sys/net/ipv4/tcp_max_orphans"));
        Assumptions.assumeTrue(root, "only root has the kernel for itself");
        try {
            return KernelTurn.take(line -> Thread.currentThread().interrupt());
        } catch (InterruptedException e) {
            return Assumptions.abort("somebody else uses the kernel");
        }
    }
}
