package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void shows_values_as_jshell_users_expect_and_keeps_quiet_about_plain_answers() {
        try (Session session = Session.start()) {
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
        try (Session session = Session.start()) {
            session.run("var net = network(); show(net); sockets(net)", LIMIT);
            List<String> pictures = session.pictures();
            assertEquals(2, pictures.size());
            assertTrue(pictures.stream().allMatch(p -> p.startsWith("<svg ")));
            assertEquals(List.of(), session.pictures());
        }
    }

    @Test
    void stops_at_the_first_error_and_goes_on_with_the_next_source() {
        try (Session session = Session.start()) {
            Outcome outcome = session.run("int a = 1;\na\nb\na = 2;", LIMIT);
            assertEquals(Outcome.End.NOT_COMPILED, outcome.end());
            assertEquals("1\n", outcome.text());
            assertEquals("1\n", session.run("a", LIMIT).shown());
        }
    }

    @Test
    void who_kills_it_learns_that_it_is_dead() {
        try (Session session = Session.start()) {
            assertTrue(session.alive());
            session.kill();
            assertEquals(Outcome.End.OVERRUN, session.run("1 + 1", LIMIT).end());
            assertTrue(!session.alive());
        }
    }

    @Test
    void who_floods_the_output_is_stopped_and_told(@TempDir Path folder) {
        try (Session session = Session.start(new Limits(folder, 64, 4096))) {
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
        try (Session session = Session.start(new Limits(folder, 64, 4096))) {
            Outcome outcome =
                    session.run("var all = new ArrayList<long[]>(); while (true) all.add(new long[100_000]);", LIMIT);
            assertEquals("used up its memory, 64 MB, and was ended", outcome.error());
            assertEquals(Outcome.End.EXITED, outcome.end());
        }
    }

    @Test
    void runs_in_a_folder_of_its_own_and_what_it_started_ends_with_it(@TempDir Path folder) throws Exception {
        Session session = Session.start(new Limits(folder, 64, 4096));
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

    private static boolean runs(long pid) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    @Test
    void a_drawing_that_a_reader_wrote_wrongly_is_no_drawing() {
        try (Session session = Session.start()) {
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
}
