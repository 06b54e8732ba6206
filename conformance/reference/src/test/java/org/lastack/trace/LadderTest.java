package org.lastack.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

class LadderTest {
    private static List<String> texts(Trace trace) {
        return Ladder.of(trace).rungs().stream().map(Rung::text).toList();
    }

    @Test
    void numbers_count_from_each_sides_own_syn_across_the_wrap() {
        Trace trace = new Traces()
                .sent(0, Flags.SYN, -2, 0)
                .arrived(0, Flags.SYN | Flags.ACK, -1, -1)
                .sent(0, Flags.ACK, -1, 0)
                .sent(0, Flags.ACK, -1, 0, 10, false)
                .trace();
        assertEquals(
                List.of("SYN seq=0", "SYN,ACK seq=0 ack=1", "ACK seq=1 ack=1", "ACK seq=1 ack=1 len=10"), texts(trace));
    }

    @Test
    void a_number_far_from_the_connection_is_shown_as_it_is_on_the_wire() {
        Trace trace = new Traces()
                .sent(0, Traces.FIN_ACK, 2_000_000_000, 100_000_000)
                .arrived(0, Flags.RST, 0, 0)
                .arrived(0, Flags.ACK, 99_999_999, 1_999_999_999)
                .trace();
        assertEquals(List.of("FIN,ACK seq=1 ack=1", "RST seq=@0", "ACK seq=0 ack=0"), texts(trace));
    }

    @Test
    void a_new_connection_on_the_same_ports_begins_its_numbers_anew() {
        Trace trace = new Traces()
                .arrived(0, Flags.SYN, 1000, 0)
                .sent(0, Flags.SYN | Flags.ACK, 7000, 1001)
                .arrived(9, Flags.SYN, 90_000, 0)
                .sent(9, Flags.SYN | Flags.ACK, 80_000, 90_001)
                .arrived(9, Flags.ACK, 90_001, 80_001)
                .trace();
        assertEquals("ACK seq=1 ack=1", texts(trace).get(4));
    }

    @Test
    void aSynThatIsRefusedBeginsNothing() {
        Trace trace = new Traces()
                .arrived(0, Flags.SYN, 1000, 0)
                .sent(0, Flags.SYN | Flags.ACK, 7000, 1001)
                .sent(1, Traces.FIN_ACK, 7001, 1001)
                .arrived(2, Flags.SYN | Flags.ACK, 1500, 7002)
                .sent(2, Flags.ACK, 7002, 1001)
                .trace();
        assertEquals(
                List.of(
                        "SYN seq=0",
                        "SYN,ACK seq=0 ack=1",
                        "FIN,ACK seq=1 ack=1",
                        "SYN,ACK seq=500 ack=2",
                        "ACK seq=2 ack=1"),
                texts(trace));
    }

    @Test
    void the_window_is_shown_when_it_is_shut_and_when_it_opens() {
        Trace trace = new Traces()
                .add(ack(0, 1000))
                .add(ack(1, 0))
                .add(ack(2, 0))
                .add(ack(3, 4000))
                .trace();
        assertEquals(
                List.of(
                        "ACK seq=1 ack=1",
                        "ACK seq=1 ack=1 win=0",
                        "ACK seq=1 ack=1 win=0",
                        "ACK seq=1 ack=1 win=4000"),
                texts(trace));
    }

    private static Event ack(long at, int window) {
        Event.Arrived plain = (Event.Arrived)
                new Traces().arrived(0, Flags.ACK, 1, 1).trace().events().get(0);
        return new Event.Arrived(
                at,
                new Packet(
                        plain.packet().src(),
                        plain.packet().dst(),
                        plain.packet().segment().withWindow(window)));
    }

