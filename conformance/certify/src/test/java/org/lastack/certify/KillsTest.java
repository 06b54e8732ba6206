package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills certifications of the kernel while they change what is one for the whole system. Whatever was killed, and when: all is as
 * before, or the next run says that it is not and puts it right. {@code -Dlastack.kills=200} makes it so many.
 */
class KillsTest {
    private static final int KILLS = Integer.getInteger("lastack.kills", 9);
    /** The instants; the kinds go in turn. */
    private static final long SEED = Long.getLong("lastack.kills.seed", System.nanoTime());

    private static final Path VALUE = Path.of("/proc/sys/net/ipv4/tcp_max_orphans");
    private static final Path RECORD = Path.of("/run/lastack-tcp_max_orphans");
    /** Set in what is started here, and so in all that this starts. */
    private static final String MARK = "LASTACK_KILLS_TEST";

    private static final int PATIENCE_S = 60;
    private static final List<String> SIGNALS = List.of("KILL", "TERM", "HUP");

    /** What is killed: everything is what the end of a container does. */
    private enum Target {
        PROCESS,
        GROUP,
        GUARD,
        EVERYTHING
    }

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> figures = new TreeMap<>();
    private int started;

    @BeforeEach
    void needsTheSystemsRoot() {
        boolean there = Files.isWritable(VALUE)
                && Files.exists(Path.of("/dev/net/tun"))
                && Files.isWritable(RECORD.getParent());
        String otherwise = "tcp_max_orphans is for the system's own root";
        assertTrue(there || !"true".equals(System.getenv("CI")), otherwise);
        assumeTrue(there, otherwise);
    }

    @Test
    void whatever_is_killed_at_whatever_instant_all_is_as_before_or_the_next_run_makes_it_so() throws Exception {
        String value = read(VALUE);
        Map<String, String> before = system();
        for (int i = 0; i < KILLS; i++) {
            Target target = Target.values()[i % Target.values().length];
            String signal = SIGNALS.get(i / Target.values().length % SIGNALS.size());
            boolean changed = kill(target, signal, i % 5 == 4);
            awaitEndOfAll();
            String what = target + " " + signal;
            boolean left = !read(VALUE).equals(value);
            String said = Files.exists(RECORD) ? nextRun() : "";
            assertEquals(left, said.contains("it is " + number(value) + " again"), () -> what + ": " + said);
            assertEquals(before, system(), () -> what + ", with seed " + SEED);
            count(what, changed, left);
        }
        if (KILLS > 9) {
            figures.forEach((what, count) -> System.out.println(count + "× " + what));
        }
    }

    private void count(String what, boolean changed, boolean left) {
        String when = changed ? "while the value was another" : "before or after";
        figures.merge(what + " " + when + (left ? ", put right by the next run" : ""), 1, Integer::sum);
    }

    /** Kills something of a fresh run at a random instant, and tells whether the value was changed then. */
    private boolean kill(Target target, String signal, boolean manyRules) throws Exception {
        String usual = read(VALUE);
        Process run = lastack("certify", "linux", "--quiet", "--rules", manyRules ? "OR-*" : "OR-MAX");
        boolean late = random.nextInt(4) > 0;
        if (late) {
            until(() -> !run.isAlive() || !read(VALUE).equals(usual));
        }
        // The value is another for some seconds; before that a machine without load needs two.
        run.waitFor(random.nextInt(late ? 1500 : 2000), TimeUnit.MILLISECONDS);
        boolean changed = !read(VALUE).equals(usual);
        List<ProcessHandle> guards = run.descendants().toList();
        switch (target) {
            case PROCESS -> signal(signal, run.pid() + "");
            case GROUP -> signal(signal, "-" + run.pid());
            case GUARD -> guards.forEach(g -> signal(signal, g.pid() + ""));
            case EVERYTHING -> {
                guards.forEach(g -> signal(signal, g.pid() + ""));
                signal(signal, "-" + run.pid());
            }
        }
        if (target == Target.GUARD) {
            assertEndsWithoutAGuard(run, signal, guards.isEmpty(), usual);
        }
        return changed;
    }

    /** A run whose guard is gone is no verdict, unless it had done its work by then; a guard that is asked to end does not. */
    private void assertEndsWithoutAGuard(Process run, String signal, boolean none, String usual) throws Exception {
        if (none) {
            run.destroyForcibly();
        } else if (run.waitFor(5 * PATIENCE_S, TimeUnit.SECONDS)) {
            String said = Files.readString(output());
            boolean told = said.contains("the guard of tcp_max_orphans");
            assertEquals(told ? Main.USAGE : Main.CERTIFIED, run.exitValue(), said);
            boolean done = read(VALUE).equals(usual) && !Files.exists(RECORD);
            assertTrue(signal.equals("KILL") ? told || done : !told, said);
        } else {
            fail("a run whose guard was killed does not end");
        }
    }

    private String nextRun() throws Exception {
        Process next = lastack("certify", "linux", "--list");
        assertTrue(next.waitFor(PATIENCE_S, TimeUnit.SECONDS));
        String said = Files.readString(output());
        assertEquals(0, next.exitValue(), said);
        return said;
    }

    private Path output() {
        return folder.resolve("said-" + started);
    }

    /** Starts it as the first of a process group, which a shell with job control would do. */
    private Process lastack(String... args) throws IOException {
        started++;
        // What nohup starts ignores SIGHUP, and so would its children.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,TERM", "setsid"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(MARK, "1");
        return builder.redirectOutput(output().toFile()).start();
    }

    private static void signal(String signal, String process) {
        try {
            // It may have ended by itself.
            new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- " + process + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing that was started stays, the guards least of all. */
    private static void awaitEndOfAll() throws Exception {
        until(() -> ProcessHandle.allProcesses().noneMatch(KillsTest::isMarked));
    }

    private static boolean isMarked(ProcessHandle process) {
        try {
            String environment =
                    Files.readString(Path.of("/proc", process.pid() + "", "environ"), StandardCharsets.ISO_8859_1);
            return environment.contains(MARK + "=1\0");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** The network settings of the system, its devices, and the record. */
    private static Map<String, String> system() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("/proc/sys/net"))) {
            files.filter(Files::isRegularFile).filter(Files::isReadable).forEach(f -> {
                try {
                    all.put(f + "", read(f));
                } catch (UncheckedIOException e) {
                    all.put(f + "", "unreadable");
                }
            });
        }
        try (Stream<Path> devices = Files.list(Path.of("/sys/class/net"))) {
            devices.forEach(d -> all.put(d + "", "there"));
        }
        all.put(RECORD + "", Files.exists(RECORD) ? "there" : "gone");
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String number(String lines) {
        return lines.substring(1, lines.length() - 1);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - end < 0, "it takes more than a minute");
            Thread.sleep(5);
        }
    }
}
