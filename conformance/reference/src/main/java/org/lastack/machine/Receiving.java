package org.lastack.machine;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * The receive side of the {@link Machine}: text and FIN in order, what waits beyond a hole, which timestamps are old, and when an
 * ACK goes out.
 */
public abstract class Receiving extends Sending {
    /** Segments kept beyond a hole; more than a window of full segments is not worth keeping. */
    private static final int MOST_HELD = 256;

    private static final long TWENTY_FOUR_DAYS = 24 * 24 * 60 * Time.MINUTE;

    protected Receiving(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    // Timestamps (RFC 7323)

    /** The timestamp is older than the last one of the peer, which a connection idle for 24 days no longer knows: TS-PAWS, TS-INVALID. */
    protected boolean isStale(Segment seg) {
        Timestamps stamps = seg.options().timestamps();
        boolean valid = now - ts.recentAt < TWENTY_FOUR_DAYS;
        return ts.on && stamps != null && valid && stamps.tsVal() - ts.recent < 0;
    }

    /** TS.Recent follows only a segment at or below the last ACK sent, and never a RST (RFC 7323 §4.3): TS-RST. */
    protected void remember(Segment seg) {
        Timestamps stamps = seg.options().timestamps();
        if (ts.on && stamps != null && !seg.rst() && Seq.leq(seg.seq(), ts.lastAckSent) && !isStale(seg)) {
            ts.recent = stamps.tsVal();
            ts.recentAt = now;
        }
    }

    // Text

    /** Tells whether the segment begins beyond RCV.NXT. */
    protected final boolean beyondHole(Segment seg) {
        return Seq.gt(seg.seq(), rcv.nxt);
    }

    /** Keeps a segment that came early for later processing (RFC 9293 SHLD-31); an ACK says what is missing: FO-HOLE. */
    protected void hold(Segment seg) {
        int at = 0;
        while (at < rcv.held.size() && Seq.leq(rcv.held.get(at).seq(), seg.seq())) {
            at++;
        }
        boolean known = at > 0
                && rcv.held.get(at - 1).seq() == seg.seq()
                && Seq.geq(rcv.held.get(at - 1).end(), seg.end());
        if (!known && rcv.held.size() < MOST_HELD) {
            rcv.held.add(at, seg);
        }
    }

    /** Tells whether the segment brings, or proves, text that we do not have. */
    protected boolean bringsText(Segment seg) {
        int end = seg.seq() + seg.data().length();
        boolean proves = !seg.data().isEmpty() || seg.fin() && settings.is(Knob.FIN_BEYOND_HOLE_IS_TEXT);
        return proves && Seq.gt(end, rcv.nxt);
    }

    /** Takes the part of the text that comes next and fits, and advances RCV.NXT over it; beyond a hole there is no such part. */
    protected void accept(Segment seg) {
        if (beyondHole(seg)) {
            return;
        }
        int old = rcv.nxt - seg.seq();
        int fresh = Math.min(seg.data().length() - old, rcv.wnd);
        if (fresh <= 0) {
            return;
        }
        Bytes text = seg.data().slice(old, old + fresh);
        rcv.unread.append(text);
        rcv.textReceived = true;
        advance(fresh);
        rcv.unacked += fresh;
    }

    /** RCV.NXT moves over what was accepted; the right edge of the window stays where it is. */
    private void advance(int numbers) {
        rcv.nxt += numbers;
        rcv.wnd = Math.max(0, rcv.wnd - numbers);
    }

    /** Tells whether the FIN of the segment is the next thing in the stream, and inside the window: FO-HOLE, FO-WINEDGE. */
    protected boolean finIsNext(Segment seg) {
        boolean room = rcv.wnd > 0 || settings.is(Knob.WINDOW_WITH_EDGES);
        return seg.fin() && seg.finSeq() == rcv.nxt && room && !rcv.finReceived;
    }

    /** Advances RCV.NXT over the FIN; what was held beyond it is not part of the stream: FO-REASM. */
    protected void acceptFin() {
        rcv.finReceived = true;
        rcv.endUnread = true;
        advance(1);
        rcv.held.clear();
    }

    /** Text has come that the application will never read: RST, and the connection is gone (RFC 9293 §3.6.1, SHLD-3): HC-FD-LATE. */
    protected void refuseText(Segment seg) {
        resetReply(seg);
        delete(resetFault());
    }

    /** What the user hears of a reset: in CLOSE-WAIT the stream had already ended well: AP-CWRST. */
    protected final Fault resetFault() {
        boolean pipe = in(State.CLOSE_WAIT) && settings.is(Knob.RST_IN_CLOSE_WAIT_IS_EPIPE);
        return pipe ? Fault.BROKEN_PIPE : Fault.RESET;
    }

    // ACKs

    /** An ACK leaves at the end of this turn, unless a segment carries it. */
    protected final void ackNow() {
        rcv.ackNow = true;
    }

    /** Answers a segment that cannot be taken with an ACK; one without text not too often (RFC 5961 §7): RG-SYNC, RA-THROTTLE. */
    protected void answerInvalid(Segment seg) {
        boolean text = seg.len() > 0 && !seg.syn();
        if (text || mayAnswerAgain()) {
            ackNow();
        }
    }

    /** A challenge ACK (RFC 5961 §7) is limited whatever the segment carries: RA-THROTTLE. */
    protected void challenge() {
        if (mayAnswerAgain()) {
            ackNow();
        }
    }

    protected final boolean mayAnswerAgain() {
        long pause = settings.time(Knob.TCP_INVALID_RATELIMIT);
        boolean may = pause == 0 || now - tcb.challengedAt >= pause;
        tcb.challengedAt = may ? now : tcb.challengedAt;
        return may;
    }

    /** An ACK may wait a little, but not for two full segments, nor when something is missing: HC-RECV, FO-HOLE. */
    protected void acknowledgeText() {
        if (rcv.quickAcks == 0 && now - rcv.textAt > backedOff(0)) {
            rcv.quickAcks = settings.count(Knob.QUICK_ACKS);
        }
        rcv.textAt = now;
        boolean quick = rcv.quickAcks > 0 && !rcv.dialogue;
        if (rcv.unacked >= 2 * snd.mss || !rcv.held.isEmpty() || quick) {
            ackNow();
        } else {
            delayAck();
        }
    }

    /** The FIN is acknowledged at once; Linux waits when it owes an ACK of text anyway, or may hope to send some. */
    protected void acknowledgeFin() {
        rcv.dialogue = true;
        if (settings.is(Knob.DELAY_ACK_OF_FIN) && rcv.textReceived && in(State.CLOSE_WAIT)) {
            delayAck();
        } else {
            ackNow();
        }
    }

    /** RFC 9293 §3.8.6.3: an ACK waits less than half a second. */
    protected void delayAck() {
        if (timers.delayedAck == Time.NEVER) {
            timers.delayedAck = now + settings.time(Knob.DELAYED_ACK);
        }
    }

    /** The delayed ACK is due. */
    protected void delayedAckTimeout() {
        timers.delayedAck = Time.NEVER;
        rcv.dialogue = false;
        sendAck();
    }

    /** The user has read: tells the peer when the window has opened by a worthwhile step. */
    protected void tellWindow() {
        int before = rcv.wnd;
        openWindow();
        if (rcv.wnd != before && in(State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2)) {
            sendAck();
        }
    }
}
