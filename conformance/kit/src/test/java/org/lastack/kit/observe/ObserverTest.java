package org.lastack.kit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

class ObserverTest {
    private static final IpAddress STACK = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.16");

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
    void windows_are_scaled_once_both_syns_have_the_option_and_never_in_a_syn() {
        for (int answered : new int[] {3, -1}) {
            Options offered = Options.NONE.withWindowScale(15);
            observer.arrived(
                    0, Segment.of(16_000, 8000, 100, 0, Flags.SYN, 1000).withOptions(offered));
            Options answer = Options.NONE.withWindowScale(answered);
            Segment synAck = Segment.of(8000, 16_000, 500, 101, Flags.SYN | Flags.ACK, 2000);
            observer.sent(0, synAck.withOptions(answer), false);
            assertEquals(1000, observer.now().sndWnd);
            assertEquals(2000, observer.now().rcvWnd());
            arrives(Flags.ACK, 101, 501);
            sends(Flags.ACK, 501, 101);
            // RFC 7323 §2.3: no shift is larger than 14.
            assertEquals(answered < 0 ? 1000 : 1000 << 14, observer.now().sndWnd);
            assertEquals(answered < 0 ? 1000 : 1000 << 3, observer.now().rcvWnd());
            arrives(Flags.RST, 101, 0);
        }
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

    @Test
    void a_peer_that_agrees_to_no_timestamps_lacks_none() {
        Segment synAck = Segment.of(16_000, 8000, 100, 501, Flags.SYN | Flags.ACK, 1000);
        for (boolean agrees : new boolean[] {false, true}) {
            Options stamped = Options.NONE.withTimestamps(new Timestamps(1, 0));
            observer.called(0, new Call.Connect(STACK, 0, PEER, 16_000));
            observer.sent(0, Segment.of(8000, 16_000, 500, 0, Flags.SYN, 1000).withOptions(stamped), false);
            Segment answer = agrees ? synAck.withOptions(stamped) : synAck;
            assertFalse(observer.now().lacksTimestamps(answer));
            observer.arrived(0, answer);
            assertEquals(State.ESTABLISHED, state());
            Segment plain = Segment.of(16_000, 8000, 101, 501, Flags.ACK, 1000);
            assertEquals(agrees, observer.now().lacksTimestamps(plain));
            observer.called(0, new Call.Abort());
        }
    }
}
