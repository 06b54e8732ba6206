package org.lastack.site.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers leave behind when they are killed, and who removes it. */
class ScratchTest {
    @TempDir
    Path site;

    @TempDir
    Path place;

    private Set<String> names() throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            return all.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** A folder as a server leaves it that was killed. */
    private Path left(String name) throws IOException {
        Path folder = Files.createDirectories(place.resolve(name + "/room-1")).getParent();
        Files.writeString(folder.resolve("room-1/file"), "x");
        Files.createFile(folder.resolve(Scratch.LOCK));
        return folder;
    }

    @Test
    void nothing_stays_of_a_server_that_was_killed_once_the_next_one_has_started() throws Exception {
        Set<String> left;
        try (Alone killed = Alone.start(site, place)) {
            String room = open(killed);
            run(
                    killed,
                    room,
                    "java.nio.file.Files.createDirectories(java.nio.file.Path.of(\"a/b\"));"
                            + "java.nio.file.Files.createTempFile(\"mine\", \"\")");
            CompletableFuture<Void> running = CompletableFuture.runAsync(() -> runUntilKilled(killed, room));
            open(killed);
            Thread.sleep(300);
            List<ProcessHandle> children = killed.process().descendants().toList();
            assertTrue(children.size() >= 2, "a JVM that runs a snippet, and one that starts");
            killed.kill();
            for (ProcessHandle each : children) {
                assertTrue(Processes.end(each.pid()), "a child outlives its server");
            }
            running.get(60, TimeUnit.SECONDS);
            left = names();
        }
        assertEquals(1, left.size(), left.toString());
        try (Alone next = Alone.start(site, place)) {
            Set<String> now = names();
            assertEquals(1, now.size(), now.toString());
            assertFalse(now.removeAll(left), "that of the server which lives");
            assertEquals("2\n", run(next, open(next), "1 + 1").path("shown").asText());
        }
        assertEquals(Set.of(), names());
    }

    private static void runUntilKilled(Alone server, String room) {
        try {
            run(server, room, "while (true) { }");
        } catch (IOException | RuntimeException e) {
            return; // it is killed before it can answer
        }
    }

    private static String open(Alone server) throws IOException {
        return Wire.call(server.address(), "open", Map.of()).path("room").asText();
    }

    private static JsonNode run(Alone server, String room, String source) throws IOException {
        return Wire.call(server.address(), "run", Map.of("room", room, "source", source, "seconds", 60));
    }

    @Test
    void who_lives_is_left_alone_by_other_processes_and_by_its_own() throws Exception {
        try (Alone living = Alone.start(site, place)) {
            String room = open(living);
            run(living, room, "int kept = 1;");
            Set<String> one = names();
            Scratch mine = Scratch.in(place);
            Scratch other = Scratch.in(place);
            assertEquals(3, names().size());
            other.close();
            assertEquals(2, names().size());
            // The lock of the first is still held, though others of its process have come and gone.
            try (Alone second = Alone.start(site, place)) {
                assertEquals(3, names().size());
                assertEquals(
                        "2\n", run(second, open(second), "1 + 1").path("shown").asText());
            }
            mine.close();
            assertEquals(one, names());
            assertEquals("1\n", run(living, room, "kept").path("shown").asText());
        }
    }

    @Test
    void what_is_left_is_removed_and_what_it_links_to_is_not() throws IOException {
        Path outside = Files.writeString(site.resolve("outside"), "x");
        Path folder = left(Scratch.NAME + "1");
        Files.createSymbolicLink(folder.resolve("room-1/link"), site);
        Files.createSymbolicLink(folder.resolve("room-1/dangling"), site.resolve("nowhere"));
        Files.createDirectory(place.resolve(Scratch.NAME + "2")); // killed before it had a lock
        Scratch.in(place).close();
        assertEquals(Set.of(), names());
        assertTrue(Files.exists(outside));
    }

    /** Folder in folder, built from the inside, since no path is that long. */
    private Path nested(Path where, int depth) throws IOException {
        Path inner = Files.createDirectory(where.resolve("inner"));
        Files.writeString(inner.resolve("file"), "x");
        for (int i = 1; i < depth; i++) {
            Path outer = Files.createDirectory(where.resolve("outer"));
            Files.move(inner, outer.resolve("inner"));
            Files.createSymbolicLink(outer.resolve("link"), site);
            inner = Files.move(outer, inner);
        }
        return inner;
    }

    @Test
    void what_is_nested_deeper_than_any_path_is_removed() throws IOException {
        Path outside = Files.writeString(site.resolve("outside"), "x");
        nested(left(Scratch.NAME + "1").resolve("room-1"), 3000);
        Scratch.in(place).close();
        assertEquals(Set.of(), names());
        assertTrue(Files.exists(outside));
    }

    @Test
    void what_may_not_be_read_or_written_is_removed() throws IOException {
        Path room = left(Scratch.NAME + "1").resolve("room-1");
        for (String each : List.of("---------", "r-x------", "-wx------")) {
            Path inner = nested(Files.createDirectory(room.resolve(each)), 2);
            Files.setPosixFilePermissions(inner.resolve("inner"), PosixFilePermissions.fromString(each));
            Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(each));
            Files.setPosixFilePermissions(room.resolve(each), PosixFilePermissions.fromString(each));
        }
        Scratch.in(place).close();
        assertEquals(Set.of(), names());
    }

    @Test
    void what_is_not_ours_stays() throws IOException {
        left("lastack-serve");
        left("other-" + Scratch.NAME);
        Files.delete(left(Scratch.NAME + "unlocked").resolve(Scratch.LOCK));
        Files.createFile(place.resolve(Scratch.NAME + "file"));
        Path target = Files.createDirectory(site.resolve("target"));
        Files.move(left("moved"), target.resolve("moved"));
        Path link = Files.createSymbolicLink(place.resolve(Scratch.NAME + "link"), target.resolve("moved"));
        Path linked = left(Scratch.NAME + "linked");
        Files.delete(linked.resolve(Scratch.LOCK));
        Path lock = Files.createSymbolicLink(linked.resolve(Scratch.LOCK), Files.createFile(site.resolve("lock")));
        Set<String> before = names();
        Scratch.in(place).close();
        assertEquals(before, names());
        assertTrue(Files.exists(target.resolve("moved/room-1/file")));
        Files.delete(link);
        Files.delete(lock);
    }

    @Test
    void what_another_user_left_stays() throws IOException {
        Path folder = left(Scratch.NAME + "other");
        try {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } catch (FileSystemException e) {
            Assumptions.abort("only root can give a folder away");
        }
        Scratch.in(place).close();
        assertEquals(Set.of(Scratch.NAME + "other"), names());
    }

    @Test
    void many_that_start_at_once_do_not_take_each_other_for_dead() throws Exception {
        List<Process> crowd = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            crowd.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Crowd.class.getName(),
                            place.toString())
                    .inheritIO()
                    .start());
        }
        for (Process each : crowd) {
            assertEquals(0, each.waitFor());
        }
        assertEquals(Set.of(), names());
    }

    /** Makes folders and removes them; fails when somebody else removes one. */
    static final class Crowd {
        public static void main(String[] args) throws IOException {
            for (int i = 0; i < 500; i++) {
                Scratch each = Scratch.in(Path.of(args[0]));
                Files.createFile(each.room().resolve("mine"));
                each.close();
            }
        }
    }
}
