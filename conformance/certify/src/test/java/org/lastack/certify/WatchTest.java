package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program is tried again when it was built anew; waits for what is printed, however long that takes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WatchTest {
    private static final String MUTE = "while read -r word rest; do case $word in"
            + " hello) echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000;; bye) exit;; *) echo ok; esac; done\n";

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_program_is_tried_again_after_each_build_until_an_interrupt() throws Exception {
        Path shim = temp.resolve("shim.sh");
        Files.writeString(shim, "echo rubbish\n");
        String[] command = {"certify", "--rules", "RG-NOTCB", "--tries", "3", "--watch", "--", "sh", shim.toString()};
        Thread certifies = new Thread(() -> Main.run(stream(out), stream(err), command), "certifies");
        certifies.start();
        awaitRounds(1);
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("lastack: the stack broke the contract: "));
        Files.writeString(shim, MUTE);
        awaitRounds(2);
        assertTrue(out().contains("\nnot certified: 1 fail; "), this::out);
        assertFalse(out().contains("Since the last time"), "there was no verdict before");
        Files.writeString(shim, "# another build\n" + MUTE);
        awaitRounds(3);
        assertTrue(out().contains("\nSince the last time:\n"), this::out);
        assertTrue(out().contains(", 1 as before\n"), this::out);
        certifies.interrupt();
        certifies.join();
    }

    private void awaitRounds(int rounds) throws InterruptedException {
        while (out().split("; Ctrl-C ends it\n", -1).length <= rounds) {
            Thread.sleep(20);
        }
    }

    @Test
    void what_is_half_built_is_waited_for() throws Exception {
        Path classes = Files.createDirectories(temp.resolve("classes/a"));
        Files.writeString(classes.resolve("A.class"), "one");
        Watch watch = Watch.classPath(temp.resolve("classes") + ":" + temp.resolve("none.jar"));
        assertEquals(temp.resolve("classes").toString(), watch.places());
        Map<Path, String> before = watch.look();
        assertEquals(before, watch.look());
        Thread builds = new Thread(() -> {
            for (int i = 0; i < 5; i++) {
                write(classes.resolve("B" + i + ".class"));
            }
        });
        builds.start();
        watch.await(before);
        builds.join();
        assertFalse(before.equals(watch.look()));
    }

    @Test
    void what_is_never_built_is_not_watched() {
        assertThrows(Problem.class, () -> new Watch(List.of("sh", "-c", "exit 7")));
        assertEquals(Main.USAGE, Main.run(stream(out), stream(err), "certify", "lwip", "--watch"));
        assertEquals(
                "lastack: --watch is for a program after --, or for --java CLASS: no other stack is built anew\n",
                err.toString(StandardCharsets.UTF_8));
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "two");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
