package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.lab.Lab.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LabTest {
    @Test
    void a_name_that_is_misspelt_is_told_with_the_one_that_is_near() {
        assertEquals(
                "no setting is called tcp_fin_time_out; did you mean tcp_fin_timeout?",
                complaint(() -> linux().with("tcp_fin_time_out", 5)));
        Connection c = network().connect(80);
        assertEquals(
                "no socket option is called SO_LINGR; did you mean SO_LINGER?",
                complaint(() -> c.client.option("SO_LINGR", 0)));
        assertEquals("no rule is called NC-FINN; did you mean NC-FIN?", complaint(() -> judge("NC-FINN", c.client)));
        assertEquals(
                "no bug and no mutant is called smoltp 470; did you mean smoltcp 470?",
                complaint(() -> mutant("smoltp 470")));
    }

    private static String complaint(Executable call) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void a_close_reads_like_the_prose_around_it() {
        Net net = network();
        Connection c = net.connect(80);
        net.erase();
        c.client.close();
        net.settle();
        assertTrue(c.server.read().eof());
        c.server.close();
        net.settle();
        assertEquals("""
                          client                                                          server
                  0.030 s ESTABLISHED │                                            │ ESTABLISHED
                          FIN-WAIT-1  ╞ close() → ok                               │
                                      ├─── FIN,ACK seq=1 ack=1 ───────────────────►│ CLOSE-WAIT
                  0.040 s FIN-WAIT-2  │◄── ACK seq=1 ack=2 ────────────────────────┤
                  0.050 s             │                          read(65536) → eof ╡
                                      │                               close() → ok ╡
                          TIME-WAIT   │◄── FIN,ACK seq=1 ack=2 ────────────────────┤ LAST-ACK
                  0.060 s             ├─── ACK seq=2 ack=2 ───────────────────────►│ CLOSED
                """, ladder(net).text());
    }

    @Test
    void a_call_at_the_instant_of_an_arrival_hides_no_state() {
        Net net = network(linux());
        Connection c = net.connect(80);
        c.client.send(5);
        net.advance(ms(100));
        c.server.readAll();
        net.erase();
        c.client.close();
        net.until(c.server, CLOSE_WAIT);
        c.server.close(); // the ACK of the FIN would have been delayed, and goes with this one
        String drawn = ladder(c).text();
        assertTrue(drawn.contains("►│ CLOSE-WAIT"), drawn);
        assertTrue(drawn.contains("close() → ok ╡ LAST-ACK"), drawn);
    }

    @Test
    void a_silence_is_as_long_as_the_drawing() {
        Net net = network();
        Connection c = net.connect(80);
        net.advance(seconds(10));
        net.erase();
        net.advance(seconds(5));
        c.client.close();
        String drawn = ladder(c).text();
        assertTrue(drawn.contains("⋮ 5.000 s"), drawn);
        net.erase();
        c.server.close();
        assertFalse(ladder(c).text().contains("⋮"), ladder(c).text());
    }

    @Test
    void segments_are_counted_from_where_the_drawing_begins() {
        Net net = network();
        Connection c = net.connect(80);
        assertEquals(3, net.segments());
        net.erase();
        net.drop(nextFin());
        c.client.close();
        assertEquals(1, net.segments());
        net.advance(seconds(2));
        assertEquals(3, net.segments());
    }

    @Test
    void what_is_dropped_is_sent_again() {
        Net net = network();
        Connection c = net.connect(80);
        net.drop(nextFin().from(client).times(2));
        c.client.close();
        assertEquals("3.010 s", net.until(c.server, CLOSE_WAIT).toString());
    }

    @Test
    void a_drop_may_mean_one_connection_alone() {
        Net net = network();
        Connection first = net.connect(80);
        Connection second = net.connect(80);
        net.drop(nextFin().from(first.client));
        first.client.close();
        second.client.close();
        net.settle();
        assertEquals(ESTABLISHED, first.server.state());
        assertEquals(CLOSE_WAIT, second.server.state());
        assertTrue(ladder(first).text().contains("✕"));
        assertFalse(ladder(second).text().contains("✕"));
    }

    @Test
    void what_is_held_back_comes_later_and_a_copy_comes_twice() {
        Net net = network();
        Connection c = net.connect(80);
        net.hold(nextData(), ms(100));
        c.client.send("hello");
        net.advance(ms(100));
        assertEquals("err EAGAIN", c.server.read().toString());
        net.advance(ms(20));
        assertEquals("ok \"hello\"", c.server.read().toString());
        net.copy(nextFin(), ms(50));
        c.client.close();
        net.advance(ms(100));
        assertTrue(ladder(net).text().contains("a copy of it reaches the server"));
    }

    @Test
    void a_forged_reset_counts_only_at_the_right_number() {
        Net net = network();
        Connection c = net.connect(80);
        c.client.forge("RST").seq(1).send();
        net.settle();
        assertEquals(ESTABLISHED, c.server.state());
        c.client.forge("RST").send();
        net.settle();
        assertEquals(CLOSED, c.server.state());
        assertEquals(ESTABLISHED, c.client.state());
    }

    @Test
    void an_orphan_is_held_by_nobody_and_its_timer_is_shown() {
        Net net = network(linux().with("tcp_fin_timeout", 5), rfc9293());
        Connection c = net.connect(80);
        c.client.close();
        net.settle();
        assertEquals(1, sockets(net).count(FIN_WAIT_2));
        String line = sockets(net).text().lines().skip(1).findFirst().orElse("");
        assertTrue(line.matches("client +FIN-WAIT-2 .* fin-wait-2 \\d.\\d{3} s +nobody"), line);
        assertEquals(CLOSED, afterFiveSeconds(net, c));
    }

    private static Object afterFiveSeconds(Net net, Connection c) {
        net.advance(seconds(6));
        return c.client.state();
    }

    @Test
    void a_rule_judges_what_one_host_did() {
        Net net = network();
        Connection c = net.connect(80);
        c.client.close();
        net.settle();
        c.server.close();
        net.advance(seconds(5));
        assertTrue(judge("NC-LA", c.server).pass());
        assertTrue(judge("NC-FIN", c.client).toString().endsWith("\npass\n"));
        assertThrows(IllegalArgumentException.class, () -> judge("NC-NONE", c.client));
    }

    @Test
    void one_connection_of_several_is_drawn_without_the_states_of_others() {
        Net net = network();
        net.connect(80);
        Connection second = net.connect(80);
        String head = ladder(second).text().lines().skip(1).findFirst().orElse("");
        assertTrue(head.contains("SYN-SENT"), head);
        assertTrue(
                ladder(second).text().contains("│ SYN-RECEIVED"), ladder(second).text());
    }

    @Test
    void a_rule_knows_what_the_lesson_has_set() {
        Net net = network(linux().with("tcp_orphan_retries", 3));
        Connection c = net.connect(80);
        net.drop(next().from(client).times(100));
        c.client.close();
        net.advance(minutes(1));
        c.server.forge("ACK").ack(-1).send();
        net.advance(seconds(1));
        assertTrue(judge("OR-RETRIES", c.client).pass(), judge("OR-RETRIES", c.client)::toString);
    }

    @Test
    void a_rule_judges_a_connection_that_takes_the_place_of_another() {
        Net net = network(linux().with("tcp_timestamps", 0));
        Connection old = net.connect(5000, 80);
        old.server.close();
        net.settle();
        old.client.close();
        net.settle();
        assertEquals(TIME_WAIT, old.server.state());
        Connection young = net.connect(5000, 80);
        assertEquals(ESTABLISHED, young.server.state());
        assertTrue(judge("TW-SYN-NEW", young.server).pass());
    }

    @Test
    void names_that_are_wrong_are_refused() {
        Net net = network();
        Connection c = net.connect(80);
        assertThrows(IllegalArgumentException.class, () -> linux().with("tcp_orphan_retries", -7));
        assertThrows(IllegalArgumentException.class, () -> linux().with("nothing_like_it", 5));
        assertThrows(IllegalArgumentException.class, () -> c.client.option("SO_LINGERING", 0));
        assertThrows(IllegalArgumentException.class, () -> c.client.forge("FYN"));
        assertThrows(IllegalArgumentException.class, () -> net.delay(0));
        assertThrows(IllegalArgumentException.class, () -> net.set("tcp_fin_timeout", 5));
        assertThrows(IllegalStateException.class, () -> net.until(c.client, CLOSED));
    }

    @Test
    void what_is_shown_can_be_had_as_pictures() {
        Net net = network();
        Connection c = net.connect(80);
        takePictures();
        show(net);
        show(states(c));
        show(sockets(net));
        show("words");
        List<String> pictures = takePictures();
        assertEquals(3, pictures.size());
        assertTrue(pictures.stream().allMatch(p -> p.startsWith("<svg ") && p.endsWith("</svg>\n")));
    }
}
