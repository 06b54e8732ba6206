package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.world.Network;
import org.lastack.world.Script;
import org.lastack.world.Side;
import org.lastack.world.Simulation;
import org.lastack.world.World;
import picocli.CommandLine;

/** {@code lastack audit} as a person uses it. */
class AuditCommandTest {
    @TempDir
    private Path temp;

    private Path file;
    private byte[] capture = new byte[0];
    private final List<Segment> clientSent = new ArrayList<>();
    private String out = "";
    private String err = "";

    /** A connection that ends in order, one in which a request meets a FIN, and one to a port where nobody listens. */
    @BeforeEach
    void write() throws IOException {
        Simulation world = new Simulation(Settings.linux(), Network.perfect(10_000));
        world.server().listen(9, 80);
        for (int socket = 1; socket <= 2; socket++) {
            world.client().connect(socket, 80);
            world.run(Time.SECOND);
            world.server().accept(socket, 9);
            world.client().write(socket, Bytes.pattern(0, 100));
            world.run(Time.SECOND);
            world.server().readAll(socket);
            world.server().write(socket, Bytes.pattern(0, 300));
            world.run(Time.SECOND);
            world.client().readAll(socket);
        }
        world.client().close(1);
        world.run(Time.SECOND);
        world.server().close(1);
        world.server().close(2);
        world.client().write(2, Bytes.pattern(0, 100));
        world.client().connect(3, 81);
        world.run(Time.SECOND);
        RawCapture raw = new RawCapture();
        for (Event event : world.client().trace().events()) {
            Packet packet =
                    event instanceof Event.Sent e ? e.packet() : event instanceof Event.Arrived e ? e.packet() : null;
            if (event instanceof Event.Sent e) {
                clientSent.add(e.packet().segment());
            }
            if (packet != null) {
                raw.add(event.at(), packet);
            }
        }
        capture = raw.octets();
        file = Files.write(temp.resolve("some.pcap"), capture);
    }

    private int run(String... words) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        String[] all = new String[words.length + 1];
        all[0] = "audit";
        System.arraycopy(words, 0, all, 1, words.length);
        int code = Main.run(
                new PrintStream(told, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8),
                all);
        out = told.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void the_table_has_a_line_for_each_connection_the_most_interesting_first() {
        assertEquals(0, run(file.toString()));
        List<String> rows =
                out.lines().filter(l -> l.matches("\\d+ .*")).skip(1).toList();
        assertEquals(3, rows.size(), out);
        assertTrue(rows.get(0).startsWith("2 ") && rows.get(0).contains("a request met a FIN [keepalive-race]"), out);
        assertTrue(rows.get(1).startsWith("3 ") && rows.get(1).contains("refused"), out);
        assertTrue(rows.get(2).startsWith("1 ") && rows.get(2).contains("orderly, client"), out);
        assertTrue(out.contains("The client closed first (frame "), out);
        assertTrue(out.contains("captured near the clients"), out);
        assertEquals("", err);
    }

    @Test
    void one_connection_is_drawn() {
        assertEquals(0, run(file.toString(), "--connection", "2"));
        assertTrue(out.contains("client 192.0.2.1:32769"), out);
        assertTrue(out.contains("RST"), out);
        assertTrue(out.replaceAll("\\s+", " ").contains("the keep-alive race"), out);
        assertTrue(out.contains("!   a request met a FIN"), out);
        assertTrue(out.contains("FIN-WAIT-1"), out);
        assertEquals(2, run(file.toString(), "--connection", "7"));
        assertEquals(
                "lastack: no connection has the number 7: there are 3 in the capture, and the filters may hide some\n",
                err);
    }

    @Test
    void the_link_does_to_the_reference_what_an_end_got() {
        for (int number = 1; number <= 3; number++) {
            assertEquals(0, run(file.toString(), "--connection", Integer.toString(number), "--link"));
            int link = out.indexOf("playground.html#s=");
            assertTrue(link > 0, out);
            Script script = Script.decode(
                    out.substring(link + "playground.html#s=".length()).strip());
            List<Segment> sent = new World(script)
                    .trace(Side.CLIENT).events().stream()
                            .filter(e -> e instanceof Event.Sent)
                            .map(e -> ((Event.Sent) e).packet().segment())
                            .toList();
            int port = 32_767 + number;
            List<String> did = clientSent.stream()
                    .filter(p -> p.srcPort() == port)
                    .map(p -> Flags.show(p.flags()) + " " + p.len())
                    .toList();
            assertEquals(
                    did,
                    sent.stream()
                            .map(p -> Flags.show(p.flags()) + " " + p.len())
                            .toList(),
                    out);
        }
        assertEquals(2, run(file.toString(), "--link"));
        assertEquals("lastack: --link goes with --connection N\n", err);
    }

    @Test
    void the_summary_counts() {
        assertEquals(0, run(file.toString(), "--summary"));
        assertTrue(out.contains("keepalive-race: a request met a FIN"), out);
        assertTrue(out.contains("port 81, refused"), out);
        assertTrue(out.contains("TIME-WAIT, by the address that has it"), out);
    }

