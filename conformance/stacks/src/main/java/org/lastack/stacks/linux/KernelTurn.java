package org.lastack.stacks.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * A turn on the kernel. A run as root may change {@code tcp_max_orphans}, which is one for the whole system, and resets the
 * orphans of everybody; so it has the kernel to itself, while runs that change nothing share it. A turn ends with the process.
 * No other user can keep root from it: root has a lock file of its own, and waits for the others only so long.
 */
public final class KernelTurn implements AutoCloseable {
    /** A file that is there for exactly those who share the knob; nothing is written to it. */
    private static final Path SHARED = Path.of("/proc/sys/net/ipv4/tcp_mem");

    private static final Path OWN = Path.of("/run/lastack-turn");
    /** Longer than a certification that waits through the longest timers. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final @Nullable LockFile own;
    private final @Nullable ByteLock shared;

    private KernelTurn(@Nullable LockFile own, @Nullable ByteLock shared) {
        this.own = own;
        this.shared = shared;
    }

    /**
     * Waits until it is this process's turn.
     *
     * @param told hears in one line, when it is not at once, who else has it
     * @throws InterruptedException when interrupted while waiting
     * @throws StackUnavailableException when it does not come, with who has it
     */
    public static KernelTurn take(Consumer<String> told) throws InterruptedException {
        if (!Files.isReadable(SHARED)) {
            return new KernelTurn(null, null); // a system of its own: nothing is shared
        }
        LinuxLauncher.requireLinux();
        return OrphanLimit.available() ? alone(OWN, SHARED, PATIENCE, told) : shared(SHARED, PATIENCE, told);
    }

    /** Takes the turn of one who may change something for all. */
    static KernelTurn alone(Path own, Path shared, Duration patience, Consumer<String> told)
            throws InterruptedException {
        LockFile lock = LockFile.take(own, patience, told);
        ByteLock others = null;
        boolean taken = false;
        try {
            others = ByteLock.on(shared, true);
            awaitOthers(others, patience, told);
            taken = true;
            return new KernelTurn(lock, others);
        } finally {
            if (!taken) {
                new KernelTurn(lock, others).close();
            }
        }
    }

    /** A courtesy to those who change nothing; a duty would let anybody keep root from its turn for ever. */
    private static void awaitOthers(ByteLock others, Duration patience, Consumer<String> told)
            throws InterruptedException {
        try {
            Patience.until(patience, others::take, told, others::holder);
        } catch (StackUnavailableException e) {
            told.accept(e.getMessage() + "; going on all the same, which may disturb it");
        }
    }

    /** Takes the turn of one who changes nothing. */
    static KernelTurn shared(Path shared, Duration patience, Consumer<String> told) throws InterruptedException {
        ByteLock lock = ByteLock.on(shared, false);
        boolean taken = false;
        try {
            Patience.until(patience, lock::take, told, lock::holder);
            taken = true;
            return new KernelTurn(null, lock);
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
        if (own != null) {
            own.close();
        }
    }
}
