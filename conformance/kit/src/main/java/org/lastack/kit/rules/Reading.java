package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.trace.Event;

/** What the application got of the peer's stream, and when the peer heard that it arrived. */
final class Reading {
    private Reading() {}

    /** Returns the result when the moment ends a read of the application, else null. */
    static @Nullable Result read(Moment m) {
        boolean read = m.event() instanceof Event.Returned r
                && (r.call() instanceof Call.Read || r.call() instanceof Call.Receive);
        return read ? m.result() : null;
    }

    /** Judges every read: the octets that arrived in order, each once, then the end of the stream; null when all is right. */
    static @Nullable Judgement wrong(Observed t) {
        return wrong(t.moments());
    }

    /** Judges the reads before the moment in the same way. */
    static @Nullable Judgement wrongBefore(Observed t, Moment end) {
        return wrong(t.moments().subList(0, end.index()));
    }

    private static @Nullable Judgement wrong(List<Moment> moments) {
        for (Moment m : moments) {
            Result result = read(m);
            if (result == null || m.before().resetByPeer || m.before().resetByStack) {
                continue;
            }
            Judgement wrong = result instanceof Result.Data data ? wrongOctets(m, data) : wrongEnd(m, result);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** Judges what a read has brought: octets that waited, in their order; null when it is right. */
    static @Nullable Judgement wrongOctets(Moment m, Result.Data data) {
        Knowledge k = m.before();
        int length = data.octets().length();
        if (length > k.unread()) {
            return Judgement.fail(m, "at most the " + k.unread() + " octets that wait", length + " octets");
        }
        return data.octets().equals(Bytes.pattern(k.read, length))
                ? null
                : Judgement.fail(m, "the octets in the order in which the peer wrote them", "other octets");
    }

    private static @Nullable Judgement wrongEnd(Moment m, Result result) {
        Knowledge k = m.before();
        boolean ended = k.finReceived || k.readShut;
        if (k.unread() > 0 && !k.readShut) {
            return Judgement.fail(m, "the " + k.unread() + " octets that arrived in order", result.show());
        }
        if (result instanceof Result.Eof && !ended && !tookFinAtEdge(k)) {
            return Judgement.fail(m, "no end of the stream, since no FIN arrived in order", result.show());
        }
        return result.is(Errno.EAGAIN) && ended && !k.released
                ? Judgement.fail(m, "the end of the stream, since the FIN arrived in order", result.show())
                : null;
    }

    /** A FIN just past the window may be taken (catalogue §5.19), and its ACK says so. */
    private static boolean tookFinAtEdge(Knowledge k) {
        return k.peerFinOut && k.peerFinOutSeq == k.rcvNxt && k.ackSent == k.rcvNxt + 1;
    }

    /** Returns the first moment after the arrival at which the stack acknowledges everything up to the number, or null. */
    static @Nullable Moment acked(Observed t, Moment arrival, int number) {
        return t.firstAfter(arrival, m -> {
            Segment s = m.conn() == arrival.conn() ? m.sent() : null;
            return s != null && s.hasAck() && !s.rst() && Seq.geq(s.ack(), number);
        });
    }

    /**
     * Judges whether what the arrival brought in order is acknowledged, with no RST before; an ACK may be delayed (MUST-40).
     * Null when it is, or when the trace, or a RST the connection, ends too early to tell.
     */
    static @Nullable Judgement notAcked(Observed t, Moment arrival) {
        Knowledge k = arrival.after();
        Moment ack = acked(t, arrival, k.rcvNxt);
        long end = arrival.at() + t.delayed();
        if (ack != null && ack.at() <= end) {
            return Seq.gt(Observed.segment(ack).ack(), k.rcvNxt) && !moreCame(arrival, ack)
                    ? Judgement.fail(ack, "no more acknowledged than arrived", List.of(ack))
                    : null;
        }
        Moment reset = t.firstAfter(arrival, m -> m.conn() == arrival.conn() && Check.sentRst(m));
        Moment left = t.firstAfter(arrival, m -> m.conn() == arrival.conn() && ends(m));
        if (reset != null && left != null && left.index() < reset.index()) {
            return null; // the reset is of the application's making
        }
        if (reset != null && reset.at() <= end) {
            return Judgement.fail(arrival, "an ACK within half a second", List.of(reset));
        }
        Moment rst = t.firstAfter(arrival, m -> m.conn() == arrival.conn() && Check.arrivedRst(m));
        boolean over = t.end() < end || rst != null && rst.at() <= end;
        return over
                ? null
                : Judgement.fail(
                        arrival,
                        "an ACK of everything within half a second",
                        t.sentBetween(arrival, arrival.at() + t.delayed()));
    }

    private static boolean ends(Moment m) {
        return m.isCall(Call.Close.class) || m.isCall(Call.Abort.class);
    }

    private static boolean moreCame(Moment arrival, Moment ack) {
        return ack.before().rcvNxt != arrival.after().rcvNxt;
    }
}
