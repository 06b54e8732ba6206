package org.lastack.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * The transmission control block: everything one end remembers of a connection (RFC 9293 §3.3.1). The machine alone changes
 * it; whoever else sees one has a copy. Two are equal when every variable and every queued octet is.
 */
public final class Tcb extends Variables {
    /** The port on this side. */
    public int localPort;

    /** The peer's port. */
    public int remotePort;

    /** Where the connection is in Figure 5. */
    public State state = State.CLOSED;

    /** Opened by LISTEN: a RST in SYN-RECEIVED goes back there. */
    public boolean passive;

    /** ISS: the initial send sequence number. */
    public int iss;

    /** IRS: the initial receive sequence number. */
    public int irs;

    /** The application has closed for good and holds no handle. */
    public boolean orphan;

    /** Both SYNs carried the window scale option. */
    public boolean scaling;

    /** The application takes no more text: data that comes is refused with a RST. */
    public boolean receiveShut;

    /** This is all that Linux keeps of TIME-WAIT, or of an orphan in FIN-WAIT-2: see {@link LinuxMinisock}. */
    public boolean minisock;

    /** When TIME-WAIT was entered. */
    public long timeWaitAt;

    /** When an invalid segment was last answered. */
    public long challengedAt = -Time.MINUTE;

    /** When the peer was last heard. */
    public long heardAt;

    /** Keep-alive probes since the peer was last heard. */
    public int keepaliveProbes;

    /** The user timeout that the peer advised (RFC 5482); 0 when it did not. */
    public long advisedTimeout;

    /** What ICMP has reported and the application was not told. */
    public @Nullable IcmpError reported;

    /** Why the connection ended, unless by two FINs. */
    public @Nullable Fault fault;

    // Only copy() puts others in their place.
    public Snd snd = new Snd();
    public Rcv rcv = new Rcv();
    public Ts ts = new Ts();
    public Rto rto = new Rto();
    public Timers timers = new Timers();
    public SocketOptions options = new SocketOptions();

    /** Returns a TCB that equals this one and shares nothing that changes. */
    public Tcb copy() {
        Tcb copy = (Tcb) clone();
        copy.snd = (Snd) snd.clone();
        copy.snd.buffer = snd.buffer.copy();
        copy.rcv = (Rcv) rcv.clone();
        copy.rcv.unread = rcv.unread.copy();
        copy.rcv.held = new ArrayList<>(rcv.held);
        copy.ts = (Ts) ts.clone();
        copy.rto = (Rto) rto.clone();
        copy.timers = (Timers) timers.clone();
        copy.options = (SocketOptions) options.clone();
        return copy;
    }

    @Override
    List<?> values() {
        return Arrays.asList(
                localPort,
                remotePort,
                state.name(),
                passive,
                iss,
                irs,
                orphan,
                scaling,
                receiveShut,
                minisock,
                timeWaitAt,
                challengedAt,
                heardAt,
                keepaliveProbes,
                advisedTimeout,
                reported == null ? "" : reported.name(),
                fault == null ? "" : fault.name(),
                snd,
                rcv,
                ts,
                rto,
                timers,
                options);
    }

    /** Names the state and the variables that people look at first. */
    @Override
    public String toString() {
        return state + " snd.una=" + Seq.show(snd.una) + " snd.nxt=" + Seq.show(snd.nxt) + " snd.wnd=" + snd.wnd
                + " rcv.nxt=" + Seq.show(rcv.nxt) + " rcv.wnd=" + rcv.wnd;
    }

    /** The send side (RFC 9293 §3.3.1). */
    public static final class Snd extends Variables {
        /** SND.UNA: the oldest unacknowledged sequence number. */
        public int una;

        /** SND.NXT: the next sequence number to be sent. */
        public int nxt;

        /** SND.WND: the peer's window, unscaled. */
        public int wnd;

        /** SND.WL1: SEG.SEQ of the last window update. */
        public int wl1;

        /** SND.WL2: SEG.ACK of the last window update. */
        public int wl2;

