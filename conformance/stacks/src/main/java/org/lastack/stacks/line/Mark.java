package org.lastack.stacks.line;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What a program is known by, with all that it starts: a number of its own as its limit of file locks. Linux has not enforced that
 * limit since 2.4, every process hands it down, and it stays when the environment is emptied and the session is left. Where limits
 * cannot be set the same number in the environment has to do; without /proc neither is seen.
 *
 * @param digits the number; that of a stack's programs begins with that of the stack, and all of this JVM with {@link #HERE}
 */
record Mark(String digits) {
    /** All programs of this JVM. */
    static final Mark HERE = new Mark("" + ThreadLocalRandom.current().nextInt(10_000_000, 100_000_000));

    static final String VARIABLE = "LASTACK_SHIM";
    static final String LIMIT = "Max file locks";

    private static final Path PROCESSES = Path.of("/proc");
    private static final int RLIMIT_LOCKS = 10;

    /** Eighteen digits altogether, which a limit can hold. What runs at the same time differs, however many there were. */
    private static final int LIVES = 100_000;

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Who forks while it is looked for is found in the next round; what cannot be killed must not be tried for ever. */
    private static final int ROUNDS = 30;

    private static final Object START = new Object();
    private static boolean ending;

    /** Returns a mark that nothing else running has, for a program or for a stack of several. */
    static Mark next(Mark of) {
        return new Mark(of.digits + String.format("%05d", Math.floorMod(COUNT.incrementAndGet(), LIVES)));
    }

    /**
     * Starts a program that bears the mark from its first instruction on. The limit is this process's own for that moment, since a
     * child has it from there; nothing else depends on it.
     */
    Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(VARIABLE, digits);
        long[] before = new long[2];
        synchronized (START) {
            if (ending) {
                throw new IOException("lastack is ending");
            }
            Guard.ensure();
            boolean limited = Posix.usable() && Posix.getrlimit(RLIMIT_LOCKS, before) == 0;
            try {
                if (limited) {
                    Posix.setrlimit(RLIMIT_LOCKS, new long[] {Long.parseLong(digits), before[1]});
                }
                return builder.start();
            } finally {
                if (limited) {
                    Posix.setrlimit(RLIMIT_LOCKS, before);
                }
            }
        }
    }

    /** From here on nothing is started any more: this process ends. */
    static void stopStarting() {
        synchronized (START) {
            ending = true;
        }
    }

    /** Kills everything that bears the mark and may be killed. */
    void sweep() {
        for (int round = 0; round < ROUNDS && killAll(); round++) {
            LockSupport.parkNanos(Math.min(1 << round, 50) * 1_000_000L); // dying takes its time on a busy machine
        }
    }

    /** Returns whether there was anything to kill. */
    private boolean killAll() {
        boolean any = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid() && isBorneBy(process) && isAlive(process)) {
                    any |= ProcessHandle.of(pid)
                            .map(ProcessHandle::destroyForcibly)
                            .orElse(false);
                }
            }
        } catch (IOException e) {
            return false; // a system without /proc
        }
        return any;
    }

    private boolean isBorneBy(Path process) {
        if (!Posix.usable()) {
            return read(process.resolve("environ")).contains(VARIABLE + "=" + digits);
        }
        String limits = read(process.resolve("limits"));
        int at = limits.indexOf(LIMIT);
        return at >= 0 && limits.substring(at + LIMIT.length()).stripLeading().startsWith(digits);
    }

    /** The dead whom nobody has asked for yet are no matter. */
    private static boolean isAlive(Path process) {
        String stat = read(process.resolve("stat"));
        int state = stat.lastIndexOf(')') + 2;
        return state < stat.length() && "ZX".indexOf(stat.charAt(state)) < 0;
    }

    /** Not by a channel, which an interrupt would close: this is what clears up after one. */
    private static String read(Path file) {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has gone, or is another user's
        }
    }
}
