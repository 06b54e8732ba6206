package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.Time;

/** Questions that many rules ask of a segment or of a stretch of a trace. */
final class Check {
    /** R2 is 100 s at least and the user timeout 5 minutes (RFC 9293 §3.8.3, §3.9.1.1); no stack of use takes longer. */
    static final long PATIENCE = 3 * 60 * Time.MINUTE;

    /** Of the floors in use (RFC 6298 §2.4 has 1 s). */
    private static final long LEAST_RTO = Time.ms(200);

    private Check() {}

    /** Tells whether both are of one connection, and of the same one where another with its addresses and ports came later. */
    static boolean sameConnection(Moment one, Moment other) {
        return one.conn() == other.conn() && one.after().previous == other.after().previous;
    }

    /** Tells whether the moment is one segment of the stack's with these flags; PSH does not matter. */
    static boolean sent(Moment m, int flags) {
        Segment s = m.sent();
        return s != null && (s.control() & ~Flags.PSH) == flags;
    }

    static boolean sentFin(Moment m) {
        return m.sent() != null && Observed.segment(m).fin();
    }

    static boolean sentRst(Moment m) {
        return m.sent() != null && Observed.segment(m).rst();
    }

    static boolean arrivedRst(Moment m) {
        return m.arrived() != null && Observed.segment(m).rst();
    }

    /** Tells whether a FIN arrives; beside a RST or a SYN it means nothing. */
    static boolean arrivedFin(Moment m) {
        Segment s = m.arrived();
        return s != null && s.fin() && !s.rst() && !s.syn();
    }

    /** Tells whether the peer's FIN arrives once more, with the number it had, and with the timestamps that it must have. */
    static boolean arrivedFinAgain(Moment m) {
        return arrivedFin(m)
                && Observed.segment(m).hasAck()
                && m.before().finReceived
                && Observed.segment(m).finSeq() == m.before().peerFinSeq
                && !m.before().lacksTimestamps(Observed.segment(m));
    }

    /**
     * Tells whether the segment is the empty ACK that the RFC asks for: SEQ=SND.NXT, ACK=RCV.NXT. It may ride on the FIN as long
     * as that is outstanding, as in BSD.
     */
    static boolean emptyAck(Moment m, Knowledge k) {
        if (ridesOnFin(m)) {
            return Observed.segment(m).ack() == k.rcvNxt;
        }
        return sent(m, Flags.ACK)
                && Observed.segment(m).data().isEmpty()
                && Observed.segment(m).seq() == k.sndNxt
                && Observed.segment(m).ack() == k.rcvNxt;
    }

    /** Tells whether the answer is one empty ACK with the numbers known after the stimulus, and nothing else. */
    static boolean oneEmptyAck(List<Moment> replies, Knowledge k) {
        return replies.size() == 1 && emptyAck(replies.get(0), k);
    }

    /** Tells whether the answer is a SYN,ACK of this SYN, and nothing else; a kit that is late sees it again after a second. */
    static boolean answersSyn(List<Moment> replies, Segment syn) {
        return !replies.isEmpty()
                && replies.stream()
                        .allMatch(m -> sent(m, Flags.SYN | Flags.ACK)
                                && Observed.segment(m).ack() == syn.seq() + 1);
    }

    /** Tells whether the answer is one RST that the sender of the stimulus will accept (RFC 9293 §3.5.2 group 1). */
    static boolean oneReset(List<Moment> replies, Segment stimulus) {
        return replies.size() == 1 && refuses(Observed.segment(replies.get(0)), stimulus);
    }

    /**
     * Tells whether the answer shows that there is no connection: one RST, or nothing when the segment has no ACK bit and comes to
     * a port where somebody listens (RFC 9293 §3.10.7.2, fourth).
     */
    static boolean refused(Observed t, Moment stimulus, List<Moment> replies) {
        Segment s = Observed.segment(stimulus);
        return oneReset(replies, s) || !s.hasAck() && replies.isEmpty() && (!t.showsCalls() || listens(t, stimulus));
    }

    /** Tells whether the application listens, or did, at the port of the segment. */
    static boolean listens(Observed t, Moment arrival) {
        int port = Observed.segment(arrival).dstPort();
        return t.first(m -> m.index() < arrival.index() && m.called() instanceof Call.Listen l && l.port() == port)
                != null;
    }

    /** Tells whether the RST has the numbers of RFC 9293 §3.10.7.1 for a segment without connection. */
    static boolean refuses(Segment rst, Segment stimulus) {
        return stimulus.hasAck()
                ? rst.rst() && rst.seq() == stimulus.ack()
                : rst.rst() && rst.seq() == 0 && rst.hasAck() && rst.ack() == stimulus.end();
    }