        /** MAX.SND.WND of RFC 5961: the largest window seen. */
        public int maxWnd;

        /** Snd.Wind.Shift of RFC 7323. */
        public int shift;

        /** The largest text that a segment may carry. */
        public int mss = 536;

        /** How many octets the buffer holds. */
        public int limit = 65_535;

        /** Our SYN is acknowledged: SND.UNA is beyond ISS. */
        public boolean synAcked;

        /** The user has closed this direction: a FIN follows the last octet. */
        public boolean finQueued;

        /** The FIN has been sent at least once, at {@code finSeq}. */
        public boolean finSent;

        /** The sequence number of our FIN; meaningful when it was sent. */
        public int finSeq;

        /** How many octets the peer has acknowledged in all; our FIN counts as one, and so does the SYN of an active open. */
        public long octetsAcked;

        /** Duplicate ACKs in a row (RFC 5681 §2). */
        public int dupAcks;

        /** A loss was noticed: what lies below {@code recover} is sent again, one segment an ACK. */
        public boolean recovering;

        /** SND.NXT when the loss was noticed. */
        public int recover;

        /** TCP_NODELAY: no Nagle algorithm. */
        public boolean nodelay;

        /** TCP_CORK: full segments only. */
        public boolean cork;

        /** Octets from SND.UNA on: first the unacknowledged, then the unsent. */
        OctetQueue buffer = new OctetQueue();

        /** How many octets wait for transmission or acknowledgment. */
        public int queued() {
            return buffer.length();
        }

        @Override
        List<?> values() {
            return Arrays.asList(
                    una,
                    nxt,
                    wnd,
                    wl1,
                    wl2,
                    maxWnd,
                    shift,
                    mss,
                    limit,
                    synAcked,
                    finQueued,
                    finSent,
                    finSeq,
                    octetsAcked,
                    dupAcks,
                    recovering,
                    recover,
                    nodelay,
                    cork,
                    buffer);
        }
    }

    /** The receive side (RFC 9293 §3.3.1). */
    public static final class Rcv extends Variables {
        /** RCV.NXT: the next sequence number expected. */
        public int nxt;

        /** RCV.WND: the window last advertised, counted from RCV.NXT, unscaled. */
        public int wnd;

        /** Rcv.Wind.Shift of RFC 7323. */
        public int shift;

        /** How many octets the buffer holds. */
        public int limit = 65_535;

        /** The peer's FIN came in order; RCV.NXT is beyond it. */
        public boolean finReceived;

        /** The FIN waits behind the unread text, or alone, for a reader to find the end of the stream. */
        public boolean endUnread;

        /** Some text came at some time. */
        public boolean textReceived;

        /** This turn has to end with an ACK. */
        public boolean ackNow;

        /** When text last came. */
        public long textAt;

        /** How many ACKs are not delayed yet. */
        public int quickAcks;

        /** The application answers text with text, or the peer has sent all of it: ACKs are delayed again. */
        public boolean dialogue;

        /** Octets received since the last ACK. */
        public int unacked;

        /** Octets that the application has not read yet. */
        OctetQueue unread = new OctetQueue();

        /** Segments beyond a hole, by sequence number, for later processing (RFC 9293 SHLD-31). */
        List<Segment> held = new ArrayList<>();

        /** How many octets wait for the application. */
        public int unreadLength() {
            return unread.length();
        }

        @Override
        List<?> values() {
            return Arrays.asList(
                    nxt,
                    wnd,
                    shift,
                    limit,
                    finReceived,
                    endUnread,
                    textReceived,
                    ackNow,
                    textAt,
                    quickAcks,
                    dialogue,
                    unacked,
                    unread,
                    held);
        }
    }

    /** Timestamps (RFC 7323). */
    public static final class Ts extends Variables {
        /** Both SYNs carried the option. */
        public boolean on;

        /** TS.Recent. */
        public int recent;

        /** When TS.Recent was set. */
        public long recentAt;

        /** Last.ACK.sent. */
        public int lastAckSent;

