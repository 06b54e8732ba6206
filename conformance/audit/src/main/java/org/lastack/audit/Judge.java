package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Closing.Order;
import org.lastack.audit.Ending.Kind;
import org.lastack.audit.Ending.Peer;
import org.lastack.capture.Notice;
import org.lastack.capture.Seen;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/** Puts together what is said of one connection: a pure function of what was seen of it. */
final class Judge {
    /** Another connection on the same ports within this time may meet TIME-WAIT. */
    private static final long TWO_MSL = 4 * Time.MINUTE;

    private final Track track;
    private final Conditions conditions;
    private final List<Reason> reasons = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    private Judge(Track track, Conditions conditions) {
        this.track = track;
        this.conditions = conditions;
    }

    static Ending of(Track track, Conditions conditions) {
        return new Judge(track, conditions).ending();
    }

    private Ending ending() {
        Seen reset = effective();
        Order order = Closing.of(track, reset, conditions);
        Kind kind = kind(order, reset);
        doubt(kind, order, reset);
        reason(reset);
        if (conditions.lossy() && !track.lossy() && absent(kind)) {
            doubts.add("packets are missing elsewhere in the capture, and perhaps here");
        }
        List<Ending.Span> spans = Spans.of(track, order, reset, conditions);
        String sentence = new Sentence(track, conditions, kind, order, reset, spans, reasons, doubts).words();
        return new Ending(
                track.number,
                peer(true),
                peer(false),
                track.rolesSeen,
                track.first.at(),
                track.last.at(),
                track.first.frame(),
                track.last.frame(),
                track.packets,
                kind,
                order.side(),
                spans,
                reasons,
                doubts,
                sentence,
                Wholeness.lack(track, conditions),
                track.kept);
    }

    private Peer peer(boolean client) {
        boolean low = client == track.clientLow;
        IpAddress address = low ? track.ends.low() : track.ends.high();
        int port = low ? track.ends.lowPort() : track.ends.highPort();
        return new Peer(address, port, client ? track.client.text : track.server.text);
    }

    /** The reset that ended it: the first one, unless both directions were closed before or it was without effect. */
    private @Nullable Seen effective() {
        Seen reset = firstReset();
        if (reset == null) {
            return null;
        }
        Half from = track.from(reset);
        boolean ignored = from.wentOn != null && (track.client.finAcked != null || track.server.finAcked != null);
        return closedBefore(reset) || ignored ? null : reset;
    }

    private @Nullable Seen firstReset() {
        Seen one = track.client.reset();
        Seen two = track.server.reset();
        return one == null ? two : two == null || one.frame() <= two.frame() ? one : two;
    }

    private boolean closedBefore(Seen reset) {
        Seen one = track.client.finAcked;
        Seen two = track.server.finAcked;
        return one != null && two != null && one.frame() < reset.frame() && two.frame() < reset.frame();
    }

    private Kind kind(Order order, @Nullable Seen reset) {
        if (reset != null) {
            boolean refused = track.client.syn != null && refused(reset);
            return refused ? Kind.REFUSED : Kind.RESET;
        }
        if (track.oneSided()) {
            return track.client.syn != null
                            && track.client.nxt == track.client.syn.end()
                            && track.client.packets == track.client.syns
                    ? Kind.UNANSWERED
                    : Kind.UNKNOWN;
        }
        boolean clientEnded = track.client.finAcked != null;
        boolean serverEnded = track.server.finAcked != null;
        if (clientEnded && serverEnded) {
            return order == Order.BOTH ? Kind.SIMULTANEOUS : Kind.ORDERLY;
        }
        if (track.client.fin == null && track.server.fin == null) {
            return unanswered() ? Kind.UNANSWERED : Kind.OPEN;
        }
        return track.client.fin != null && track.server.fin != null ? lastAckMissing() : oneFin();
    }

    private boolean refused(Seen reset) {
        return Resets.refuses(track, reset);
    }

    private boolean unanswered() {
        return track.client.unanswered >= 2
                || track.server.unanswered >= 2
                || track.server.syns > 1 && track.afterHandshake == null;
    }

    /** Both FINs were seen, and not both acknowledgements. */
    private Kind lastAckMissing() {
        doubts.add("the last acknowledgement was not seen: lost, or after the end of the capture");
        return Kind.UNKNOWN;
    }

    private Kind oneFin() {
        Half closer = track.client.fin != null ? track.client : track.server;
        if (closer.finAcked != null) {
            return track.other(closer).mayHaveClosedBefore() ? Kind.UNKNOWN : Kind.HALF_CLOSED;
        }
        return closer.fins > 1 ? Kind.UNANSWERED : Kind.HALF_CLOSED;
    }

