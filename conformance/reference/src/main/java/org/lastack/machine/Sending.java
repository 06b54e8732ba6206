package org.lastack.machine;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** The send side of the {@link Machine}: what is sent, when it is sent again, and when that ends. */
public abstract class Sending extends Endpoint {
    protected Sending(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    // What fits

    /** The sequence number of the first octet in the buffer. */
    protected final int dataStart() {
        return snd.synAcked ? snd.una : snd.una + 1;
    }

    /** The sequence number after the last octet in the buffer: the one that our FIN takes (NC-FIN-SPACE). */
    protected final int dataEnd() {
        return dataStart() + snd.buffer.length();
    }

    /** Sequence numbers sent and not acknowledged. */
    protected final int inFlight() {
        return snd.nxt - snd.una;
    }

    /** Octets written and not sent yet. */
    protected final int unsent() {
        return snd.finSent ? 0 : dataEnd() - snd.nxt;
    }

    /** The FIN has been asked for and has not left yet. */
    protected final boolean finWaits() {
        return snd.finQueued && !snd.finSent;
    }

    /** How many sequence numbers may still be sent: the peer's window and the (fixed) congestion window. */
    protected int usableWindow() {
        if (snd.recovering && settings.is(Knob.LOSS_WINDOW)) {
            return 0; // what was lost fills it
        }
        long congestion = settings.get(Knob.CWND) * snd.mss;
        return (int) Math.min(snd.wnd, congestion) - inFlight();
    }

    /** The states in which text and FIN may leave. */
    protected boolean maySend() {
        return in(State.ESTABLISHED, State.CLOSE_WAIT, State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK);
    }

    /** Sends all that the windows let through; probes when the peer's window lets nothing through. */
    protected void transmit() {
        if (!maySend()) {
            return;
        }
        while (transmitOne()) {}
        if (inFlight() == 0 && (unsent() > 0 || finWaits()) && usableWindow() <= 0) {
            startPersist();
        }
    }

    private boolean transmitOne() {
        if (snd.finSent) {
            return false;
        }
        int waiting = unsent();
        int room = usableWindow();
        int length = Math.max(0, Math.min(waiting, Math.min(room, snd.mss)));
        boolean fin = finRides(length == waiting, room - length);
        if (length == 0 && !fin || length < snd.mss && !fin && holdsBack(length)) {
            return false;
        }
        sendText(snd.nxt, length, fin);
        return true;
    }

    /** The FIN follows the last octet (NC-FIN-LAST) and, being in sequence space, needs a number in the window (ZW-FIN). */
    protected boolean finRides(boolean last, int roomLeft) {
        return last && finWaits() && roomLeft >= 1;
    }

    /** Nagle and cork hold a small segment back, but CLOSE implies push: NC-PROMPT. */
    protected boolean holdsBack(int length) {
        if (snd.finQueued || length == snd.mss) {
            return false;
        }
        return snd.cork || !snd.nodelay && inFlight() > 0;
    }

    /** Sends text from the buffer, and the FIN after it if asked. */
    private void sendText(int seq, int length, boolean fin) {
        // Text that follows text is a dialogue, in which the next ACK may ride on an answer again.
        rcv.dialogue |= length > 0 && rcv.textReceived && now - rcv.textAt < settings.time(Knob.DELAYED_ACK);
        Bytes text = length == 0 ? Bytes.EMPTY : snd.buffer.peek(seq - dataStart(), length);
        int end = seq + length;
        int push = length > 0 && end == dataEnd() ? Flags.PSH : 0;
        if (fin) {
            snd.finSent = true;
            snd.finSeq = end;
        }
        send(Flags.ACK | push | (fin ? finBit() : 0), seq, text);
        sent(end + (fin ? 1 : 0));
        if (fin) {
            finLeft();
        }
    }

    /** The bit that ends the stream. */
    protected int finBit() {
        return Flags.FIN;
    }

    /** What a FIN changes when it goes out for the first time: LAST-ACK begins, unless it began at CLOSE. */
    protected void finLeft() {
        if (in(State.CLOSE_WAIT)) {
            become(State.LAST_ACK);
        }
    }

    /** Advances SND.NXT and starts what watches over it. */
    protected final void sent(int end) {
        if (inFlight() == 0) {
            rto.firstSentAt = now;
        }
        if (!rto.timing) {
            rto.timing = true;
            rto.timedSeq = end;
            rto.timedAt = now;
        }
        snd.nxt = end;
        timers.persist = Time.NEVER;
        if (timers.retransmit == Time.NEVER) {
            startRetransmit();
        }
        startUserTimer();
    }

    // Acknowledgment

    /** SEG.ACK at or above SND.UNA: takes what is acknowledged off the retransmission queue (5th check). */
    protected void acknowledged(Segment seg) {
        int acked = seg.ack() - snd.una;
        int octets = acked;
        if (!snd.synAcked) {
            octets--;
            snd.synAcked = true;
        }
        snd.octetsAcked += tcb.passive ? octets : acked;
        if (snd.finSent && Seq.gt(seg.ack(), snd.finSeq)) {
            octets--;
        }
        snd.buffer.drop(octets);
        snd.una = seg.ack();
        snd.dupAcks = 0;
        sampleRtt(seg);
        rto.retransmits = 0;
        restartTimers();
        recover();
    }

    /** RFC 6298 §5.2 and 5.3: the timer stops when all is acknowledged, and starts anew when some is. */
    private void restartTimers() {
        timers.retransmit = Time.NEVER;
        timers.user = Time.NEVER;
        if (inFlight() > 0) {
            rto.firstSentAt = now;
            startRetransmit();
            startUserTimer();
        }
    }

    /** After a loss each ACK brings the next segment that is missing. */
    private void recover() {
        if (snd.recovering && Seq.lt(snd.una, snd.recover)) {
            retransmitFirst();
        } else {
            snd.recovering = false;
        }
    }

    /** The third duplicate ACK says that a segment is lost (RFC 5681 §3.2). */
    protected void duplicateAck(Segment seg) {
        boolean probing = timers.persist != Time.NEVER; // then an answer is no sign of a loss
        boolean same = seg.ack() == snd.una && seg.len() == 0 && seg.window() << snd.shift == snd.wnd;
        boolean duplicate = same && inFlight() > 0 && !probing;
        snd.dupAcks = duplicate ? snd.dupAcks + 1 : snd.dupAcks;
        if (duplicate && snd.dupAcks == 3 && !snd.recovering) {
            snd.recovering = true;
            snd.recover = snd.nxt;
            rto.timing = false;
            retransmitFirst();
        }
    }

    /** Tells whether the ACK covers our FIN. */
    protected boolean acknowledgesOurFin(Segment seg) {
        return snd.finSent && Seq.gt(seg.ack(), snd.finSeq) && Seq.leq(seg.ack(), snd.nxt);
    }

    /** Tells whether our FIN was sent and acknowledged. */
    protected boolean ourFinIsAcknowledged() {
        return snd.finSent && Seq.gt(snd.una, snd.finSeq);
    }

    // Retransmission (RFC 6298)

    /** RFC 6298 §3, Karn: a sample comes from a segment that was sent once, or from a timestamp: FR-KARN. */
    private void sampleRtt(Segment seg) {
        Timestamps stamps = seg.options().timestamps();
        if (ts.on && stamps != null && stamps.tsEcr() != 0) {
            sample((tsClock() - stamps.tsEcr()) * Time.MILLISECOND);
            rto.timing = false;
        } else if (rto.timing && Seq.geq(seg.ack(), rto.timedSeq)) {
            sample(now - rto.timedAt);
            rto.timing = false;
        }
    }

    /** RFC 6298 §2.2 and 2.3. What cannot be a round trip is the echo of a timestamp that we never sent. */
    private void sample(long r) {
        if (r < 0 || r > settings.time(Knob.TCP_RTO_MAX_MS)) {
            return;
        }
        if (!rto.sampled) {
            rto.srtt = r;
            rto.rttvar = r / 2;
        } else {
            rto.rttvar = (3 * rto.rttvar + Math.abs(rto.srtt - r)) / 4;
            rto.srtt = (7 * rto.srtt + r) / 8;
        }
        rto.sampled = true;
        rto.backoff = 0;
        rto.base = timeoutFor(rto.srtt, 4 * rto.rttvar);
    }

    /** RTO from its parts: RFC 6298 §2.3 and 2.4, or with the floor where Linux has it: FR-NOTEARLY. */
    protected long timeoutFor(long srtt, long variance) {
        long floor = settings.time(Knob.RTO_MIN);
        long tick = settings.time(Knob.CLOCK_TICK);
        if (!settings.is(Knob.RTO_MIN_ON_VARIANCE)) {
            return Math.max(floor, srtt + Math.max(tick, variance));
        }
        long exact = srtt + Math.max(floor, variance);
        return tick == 0 ? exact : (exact / tick + 2) * tick;
    }

    /** RFC 6298 §5.5: twice the time after each timeout, up to a bound: FR-BACKOFF. */
    protected long backedOff(int times) {
        long most = settings.time(Knob.TCP_RTO_MAX_MS);
        long interval = rto.base;
        for (int i = 0; i < times && interval < most; i++) {
            interval *= 2;
        }
        return Math.min(interval, most);
    }

    protected void startRetransmit() {
        timers.retransmit = now + retransmitInterval();
    }

    /** Linux looks at the user timeout when a retransmission is due, and makes it due no later than that. */
    private long retransmitInterval() {
        long interval = backedOff(rto.backoff);
        long limit = userTimeout();
        if (settings.is(Knob.USER_TIMEOUT_AT_RTO) && limit != Time.NEVER && rto.retransmits > 0) {
            long left = rto.firstRetransmitAt + limit - now;
            return Math.min(interval, Math.max(left, Time.MILLISECOND));
        }
        return interval;
    }

    /** The retransmission timer went off (RFC 9293 §3.10.8, RFC 6298 §5.4 to 5.7). */
    protected void retransmissionTimeout() {
        timers.retransmit = Time.NEVER;
        if (inFlight() == 0) {
            return;
        }
        if (givesUpRetransmitting()) {
            giveUp();
            return;
        }
        if (rto.retransmits == 0) {
            rto.firstRetransmitAt = in(State.SYN_SENT) ? rto.firstSentAt : now; // Linux's retrans_stamp
        }
        startUserTimer();
        rto.retransmits++;
        if (!in(State.SYN_SENT) || rto.retransmits > settings.count(Knob.TCP_SYN_LINEAR_TIMEOUTS)) {
            rto.backoff++;
        }
        snd.recovering = snd.synAcked;
        snd.recover = snd.nxt;
        snd.dupAcks = 0;
        retransmitFirst();
        startRetransmit();
    }

    /** Sends the oldest unacknowledged segment again: FR-REXMIT. */
    protected void retransmitFirst() {
        rto.timing = false;
        if (!snd.synAcked) {
            retransmitSyn();
            return;
        }
        int sentText = Math.min(snd.buffer.length(), snd.nxt - snd.una);
        int length = Math.min(sentText, snd.mss);
        boolean fin = snd.finSent && snd.una + length == snd.finSeq;
        if (length == 0 && fin) {
            retransmitFin();
        } else {
            retransmitText(length, fin);
        }
    }

    /** The FIN again, with the same number and a current ACK: FR-REXMIT. */
    protected void retransmitFin() {
        send(Flags.ACK | finBit(), snd.finSeq, Bytes.EMPTY);
    }

    /** Text again; the FIN rides along when it follows at once. */
    protected void retransmitText(int length, boolean fin) {
        int push = snd.una + length == dataEnd() ? Flags.PSH : 0;
        send(Flags.ACK | push | (fin ? finBit() : 0), snd.una, snd.buffer.peek(0, length));
    }

    private void retransmitSyn() {
        rto.synRetransmitted = true;
        send(in(State.SYN_SENT) ? Flags.SYN : Flags.SYN | Flags.ACK, tcb.iss, Bytes.EMPTY);
    }

    // Giving up

    /** Tells whether retransmission has gone on for long enough: R2 (RFC 9293 §3.8.3), FR-R2, OR-RETRIES, OR-LIVE. */
    protected boolean givesUpRetransmitting() {
        long limit = userTimeout();
        if (settings.is(Knob.USER_TIMEOUT_AT_RTO) && limit != Time.NEVER && rto.retransmits > 0) {
            return now - rto.firstRetransmitAt >= limit;
        }
        if (!snd.synAcked) {
            return givesUpSyn();
        }
        if (tcb.orphan && settings.get(Knob.TCP_ORPHAN_RETRIES) >= 0) {
            return outOfBudget(orphanRetries(backedOff(rto.backoff)));
        }
        long r2 = settings.time(Knob.R2);
        return r2 == Time.NEVER ? outOfBudget(settings.count(Knob.TCP_RETRIES2)) : now - rto.firstSentAt >= r2;
    }

    private boolean givesUpSyn() {
        long r2 = settings.time(Knob.R2_SYN);
        if (r2 != Time.NEVER) {
            return now - rto.firstSentAt >= r2;
        }
        if (!in(State.SYN_SENT)) {
            return rto.retransmits >= settings.count(Knob.TCP_SYNACK_RETRIES);
        }
        // Linux asks for the number and for the time that tcp_syn_retries alone would take: whichever comes first.
        int retries = settings.count(Knob.TCP_SYN_RETRIES);
        return rto.retransmits >= retries + settings.count(Knob.TCP_SYN_LINEAR_TIMEOUTS)
                || rto.retransmits > 0 && now - rto.firstSentAt >= budget(settings.time(Knob.RTO_INITIAL), retries);
    }

    /** tcp_orphan_retries, where 0 means 8 as long as the interval has not reached its bound: OR-RETRIES. */
    protected int orphanRetries(long interval) {
        int retries = settings.count(Knob.TCP_ORPHAN_RETRIES);
        return retries == 0 && interval < settings.time(Knob.TCP_RTO_MAX_MS) ? 8 : retries;
    }

    /**
     * Linux turns a number of retries into the time that so many would take at an RTO of 200 ms, counted from the first
     * retransmission.
     */
    private boolean outOfBudget(int retries) {
        return rto.retransmits > 0 && now - rto.firstRetransmitAt >= budget(settings.time(Knob.RTO_MIN), retries);
    }

    private long budget(long base, int retries) {
        long most = settings.time(Knob.TCP_RTO_MAX_MS);
        long budget = 0;
        long interval = base;
        for (int i = 0; i <= retries; i++) {
            budget += interval;
            interval = 2 * interval > most ? most : 2 * interval;
        }
        return budget;
    }

    /** Nobody answers: all queues are flushed, the user is told, nothing is sent (RFC 9293 §3.10.8): AB-TIMEOUT. */
    protected void giveUp() {
        IcmpError reported = settings.is(Knob.ICMP_UNTIL_ACK) ? tcb.reported : null;
        delete(reported == null ? Fault.TIMED_OUT : Fault.of(reported));
    }

    // The user timeout

    /** The time after which the user wants to give up: FR-R2-APP. What the user says counts before what the peer says: FR-UTO. */
    protected long userTimeout() {
        if (inSmallRecord()) {
            return Time.NEVER;
        }
        if (tcb.options.userTimeout >= 0) {
            return tcb.options.userTimeout;
        }
        return tcb.advisedTimeout > 0 ? adopted(tcb.advisedTimeout) : settings.time(Knob.USER_TIMEOUT);
    }

    /** What becomes of the peer's advice (RFC 5482 §3.1), when we give none ourselves: FR-UTO. */
    protected long adopted(long advised) {
        long least = Math.max(settings.time(Knob.UTO_LEAST), backedOff(rto.backoff));
        return Math.min(settings.time(Knob.UTO_MOST), Math.max(advised, least));
    }

    /** Takes the peer's advice for what is outstanding, too; a time of 0 is none: FR-UTO. */
    protected void takeAdvice(Segment seg) {
        int seconds = seg.options().userTimeout();
        if (seconds > 0 && settings.is(Knob.UTO)) {
            tcb.advisedTimeout = Time.seconds(seconds);
            timers.user = timers.user == Time.NEVER ? Time.NEVER : rto.firstSentAt + userTimeout();
        }
    }

    private void startUserTimer() {
        long limit = userTimeout();
        if (!settings.is(Knob.USER_TIMEOUT_AT_RTO) && limit != Time.NEVER && timers.user == Time.NEVER) {
            timers.user = now + limit;
        }
    }

    /** RFC 9293 §3.10.8: flush all queues, tell the user, delete the TCB. */
    protected void userTimeoutExpired() {
        giveUp();
    }

    // The zero window (RFC 9293 §3.8.6.1)

    /** The window is shut and something waits for it, if only the FIN: ZW-PROBE. */
    protected void startPersist() {
        if (timers.persist == Time.NEVER) {
            rto.probeBackoff = 0;
            rto.probes = 0;
            timers.persist = now + backedOff(0);
        }
    }

    /** Any word from the peer answers the probes, or the copies that take their place: ZW-STAYOPEN, ZW-SHRINK. */
    protected void probeAnswered() {
        rto.probes = 0;
        if (timers.persist != Time.NEVER || snd.wnd == 0) {
            timers.user = Time.NEVER;
        }
        if (snd.wnd == 0 && inFlight() > 0) {
            copyAnswered();
        }
    }

    /**
     * The window shrank to nothing with something in flight: its copies are probes, and R2 counts from the latest answer (RFC
     * 9293 §3.8.6 SHLD-17). Linux does not let an orphan live on that: ZW-SHRINK.
     */
    protected void copyAnswered() {
        if (!tcb.orphan || settings.get(Knob.TCP_ORPHAN_RETRIES) < 0) {
            rto.firstSentAt = now;
            rto.firstRetransmitAt = now;
        }
    }

    /** The window opened: what the probe had sent of the text is sent again with the rest. */
    protected void leavePersist() {
        timers.persist = Time.NEVER;
        snd.nxt = snd.una;
    }

    /** The persist timer went off. */
    protected void persistTimeout() {
        timers.persist = Time.NEVER;
        if (givesUpProbing()) {
            giveUp();
            return;
        }
        // For Linux an answer does not begin the time anew as long as the window stays shut.
        if (settings.is(Knob.USER_TIMEOUT_AT_RTO) ? rto.probeBackoff == 0 : rto.probes == 0) {
            rto.probingSince = now;
        }
        rto.probes++;
        rto.probeBackoff++;
        startUserTimer();
        sendProbe();
        timers.persist = now + probeInterval();
    }

    /** Linux looks at the user timeout when a probe is due, and makes it due no later than that. */
    private long probeInterval() {
        long interval = backedOff(rto.probeBackoff);
        long limit = userTimeout();
        if (settings.is(Knob.USER_TIMEOUT_AT_RTO) && limit != Time.NEVER) {
            return Math.min(interval, Math.max(rto.probingSince + limit - now, Time.MILLISECOND));
        }
        return interval;
    }

    /** One new octet, or an empty segment below the window when there is only a FIN: ZW-PROBE, ZW-FIN. */
    protected void sendProbe() {
        if (settings.is(Knob.PROBE_IS_EMPTY) || snd.buffer.isEmpty()) {
            send(Flags.ACK, snd.una - 1, Bytes.EMPTY);
            return;
        }
        send(Flags.ACK | Flags.PSH, snd.una, snd.buffer.peek(0, 1));
        snd.nxt = Seq.max(snd.nxt, snd.una + 1);
    }

    /**
     * Answered probes keep a connection open (ZW-STAYOPEN), but on Linux not beyond the user timeout that the application has
     * set, nor one whose application is gone.
     */
    protected boolean givesUpProbing() {
        long limit = userTimeout();
        boolean probed = settings.is(Knob.USER_TIMEOUT_AT_RTO) && rto.probeBackoff > 0;
        if (probed && limit != Time.NEVER && now - rto.probingSince >= limit) {
            return true;
        }
        if (tcb.orphan && settings.get(Knob.TCP_ORPHAN_RETRIES) >= 0) {
            long interval = backedOff(rto.probeBackoff);
            int retries = orphanRetries(interval);
            boolean slowest = interval >= settings.time(Knob.TCP_RTO_MAX_MS);
            return slowest && rto.probeBackoff >= retries || rto.probes >= retries;
        }
        long r2 = settings.time(Knob.R2);
        if (r2 == Time.NEVER) {
            return rto.probes >= settings.count(Knob.TCP_RETRIES2);
        }
        return rto.probes > 0 && now - rto.probingSince >= r2;
    }
}