    @Test
    void json_has_a_line_for_each_connection_and_one_for_the_capture() throws IOException {
        assertEquals(0, run(file.toString(), "--json"));
        List<String> lines = out.lines().toList();
        assertEquals(4, lines.size());
        JsonNode race = lines.stream()
                .map(AuditCommandTest::parse)
                .filter(n -> n.path("connection").asInt() == 2)
                .findFirst()
                .orElseThrow();
        assertEquals("reset", race.path("ending").asText());
        assertEquals("server", race.path("closed_first").asText());
        assertEquals(
                "keepalive-race", race.path("reasons").path(0).path("reason").asText());
        assertEquals(3, parse(lines.get(3)).path("connections").asInt());
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void filters_leave_out_and_fail_on_fails() {
        assertEquals(0, run(file.toString(), "--port", "81"));
        assertTrue(out.contains("[no-listener]") && !out.contains("[keepalive-race]"), out);
        assertEquals(0, run(file.toString(), "--reason", "keepalive-race,abort"));
        assertFalse(out.contains("[no-listener]"), out);
        assertEquals(0, run(file.toString(), "--address", "192.0.2.9"));
        assertTrue(out.contains("no connection to show"), out);
        assertEquals(1, run(file.toString(), "--fail-on", "no-listener"));
        assertEquals(0, run(file.toString(), "--fail-on", "middlebox"));
        assertEquals(
                0, run(file.toString(), "--port", "80", "--fail-on", "no-listener"), "what is left out fails nothing");
    }

    @Test
    void packed_files_standard_input_and_parts_are_read_too() throws IOException {
        Path packed = temp.resolve("some.pcap.gz");
        try (OutputStream gz = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gz.write(capture);
        }
        assertEquals(0, run(file.toString(), "--json"));
        String plain = out;
        assertEquals(0, run(packed.toString(), "--json"));
        assertEquals(plain, out);
        ByteArrayOutputStream piped = new ByteArrayOutputStream();
        AuditCommand command = new AuditCommand(
                new PrintStream(piped, true, StandardCharsets.UTF_8), System.err, new ByteArrayInputStream(capture));
        assertEquals(0, new CommandLine(command).execute("-", "--json"));
        assertEquals(plain, piped.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_file_that_is_cut_is_told_as_far_as_it_goes() throws IOException {
        Files.write(file, Arrays.copyOf(capture, capture.length - 10));
        assertEquals(0, run(file.toString()));
        assertTrue(out.contains("some.pcap: it ends in the middle of packet "), out);
    }

    @Test
    void the_rules_judge_the_end_at_which_it_was_captured_and_say_why_not_the_other() {
        assertEquals(0, run(file.toString(), "--rules", "--at", "client"));
        String said = out.replaceAll("\\s+", " ");
        assertTrue(said.contains("captured at the client, as was said"), out);
        assertTrue(said.contains("3 ends judged: no rule broken"), out);
        assertTrue(
                said.contains(
                        "3 ends not judged: a capture at the client does not show what had arrived at the server"),
                out);
        assertTrue(said.contains("are not shown by a capture"), out);
        assertEquals(0, run(file.toString(), "--rules", "--at", "path"));
        assertTrue(out.contains("0 ends judged"), out);
        assertEquals(2, run(file.toString(), "--at", "home"));
        assertEquals("lastack: --at: no place is called home; there are client, server and path\n", err);
        assertEquals(2, run(file.toString(), "--rules", "--json"));
    }

    @Test
    void the_annotated_capture_holds_the_same_packets_and_what_is_said_of_them() throws IOException {
        Path annotated = temp.resolve("said.pcapng");
        assertEquals(0, run(file.toString(), "--annotate", annotated.toString()));
        String table = out;
        String octets = Files.readString(annotated, StandardCharsets.ISO_8859_1);
        assertTrue(octets.contains("keepalive-race: the server had closed"), octets);
        assertTrue(octets.contains("connection 1: The client closed first"), octets);
        assertEquals(0, run(annotated.toString()));
        assertEquals(table, out);
        assertEquals(2, run("-", "--annotate", annotated.toString()));
        assertEquals(
                "lastack: --annotate reads the capture twice, which standard input cannot be: write it into a file first\n",
                err);
    }

    @Test
    void the_page_has_each_connection_with_its_diagram() throws IOException {
        Path folder = temp.resolve("page");
        assertEquals(0, run(file.toString(), "--report", folder.toString()));
        String page = Files.readString(folder.resolve("index.html"));
        assertTrue(page.contains("a request met a FIN [keepalive-race]"), page);
        assertTrue(page.contains("<section id=\"c3\">"), page);
        assertEquals(3, page.split("<figure>", -1).length - 1);
        assertEquals(2, run(file.toString(), "--report", file.resolve("under").toString()));
        assertTrue(err.startsWith("lastack: --report: cannot make the folder "), err);
    }

    @Test
    void what_is_wrong_is_said_in_one_line() throws IOException {
        assertEquals(2, run(temp.resolve("none").toString()));
        assertEquals("lastack: cannot read the capture " + temp.resolve("none") + ": no such file or directory\n", err);
        assertEquals(2, run(temp.toString()));
        assertTrue(err.endsWith(": it is a folder\n"), err);
        Files.writeString(file, "no capture at all");
        assertEquals(2, run(file.toString()));
        assertEquals(
                "lastack: cannot read " + file
                        + " as a capture: it is neither pcap nor pcapng; editcap converts other formats\n",
                err);
        assertEquals(2, run(file.toString(), "--fail-on", "bad-luck"));
        assertTrue(err.startsWith("lastack: --fail-on: no reason is called bad-luck; there are no-listener, "), err);
        assertEquals(2, run());
        assertEquals(1, err.lines().count(), err);
        assertEquals(2, run(file.toString(), "--port", "70000"));
        assertEquals("lastack: no port is called 70000\n", err);
    }
}