    private void doubt(Kind kind, Order order, @Nullable Seen reset) {
        if (track.givenUp) {
            doubts.add("too many connections were open at a time, and it was given up");
        }
        if (track.oneSided() && kind != Kind.REFUSED) {
            Half seen = track.client.seen() ? track.client : track.server;
            doubts.add("only what " + Phrases.the(seen) + " sent was seen");
        }
        if (track.lossy()) {
            int unseen = track.client.unseen + track.server.unseen;
            doubts.add("packets are missing from the capture: "
                    + (unseen > 0
                            ? Phrases.times(unseen) + " something was acknowledged that was not seen"
                            : "numbers were skipped"));
        }
        if (track.client.contradicts || track.server.contradicts) {
            doubts.add("the numbers contradict each other, as where two connections are taken for one");
        }
        boolean begun = track.client.syn == null && track.server.syn == null;
        if (begun && (reset != null || kind == Kind.UNKNOWN || order == Order.UNKNOWN)) {
            doubts.add("the connection had begun before the capture");
        } else if (order == Order.UNKNOWN && !track.oneSided() && !track.lossy()) {
            doubts.add("who closed first: a FIN may be a copy of one that was not seen");
        }
    }

    /** Tells whether it is concluded from what was not there. */
    private boolean absent(Kind kind) {
        boolean shown = !reasons.isEmpty() && reasons.get(0).decides().isEmpty();
        return kind != Kind.ORDERLY && kind != Kind.SIMULTANEOUS && kind != Kind.REFUSED && !shown;
    }

    private void reason(@Nullable Seen reset) {
        if (reset != null) {
            Resets resets = Resets.of(track, track.from(reset), reset, conditions);
            reasons.addAll(resets.reasons());
            if (!resets.doubt().isEmpty()) {
                doubts.add(resets.doubt());
            }
            if (reasons.isEmpty() && doubts.isEmpty()) {
                doubts.add("the number of the reset fits nothing that was seen");
            }
        } else {
            reasons.addAll(Silences.of(track, conditions));
            late();
        }
        told();
        old();
    }

    /** What a router or a host said of it by ICMP. */
    private void told() {
        Notice told = track.notice;
        if (told == null) {
            return;
        }
        boolean tooLong = told.kind() == Notice.Kind.TOO_LONG;
        String fits = told.mtu() > 0 ? ", " + Phrases.octets(told.mtu()) + " fit" : "";
        Reason reason = new Reason(
                tooLong ? Cause.TOO_LONG : Cause.TOLD_BY_ICMP,
                told.by() + " tells " + told.src() + " of a segment to " + told.dst() + ": "
                        + told.kind().words() + fits
                        + " (frame " + told.frame()
                        + (track.notices == 1 ? ")" : ", " + track.notices + " such messages)"),
                List.of(told.frame()),
                tooLong ? "whether " + told.src() + " hears of it, and sends shorter packets" : "");
        boolean explains = !tooLong && track.oneSided();
        reasons.add(explains ? 0 : reasons.size(), reason);
    }

    private void late() {
        Seen reset = firstReset();
        if (reset != null) {
            boolean closed = closedBefore(reset);
            Half from = track.from(reset);
            reasons.add(new Reason(
                    closed ? Cause.LATE_RESET : Cause.BLIND_RESET,
                    closed
                            ? Phrases.the(from)
                                    + " sent a reset after both directions were closed, which changes nothing"
                            : "a reset came in the name of " + Phrases.the(from) + ", and was overlooked",
                    Phrases.frames(reset, from.wentOn),
                    ""));
        }
    }

    private void old() {
        Seen stale = track.stale;
        Track.Before before = track.before;
        if (stale != null) {
            String what = before == null
                    ? "an older connection"
                    : before.closed()
                            ? "TIME-WAIT of connection " + before.number()
                            : "connection " + before.number() + ", which the server still had and the client not,";
            reasons.add(new Reason(
                    Cause.OLD_CONNECTION,
                    "the SYN met " + what + " at the server, which answered with an ACK of other numbers"
                            + Phrases.in(stale)
                            + (track.staleReset == null
                                    ? ""
                                    : " and was sent a reset for it" + Phrases.in(track.staleReset)),
                    Phrases.frames(track.first, stale, track.staleReset),
                    before == null ? "ss -tan at the server before the SYN: which state has that port?" : ""));
        } else if (before != null && track.first.at() - before.last().at() < TWO_MSL) {
            reasons.add(new Reason(
                    Cause.PORT_REUSE,
                    "the same two ports as connection " + before.number() + ", "
                            + Phrases.time(track.first.at() - before.last().at()) + " after its last packet",
                    List.of(before.last().frame(), track.first.frame()),
                    ""));
        }
    }
}
