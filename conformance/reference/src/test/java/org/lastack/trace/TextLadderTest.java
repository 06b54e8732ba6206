package org.lastack.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class TextLadderTest {
    @Test
    void draws_the_normal_close_of_figure_12() {
        Ladder ladder = Ladder.of(Traces.figure12(), Ladder.Options.PLAIN.withPeerStates(Traces.figure12Peer()));
        assertEquals("""
                            reference                                               peer
                    0.000 s ESTABLISHED │                                  │ ESTABLISHED
                            FIN-WAIT-1  ╞ close() → ok                     │
                                        ├─── FIN,ACK seq=1 ack=1 ─────────►│ CLOSE-WAIT
                    0.010 s FIN-WAIT-2  │◄── ACK seq=1 ack=2 ──────────────┤
                    0.020 s TIME-WAIT   │◄── FIN,ACK seq=1 ack=2 ──────────┤ LAST-ACK
                                        ├─── ACK seq=2 ack=2 ─────────────►│ CLOSED
                                        ┊   ⋮ 240.000 s                    ┊
                  240.020 s CLOSED      │                                  │
                """, TextLadder.draw(ladder, 72, false));
    }

    @Test
    void a_call_of_the_peer_stands_at_its_line() {
        List<Event> close = List.of(
                new Event.Called(0, 1, new Call.Close()), new Event.Returned(0, 1, new Call.Close(), Result.ok()));
        Ladder ladder = Ladder.of(new Trace("reference", 0, List.of()), new Trace("peer", 0, close));
        assertEquals("""
                          reference                                       peer
                  0.000 s │                                     close() → ok ╡
                """, TextLadder.draw(ladder, 62, false));
    }

    @Test
    void draws_a_lost_fin_in_plain_ascii() {
        assertEquals("""
                           reference                                      peer
                   0.000 s +--- SYN seq=0 ---------------------------------->|
                           |<-- SYN,ACK seq=0 ack=1 -------------------------+
                           +--- ACK seq=1 ack=1 ---------------------------->|
                   0.100 s = close() -> ok                                   |
                           +--- FIN,ACK seq=1 ack=1 ----------------------x  |
                   0.310 s | : 4 more, lost too, at 0.310, 0.740, 1.580,     |
                           |   3.240 s                                       |
                           :   : 6.760 s                                     :
                  10.000 s | -- gave up waiting for another FIN              |
                """, TextLadder.draw(Ladder.of(Traces.lostFin()), 62, true));
    }

    @Test
    void a_packet_lost_on_its_way_to_the_stack_does_not_reach_its_line() {
        Trace trace = new Traces().lost(0, Traces.FIN_ACK, 300, 100).trace();
        assertEquals("""
                          reference                                       peer
                  0.000 s │  ✕ FIN,ACK seq=1 ack=1 ──────────────────────────┤
                """, TextLadder.draw(Ladder.of(trace), 62, false));
    }

    @Test
    void a_complaint_stands_under_the_event_it_is_about() {
        Ladder ladder = Ladder.of(
                Traces.figure12(),
                Ladder.Options.PLAIN.withComplaint(9, "TW-ENTER: expected an ACK of the FIN, that is ack=3"));
        List<String> lines = TextLadder.draw(ladder).lines().toList();
        int marked = -1;
        for (int i = 0; i < lines.size(); i++) {
            marked = lines.get(i).startsWith("! ") && marked < 0 ? i : marked;
        }
        assertTrue(lines.get(marked).contains("ACK seq=2 ack=2"), lines.get(marked));
        assertEquals("!   TW-ENTER: expected an ACK of the FIN, that is ack=3", lines.get(marked + 1));
    }

    @Test
    void a_complaint_about_what_never_came_stands_at_the_end() {
        Trace trace = Traces.figure12();
        Ladder ladder = Ladder.of(
                trace, Ladder.Options.PLAIN.withComplaint(trace.events().size(), "expected a RST, nothing came"));
        assertTrue(TextLadder.draw(ladder).endsWith("!   expected a RST, nothing came\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 80, 100, 160})
    void no_line_is_wider_than_asked_and_the_lines_of_both_ends_are_straight(int width) {
        for (Trace trace : List.of(Traces.figure12(), Traces.lostFin(), wordy())) {
            for (boolean ascii : new boolean[] {false, true}) {
                Ladder ladder = Ladder.of(
                        trace,
                        Ladder.Options.PLAIN
                                .withPeerStates(Traces.figure12Peer())
                                .withComplaint(2, "x".repeat(300)));
                List<String> rows = TextLadder.draw(ladder, width, ascii)
                        .lines()
                        .skip(1)
                        .filter(l -> !l.contains("xxxx"))
                        .toList();
                String ends = ascii ? "|:=+" : "│┊╞├┤";
                long left =
                        rows.stream().mapToInt(l -> first(l, ends)).distinct().count();
                assertEquals(1, left, () -> TextLadder.draw(ladder, width, ascii));
                TextLadder.draw(ladder, width, ascii).lines().forEach(l -> assertTrue(l.length() <= width, l));
            }
        }
    }

    @Test
    void ascii_means_ascii() {
        String drawing = TextLadder.draw(Ladder.of(wordy()), 80, true);
        assertTrue(drawing.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), drawing);
    }

    @Test
    void a_stack_cannot_write_to_the_terminal_through_a_drawing() {
        Trace trace = new Trace("evil\u001b[2J\nstack", 0, List.of(new Event.Note(0, "a\u0007b\rc")));
        String drawing = TextLadder.draw(Ladder.of(trace));
        assertEquals(2, drawing.lines().count());
        assertFalse(drawing.contains("\u001b"));
        assertTrue(drawing.contains("a?b c"), drawing);
    }

    @Test
    void a_width_without_room_for_an_arrow_is_refused() {
        Ladder ladder = Ladder.of(Traces.figure12());
        assertThrows(IllegalArgumentException.class, () -> TextLadder.draw(ladder, 59, false));
    }

    private static int first(String line, String any) {
        // The state of the stack and the time stand before the line and have none of these, but for the colon.
        for (int i = 10; i < line.length(); i++) {
            if (any.indexOf(line.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static Trace wordy() {
        return new Traces()
                .sent(0, Flags.SYN, 1, 0)
                .add(new Event.SentRaw(
                        0,
                        Bytes.pattern(0, 60),
                        "the checksum is 0x1234, it should be 0x4321, which no host will accept"))
                .add(new Event.ArrivedRaw(0, Bytes.EMPTY, "a segment « cut short » in the middle of its options"))
                .sent(5, Flags.SYN | Flags.FIN | Flags.RST | Flags.PSH | Flags.ACK | Flags.URG, -5, 1 << 30, 1460, true)
                .note(10, "waited for something that never came, ".repeat(6))
                .note(10, "y".repeat(200))
                .trace();
    }
}
