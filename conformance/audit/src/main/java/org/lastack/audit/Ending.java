package org.lastack.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.world.Side;

/**
 * How one connection ended, as far as a capture tells.
 *
 * @param number in the order in which the connections of the capture begin, from 1
 * @param rolesSeen whether a SYN told which end is the client; otherwise the ports are taken for a hint
 * @param from when its first packet was seen, in microseconds since 1970
 * @param until when its last packet was seen
 * @param closedFirst who closed first, by sequence numbers; null when nobody did or it cannot be told
 * @param reasons why, the most likely one first
 * @param doubts what the capture cannot tell, each beginning with the reason
 * @param sentence all of it in words
 * @param lack why it is not whole, with all packets of both ends from the SYNs on; empty when it is
 * @param packets the packets, if they were asked for
 */
public record Ending(
        int number,
        Peer client,
        Peer server,
        boolean rolesSeen,
        long from,
        long until,
        long firstFrame,
        long lastFrame,
        long count,
        Kind kind,
        @Nullable Side closedFirst,
        List<Span> spans,
        List<Reason> reasons,
        List<String> doubts,
        String sentence,
        String lack,
        List<Seen> packets) {
    public Ending {
        spans = List.copyOf(spans);
        reasons = List.copyOf(reasons);
        doubts = List.copyOf(doubts);
        packets = List.copyOf(packets);
    }

    /**
     * One end.
     *
     * @param text how many octets of text it has sent, each counted once
     */
    public record Peer(IpAddress address, int port, long text) {
        @Override
        public String toString() {
            return address.isV6() ? "[" + address + "]:" + port : address + ":" + port;
        }
    }

    /** How long one end was in a state as the capture shows it, in microseconds; it goes on when the capture ends before. */
    public record Span(Side side, State state, long micros, boolean goesOn) {}

    /** What kind of an ending it is. */
    public enum Kind {
        ORDERLY("orderly", 0),
        SIMULTANEOUS("simultaneous", 12),
        HALF_CLOSED("half-closed", 30),
        RESET("reset", 60),
        REFUSED("refused", 50),
        UNANSWERED("unanswered", 50),
        OPEN("open", 5),
        UNKNOWN("cannot tell", 2);

        private final String word;
        private final int interest;

        Kind(String word, int interest) {
            this.word = word;
            this.interest = interest;
        }

        public String word() {
            return word;
        }
    }

    /** How much it is worth to be looked at: resets and odd endings before orderly ones. */
    public int interest() {
        int most = kind.interest;
        for (Reason reason : reasons) {
            most = Math.max(most, reason.cause().interest());
        }
        return most;
    }

    /** Tells whether one of its reasons is this one. */
    public boolean has(Cause cause) {
        return reasons.stream().anyMatch(r -> r.cause() == cause);
    }
}
