package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lastack.lab.Lab.CLOSED;
import static org.lastack.lab.Lab.ESTABLISHED;
import static org.lastack.lab.Lab.conntrack;
import static org.lastack.lab.Lab.idleTimeout;
import static org.lastack.lab.Lab.linux;
import static org.lastack.lab.Lab.minutes;
import static org.lastack.lab.Lab.network;
import static org.lastack.lab.Lab.nextData;
import static org.lastack.lab.Lab.seconds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.lessons.engine.Kernel;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;

/** What a box between the hosts lets pass, and when it forgets. */
class MiddleboxTest {
    private static final Path SETTINGS = Path.of("/proc/sys/net/netfilter");

    private final Net net = network(linux());

    private static void shows(String state, Middlebox box) {
        assertTrue(box.toString().matches("tcp \\d+ " + state + " sport=32768 dport=80\n"), box.toString());
    }

    /** The rows "fin" and "ack" of the table in nf_conntrack_proto_tcp.c. */
    @Test
    void it_follows_a_connection_as_linux_does() {
        Middlebox box = net.through(conntrack());
        Connection c = net.connect(80);
        net.settle();
        shows("ESTABLISHED", box);
        c.client.shutdown();
        shows("FIN_WAIT", box);
        net.advance(seconds(1));
        shows("CLOSE_WAIT", box);
        c.server.close();
        shows("LAST_ACK", box);
        net.settle();
        shows("TIME_WAIT", box);
        net.advance(seconds(119));
        shows("TIME_WAIT", box);
        net.advance(seconds(1));
        assertEquals("it remembers no connection\n", box.toString());
    }

    @Test
    void a_reset_ends_it_in_ten_seconds() {
        Middlebox box = net.through(conntrack());
        Connection c = net.connect(80);
        c.client.abort();
        shows("CLOSE", box);
        net.advance(seconds(10));
        assertEquals("it remembers no connection\n", box.toString());
    }

    @Test
    void a_half_close_is_forgotten_after_a_minute_and_a_shorter_one_is_not() {
        for (int wait : List.of(58, 61)) {
            Net fresh = network(linux());
            fresh.through(conntrack());
            Connection c = fresh.connect(80);
            c.client.shutdown();
            fresh.advance(seconds(1));
            fresh.advance(seconds(wait));
            c.server.send("late");
            fresh.settle();
            assertEquals(wait == 58 ? 4 : 0, c.client.read().octets(), wait + " s");
        }
    }

    @Test
    void what_it_does_not_know_passes_neither_way_unless_the_client_goes_on() {
        Connection c = net.connect(80);
        net.through(conntrack());
        c.server.send("from outside");
        net.advance(seconds(1));
        assertEquals(0, c.client.read().octets());
        c.client.send("from inside");
        net.advance(seconds(1));
        assertEquals(11, c.server.read().octets());
        net.advance(minutes(2));
        assertEquals(12, c.client.read().octets(), "and then what the server repeats passes too");
    }

    @Test
    void a_strict_one_takes_up_nothing_in_the_middle() {
        Middlebox box = net.through(conntrack().with("nf_conntrack_tcp_loose", 0));
        assertFalse(box.passes(0, ack()));
        assertTrue(net.through(conntrack()).passes(0, ack()));
    }

    @Test
    void a_fin_is_never_the_first_that_it_takes_up() {
        Connection c = net.connect(80);
        Middlebox box = net.through(conntrack());
        c.client.close();
        net.advance(seconds(5));
        assertEquals("it remembers no connection\n", box.toString());
    }

    private static Packet ack() {
        return new Packet(SimulatedWorld.CLIENT, SimulatedWorld.SERVER, Segment.of(5000, 80, 1, 1, Flags.ACK, 100));
    }

    @Test
    void one_that_resets_tells_the_sender_alone() {
        Middlebox box = net.through(idleTimeout(minutes(5)).resets());
        Connection c = net.connect(80);
        net.advance(minutes(4));
        c.client.send("in time");
        net.advance(minutes(5) + seconds(1));
        c.client.send("late");
        net.settle();
        assertEquals(CLOSED, c.client.state());
        assertEquals(ESTABLISHED, c.server.state());
        assertEquals(7, c.server.readAll());
        assertTrue(c.client.send("again").failed("ECONNRESET"));
        assertEquals("it remembers no connection\n", box.toString());
        String drawn = Lab.ladder(net).text();
        assertTrue(drawn.contains("a box on the way sends, in the name"), drawn);
    }

    @Test
    void what_is_lost_before_it_does_not_wake_it() {
        Middlebox box = net.through(idleTimeout(seconds(10)));
        Connection c = net.connect(80);
        net.advance(seconds(9));
        net.drop(nextData().times(20));
        c.client.send("x");
        net.advance(seconds(2));
        assertEquals("it remembers no connection\n", box.toString());
    }

    @Test
    void settings_have_their_names_on_linux_and_a_misspelt_one_is_refused() {
        Middlebox box = net.through(conntrack().with("nf_conntrack_tcp_timeout_close_wait", 3600));
        Connection c = net.connect(80);
        c.client.shutdown();
        net.advance(minutes(59));
        shows("CLOSE_WAIT", box);
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class, () -> conntrack().with("nf_conntrack_tcp_timeout_closewait", 1));
        assertEquals(
                "the box has no nf_conntrack_tcp_timeout_closewait; did you mean nf_conntrack_tcp_timeout_close_wait?",
                wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> conntrack().with("nf_conntrack_tcp_loose", -1));
    }

    /** A network namespace begins with the defaults, whatever is set outside. */
    @Test
    void its_times_are_those_of_the_running_kernel() throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(SETTINGS), "the kernel tracks no connections here");
        assumeTrue(Kernel.available(), "no network namespaces here");
        boolean root = System.getProperty("user.name", "").equals("root");
        List<String> command = new ArrayList<>(List.of("unshare", root ? "-n" : "-rn", "cat"));
        List<String> expected = new ArrayList<>();
        for (String setting : conntrack().settings()) {
            String[] words = setting.split(" ", -1);
            command.add(SETTINGS.resolve(words[0]).toString());
            expected.add(words[1]);
        }
        Process cat = new ProcessBuilder(command).start();
        String said = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, cat.waitFor(), new String(cat.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(expected, said.lines().toList());
    }
}
