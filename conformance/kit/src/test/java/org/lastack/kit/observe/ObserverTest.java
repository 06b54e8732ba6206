package org.lastack.kit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

class ObserverTest {
    private final Observer observer = new Observer();

    /** The peer opens: its first number is 100, the stack's 500. */
    private void synReceived() {
        arrives(Flags.SYN, 100, 0);
        sends(Flags.SYN | Flags.ACK, 500, 101);
    }

    private void arrives(int flags, int seq, int ack) {
        observer.arrived(0, Segment.of(16_000, 8000, seq, ack, flags, 1000));
    }

    private void sends(int flags, int seq, int ack) {
        observer.sent(0, Segment.of(8000, 16_000, seq, ack, flags, 1000), false);
    }

    private State state() {
        return observer.now().state;
    }

    @Test
    void a_reset_that_refuses_a_stray_ack_leaves_the_handshake_alone() {
        for (int flags : new int[] {Flags.RST, Flags.RST | Flags.ACK}) {
            synReceived();
            arrives(Flags.ACK, 101, 700);
            sends(flags, 700, 101);
            assertEquals(State.SYN_RECEIVED, state());
        }
        arrives(Flags.ACK, 101, 501);
        assertEquals(State.ESTABLISHED, state());
    }

    @Test
    void any_other_reset_ends_the_handshake() {
        synReceived();
        arrives(Flags.SYN, 150, 0);
        sends(Flags.RST | Flags.ACK, 0, 151);
        assertEquals(State.CLOSED, state());
        synReceived();
        sends(Flags.RST | Flags.ACK, 501, 101);
        assertEquals(State.CLOSED, state());
    }
}
