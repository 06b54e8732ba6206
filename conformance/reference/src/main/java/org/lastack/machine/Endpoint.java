package org.lastack.machine;

import org.jspecify.annotations.Nullable;
import org.lastack.machine.Tcb.Rcv;
import org.lastack.machine.Tcb.Rto;
import org.lastack.machine.Tcb.Snd;
import org.lastack.machine.Tcb.Timers;
import org.lastack.machine.Tcb.Ts;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * The ground of the {@link Machine}: its variables under the RFC's names, and how a segment is made and sent. The machine is
 * one object written in layers, so that a mutant can override any decision of any of them.
 */
public abstract class Endpoint {
    protected final Settings settings;
    protected final Tcb tcb;
    protected final Snd snd;
    protected final Rcv rcv;
    protected final Ts ts;
    protected final Rto rto;
    protected final Timers timers;

    /** The instant of the turn that is running. */
    protected long now;

    private Output out = Output.NONE;

    protected Endpoint(Settings settings, Tcb tcb) {
        this.settings = settings;
        this.tcb = tcb;
        snd = tcb.snd;
        rcv = tcb.rcv;
        ts = tcb.ts;
        rto = tcb.rto;
        timers = tcb.timers;
    }

    /** Every call, segment or tick begins a turn. */
    final void begin(long instant, Output output) {
        now = instant;
        out = output;
    }

    /** The one place where the state changes. */
    protected void become(State state) {
        tcb.state = state;
        out.became(state);
    }

    /** The connection is over: with both FINs acknowledged, or because whoever is left need not hear of it. */
    protected void end() {
        timers.stop();
        snd.buffer.clear();
        rcv.held.clear();
        become(State.CLOSED);
    }

    /** Deletes the TCB (RFC 9293 §3.10.7.4); the fault is what the user hears. */
    protected void delete(Fault fault) {
        tcb.fault = fault;
        if (!settings.is(Knob.UNREAD_SURVIVES_RST)) {
            rcv.unread.clear();
        }
        end();
    }

    /** Tells whether this is a SYN-RECEIVED of which Linux keeps a small record, and not a connection yet. */
    protected final boolean inSmallRecord() {
        return tcb.passive && in(State.SYN_RECEIVED) && settings.is(Knob.SMALL_SYN_RECEIVED);
    }

    /** Tells whether the connection is in one of the states. */
    protected final boolean in(State... states) {
        for (State state : states) {
            if (tcb.state == state) {
                return true;
            }
        }
        return false;
    }

    /** Sends an empty ACK, {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
    protected void sendAck() {
        send(Flags.ACK, snd.nxt, Bytes.EMPTY);
    }

    /** Sends a segment with our numbers, window and options. */
    protected void send(int flags, int seq, Bytes text) {
        boolean ack = (flags & Flags.ACK) != 0;
        Options options = (flags & Flags.SYN) != 0 ? synOptions(ack) : options();
        int window = windowField((flags & Flags.SYN) != 0);
        if (ack) {
            timers.delayedAck = Time.NEVER;
            rcv.ackNow = false;
            rcv.quickAcks -= rcv.unacked > 0 && rcv.quickAcks > 0 ? 1 : 0;
            rcv.unacked = 0;
            ts.lastAckSent = rcv.nxt;
        }
        emit(new Segment(tcb.localPort, tcb.remotePort, seq, ack ? rcv.nxt : 0, flags, window, 0, options, text));
    }

    private void emit(Segment segment) {
        out.send(segment);
    }

    /**
     * The one place that sends a RST, whether it answers a segment (RFC 9293 §3.5.2) or aborts (§3.10.5).
     *
     * @param flags RST, with ACK when {@code ack} means something
     */
    protected void sendReset(int seq, int ack, int flags, @Nullable Timestamps timestamps) {
        Options options = timestamps == null ? Options.NONE : Options.NONE.withTimestamps(timestamps);
        emit(new Segment(tcb.localPort, tcb.remotePort, seq, ack, flags, 0, 0, options, Bytes.EMPTY));
    }

    /**
     * Answers a segment with a RST that its sender will accept (RFC 9293 §3.5.2 group 1): RG-NOTCB. Never answers a RST:
     * RG-NORST.
     */
    protected void resetReply(Segment seg) {
        if (seg.rst()) {
            return;
        }
        Timestamps came = seg.options().timestamps();
        boolean echo = came != null && settings.is(Knob.RST_REPLY_ECHOES_TIMESTAMP);
        Timestamps echoed = echo && came != null ? new Timestamps(0, came.tsVal()) : null;
        if (seg.hasAck()) {
            sendReset(seg.ack(), 0, Flags.RST, echoed);
        } else {
            sendReset(0, seg.end(), Flags.RST | Flags.ACK, echoed);
        }
    }

    /** Resets the connection of our own accord, {@code <SEQ=SND.NXT><CTL=RST>} (RFC 9293 §3.10.5): AB-RST. */
    protected void resetAbort() {
        boolean ack = settings.is(Knob.ABORT_RST_HAS_ACK);
        sendReset(abortSequence(), ack ? rcv.nxt : 0, ack ? Flags.RST | Flags.ACK : Flags.RST, timestamps());
    }

    /** A RST lies after everything we sent, our FIN too: AB-RST. */
    protected int abortSequence() {
        return snd.nxt;
    }

    private Options options() {
        Timestamps stamps = timestamps();
        return stamps == null ? Options.NONE : Options.NONE.withTimestamps(stamps);
    }

    /** RFC 7323 §3.2: once both SYNs had it, every segment carries the option: TS-FIN. */
    protected @Nullable Timestamps timestamps() {
        return ts.on ? new Timestamps(tsClock(), ts.recent) : null;
    }

    /** The clock of TSval: milliseconds, the same for all connections of a host. */
    protected int tsClock() {
        return (int) (now / Time.MILLISECOND);
    }

    /** A SYN offers what the settings allow; a SYN,ACK agrees to what the peer's SYN offered. */
    protected Options synOptions(boolean answers) {
        Options options = Options.NONE.withMss(settings.count(Knob.MSS));
        if (answers ? ts.on : settings.is(Knob.TCP_TIMESTAMPS)) {
            options = options.withTimestamps(new Timestamps(tsClock(), answers ? ts.recent : 0));
        }
        if (answers ? tcb.scaling : settings.is(Knob.TCP_WINDOW_SCALING)) {
            options = options.withWindowScale(rcv.shift);
        }
        return options;
    }

    /** RFC 7323 §2.2: the window of a SYN is never scaled. */
    private int windowField(boolean syn) {
        openWindow();
        return syn || !tcb.scaling ? Math.min(rcv.wnd, 0xffff) : rcv.wnd >>> rcv.shift;
    }

    /**
     * Advances the right edge of the receive window, never back (RFC 9293 SHLD-14), and only by a worthwhile step (§3.8.6.2.2).
     */
    protected void openWindow() {
        int most = tcb.scaling ? 0xffff << rcv.shift : 0xffff;
        int free = Math.min(Math.max(0, rcv.limit - rcv.unread.length()), most);
        if (tcb.scaling) {
            free = free >>> rcv.shift << rcv.shift;
        }
        if (free - rcv.wnd >= Math.min(rcv.limit / 2, snd.mss)) {
            rcv.wnd = free;
        }
    }
}
