package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JShellSessionTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void shows_values_as_jshell_users_expect_and_keeps_quiet_about_plain_answers() {
        try (JShellSession session = JShellSession.start()) {
            String source = """
                    var net = network(); // a comment
                    var c = net.connect(80);
                    c.client.close();
                    c.client.send("x")
                    // and another

                    c.client.state()
                    "é → ok"
                    List.of(1, 2)
                    """;
            Outcome outcome = session.run(source, LIMIT);
            assertEquals("err EBADF\nFIN-WAIT-1\né → ok\n[1, 2]\n", outcome.shown());
        }
    }

    @Test
    void what_was_shown_can_be_had_as_pictures_once() {
        try (JShellSession session = JShellSession.start()) {
            session.run("var net = network(); show(net); sockets(net)", LIMIT);
            List<String> pictures = session.pictures();
            assertEquals(2, pictures.size());
            assertTrue(pictures.stream().allMatch(p -> p.startsWith("<svg ")));
            assertEquals(List.of(), session.pictures());
        }
    }

    @Test
    void stops_at_the_first_error_and_goes_on_with_the_next_source() {
        try (JShellSession session = JShellSession.start()) {
            Outcome outcome = session.run("int a = 1;\na\nb\na = 2;", LIMIT);
            assertEquals(Outcome.End.NOT_COMPILED, outcome.end());
            assertEquals("1\n", outcome.text());
            assertEquals("1\n", session.run("a", LIMIT).shown());
        }
    }

    @Test
    void who_kills_it_learns_that_it_is_dead() {
        try (JShellSession session = JShellSession.start()) {
            assertTrue(session.alive());
            session.kill();
            assertEquals(Outcome.End.OVERRUN, session.run("1 + 1", LIMIT).end());
            assertTrue(!session.alive());
        }
    }

    @Test
    void who_floods_the_output_is_stopped_and_told(@TempDir Path folder) {
        try (JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096))) {
            assertEquals(
                    "a\n".repeat(9),
                    session.run("for (int i = 0; i < 9; i++) System.out.println('a');", LIMIT)
                            .shown());
            Outcome outcome = session.run("while (true) System.out.println(\"flood\");", LIMIT);
            assertEquals("showed more than 4 KB and was stopped", outcome.error());
            assertEquals(4096, outcome.text().length());
            assertFalse(session.alive());
        }
    }

    @Test
    void who_takes_all_memory_is_told_so(@TempDir Path folder) {
        try (JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096))) {
            Outcome outcome =
                    session.run("var all = new ArrayList<long[]>(); while (true) all.add(new long[100_000]);", LIMIT);
            assertEquals("used up its memory, 64 MB, and was ended", outcome.error());
            assertEquals(Outcome.End.EXITED, outcome.end());
        }
    }

    @Test
    void runs_in_a_folder_of_its_own_and_what_it_started_ends_with_it(@TempDir Path folder) throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
        Outcome outcome = session.run("""
                new ProcessBuilder("/bin/sh", "-c", "sleep 600 & echo $! >orphan").start().waitFor();
                var p = new ProcessBuilder("sleep", "600").start();
                System.getProperty("java.io.tmpdir")
                p.pid()
                """, LIMIT);
        List<String> lines = outcome.shown().lines().toList();
        assertEquals(folder.toString(), lines.get(1));
        long orphan = Long.parseLong(Files.readString(folder.resolve("orphan")).strip());
        assertTrue(runs(orphan));
        session.close();
        assertTrue(ends(orphan));
        assertTrue(ends(Long.parseLong(lines.get(2))));
    }

    private static boolean ends(long pid) throws Exception {
        for (int i = 0; i < 100 && runs(pid); i++) {
            Thread.sleep(20);
        }
        return !runs(pid);
    }

    /** One that ends between the opening and the reading of its file answers ESRCH. */
    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    /** Minutes of work for the compiler, in a kilobyte: each level doubles what it must infer. */
    static String inference() {
        return "var nested = " + "Map.of(1, ".repeat(100) + "1" + ")".repeat(100) + ";";
    }

    @Test
    void what_the_compiler_cannot_end_ends_with_its_jvm_and_no_core_is_busy_after_it(@TempDir Path folder)
            throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 256, 4096));
        long pid = pid(session);
        Outcome outcome = session.run(inference(), Duration.ofSeconds(2));
        assertTrue(outcome.error().startsWith("did not end within 2 s, and stood at "), outcome.error());
        assertTrue(ends(pid));
        for (StackTraceElement[] each : Thread.getAllStackTraces().values()) {
            assertFalse(Arrays.stream(each).anyMatch(e -> e.getClassName().startsWith("com.sun.tools.javac")));
        }
    }

    @Test
    void a_completion_that_comes_to_no_end_ends_with_its_jvm(@TempDir Path folder) throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 256, 4096));
        long pid = pid(session);
        String source = inference().replace(";", ".");
        Duration limit = Duration.ofSeconds(3);
        assertEquals(
                List.of(), session.completions(source, source.length(), limit).continuations());
        assertFalse(session.alive());
        assertTrue(ends(pid));
    }

    private static long pid(JShellSession session) {
        return Long.parseLong(
                session.run("ProcessHandle.current().pid()", LIMIT).text().strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Endless { static int x; static { for (int i = 0; i >= 0; i = 0) x++; } }\nnew Endless()",
                "new Object() { public String toString() { while (true) { } } }",
                "class Last { protected void finalize() { while (true) { } } }\nnew Last(); System.gc(); while (true) { }",
                "synchronized (System.out) { while (true) { } }",
                "for (int i = 0; i < 200; i++) new Thread(() -> { while (true) { } }).start(); Thread.sleep(100_000);",
                "new ProcessBuilder(\"kill\", \"-STOP\", \"\" + ProcessHandle.current().pid()).start().waitFor();"
                        + " Thread.sleep(100_000);", // a stop comes when one of the threads has the processor
                "Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } })); System.exit(0);"
            })
    void what_never_ends_is_ended(String source, @TempDir Path folder) throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
        long pid = pid(session);
        String error = session.run(source, Duration.ofSeconds(3)).error();
        assertTrue(error.startsWith("did not end within 3 s"), error);
        assertFalse(session.alive());
        assertTrue(ends(pid));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "System.exit(0); | ended the JVM with status 0, by System.exit perhaps",
                "System.exit(3); | ended the JVM with status 3, by System.exit perhaps",
                "Runtime.getRuntime().halt(3); | ended the JVM with status 3, by System.exit perhaps",
                "new ProcessBuilder(\"kill\", \"-SEGV\", \"\" + ProcessHandle.current().pid()).start(); Thread.sleep(9000);"
                        + " | ended the JVM by signal 6",
                "new ProcessBuilder(\"kill\", \"-9\", \"\" + ProcessHandle.current().pid()).start(); Thread.sleep(9000);"
                        + " | ended the JVM by signal 9",
                "var all = new ArrayList<long[]>(); while (true) all.add(new long[100_000]);"
                        + " | used up its memory, 64 MB, and was ended",
            })
    void what_ended_the_jvm_is_said(String source, String words, @TempDir Path folder) {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
        Outcome outcome = session.run(source, LIMIT);
        assertEquals(words, outcome.error());
        assertEquals(Outcome.End.EXITED, outcome.end());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // No kind of message; a count and a length that are too large or too small; an answer without words; a
                // question.
                "99 | wrote into the pipe of its JVM, and was stopped",
                "7, 127, 0, 0, 0 | wrote into the pipe of its JVM, and was stopped",
                "7, -1, 0, 0, 0 | wrote into the pipe of its JVM, and was stopped",
                "7, 0, 0, 0, 1, 127, 127, 127, 127 | wrote into the pipe of its JVM, and was stopped",
                "7, 0, 0, 0, 0 | wrote into the pipe of its JVM, and was stopped",
                "0, 0, 0, 0, 0 | wrote into the pipe of its JVM, and was stopped",
            })
    void who_writes_between_the_messages_is_stopped(String octets, String words, @TempDir Path folder)
            throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
        long pid = pid(session);
        String source = "new java.io.FileOutputStream(java.io.FileDescriptor.out).write(new byte[] {" + octets + "});"
                + " Thread.sleep(100_000);";
        assertEquals(words, session.run(source, LIMIT).error());
        assertFalse(session.alive());
        assertTrue(ends(pid));
    }

    @Test
    void who_closes_the_pipes_is_stopped(@TempDir Path folder) throws Exception {
        for (String pipe : new String[] {"Input", "Output"}) {
            JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
            long pid = pid(session);
            String descriptor = pipe.equals("Input") ? "in" : "out";
            String source = "new java.io.File" + pipe + "Stream(java.io.FileDescriptor." + descriptor + ").close();"
                    + " Thread.sleep(100_000);";
            Outcome outcome = session.run(source, Duration.ofSeconds(3));
            assertFalse(outcome.done());
            session.close();
            assertTrue(ends(pid), outcome.error());
        }
    }

    /** What leaves the process group keeps the pipe open; the session must not wait for it. */
    @Test
    void who_leaves_a_daemon_behind_is_not_waited_for(@TempDir Path folder) throws Exception {
        JShellSession session = JShellSession.start(new JvmLimits(folder, 64, 4096));
        Outcome outcome = session.run("""
                var daemon = new ProcessBuilder("setsid", "sh", "-c", "echo $$ >daemon; exec sleep 600");
                daemon.redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
                while (!java.nio.file.Files.exists(java.nio.file.Path.of("daemon"))) Thread.sleep(10);
                System.exit(4);
                """, Duration.ofMinutes(5));
        assertEquals("ended the JVM with status 4, by System.exit perhaps", outcome.error());
        ProcessHandle.of(Long.parseLong(
                        Files.readString(folder.resolve("daemon")).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void letters_that_come_in_pieces_are_shown_whole_and_what_is_nested_too_deeply_is_told() {
        try (JShellSession session = JShellSession.start()) {
            assertEquals(
                    "é\n",
                    session.run(
                                    "for (int b : new int[] {0xc3, 0xa9, 10}) { System.out.write(b); System.out.flush(); }",
                                    LIMIT)
                            .shown());
            Outcome deep = session.run("int deep = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + ";", LIMIT);
            assertFalse(deep.done());
            assertEquals("2\n", session.run("1 + 1", LIMIT).shown());
        }
    }

    @Test
    void completions_say_where_they_begin_and_which_are_of_the_right_type() {
        try (JShellSession session = JShellSession.start()) {
            session.run("String name = \"x\"; int number = 1;", LIMIT);
            String source = "int other = n";
            JShellSession.Completions all = session.completions(source, source.length());
            assertEquals(source.length() - 1, all.anchor());
            assertTrue(all.continuations().contains(new JShellSession.Completion("number", true)), all.toString());
            assertTrue(all.continuations().contains(new JShellSession.Completion("name", false)), all.toString());
            assertTrue(session.isIncomplete("if (true) {"));
            assertFalse(session.isIncomplete("1 + 1"));
        }
    }

    @Test
    void a_drawing_that_a_reader_wrote_wrongly_is_no_drawing() {
        try (JShellSession session = JShellSession.start()) {
            String source = """
                    show(new Drawing() {
                        public String text() { return "mine\\n"; }
                        public String svg() { throw new IllegalStateException(); }
                    });
                    """;
            assertEquals("mine\n", session.run(source, LIMIT).shown());
            assertEquals(List.of(), session.drawings());
            assertEquals("2\n", session.run("1 + 1", LIMIT).shown());
        }
    }

    @Test
    void who_takes_over_a_session_finds_nothing_in_it() {
        try (Sessions sessions = new Sessions()) {
            assertEquals(
                    "",
                    sessions.in(session -> run(session, "int mine = 42; show(ladder(network()));"))
                            .error());
            Outcome after = sessions.in(session -> {
                assertEquals(List.of(), session.drawings());
                return run(session, "System.out.println(Optional.of(ProcessHandle.current().pid()).isPresent()); mine");
            });
            assertEquals(Outcome.End.NOT_COMPILED, after.end(), after.text());
            assertEquals("true\n", after.text());
        }
    }

    @Test
    void one_jvm_runs_lesson_after_lesson_until_it_ends() {
        try (Sessions sessions = new Sessions()) {
            String pid = "ProcessHandle.current().pid()";
            String first = sessions.in(session -> run(session, pid)).text();
            assertEquals(first, sessions.in(session -> run(session, pid)).text());
            sessions.in(session -> run(session, "System.exit(0)"));
            assertNotEquals(first, sessions.in(session -> run(session, pid)).text());
        }
    }

    private static Outcome run(JShellSession session, String source) {
        return session.run(source, Duration.ofSeconds(60));
    }
}