    @Test
    void a_call_and_its_result_are_one_rung_when_it_is_answered_at_once() {
        Trace trace = new Traces()
                .call(0, new Call.Write(Bytes.pattern(0, 5)), Result.failed(Errno.EPIPE))
                .add(new Event.Called(1000, 1, new Call.Close()))
                .add(new Event.Returned(2000, 1, new Call.Close(), Result.ok()))
                .trace();
        assertEquals(List.of("write(5) → err EPIPE", "close()", "close → ok"), texts(trace));
    }

    @Test
    void connections_are_numbered_when_there_are_several() {
        Trace trace = new Traces()
                .sent(0, Flags.SYN, 10, 0)
                .port(81)
                .sent(0, Flags.SYN, 20, 0)
                .port(80)
                .arrived(0, Flags.RST | Flags.ACK, 0, 11)
                .trace();
        assertEquals(List.of("#1 SYN seq=0", "#2 SYN seq=0", "#1 RST,ACK seq=@0 ack=1"), texts(trace));
    }

    @Test
    void a_state_stands_beside_what_brought_it_and_alone_when_time_did() {
        List<Rung> rungs = Ladder.of(Traces.figure12()).rungs();
        List<String> states = rungs.stream().map(Rung::stackState).toList();
        assertEquals(List.of("ESTABLISHED", "FIN-WAIT-1", "", "FIN-WAIT-2", "TIME-WAIT", "", "", "CLOSED"), states);
        assertEquals(Kind.STATE, rungs.get(7).kind());
        assertEquals(Kind.SILENCE, rungs.get(6).kind());
    }

    @Test
    void states_handed_in_are_shown_when_they_change() {
        Trace trace = new Traces()
                .arrived(0, Traces.FIN_ACK, 1, 1)
                .sent(0, Flags.ACK, 1, 2)
                .trace();
        Ladder ladder = Ladder.of(
                trace, Ladder.Options.PLAIN.withStackStates(List.of(State.CLOSE_WAIT.toString(), "CLOSE-WAIT")));
        assertEquals(
                List.of("CLOSE-WAIT", ""),
                ladder.rungs().stream().map(Rung::stackState).toList());
    }

    @Test
    void repetitions_are_counted_and_their_times_told() {
        Ladder ladder = Ladder.of(Traces.lostFin());
        Rung more = ladder.rungs().stream()
                .filter(r -> r.kind() == Kind.MORE)
                .findFirst()
                .orElseThrow();
        assertEquals("4 more, lost too, at 0.310, 0.740, 1.580, 3.240 s", more.text());
        assertEquals(4, more.packets());
        assertEquals(8, ladder.packets());
    }

    @Test
    void a_marked_event_is_never_counted_away() {
        Ladder ladder =
                Ladder.of(Traces.lostFin(), Ladder.Options.PLAIN.withRepeats(1).withComplaint(7, "too late"));
        List<Rung> marked =
                ladder.rungs().stream().filter(r -> !r.complaint().isEmpty()).toList();
        assertEquals(1, marked.size());
        assertEquals(740_000, marked.get(0).at());
        assertEquals(Kind.PACKET, marked.get(0).kind());
        assertEquals(8, ladder.packets());
    }

    @Test
    void segments_that_open_close_or_reset_are_not_counted_as_alike() {
        Traces traces = new Traces().sent(0, Flags.ACK, 1, 1);
        for (int i = 0; i < 8; i++) {
            traces.arrived(i, Flags.RST, i * 100, 0);
        }
        assertEquals(9, Ladder.of(traces.trace()).rungs().size());
    }

    @Test
    void a_long_download_stays_short_and_loses_no_packet() {
        Traces traces = new Traces();
        int packets = 0;
        for (int i = 0; i < 700; i++) {
            traces.arrived(i, Flags.ACK, 1 + 1460 * i, 1, 1460);
            packets++;
            if (i % 2 == 1) {
                traces.sent(i, Flags.ACK, 1, 1 + 1460 * (i + 1));
                packets++;
            }
        }
        traces.sent(800, Traces.FIN_ACK, 1, 1 + 1460 * 700);
        Ladder ladder = Ladder.of(traces.trace());
        assertTrue(ladder.rungs().size() <= 10, () -> TextLadder.draw(ladder));
        assertEquals(packets + 1, ladder.packets());
        Rung more = ladder.rungs().stream()
                .filter(r -> r.kind() == Kind.MORE)
                .findFirst()
                .orElseThrow();
        assertEquals("349 more like these 3, 1019080 octets, until 0.699 s", more.text());
    }

