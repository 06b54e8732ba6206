package org.lastack.machine;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** SEGMENT ARRIVES: RFC 9293 §3.10.7, in its order, one method for each check. */
public abstract class Arriving extends LinuxMinisock {
    /** RFC 6298 §5.7: the RTO after a handshake whose SYN was lost. */
    private static final long RTO_AFTER_LOST_SYN = Time.seconds(3);

    /** Whoever asks for smaller segments gets these, options included, as on Linux (tcp_min_snd_mss). */
    private static final int LEAST_MSS = 48;

    /** RFC 7323 §2.3: a larger shift is read as this. */
    private static final int MOST_SHIFT = 14;

    protected Arriving(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    /** Routes a segment by state (§3.10.7). */
    final void route(Segment seg) {
        if (in(State.CLOSED)) {
            arrivesInClosed(seg);
        } else if (in(State.LISTEN)) {
            arrivesInListen(seg);
        } else if (in(State.SYN_SENT)) {
            arrivesInSynSent(seg);
        } else if (judgedByMinisock()) {
            arrivesAtMinisock(seg);
        } else if (!saysNothing(seg)) {
            arrivesOtherwise(seg);
        }
        if (!in(State.CLOSED, State.LISTEN)) {
            transmit();
            if (rcv.ackNow) {
                sendAck();
            }
        }
        rcv.ackNow = false;
    }

    /** For Linux a segment without ACK, RST and SYN is none; RFC 9293 looks at its number first, and drops it at the fifth check: RB-NOACK. */
    private boolean saysNothing(Segment seg) {
        return settings.is(Knob.NO_ACK_COUNTS_FIRST) && !seg.hasAck() && !seg.rst() && !seg.syn();
    }

    // §3.10.7.1 CLOSED

    /** Whatever comes for no connection is answered by a RST, unless it is one: RG-NOTCB, RG-NORST, RG-CLOSED-AFTER. */
    protected void arrivesInClosed(Segment seg) {
        resetReply(seg);
    }

    // §3.10.7.2 LISTEN

    /** A listener takes a SYN and nothing else: RA-LISTEN, RG-LISTEN, FO-NOSTATE. */
    protected void arrivesInListen(Segment seg) {
        if (seg.rst()) {
            return;
        }
        if (seg.hasAck()) {
            resetReply(seg);
            return;
        }
        if (!seg.syn() || seg.fin() && settings.is(Knob.LISTEN_DROPS_SYN_FIN)) {
            return;
        }
        takeSyn(seg);
        snd.nxt = tcb.iss;
        snd.una = tcb.iss;
        become(State.SYN_RECEIVED);
        send(Flags.SYN | Flags.ACK, tcb.iss, Bytes.EMPTY);
        sent(tcb.iss + 1);
        holdRestOfSyn(seg);
    }

    /** RCV.NXT, IRS, the window and the options of the peer's SYN. */
    protected void takeSyn(Segment seg) {
        Options options = seg.options();
        tcb.irs = seg.seq();
        rcv.nxt = seg.seq() + 1;
        snd.wnd = seg.window();
        snd.maxWnd = seg.window();
        snd.wl1 = seg.seq();
        snd.wl2 = seg.ack();
        if (options.mss() > 0) {
            snd.mss = Math.max(LEAST_MSS, Math.min(options.mss(), settings.count(Knob.MSS)));
        }
        tcb.scaling = settings.is(Knob.TCP_WINDOW_SCALING) && options.windowScale() >= 0;
        snd.shift = tcb.scaling ? Math.min(options.windowScale(), MOST_SHIFT) : 0;
        takeAdvice(seg);
        Timestamps stamps = options.timestamps();
        ts.on = settings.is(Knob.TCP_TIMESTAMPS) && stamps != null;
        if (ts.on && stamps != null) {
            ts.recent = stamps.tsVal();
            ts.recentAt = now;
        }
        if (ts.on) {
            snd.mss -= 12; // the option travels in every segment (RFC 9293 §3.7.1)
        }
    }

    /** Text and FIN of a SYN wait until the connection is established (§3.10.7.2): FO-NOSTATE. */
    private void holdRestOfSyn(Segment seg) {
        if (!seg.data().isEmpty() || seg.fin()) {
            hold(seg.withSeq(seg.seq() + 1).withFlags(seg.flags() & ~Flags.SYN | Flags.ACK));
        }
    }

    // §3.10.7.3 SYN-SENT

    /** The answer to our SYN, or a SYN that crosses it. */
    protected void arrivesInSynSent(Segment seg) {
        boolean acceptable = seg.hasAck() && Seq.gt(seg.ack(), tcb.iss) && Seq.leq(seg.ack(), snd.nxt);
        // First, an ACK of something we never sent is of an older connection, and draws a RST: RG-NONSYNC, RG-HALFOPEN.
        if (seg.hasAck() && !acceptable) {
            resetReply(seg);
            hurrySyn();
            return;
        }
        // Second, a RST is believed only if it acknowledges our SYN: RA-SYNSENT.
        if (seg.rst()) {
            if (acceptable) {
                delete(Fault.REFUSED);
            }
            return;
        }
        // Fourth, nothing goes on without a SYN; a FIN is not looked at: FO-NOSTATE.
        if (!seg.syn()) {
            return;
        }
        takeSyn(seg);
        if (!acceptable) {
            // Simultaneous open.
            become(State.SYN_RECEIVED);
            send(Flags.SYN | Flags.ACK, tcb.iss, Bytes.EMPTY);
            holdRestOfSyn(seg);
            return;
        }
        acknowledged(seg);
        establish();
        ackNow();
        holdRestOfSyn(seg);
        processHeld();
    }

    /** Linux takes the wrong ACK for a sign that the peer now knows better: the SYN again after two ticks, and the timer's own. */
    private void hurrySyn() {
        if (settings.is(Knob.WRONG_ACK_HURRIES_SYN) && rto.retransmits == 0) {
            timers.retransmit = now + 3 * settings.time(Knob.CLOCK_TICK);
        }
    }

    /** Our SYN is acknowledged and we have the peer's. */
    protected void establish() {
        if (rto.synRetransmitted && !rto.sampled) {
            rto.base = RTO_AFTER_LOST_SYN;
            rto.backoff = 0;
        }
        peerLives();
        become(State.ESTABLISHED);
        if (snd.finQueued) {
            become(State.FIN_WAIT_1);
        }
    }

    /** An ACK shows that the peer is there: no keep-alive probe is unanswered, and for Linux no ICMP error holds any longer. */
    private void peerLives() {
        tcb.heardAt = now;
        tcb.keepaliveProbes = 0;
        if (settings.is(Knob.ICMP_UNTIL_ACK)) {
            tcb.reported = null;
        }
    }

    // §3.10.7.4 the other states

    /** The eight checks in the order of the RFC; each tells whether to go on. */
    private void arrivesOtherwise(Segment seg) {
        boolean goesOn = firstCheckSequenceNumber(seg)
                && secondCheckRst(seg)
                // Third, security and precedence: RFC 9293 leaves them out of its model.
                && fourthCheckSyn(seg)
                && fifthCheckAck(seg)
                // Sixth, the URG bit: urgent data is out of scope here; the text is taken as it stands.
                && seventhCheckText(seg);
        if (goesOn) {
            eighthCheckFin(seg);
            processHeld();
        }
    }

    /** First, the sequence number: a segment that cannot be taken is answered by an ACK: RB-OOW, FO-WINEDGE, RG-SYNC. */
    protected boolean firstCheckSequenceNumber(Segment seg) {
        if (seg.rst()) {
            // RFC 5961 §3.2 judges a RST by its number alone, at the second check: RA-ORDER, RA-OUTWIN, RA-ZEROWIN.
            return true;
        }
        if (!checkTimestamp(seg)) {
            return false;
        }
        if (inSmallRecord() && seg.syn() && !seg.hasAck() && seg.seq() == tcb.irs) {
            synAgain();
            return false;
        }
        if (acceptable(seg)) {
            return true;
        }
        if (in(State.TIME_WAIT) && repeatsFin(seg) && seg.hasAck()) {
            // The 5th and 8th check mean this segment, though it never gets to them (catalogue §5.1): TW-RESTART.
            finAgainInTimeWait();
        } else {
            answerInvalid(seg);
        }
        return false;
    }

    /** The peer repeats its SYN: for Linux the SYN,ACK was lost. */
    private void synAgain() {
        if (mayAnswerAgain()) {
            retransmitFirst();
            startRetransmit();
        }
    }

    /** RFC 7323 §5.3 R1 makes an old timestamp part of the first check: it draws an ACK, but never on a RST: TS-PAWS, TS-RST. */
    protected boolean checkTimestamp(Segment seg) {
        if (!ts.on) {
            return true;
        }
        if (seg.options().timestamps() == null) {
            // A missing option is no reason to abort: the segment is dropped, or taken. A SYN is for the fourth check:
            // TS-MISSING.
            return seg.syn() || !settings.is(Knob.DROP_MISSING_TIMESTAMP);
        }
        if (isStale(seg)) {
            boolean oldAck = seg.hasAck() && seg.len() == 0 && Seq.lt(seg.seq(), rcv.nxt);
            if (!oldAck || !settings.is(Knob.PAWS_SILENT_FOR_OLD_ACK)) {
                answerInvalid(seg);
            }
            return false;
        }
        return true;
    }

    /** The four cases of Table 6; at window 0 a segment at RCV.NXT still brings its ACK (§3.10.7.4). */
    protected boolean acceptable(Segment seg) {
        if (rcv.wnd == 0) {
            return seg.seq() == rcv.nxt;
        }
        if (settings.is(Knob.WINDOW_WITH_EDGES)) {
            return touchesEdges(seg);
        }
        boolean begins = Seq.inWindow(seg.seq(), rcv.nxt, rcv.wnd);
        return begins || seg.len() > 0 && Seq.inWindow(seg.end() - 1, rcv.nxt, rcv.wnd);
    }

    /** Linux: what ends at the left edge, and what is empty at the right one, counts as in the window. */
    private boolean touchesEdges(Segment seg) {
        int edge = rcv.nxt + rcv.wnd;
        boolean begins = Seq.lt(seg.seq(), edge) || seg.seq() == edge && seg.len() == 0;
        if (settings.is(Knob.TEXT_AT_RIGHT_EDGE)) {
            boolean fits = Seq.leq(seg.seq() + seg.data().length(), edge);
            boolean nothingWaits = rcv.unread.isEmpty() && !rcv.endUnread;
            boolean mayStickOut = nothingWaits || settings.is(Knob.TEXT_BEYOND_RIGHT_EDGE);
            begins = fits || mayStickOut && Seq.leq(seg.seq(), edge);
        }
        return begins && Seq.geq(seg.end(), ts.lastAckSent);
    }

    /** Second, the RST bit (RFC 5961 §3.2). A RST goes no further. */
    protected boolean secondCheckRst(Segment seg) {
        if (!seg.rst()) {
            return true;
        }
        boolean inside = Seq.inWindow(seg.seq(), rcv.nxt, rcv.wnd);
        if (seg.seq() == rcv.nxt || rstBeforeFin(seg) || inside && !settings.is(Knob.RFC5961)) {
            // Exactly the next number: nobody could have guessed it: RA-EXACT, RA-ZEROWIN.
            exactRst(seg);
        } else if (inside || rstAtRightEdge(seg)) {
            // In the window it may be a guess: the peer has to confirm it: RA-INWIN.
            challenge();
        }
        // Outside of the window it is old, or forged, and dropped in silence: RA-OUTWIN.
        return false;
    }

    private boolean rstBeforeFin(Segment seg) {
        return settings.is(Knob.RST_BEFORE_FIN)
                && seg.seq() == rcv.nxt - 1
                && in(State.CLOSE_WAIT, State.CLOSING, State.LAST_ACK);
    }

    private boolean rstAtRightEdge(Segment seg) {
        return settings.is(Knob.WINDOW_WITH_EDGES) && seg.seq() == rcv.nxt + rcv.wnd;
    }

    /** What a RST that is believed does in each state. */
    protected void exactRst(Segment seg) {
        switch (tcb.state) {
            case SYN_RECEIVED -> {
                // A passive open goes back to LISTEN and nobody is told; an active one has been refused: RA-SYNRCVD.
                if (tcb.passive) {
                    backToListen();
                } else {
                    delete(Fault.REFUSED);
                }
            }
            case TIME_WAIT -> rstInTimeWait();
            case CLOSING, LAST_ACK -> rstWhileClosing();
            default -> delete(resetFault());
        }
    }

    /** RFC 9293: the user has closed, so nobody is told. */
    private void rstWhileClosing() {
        if (settings.is(Knob.RST_WHILE_CLOSING_IS_TOLD)) {
            delete(Fault.RESET);
        } else {
            end();
        }
    }

    /** The child of a listener vanishes: the listener itself was never touched. */
    protected void backToListen() {
        timers.stop();
        become(State.LISTEN);
    }

    /** Fourth, the SYN bit (RFC 5961 §4.2): SY-CHALLENGE, SY-PAYLOAD, SY-PASSIVE-RCVD. */
    protected boolean fourthCheckSyn(Segment seg) {
        if (!seg.syn()) {
            return true;
        }
        if (in(State.SYN_RECEIVED) && tcb.passive && seg.seq() != tcb.irs) {
            if (inSmallRecord()) {
                resetReply(seg);
            }
            backToListen();
        } else if (settings.is(Knob.RFC5961) || in(State.SYN_RECEIVED)) {
            challenge();
        } else {
            synInWindow(seg);
        }
        return false;
    }

    /** Without RFC 5961 a SYN in the window is an error that ends the connection (fourth check, last paragraph): SY-793. */
    protected void synInWindow(Segment seg) {
        resetReply(seg);
        delete(Fault.RESET);
    }

    /** Fifth, the ACK field. */
    protected boolean fifthCheckAck(Segment seg) {
        // Without the ACK bit a segment is dropped in silence: RB-NOACK, FO-ACKFIRST.
        if (!seg.hasAck()) {
            return false;
        }
        if (in(State.SYN_RECEIVED)) {
            if (Seq.leq(seg.ack(), snd.una) || Seq.gt(seg.ack(), snd.nxt)) {
                // It acknowledges what we never sent: a RST, and the state stays: RG-NONSYNC.
                resetReply(seg);
                return false;
            }
            snd.wnd = seg.window() << snd.shift;
            snd.maxWnd = snd.wnd;
            snd.wl1 = seg.seq();
            snd.wl2 = seg.ack();
            establish();
        }
        if (Seq.gt(seg.ack(), snd.nxt)) {
            // It acknowledges what was never sent: the answer is an ACK, and nothing else of it counts: RB-ACKUNSENT,
            // SQ-ACKHALF.
            ackOfUnsent(seg);
            return false;
        }
        if (tooOld(seg)) {
            // Who sent this does not know our numbers (RFC 5961 §5.2): RB-ACKOLD.
            challenge();
            return false;
        }
        remember(seg);
        boolean ours = acknowledgesOurFin(seg) && !ourFinIsAcknowledged();
        takeAck(seg);
        takeAdvice(seg);
        return !ours || ourFinAcknowledged(seg);
    }

    /** The peer hears what we have really sent: RB-ACKUNSENT. */
    protected void ackOfUnsent(Segment seg) {
        if (!in(State.ESTABLISHED) || !settings.is(Knob.SILENT_FOR_ACK_OF_UNSENT)) {
            answerInvalid(seg);
        }
    }

    /** RFC 5961 §5.2: below SND.UNA - MAX.SND.WND. */
    protected boolean tooOld(Segment seg) {
        long span = snd.maxWnd;
        if (settings.is(Knob.OLD_ACK_BY_OCTETS)) {
            span = Math.min(span, snd.octetsAcked);
        }
        return settings.is(Knob.RFC5961) && Seq.lt(seg.ack(), snd.una - (int) span);
    }

    /** SND.UNA < SEG.ACK advances SND.UNA; then the window. */
    private void takeAck(Segment seg) {
        if (Seq.geq(seg.ack(), snd.una)) {
            peerLives();
        }
        probeAnswered();
        if (Seq.gt(seg.ack(), snd.una)) {
            acknowledged(seg);
        } else {
            duplicateAck(seg);
        }
        updateWindow(seg);
    }

    /** Takes SEG.WND unless the segment is older than the last that brought a window (§3.10.7.4, 5th check). */
    protected void updateWindow(Segment seg) {
        boolean current = Seq.leq(snd.una, seg.ack()) && Seq.leq(seg.ack(), snd.nxt);
        boolean newer = Seq.lt(snd.wl1, seg.seq()) || snd.wl1 == seg.seq() && Seq.leq(snd.wl2, seg.ack());
        if (!current || !newer) {
            return;
        }
        if (snd.wnd == 0 && seg.window() > 0 && settings.is(Knob.LOSS_WINDOW)) {
            snd.recovering = false; // a shut window is no sign of a loss
        }
        snd.wnd = seg.window() << snd.shift;
        snd.maxWnd = Math.max(snd.maxWnd, snd.wnd);
        snd.wl1 = seg.seq();
        snd.wl2 = seg.ack();
        if (timers.persist != Time.NEVER && snd.wnd > 0) {
            leavePersist(); // the octet of a probe does not count as in flight: ZW-EXACT
        }
    }

    /**
     * What the ACK of our FIN does; any other ACK changes no state: SC-IGNORE. Tells whether text and FIN of the segment are still
     * looked at.
     */
    protected boolean ourFinAcknowledged(Segment seg) {
        return switch (tcb.state) {
            case FIN_WAIT_1 -> {
                enterFinWait2(seg);
                yield !in(State.CLOSED);
            }
            case CLOSING -> {
                // Both FINs have crossed and both are acknowledged: SC-TW.
                enterTimeWait();
                yield false;
            }
            case LAST_ACK -> {
                // The peer waits in TIME-WAIT, so nobody has to wait here: NC-LA.
                end();
                yield false;
            }
            default -> true;
        };
    }

    /** Seventh, the text: HC-RECV, FO-HOLE, FO-BEYOND, FO-STRADDLE, HC-FD-LATE. */
    protected boolean seventhCheckText(Segment seg) {
        if (seg.len() > 0 && Seq.leq(seg.end(), rcv.nxt)) {
            // Nothing of it is new: the peer may have missed our ACK: RB-OOW.
            ackNow();
            return false;
        }
        if (!in(State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2)) {
            return textAfterFin(seg);
        }
        if (refusesText() && bringsText(seg)) {
            refuseText(seg);
            return false;
        }
        if (beyondHole(seg)) {
            if (seg.len() > 0) {
                hold(seg);
                ackNow();
            }
            return false;
        }
        if (!seg.data().isEmpty()) {
            accept(seg);
            if (Seq.gt(seg.seq() + seg.data().length(), rcv.nxt)) {
                // Not all of it fitted: the peer hears at once how far we are: FO-WINEDGE.
                ackNow();
            } else {
                acknowledgeText();
            }
        }
        return true;
    }

    /** After CLOSE of both directions, text draws a RST (RFC 9293 §3.6.1): HC-FD-LATE. */
    protected boolean refusesText() {
        return tcb.receiveShut && in(State.FIN_WAIT_1, State.FIN_WAIT_2);
    }

    /** The stream has ended: text is ignored (RFC 9293, 7th check); TIME-WAIT answers it: FO-BEYOND, TW-JUNK. */
    protected boolean textAfterFin(Segment seg) {
        if (settings.is(Knob.SILENT_BEYOND_FIN) && Seq.geq(seg.seq(), rcv.nxt)) {
            return false;
        }
        boolean straddles =
                Seq.lt(seg.seq(), rcv.nxt) && Seq.gt(seg.seq() + seg.data().length(), rcv.nxt);
        if (straddles && !in(State.TIME_WAIT) && settings.is(Knob.RESET_TEXT_BEYOND_FIN)) {
            refuseText(seg);
            return false;
        }
        if (!seg.data().isEmpty() && (in(State.TIME_WAIT) || straddles)) {
            answerInvalid(seg);
        }
        return true;
    }

    /** Eighth, the FIN bit: only when it is the next thing in the stream. */
    protected void eighthCheckFin(Segment seg) {
        if (in(State.CLOSED, State.LISTEN, State.SYN_SENT) || !seg.fin()) {
            return;
        }
        if (!finIsNext(seg)) {
            // Never twice (catalogue §5.2), never beyond a hole or the window; the peer hears where we are: FO-DUP.
            ackNow();
            return;
        }
        acceptFin();
        switch (tcb.state) {
            case SYN_RECEIVED, ESTABLISHED -> finInEstablished();
            case FIN_WAIT_1 -> finInFinWait1();
            case FIN_WAIT_2 -> finInFinWait2();
            default -> {}
        }
        acknowledgeFin();
    }

    /** The peer sends no more; the user hears of it, and may send for as long as it likes: NC-CW. */
    protected void finInEstablished() {
        become(State.CLOSE_WAIT);
    }

    /** Our FIN is not acknowledged, else we would be in FIN-WAIT-2 by the fifth check: SC-CLOSING. */
    protected void finInFinWait1() {
        become(State.CLOSING);
    }

    /** Both directions are closed. The same segment may have acknowledged our FIN as well: NC-FW2-TW, NC-FW1-TW. */
    protected void finInFinWait2() {
        enterTimeWait();
    }

    /** What was held beyond a hole is looked at when the hole is filled: FO-HOLE. */
    protected void processHeld() {
        while (!rcv.held.isEmpty() && in(State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2)) {
            Segment next = rcv.held.get(0);
            if (beyondHole(next)) {
                return;
            }
            rcv.held.remove(0);
            ackNow();
            if (Seq.gt(next.end(), rcv.nxt) && seventhCheckText(next)) {
                eighthCheckFin(next);
            }
        }
    }
}
