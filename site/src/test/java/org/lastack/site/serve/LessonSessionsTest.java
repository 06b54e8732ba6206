package org.lastack.site.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.KernelUse;

/** What readers run, and what they run amok with, against the running server. */
class LessonSessionsTest {
    @TempDir
    static Path temp;

    private static LessonSessions rooms;
    private static Server server;

    @BeforeAll
    static void serve() throws IOException {
        rooms = new LessonSessions(3, Duration.ofMinutes(10), Scratch.in(temp), KernelUse.Turns.RUNNING);
        server = Server.start(temp, 0, rooms);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static JsonNode call(String name, Map<String, ?> body) throws IOException {
        return Wire.call(server.address(), name, body);
    }

    private static String open() throws IOException {
        return call("open", Map.of()).path("room").asText();
    }

    private static void close(String room) throws IOException {
        call("close", Map.of("room", room));
    }

    private static JsonNode run(String room, String source) throws IOException {
        return call("run", Map.of("room", room, "source", source, "seconds", 20));
    }

    @Test
    void values_come_as_text_and_drawings_drawn_with_the_way_into_the_playground() throws IOException {
        String room = open();
        JsonNode answer = run(room, "var net = network(); var c = net.connect(80);\nc.client.state()\nshow(net)");
        assertEquals("done", answer.path("end").asText());
        String html = answer.path("html").asText();
        assertTrue(html.startsWith("<pre class=\"output\">ESTABLISHED\n</pre>\n<figure class=\"drawing\""), html);
        assertTrue(html.contains("<svg "), html);
        assertTrue(answer.path("kept").asBoolean());
        assertEquals(
                "FIN-WAIT-1\n",
                run(room, "c.client.close(); c.client.state()").path("shown").asText());
        close(room);
    }

    @Test
    void readers_do_not_meet() throws IOException {
        String one = open();
        String two = open();
        run(one, "int mine = 1;");
        JsonNode other = run(two, "mine");
        assertEquals("not_compiled", other.path("end").asText());
        String where = "System.getProperty(\"user.dir\")";
        assertNotEquals(
                run(one, where).path("shown").asText(),
                run(two, where).path("shown").asText());
        close(one);
        close(two);
    }

    @Test
    void an_endless_snippet_is_ended_and_another_can_run() throws Exception {
        String room = open();
        long pid = Long.parseLong(run(room, "ProcessHandle.current().pid()")
                .path("shown")
                .asText()
                .strip());
        JsonNode answer = call("run", Map.of("room", room, "source", "while (true) { }", "seconds", 1));
        assertEquals("overrun", answer.path("end").asText());
        assertEquals("did not end within 1 s", answer.path("error").asText());
        assertFalse(answer.path("kept").asBoolean());
        assertTrue(Processes.end(pid));
        assertEquals("2\n", run(room, "1 + 1").path("shown").asText());
        close(room);
    }

    @Test
    void the_compiler_ends_with_the_time_of_a_snippet_too() throws Exception {
        String room = open();
        long pid = Long.parseLong(run(room, "ProcessHandle.current().pid()")
                .path("shown")
                .asText()
                .strip());
        String nested = "var nested = " + "Map.of(1, ".repeat(100) + "1" + ")".repeat(100) + ";";
        JsonNode answer = call("run", Map.of("room", room, "source", nested, "seconds", 2));
        String error = answer.path("error").asText();
        assertTrue(error.startsWith("did not end within 2 s, and stood at "), error);
        assertTrue(Processes.end(pid));
        close(room);
        for (StackTraceElement[] each : Thread.getAllStackTraces().values()) {
            assertFalse(Arrays.stream(each).anyMatch(e -> e.getClassName().startsWith("com.sun.tools.javac")));
        }
    }

    @Test
    void a_hundred_rooms_that_are_opened_at_once_are_not_a_hundred_jvms() throws Exception {
        List<CompletableFuture<String>> opened = new ArrayList<>();
        ExecutorService readers = Executors.newFixedThreadPool(100);
        for (int i = 0; i < 100; i++) {
            opened.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return open();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    readers));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new));
        long most = 0;
        while (!all.isDone()) {
            most = Math.max(most, ProcessHandle.current().children().count());
            Thread.sleep(10);
        }
        // Three rooms, two JVMs that start for others which have made way meanwhile, and some that are about to end.
        assertTrue(most < 20, most + " processes at once");
        assertEquals(3, rooms.size());
        for (CompletableFuture<String> each : opened) {
            close(each.get());
        }
        readers.shutdown();
    }

    @Test
    void a_reader_stops_what_runs_and_is_not_let_in_twice() throws Exception {
        String room = open();
        run(room, "int kept = 1;");
        CompletableFuture<JsonNode> endless = Aside.call(() -> {
            try {
                return run(room, "while (true) Thread.sleep(1);");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(300);
        assertTrue(run(room, "1").path("error").asText().contains("something runs"));
        call("stop", Map.of("room", room));
        assertEquals(
                "was stopped", endless.get(60, TimeUnit.SECONDS).path("error").asText());
        assertEquals("not_compiled", run(room, "kept").path("end").asText());
        close(room);
    }

    @Test
    void a_lesson_that_is_reset_knows_nothing_and_its_folder_is_empty() throws IOException {
        String room = open();
        String list = "java.nio.file.Files.list(java.nio.file.Path.of(\".\")).count()";
        assertEquals("0\n", run(room, list).path("shown").asText());
        run(room, "int a = 1; java.nio.file.Files.writeString(java.nio.file.Path.of(\"mine\"), \"x\");");
        assertEquals("1\n", run(room, list).path("shown").asText());
        call("reset", Map.of("room", room));
        assertEquals("not_compiled", run(room, "a").path("end").asText());
        assertEquals("0\n", run(room, list).path("shown").asText());
        close(room);
    }

    @Test
    void who_exits_fills_memory_or_floods_ends_only_a_jvm_of_its_own() throws IOException {
        String room = open();
        assertEquals("exited", run(room, "System.exit(0);").path("end").asText());
        String fill = "var all = new ArrayList<long[]>(); while (true) all.add(new long[1 << 20]);";
        assertEquals(
                "used up its memory, 256 MB, and was ended",
                run(room, fill).path("error").asText());
        JsonNode flood = run(room, "while (true) System.out.println(\"flood\");");
        assertEquals(
                "showed more than 256 KB and was stopped", flood.path("error").asText());
        assertTrue(flood.path("html").asText().length() < 300_000);
        assertEquals("2\n", run(room, "1 + 1").path("shown").asText());
        close(room);
    }

    @Test
    void what_a_snippet_started_ends_with_its_room_even_when_it_started_many() throws Exception {
        String room = open();
        JsonNode answer = run(room, """
                for (int i = 0; i < 50; i++) new ProcessBuilder("/bin/sh", "-c", "sleep 600 & sleep 600").start();
                ProcessHandle.current().pid()
                Thread.sleep(200);
                ProcessHandle.current().descendants().map(p -> "" + p.pid()).collect(Collectors.joining(" "))
                """);
        String[] lines = answer.path("shown").asText().split("\n");
        String[] started = lines[1].split(" ");
        assertTrue(started.length >= 50, answer.toString());
        String folder = run(room, "System.getProperty(\"java.io.tmpdir\")")
                .path("shown")
                .asText()
                .strip();
        assertTrue(Files.isDirectory(Path.of(folder)));
        close(room);
        for (String each : started) {
            assertTrue(Processes.end(Long.parseLong(each)), each);
        }
        assertTrue(Processes.end(Long.parseLong(lines[0])));
        assertFalse(Files.exists(Path.of(folder)));
    }

    @Test
    void a_file_outside_its_folder_can_be_read_and_the_site_says_so() throws IOException {
        Path outside = Files.writeString(temp.resolve("outside.txt"), "outside");
        String room = open();
        String source = "java.nio.file.Files.readString(java.nio.file.Path.of(\"" + outside + "\"))";
        assertEquals("outside\n", run(room, source).path("shown").asText());
        close(room);
        assertTrue(SafetyPage.page().body().html().contains("your own code"), "the page gives the reason");
    }

    @Test
    void the_room_that_nobody_used_for_longest_makes_way() throws IOException {
        String first = open();
        run(first, "1");
        String second = open();
        run(second, "1");
        String third = open();
        run(first, "1");
        run(third, "1");
        String fourth = open();
        assertEquals(3, rooms.size());
        assertTrue(run(second, "1").path("error").asText().contains("has been closed"));
        assertEquals("1\n", run(first, "1").path("shown").asText());
        for (String each : new String[] {first, third, fourth}) {
            close(each);
        }
        assertEquals(0, rooms.size());
    }

    @Test
    void a_room_that_nobody_uses_is_closed() throws Exception {
        try (LessonSessions idle =
                new LessonSessions(1, Duration.ofMillis(400), Scratch.in(temp), KernelUse.Turns.RUNNING)) {
            idle.open();
            for (int i = 0; i < 150 && idle.size() > 0; i++) {
                Thread.sleep(100);
            }
            assertEquals(0, idle.size());
        }
    }
}