    /** A close of two hosts, of which each saw its own; the FIN comes twice, and between them nobody is seen to have sent a RST. */
    private static Ladder ofTwo() {
        Packet fin = packet(new Traces().sent(100, Traces.FIN_ACK, 1, 1).trace());
        Packet ack = packet(new Traces().arrived(110, Flags.ACK, 1, 2).trace());
        Packet rst = packet(new Traces().arrived(200, Flags.RST, 1, 0).trace());
        Trace client = new Trace(
                "client",
                0,
                List.of(
                        new Event.Called(100, 2, new Call.Close()),
                        new Event.Sent(100, fin, false),
                        new Event.Returned(100, 2, new Call.Close(), Result.ok()),
                        new Event.InState(100, 2, State.FIN_WAIT_1),
                        new Event.Arrived(120, ack),
                        new Event.InState(120, 2, State.FIN_WAIT_2),
                        new Event.Arrived(200, rst),
                        new Event.InState(200, 2, State.CLOSED)));
        Trace server = new Trace(
                "server",
                0,
                List.of(
                        new Event.Arrived(110, fin),
                        new Event.Sent(110, ack, false),
                        new Event.InState(110, 2, State.CLOSE_WAIT),
                        new Event.Arrived(130, fin),
                        new Event.Called(140, 2, new Call.Close()),
                        new Event.Returned(150, 2, new Call.Close(), Result.ok())));
        return Ladder.of(client, server);
    }

    private static Packet packet(Trace of) {
        return Objects.requireNonNull(PacketLabels.packetOf(of.events().get(0)));
    }

    @Test
    void a_packet_stands_once_where_it_was_sent_and_states_at_its_head() {
        assertEquals("""
                          client                                                  server
                  0.000 s            ╞ close() → ok                         │
                          FIN-WAIT-1 ├─── FIN,ACK seq=1 ack=1 ─────────────►│ CLOSE-WAIT
                          FIN-WAIT-2 │◄── ACK seq=1 ack=2 ──────────────────┤
                                     │ -- a copy of it reaches the server   │
                                     │                              close() ╡
                                     │                           close → ok ╡
                          CLOSED     │◄── RST seq=1 ────────────────────────┤
                """, TextLadder.draw(ofTwo(), 72, false));
    }

    @Test
    void what_was_before_is_left_out_but_for_the_states() {
        List<Rung> rungs = ofTwo().since(125).rungs();
        assertEquals(Kind.STATE, rungs.get(0).kind());
        assertEquals("FIN-WAIT-2", rungs.get(0).stackState());
        assertEquals("CLOSE-WAIT", rungs.get(0).peerState());
        assertEquals("a copy of it reaches the server", rungs.get(1).text());
    }

    @Test
    void both_ends_of_a_connection_have_one_number() {
        Trace client = new Trace(
                "client",
                0,
                List.of(new Event.InState(0, 2, State.ESTABLISHED), new Event.InState(1, 3, State.ESTABLISHED)));
        Trace server = new Trace("server", 0, List.of(new Event.InState(5, 3, State.CLOSE_WAIT)));
        List<Rung> rungs = Ladder.of(client, server).rungs();
        assertEquals("#1 ESTABLISHED", rungs.get(0).stackState());
        assertEquals("#2 ESTABLISHED", rungs.get(1).stackState());
        assertEquals("#2 CLOSE-WAIT", rungs.get(2).peerState());
    }
}