    /** Tells whether the segment repeats the stack's FIN: same number, FIN bit, current ACK field. */
    static boolean repeatsFin(Moment m, Knowledge k) {
        return sentFin(m) && Observed.segment(m).finSeq() == k.finSeq;
    }

    /** Tells whether it covers the stack's FIN. */
    static boolean acksFin(Segment s, Knowledge k) {
        return k.finSent && s.hasAck() && Seq.gt(s.ack(), k.finSeq) && Seq.leq(s.ack(), k.sndNxt);
    }

    /** Tells whether the application closes its sending side here: CLOSE, or a half-close. */
    static boolean closes(Moment m) {
        return m.isCall(Call.Close.class) || m.called() instanceof Call.Shutdown s && s.how() != How.RD;
    }

    /** The first check (RFC 9293 §3.10.7.4, table 6). */
    static boolean acceptable(Segment s, Knowledge k) {
        if (k.rcvWnd() == 0) {
            return s.len() == 0 && s.seq() == k.rcvNxt;
        }
        return k.inWindow(s.seq()) || s.len() > 0 && k.inWindow(s.end() - 1);
    }

    /**
     * Tells whether an ACK of our FIN has come up to here with a segment just below the window, one that ends at its left edge or
     * is empty: a relaxed stack takes that ACK (SC-SEQVAL), and what is known afterwards is the strict one's view.
     */
    static boolean mayBeAcked(Observed t, Moment until) {
        return t.first(m -> m.conn() == until.conn() && m.index() <= until.index() && acksFinFromBelow(m)) != null;
    }

    static boolean acksFinFromBelow(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && !s.syn()
                && !k.finAcked
                && acksFin(s, k)
                && !acceptable(s, k)
                && (s.end() == k.rcvNxt || s.len() == 0 && s.seq() == k.rcvNxt - 1);
    }

    /** Tells whether an ICMP error arrives that may abort a connection (RFC 9293 SHLD-26), or may not (RFC 5461). */
    static boolean hardError(Moment m) {
        IcmpMessage message = m.icmp();
        return message != null && message.error().hard();
    }

    /**
     * Tells whether the stack may have used up its answers to segments that it cannot take: it claims a limit, and has given
     * one within the last second.
     */
    static boolean mayThrottle(Observed t, Moment stimulus) {
        Moment last = t.profile().has(Feature.THROTTLE) ? lastRefusal(t, stimulus) : null;
        return last != null && last.at() >= stimulus.at() - Time.SECOND;
    }

    /** The latest segment before this one on its connection that brought nothing and was answered with an empty ACK, or null. */
    static @Nullable Moment lastRefusal(Observed t, Moment stimulus) {
        return t.last(m -> m.conn() == stimulus.conn()
                && m.index() < stimulus.index()
                && m.arrived() != null
                && m.before().state.synchronised()
                && m.after().rcvNxt == m.before().rcvNxt
                && refuses(t.replies(m, t.prompt()), m.before()));
    }

    private static boolean refuses(List<Moment> all, Knowledge k) {
        return orOnFin(withoutFin(all, k), all).stream().anyMatch(r -> emptyAck(r, k));
    }

    /** Returns the answers without copies of the stack's FIN: those belong to the retransmission timer. */
    static List<Moment> withoutFin(List<Moment> replies, Knowledge k) {
        return replies.stream().filter(m -> !repeatsFin(m, k)).toList();
    }

    /** Tells whether the segment repeats the FIN alone, with a current ACK: it may be an answer, and it may be the timer's. */
    static boolean ridesOnFin(Moment m) {
        Knowledge k = m.before();
        return sent(m, Flags.FIN | Flags.ACK)
                && k.finSent
                && !k.finAcked
                && Observed.segment(m).data().isEmpty()
                && Observed.segment(m).finSeq() == k.finSeq
                && Observed.segment(m).ack() == k.rcvNxt;
    }

    /** Returns the answers that are left of all, or the ACK that rides on the FIN when there is no other. */
    static List<Moment> orOnFin(List<Moment> left, List<Moment> all) {
        return left.isEmpty() ? all.stream().filter(Check::ridesOnFin).limit(1).toList() : left;
    }

    /** Returns the prompt answers without copies of the FIN, but for an ACK that rides on one. */
    static List<Moment> answers(Observed t, Moment stimulus) {
        List<Moment> all = t.replies(stimulus, t.prompt());
        return orOnFin(withoutFin(all, stimulus.before()), all);
    }

    /** Returns the prompt answers without text and FINs, but for an ACK that rides on a FIN. */
    static List<Moment> bareAnswers(Observed t, Moment stimulus) {
        List<Moment> all = t.replies(stimulus, t.prompt());
        return orOnFin(withoutText(all), all);
    }

