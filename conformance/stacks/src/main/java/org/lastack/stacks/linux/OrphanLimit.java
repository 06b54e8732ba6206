package org.lastack.stacks.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * tcp_max_orphans, which is one for the whole system. A guard puts the value back: a shell that waits for the end of its
 * input, which comes when this process ends in whatever way. A shell, because it is everywhere, starts in a millisecond and
 * ignores Ctrl-C when told to; a second JVM would be none of these.
 */
final class OrphanLimit implements AutoCloseable {
    static final String KNOB = "tcp_max_orphans";

    private static final Path FILE = Path.of("/proc/sys/net/ipv4", KNOB);
    /** What to put back, for a run that starts while the guard of a killed one is at work. */
    private static final Path RECORD = Path.of("/run", "lastack-" + KNOB);

    private static final String SCRIPT =
            "trap '' HUP INT QUIT TERM TSTP; echo ready; read -r line;" + " echo \"$1\" > \"$2\"; rm -f \"$3\"";
    /** Longer than a scenario that has the knob to itself. */
    private static final long OTHER_RUN_MS = 60_000;

    private static final long GUARD_MS = 2_000;

    private final int lock;
    private final Process guard;

    private OrphanLimit(int lock, Process guard) {
        this.lock = lock;
        this.guard = guard;
    }

    /** Tells whether this process may change it: only as the system's own root, in the system's own network namespace. */
    static boolean available() {
        return Files.isWritable(FILE) && Files.isWritable(Path.of("/run"));
    }

    /**
     * Takes the knob for this process, and starts the guard that will put the present value back.
     *
     * @throws IllegalStateException when another run keeps it, or there is no guard; nothing is changed then
     */
    static OrphanLimit guarded() {
        int lock = LibC.open(FILE.toString(), LibC.O_RDWR | LibC.O_CLOEXEC);
        boolean taken = false;
        try {
            if (!within(OTHER_RUN_MS, () -> LibC.flock(lock, LibC.LOCK_EX_NB) == 0)) {
                throw new IllegalStateException(
                        "another run has changed " + KNOB + " and keeps it: wait until it has ended");
            }
            OrphanLimit limit = new OrphanLimit(lock, startGuard());
            taken = true;
            return limit;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot guard " + KNOB + "; it was not changed", e);
        } finally {
            if (!taken) {
                LibC.close(lock);
            }
        }
    }

    private static Process startGuard() throws IOException {
        boolean restored = within(GUARD_MS, () -> !Files.exists(RECORD));
        String before = ProcFile.read(restored ? FILE : RECORD);
        Files.writeString(RECORD, before);
        Process guard = new ProcessBuilder(
                        List.of("/bin/sh", "-c", SCRIPT, "sh", before, FILE.toString(), RECORD.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (guard.getInputStream().read() < 0) {
            Files.delete(RECORD);
            throw new IOException("/bin/sh ended at once");
        }
        return guard;
    }

    /**
     * Sets the limit for the whole system.
     *
     * @throws IllegalArgumentException when the kernel refuses the value
     */
    void set(long value) {
        try {
            Files.writeString(FILE, Long.toString(value), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IllegalArgumentException("the kernel refuses " + KNOB + " = " + value, e);
        }
    }

    /** Lets the guard put the value back, and waits for it. */
    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        within(GUARD_MS, () -> !guard.isAlive());
        LibC.close(lock);
    }

    private static boolean within(long milliseconds, BooleanSupplier condition) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }
}
