package org.lastack.kit.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/**
 * A FIN of the stack's that is all that is outstanding, on a connection where nothing was sent twice before, and how it is sent
 * again until something happens that may change its pace.
 *
 * @param alone when it was sent, or the ACK of all that was before it: its timer starts here
 * @param copies the FIN again, in order
 * @param until when that ended, or when the kit stopped watching
 */
record LoneFin(Moment alone, List<Moment> copies, long until) {
    /** The interval need not grow beyond this (RFC 6298 §5.5). */
    private static final long LEAST_BOUND = Time.MINUTE;

    /** Finds them all, one for each connection that has one. */
    static List<LoneFin> in(Observed t) {
        List<LoneFin> found = new ArrayList<>();
        for (Moment fin : t.all(m -> Check.sentFin(m) && !m.before().finSent && m.after().finSent)) {
            Moment alone = alone(t, fin);
            // With SACK agreed on, the first copy may be a probe for a lost tail, which has a pace of its own (RFC 8985
            // §7).
            if (alone != null && !alone.after().sack && alone.after().sndWnd > 0 && !anythingTwice(t, alone)) {
                found.add(from(t, alone));
            }
        }
        return found;
    }

    private static @Nullable Moment alone(Observed t, Moment fin) {
        if (onlyFin(fin.after())) {
            return fin;
        }
        return t.firstAfter(fin, m -> m.conn() == fin.conn() && m.arrived() != null && onlyFin(m.after()));
    }

    private static boolean onlyFin(Knowledge k) {
        return k.finSent && k.sndUna == k.finSeq && k.state != State.CLOSED;
    }

    private static boolean anythingTwice(Observed t, Moment until) {
        return t.first(m -> m.conn() == until.conn() && m.index() <= until.index() && again(m)) != null;
    }

    /** Tells whether the stack sends what it has sent before. */
    static boolean again(Moment m) {
        Segment s = m.sent();
        return s != null && !s.rst() && s.len() > 0 && m.before().opened && Seq.lt(s.seq(), m.before().sndNxt);
    }

    private static LoneFin from(Observed t, Moment alone) {
        List<Moment> copies = new ArrayList<>();
        int duplicates = 0;
        for (Moment m : t.of(alone.conn())) {
            if (m.index() <= alone.index()) {
                continue;
            }
            duplicates += duplicate(m) ? 1 : 0;
            if (duplicates == 3 || disturbs(m)) {
                return new LoneFin(alone, copies, m.at());
            }
            if (Check.repeatsFin(m, alone.after()) && !Check.answersOnly(t, m)) {
                if (Check.mayAnswer(t, m)) {
                    return new LoneFin(alone, copies, m.at());
                }
                copies.add(m);
            }
        }
        return new LoneFin(alone, copies, t.end());
    }

    /** Three of these are a reason to send again before the timer goes off (RFC 5681 §3.2). */
    private static boolean duplicate(Moment m) {
        Segment s = m.arrived();
        return s != null && s.control() == Flags.ACK && s.len() == 0 && s.ack() == m.before().sndUna;
    }

    private static boolean disturbs(Moment m) {
        return !onlyFin(m.after())
                || m.after().sndWnd == 0
                || m.isCall(Call.Abort.class)
                || lastAgain(m)
                || m.event() instanceof Event.ArrivedRaw;
    }

    /** The peer's last segment once more, with an ACK of the FIN: some stacks take that ACK (RFC 9293 §A.2). */
    private static boolean lastAgain(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null && s.hasAck() && Seq.gt(s.ack(), k.finSeq) && s.len() > 0 && s.end() == k.rcvNxt;
    }

    /** How long it was watched. */
    long length() {
        return until - alone.at();
    }

    /** When the FIN was sent for the first time, or was alone, and when again. */
    List<Long> times() {
        List<Long> times = new ArrayList<>(List.of(alone.at()));
        copies.forEach(m -> times.add(m.at()));
        return times;
    }

    /** Judges whether each interval is about twice the one before (±20 %), until that is a minute; null when they are. */
    static @Nullable Judgement notDoubled(Observed t, Moment where, List<Long> times) {
        long slack = t.trace().lateness() + t.profile().granularity();
        for (int i = 2; i < times.size(); i++) {
            long before = times.get(i - 1) - times.get(i - 2);
            long interval = times.get(i) - times.get(i - 1);
            boolean doubled = interval >= before * 8 / 5 - slack && interval <= before * 12 / 5 + slack;
            boolean bounded = interval >= LEAST_BOUND - slack && interval >= before - slack;
            if (!doubled && !bounded) {
                return Judgement.fail(
                        where,
                        "twice the interval before, " + Time.show(before) + ", or a minute and more",
                        "copy " + (i + 1) + " of the FIN after " + Time.show(interval));
            }
        }
        return null;
    }

    /** When the next copy must have come: after twice the latest interval, +20 %. */
    static long due(Observed t, List<Long> times) {
        long latest = times.get(times.size() - 1);
        long interval = latest - times.get(times.size() - 2);
        return latest
                + 12 * interval / 5
                + t.profile().granularity()
                + t.trace().lateness();
    }
}