        @Override
        List<?> values() {
            return Arrays.asList(on, recent, recentAt, lastAckSent);
        }
    }

    /** The retransmission timeout (RFC 6298) and what is counted while nobody answers. */
    public static final class Rto extends Variables {
        /** There was a sample: SRTT and RTTVAR have values. */
        public boolean sampled;

        /** SRTT. */
        public long srtt;

        /** RTTVAR. */
        public long rttvar;

        /** RTO before backing off. */
        public long base;

        /** How many times RTO was doubled. */
        public int backoff;

        /** Retransmissions since the last acknowledgment of anything new. */
        public int retransmits;

        /** When the oldest unacknowledged segment was first sent. */
        public long firstSentAt;

        /** When it was first sent again. */
        public long firstRetransmitAt;

        /** A segment is being timed (Karn: never one that was sent twice). */
        public boolean timing;

        /** The ACK number that ends the measurement. */
        public int timedSeq;

        /** When the timed segment left. */
        public long timedAt;

        /** Our SYN was sent more than once (RFC 6298 §5.7). */
        public boolean synRetransmitted;

        /** Zero-window probes since the peer was last heard. */
        public int probes;

        /** How many times the persist interval was doubled. */
        public int probeBackoff;

        /** When the first unanswered probe left; on Linux the first one since the window was shut. */
        public long probingSince;

        @Override
        List<?> values() {
            return Arrays.asList(
                    sampled,
                    srtt,
                    rttvar,
                    base,
                    backoff,
                    retransmits,
                    firstSentAt,
                    firstRetransmitAt,
                    timing,
                    timedSeq,
                    timedAt,
                    synRetransmitted,
                    probes,
                    probeBackoff,
                    probingSince);
        }
    }

    /** Deadlines; {@link Time#NEVER} when a timer is off. */
    public static final class Timers extends Variables {
        /** The oldest unacknowledged segment is sent again. */
        public long retransmit = Time.NEVER;

        /** A zero window is probed. */
        public long persist = Time.NEVER;

        /** The delayed ACK is sent. */
        public long delayedAck = Time.NEVER;

        /** A keep-alive probe is sent. */
        public long keepalive = Time.NEVER;

        /** The user timeout of RFC 9293 §3.10.8. */
        public long user = Time.NEVER;

        /** An orphan leaves FIN-WAIT-2. */
        public long finWait2 = Time.NEVER;

        /** The 2MSL timer. */
        public long timeWait = Time.NEVER;

        /** When the first of them is due. */
        long next() {
            long first = Math.min(Math.min(retransmit, persist), Math.min(delayedAck, keepalive));
            return Math.min(Math.min(first, user), Math.min(finWait2, timeWait));
        }

        /** Turns all of them off. */
        void stop() {
            retransmit = Time.NEVER;
            persist = Time.NEVER;
            delayedAck = Time.NEVER;
            keepalive = Time.NEVER;
            user = Time.NEVER;
            finWait2 = Time.NEVER;
            timeWait = Time.NEVER;
        }

        @Override
        List<?> values() {
            return Arrays.asList(retransmit, persist, delayedAck, keepalive, user, finWait2, timeWait);
        }
    }

    /** What the application set on its socket; -1 means that the settings decide. */
    public static final class SocketOptions extends Variables {
        /** SO_KEEPALIVE. */
        public boolean keepalive;

        /** TCP_KEEPIDLE in microseconds. */
        public long keepIdle = -1;

        /** TCP_KEEPINTVL in microseconds. */
        public long keepInterval = -1;

        /** TCP_KEEPCNT. */
        public int keepCount = -1;

        /** TCP_USER_TIMEOUT in microseconds. */
        public long userTimeout = -1;

        /** TCP_LINGER2 in microseconds; negative but not -1 resets at once. */
        public long linger2 = -1;

        @Override
        List<?> values() {
            return Arrays.asList(keepalive, keepIdle, keepInterval, keepCount, userTimeout, linger2);
        }
    }
}