    /** Tells whether a copy of the FIN may be the answer to what has just come, which had no other. */
    static boolean mayAnswer(Observed t, Moment copy) {
        Moment last = ridesOnFin(copy) ? before(t, copy) : null;
        return last != null && asks(last) && copy.at() <= last.at() + t.prompt();
    }

    /** Returns what happened last on the connection. */
    private static @Nullable Moment before(Observed t, Moment here) {
        int i = here.index() - 1;
        while (i >= 0 && t.moments().get(i).conn() != here.conn()) {
            i--;
        }
        return i < 0 ? null : t.moments().get(i);
    }

    /** Tells whether it is such an answer, and no copy that the retransmission timer has sent: it comes too early for that. */
    static boolean answersOnly(Observed t, Moment copy) {
        if (!mayAnswer(t, copy)) {
            return false;
        }
        for (Moment m = before(t, copy); m != null; m = before(t, m)) {
            // An RTO that has been measured may be far below the first one.
            if (m.at() <= copy.at() - Math.min(t.profile().minRto(), LEAST_RTO) * 3 / 4) {
                return false;
            }
            if (repeatsFin(m, copy.before()) && !mayAnswer(t, m)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a segment arrives that draws an ACK: not one that is empty, in its place, and acknowledges what it may. */
    private static boolean asks(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        boolean plain = s != null
                && s.control() == Flags.ACK
                && s.len() == 0
                && s.seq() == k.rcvNxt
                && Seq.leq(k.sndUna, s.ack())
                && Seq.leq(s.ack(), k.sndNxt);
        return s != null && !plain;
    }

    /** Returns the answers without text and FINs: those leave by timers and windows of their own. */
    static List<Moment> withoutText(List<Moment> replies) {
        return replies.stream()
                .filter(m -> Observed.segment(m).rst() || Observed.segment(m).len() == 0)
                .toList();
    }

    /** Tells whether it acknowledges what is so old that a stack may drop it (RFC 5961 §5), or was never sent on this connection. */
    static boolean acksOfLongAgo(Segment s, Knowledge k) {
        return s.hasAck() && (Seq.leq(s.ack(), k.iss) || Seq.lt(s.ack(), k.sndUna - k.maxSndWnd));
    }

    /** Tells whether text has come so lately that an ACK of it may still be under way. */
    static boolean textBefore(Observed t, Moment here) {
        return t.last(m -> m.conn() == here.conn()
                        && m.index() < here.index()
                        && m.at() >= here.at() - t.delayed()
                        && m.arrived() != null
                        && !Observed.segment(m).data().isEmpty())
                != null;
    }

    /** Tells whether an ACK up to the number rides on text, which a stack may send at any time. */
    static boolean textAcknowledges(List<Moment> replies, int number) {
        return replies.stream()
                .map(Observed::segment)
                .anyMatch(s -> !s.data().isEmpty() && s.hasAck() && s.ack() == number);
    }

    /** Returns the next copy of the stack's FIN on the connection that is no answer to something, or null. */
    static @Nullable Moment nextFin(Observed t, Moment start) {
        return t.firstAfter(start, m -> m.conn() == start.conn() && repeatsFin(m, start.after()) && !answersOnly(t, m));
    }

    /** Why a RST is due when text comes that nobody will read; if it draws mere ACKs of window 0, what becomes of that. */
    static String nobodyReads(List<Moment> replies) {
        boolean shut = !replies.isEmpty()
                && replies.stream()
                        .allMatch(m -> sent(m, Flags.ACK) && Observed.segment(m).window() == 0);
        return "nobody will read it" + (shut ? ", and behind a window of 0 neither end can ever leave" : "");
    }

    /** When a stack must have given up: the user timeout, and once more the longest interval between two tries. */
    static long patience(int milliseconds) {
        return 2 * Time.ms(milliseconds) + 2 * Time.SECOND;
    }

    /**
     * How long after its first copy the FIN may come again at the latest: the RTO, +25 % (catalogue §1). Where the peer was
     * slow, the stack has measured that: SRTT + 4 RTTVAR is less than five round trips.
     */
    static long rexmit(Observed t, Moment until) {
        long rto = t.profile().rto();
        // On a wall clock a stack may have waited for the processor between the packets that it measured, which nobody
        // sees.
        long unseen = t.profile().clock() == Profile.Clock.WALL ? Time.ms(250) : 0;
        return rto
                + rto / 4
                + unseen
                + 5 * t.roundTrip(until)
                + t.profile().granularity()
                + t.trace().lateness();
    }
}
