package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code lastack doctor} as a person uses it, on this host: what else it finds here is not known, but what this process does is. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DoctorCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final List<Closeable> open = new ArrayList<>();

    private int run(String... words) {
        told.reset();
        complained.reset();
        String[] all = new String[words.length + 1];
        all[0] = "doctor";
        System.arraycopy(words, 0, all, 1, words.length);
        return Main.run(
                new PrintStream(told, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8),
                all);
    }

    private String out() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return complained.toString(StandardCharsets.UTF_8);
    }

    /** Makes a connection of this process to itself, whose one end is closed and whose other end is forgotten. */
    private void forget() throws IOException, InterruptedException {
        ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        open.add(listener);
        try (Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            Socket far = listener.accept();
            open.add(far);
            near.shutdownOutput();
            assertEquals(-1, far.getInputStream().read());
        }
        Thread.sleep(60);
    }

    @AfterEach
    void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    @Test
    void a_close_wait_of_this_process_is_found_with_its_number_and_the_exit_code_is_0() throws Exception {
        String me = "(pid " + ProcessHandle.current().pid();
        forget();
        assertEquals(0, run("--patience", "50ms", "--no-color"), err());
        assertTrue(out().startsWith("Linux "), out());
        assertTrue(out().contains("[close-wait-forgotten]"), out());
        assertTrue(out().contains(me), out());
        assertTrue(out().contains("of which it has read the end"), out().replaceAll("\\s+", " "));
        assertTrue(out().contains("More: lastack lesson 14"), out());
        assertTrue(out().contains("Not: No sysctl ends CLOSE-WAIT"), out());
        assertTrue(out().contains("This was one look"), out());
        assertEquals("", err());
    }

    @Test
    void json_has_the_same_on_a_line_and_rates_when_there_are_two_looks() throws Exception {
        forget();
        assertEquals(0, run("--json", "--for", "50ms", "--patience", "50ms"), err());
        assertEquals(1, out().lines().count(), out());
        JsonNode look = JSON.readTree(out());
        assertTrue(look.get("looked_for_us").asLong() >= 50_000, out());
        assertTrue(look.get("states").get("CLOSE-WAIT").asInt() >= 1, out());
        assertTrue(look.has("rose"), out());
        JsonNode first = null;
        for (JsonNode finding : look.get("findings")) {
            first = finding.get("finding").asText().equals("close-wait-forgotten") ? finding : first;
        }
        assertEquals("leaks", first.get("harm").asText());
        assertEquals(14, first.get("lesson").asInt());
        assertTrue(
                first.get("who")
                        .toString()
                        .contains("pid " + ProcessHandle.current().pid()),
                out());
        assertEquals(0, run("--json"));
        assertFalse(JSON.readTree(out()).has("rose"), out());
    }

    @Test
    void its_own_number_is_its_own_namespace() {
        String pid = ProcessHandle.current().pid() + "";
        assertEquals(0, run("--pid", pid), err());
        assertTrue(out().contains("the network namespace of process " + pid), out());
        assertFalse(out().contains("cannot be entered"), out());
    }

    @Test
    void watching_looks_again_until_it_is_interrupted() throws Exception {
        FutureTask<Integer> watch = new FutureTask<>(() -> run("--watch", "--interval", "20ms", "--json"));
        Thread thread = new Thread(watch);
        thread.start();
        while (out().lines().count() < 3) {
            Thread.sleep(20);
        }
        thread.interrupt();
        assertEquals(Main.INTERRUPTED, watch.get());
        List<String> lines = out().lines().toList();
        assertFalse(JSON.readTree(lines.get(0)).has("rose"));
        assertTrue(JSON.readTree(lines.get(1)).has("rose"));
    }

    @Test
    void what_is_misused_is_said_in_a_line() {
        assertEquals(2, run("--for", "soon"));
        assertEquals("lastack: --for is a time such as 10s, 500ms or 2m, at most an hour, not 'soon'\n", err());
        assertEquals(2, run("--watch", "--for", "1s"));
        assertEquals("lastack: give --watch or --for, not both\n", err());
        assertEquals(2, run("--interval", "1s"));
        assertEquals("lastack: --interval is for --watch; how long to look once is --for\n", err());
        assertEquals(2, run("--pid", "0"));
        assertEquals("lastack: --pid is the number of a process, from 1 on\n", err());
        assertEquals(2, run("--pid", "4194305"));
        assertEquals("lastack: no process has the number 4194305, or it may not be seen from here\n", err());
        assertEquals(2, run("--pid", "some"));
        assertEquals(2, run("10.0.0.1"));
        assertEquals("", out());
    }
}
