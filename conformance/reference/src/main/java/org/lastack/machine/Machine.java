package org.lastack.machine;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * One end of a connection: the calls (RFC 9293 §3.10.1 to 6), arriving segments (§3.10.7, in {@link Arriving}) and timeouts
 * (§3.10.8). Deterministic; every entry takes the present instant and the place for what comes out. After each entry
 * {@link #nextWake} says when to call {@link #tick}.
 *
 * <p>A mutant is a subclass that overrides one decision.
 */
public class Machine extends Arriving {
    /** Makes the machine of a new connection: a constructor of {@link Machine} or of a mutant. */
    public interface Maker {
        Machine make(Settings settings, Tcb tcb);
    }

    public Machine(Settings settings, Tcb tcb) {
        super(settings, tcb);
    }

    public State state() {
        return tcb.state;
    }

    /** Returns the TCB as it is now; changing the copy changes nothing here. */
    public Tcb snapshot() {
        return tcb.copy();
    }

    /** Returns the live TCB, for the host that owns this machine. */
    public Tcb tcb() {
        return tcb;
    }

    // §3.10.1 OPEN

    /** A passive OPEN: waits for a SYN, which will be answered with this initial sequence number. */
    public void openPassive(long instant, int iss, Output out) {
        begin(instant, out);
        prepare(iss);
        tcb.passive = true;
        become(State.LISTEN);
    }

    /** An active OPEN: sends a SYN. */
    public void openActive(long instant, int iss, Output out) {
        begin(instant, out);
        prepare(iss);
        become(State.SYN_SENT);
        send(Flags.SYN, iss, Bytes.EMPTY);
        sent(iss + 1);
    }

    private void prepare(int iss) {
        tcb.iss = iss;
        snd.una = iss;
        snd.nxt = iss;
        rto.base = settings.time(Knob.RTO_INITIAL);
        rcv.quickAcks = settings.count(Knob.QUICK_ACKS);
        while (rcv.limit >> rcv.shift > 0xffff) {
            rcv.shift++;
        }
    }

    // §3.10.2 SEND

    /** Tells whether text may be sent: CLOSING after our CLOSE (HC-NOSEND), WAIT when the buffer is full. */
    public Reply maySendMore() {
        if (in(State.CLOSED, State.LISTEN)) {
            return Reply.NO_CONNECTION;
        }
        if (refusesSend()) {
            return Reply.CLOSING;
        }
        return snd.buffer.length() >= snd.limit ? Reply.WAIT : Reply.OK;
    }

    /** After CLOSE nothing is added to the stream; CLOSE-WAIT may send as ESTABLISHED does: HC-NOSEND, HC-SEND. */
    protected boolean refusesSend() {
        return snd.finQueued || in(State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSING, State.LAST_ACK, State.TIME_WAIT);
    }

    /** SEND: takes as much as the buffer has room for and says how much; {@link #maySendMore} said OK. */
    public int send(long instant, Bytes text, Output out) {
        begin(instant, out);
        int taken = Math.min(text.length(), snd.limit - snd.buffer.length());
        snd.buffer.append(text.slice(0, taken));
        transmit();
        return taken;
    }

    /** TCP_NODELAY and TCP_CORK. */
    public void smallSegments(long instant, boolean nodelay, boolean cork, Output out) {
        begin(instant, out);
        snd.nodelay = nodelay;
        snd.cork = cork;
        transmit();
    }

    // §3.10.3 RECEIVE

    /** RECEIVE: hands out what is there, in order, and opens the window. */
    public Bytes receive(long instant, int most, Output out) {
        begin(instant, out);
        int count = Math.min(most, rcv.unread.length());
        Bytes text = rcv.unread.peek(0, count);
        rcv.unread.drop(count);
        rcv.endUnread &= !rcv.unread.isEmpty();
        if (count > 0) {
            tellWindow();
        }
        return text;
    }

    /** Tells whether the stream has ended for the reader: everything was read, and no more will come. */
    public boolean atEnd() {
        return rcv.unread.isEmpty() && (rcv.finReceived || tcb.receiveShut || in(State.CLOSED));
    }

    // §3.10.4 CLOSE

    /** CLOSE of the send side alone: the RFC's CLOSE. */
    public Reply close(long instant, Output out) {
        begin(instant, out);
        return switch (tcb.state) {
            case CLOSED -> Reply.NO_CONNECTION;
            case LISTEN, SYN_SENT -> {
                // The peer knows of no connection, or has not agreed to one: nothing is sent: NC-EARLY.
                end();
                yield Reply.OK;
            }
            case SYN_RECEIVED, ESTABLISHED -> {
                closeInEstablished();
                yield Reply.OK;
            }
            case CLOSE_WAIT -> {
                closeInCloseWait();
                yield Reply.OK;
            }
            // A second CLOSE changes nothing and sends no second FIN.
            case FIN_WAIT_1, FIN_WAIT_2 -> Reply.OK;
            default -> Reply.CLOSING;
        };
    }

    /** {@code shutdown(SHUT_WR)}: the same, but in SYN-RECEIVED it may have to wait until the connection is established. */
    public void shutSend(long instant, Output out) {
        if (in(State.SYN_RECEIVED) && settings.is(Knob.SHUTDOWN_AWAITS_HANDSHAKE)) {
            snd.finQueued = true;
        } else {
            close(instant, out);
        }
    }

    /** The application gives up its attempt to connect, and keeps the socket: the peer knows of no connection. */
    public void cancel(long instant, Output out) {
        begin(instant, out);
        delete(Fault.RESET);
    }

    /** The FIN waits behind all that was written: NC-FIN, NC-FIN-LAST. */
    protected void queueFin() {
        snd.finQueued = true;
    }

    /** The state changes with the CLOSE, though the FIN may still have to wait for a window: NC-FIN, NC-EARLY. */
    protected void closeInEstablished() {
        queueFin();
        become(State.FIN_WAIT_1);
        transmit();
    }

    /** The RFC enters LAST-ACK when the FIN goes out, Linux at once: NC-LA. */
    protected void closeInCloseWait() {
        queueFin();
        if (settings.is(Knob.LAST_ACK_AT_CLOSE)) {
            become(State.LAST_ACK);
        }
        transmit();
    }

    /** The application takes no more text: {@code shutdown(SHUT_RD)}; nothing is sent: HC-SHUTRD. */
    public void shutReceive() {
        tcb.receiveShut = true;
    }

    /**
     * CLOSE of both directions (RFC 9293 §3.6.1, MAY-1): with something unread it is a reset. The application may still wait
     * for the outcome: it {@link #letGo lets go} afterwards.
     */
    public void closeBoth(long instant, Output out) {
        begin(instant, out);
        if (closesWithReset()) {
            resetAbort();
            delete(Fault.RESET);
            return;
        }
        shutReceive();
        close(instant, out);
    }

    /** No application holds the connection any longer: it is an orphan. */
    public void letGo(long instant, Output out) {
        begin(instant, out);
        tcb.orphan = true;
        rcv.endUnread = false;
        if (in(State.FIN_WAIT_2) && timers.finWait2 == Time.NEVER) {
            orphanedInFinWait2();
        }
    }

    /** Something received was never read: the peer must not believe that it was: HC-FD-RST, HC-FD-NORST. */
    protected boolean closesWithReset() {
        boolean open = in(State.SYN_RECEIVED, State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT);
        boolean closing = in(State.CLOSING, State.LAST_ACK) && settings.is(Knob.UNREAD_RESETS_WHILE_CLOSING);
        return !rcv.unread.isEmpty() && (open || closing);
    }

    /** The application leaves a half-closed connection: the wait for the peer's FIN is limited from now on. */
    protected void orphanedInFinWait2() {
        if (refusesFinWait2()) {
            resetAbort();
            delete(Fault.RESET);
        } else {
            startFinWait2Timer();
        }
    }

    // §3.10.5 ABORT

    /** ABORT: a RST where the peer still has to hear of it, and no more connection: AB-RST, AB-SILENT, AB-FLUSH. */
    public Reply abort(long instant, Output out) {
        begin(instant, out);
        if (in(State.CLOSED)) {
            return Reply.NO_CONNECTION;
        }
        if (in(State.TIME_WAIT) && !settings.is(Knob.ABORT_ENDS_TIME_WAIT)) {
            tcb.orphan = true;
            return Reply.OK;
        }
        if (abortSendsReset() || closesWithReset()) {
            resetAbort();
        }
        rcv.unread.clear();
        end();
        return Reply.OK;
    }

    /** Too many connections without an application: this one is reset at once: OR-MAX. */
    public void resetOrphan(long instant, Output out) {
        begin(instant, out);
        resetAbort();
        end();
    }

    /** There is no room for the connection: it is forgotten without a word: OR-TWBUCKETS. */
    public void forget(long instant, Output out) {
        begin(instant, out);
        end();
    }

    /** A full accept queue refuses the segment that would complete the handshake: OR-LISTENER. */
    public void refuse(long instant, Segment seg, Output out) {
        begin(instant, out);
        resetReply(seg);
        end();
    }

    /** Tells whether a SYN may open this 4-tuple anew although it is in TIME-WAIT. */
    public boolean mayReopen(long instant, Segment seg) {
        begin(instant, Output.NONE);
        return reopens(seg);
    }

    /** Tells whether our FIN is on its way and not acknowledged: what a lingering close waits for: AB-LINGER-N. */
    public boolean finOutstanding() {
        return in(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK) || snd.finQueued && in(State.CLOSE_WAIT);
    }

    /** The peer hears of an abort where it still believes in the connection, and only there: AB-RST, AB-SILENT. */
    protected boolean abortSendsReset() {
        // Where LAST-ACK begins at CLOSE, the peer may not have the FIN, nor all of the text before it.
        boolean early = settings.is(Knob.LAST_ACK_AT_CLOSE) && in(State.CLOSING, State.LAST_ACK) && finWaits();
        return early || in(State.SYN_RECEIVED, State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT);
    }

    // §3.10.7 SEGMENT ARRIVES

    /** A segment that passed the checksum has come for this connection. */
    public void arrives(long instant, Segment seg, Output out) {
        begin(instant, out);
        if (!settings.is(Knob.KEEPALIVE_RUNS_ON)) {
            heard();
        }
        route(seg);
    }

    // §3.9.2.2 ICMP

    /** An ICMP error has come. If it quotes nothing that is outstanding it is late, or forged (RFC 5927 §4.1). */
    public void icmp(long instant, IcmpMessage icmp, Output out) {
        begin(instant, out);
        int seq = icmp.seq();
        boolean ofAck = seq == snd.nxt && settings.is(Knob.ICMP_AT_SND_NXT);
        boolean heard = !in(State.TIME_WAIT) || settings.is(Knob.ICMP_IN_TIME_WAIT);
        if (heard && (Seq.leq(snd.una, seq) && Seq.lt(seq, snd.nxt) || ofAck)) {
            revertBackoff(icmp);
            icmpError(icmp.error());
        }
    }

    /** The path was broken, and not crowded: the interval before the last doubling, from when the copy was sent. */
    private void revertBackoff(IcmpMessage icmp) {
        boolean broken = icmp.error() == IcmpError.NET_UNREACHABLE
                // Over IPv6 RFC 6069 §3 names this one too, and Linux does not look for it.
                || icmp.error() == IcmpError.HOST_UNREACHABLE && !icmp.src().isV6();
        boolean copied = icmp.seq() == snd.una && snd.synAcked && rto.backoff > 0 && timers.retransmit != Time.NEVER;
        if (broken && copied && settings.is(Knob.ICMP_REVERTS_BACKOFF)) {
            long sentAt = timers.retransmit - backedOff(rto.backoff);
            rto.backoff--;
            timers.retransmit = Math.max(now, sentAt + backedOff(rto.backoff));
        }
    }

    /** A soft error never aborts but is there to be told (SHLD-25), and a source quench is discarded (MUST-55): FR-ICMP. */
    protected void icmpError(IcmpError error) {
        if (error == IcmpError.SOURCE_QUENCH) {
            return;
        }
        boolean opening = in(State.SYN_SENT, State.SYN_RECEIVED) && settings.is(Knob.ICMP_SOFT_ENDS_OPENING);
        if (opening && tcb.passive && !error.hard()) {
            backToListen();
        } else if (opening && !tcb.passive
                || error.hard() && (in(State.SYN_SENT) || settings.is(Knob.ICMP_HARD_ABORTS))) {
            delete(Fault.of(error));
        } else {
            tcb.reported = error;
        }
    }

    // §3.10.8 and the other timers

    /** Time has passed: does everything that is due. */
    public void tick(long instant, Output out) {
        begin(instant, out);
        if (timers.user <= now) {
            userTimeoutExpired();
        }
        if (timers.retransmit <= now) {
            retransmissionTimeout();
        }
        if (timers.persist <= now) {
            persistTimeout();
        }
        if (timers.delayedAck <= now) {
            delayedAckTimeout();
        }
        if (timers.keepalive <= now) {
            keepaliveTimeout();
        }
        if (timers.finWait2 <= now) {
            finWait2Timeout();
        }
        if (timers.timeWait <= now) {
            timeWaitTimeout();
        }
    }

    /** When something is due next; {@link Time#NEVER} when nothing is. */
    public long nextWake() {
        return timers.next();
    }

    // Keep-alive (RFC 9293 §3.8.4)

    /** The application wants keep-alive probes, or no longer; off by default: OR-KEEPALIVE. */
    public void keepalive(long instant, boolean on) {
        begin(instant, Output.NONE);
        boolean was = tcb.options.keepalive;
        tcb.options.keepalive = on;
        if (!settings.is(Knob.KEEPALIVE_RUNS_ON)) {
            heard();
        } else if (on != was) {
            startKeepalive();
        }
    }

    /** TCP_KEEPIDLE, also while the timer runs. */
    public void keepIdle(long instant, long micros) {
        begin(instant, Output.NONE);
        tcb.options.keepIdle = micros;
        if (!settings.is(Knob.KEEPALIVE_RUNS_ON)) {
            heard();
        } else if (timers.keepalive != Time.NEVER) {
            timers.keepalive = Math.max(now, tcb.heardAt + micros);
        }
    }

    @Override
    protected void establish() {
        super.establish();
        startKeepalive();
    }

    private void heard() {
        tcb.heardAt = now;
        tcb.keepaliveProbes = 0;
        startKeepalive();
    }

    private void startKeepalive() {
        timers.keepalive = tcb.options.keepalive && !in(State.TIME_WAIT, State.CLOSED) ? now + keepIdle() : Time.NEVER;
    }

    private long keepIdle() {
        return tcb.options.keepIdle >= 0 ? tcb.options.keepIdle : settings.time(Knob.TCP_KEEPALIVE_TIME);
    }

    private long keepInterval() {
        return tcb.options.keepInterval >= 0 ? tcb.options.keepInterval : settings.time(Knob.TCP_KEEPALIVE_INTVL);
    }

    private int keepCount() {
        return tcb.options.keepCount >= 0 ? tcb.options.keepCount : settings.count(Knob.TCP_KEEPALIVE_PROBES);
    }

    /** Only where nothing is outstanding, for else the retransmissions find out; never in TIME-WAIT: OR-KEEPALIVE. */
    protected boolean keepaliveApplies() {
        if (tcb.orphan && in(State.FIN_WAIT_2) && settings.is(Knob.REDUCED_STATES)) {
            return false; // on Linux the timer is now that of FIN-WAIT-2 (tcp_fin_time)
        }
        return in(State.ESTABLISHED, State.CLOSE_WAIT, State.FIN_WAIT_2) && inFlight() == 0 && snd.buffer.isEmpty();
    }

    /** On Linux the user timeout takes the place of the number, and one unanswered probe will do (tcp_keepalive_timer). */
    private boolean givesUpKeepalive() {
        long limit = userTimeout();
        return settings.is(Knob.USER_TIMEOUT_AT_RTO) && limit != Time.NEVER
                ? tcb.keepaliveProbes > 0 && now - tcb.heardAt >= limit
                : tcb.keepaliveProbes >= keepCount();
    }

    /** Probes an idle connection; after enough probes without an answer the peer is taken for dead. */
    protected void keepaliveTimeout() {
        timers.keepalive = now + (keepaliveApplies() ? keepInterval() : keepIdle());
        if (!keepaliveApplies()) {
            return;
        }
        if (now - tcb.heardAt < keepIdle()) {
            timers.keepalive = tcb.heardAt + keepIdle();
            return;
        }
        if (givesUpKeepalive()) {
            resetAbort();
            giveUp();
            return;
        }
        tcb.keepaliveProbes++;
        send(Flags.ACK, snd.nxt - 1, Bytes.EMPTY);
    }
}
