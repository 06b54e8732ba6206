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
public final class Tcb {
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

    /** This is the small record that Linux keeps of TIME-WAIT, or of an orphan in FIN-WAIT-2. */
    public boolean reduced;

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

    public final Snd snd = new Snd();
    public final Rcv rcv = new Rcv();
    public final Ts ts = new Ts();
    public final Rto rto = new Rto();
    public final Timers timers = new Timers();
    public final Wishes wishes = new Wishes();

    /** Returns a TCB that equals this one and shares nothing that changes. */
    public Tcb copy() {
        Tcb copy = new Tcb();
        copy.localPort = localPort;
        copy.remotePort = remotePort;
        copy.state = state;
        copy.passive = passive;
        copy.iss = iss;
        copy.irs = irs;
        copy.orphan = orphan;
        copy.scaling = scaling;
        copy.receiveShut = receiveShut;
        copy.reduced = reduced;
        copy.timeWaitAt = timeWaitAt;
        copy.challengedAt = challengedAt;
        copy.heardAt = heardAt;
        copy.keepaliveProbes = keepaliveProbes;
        copy.advisedTimeout = advisedTimeout;
        copy.reported = reported;
        copy.fault = fault;
        copy.snd.set(snd);
        copy.rcv.set(rcv);
        copy.ts.set(ts);
        copy.rto.set(rto);
        copy.timers.set(timers);
        copy.wishes.set(wishes);
        return copy;
    }

    private long[] image() {
        return new long[] {
            localPort,
            remotePort,
            bit(passive),
            iss,
            irs,
            bit(orphan),
            bit(scaling),
            bit(receiveShut),
            bit(reduced),
            timeWaitAt,
            challengedAt,
            heardAt,
            keepaliveProbes,
            advisedTimeout
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tcb that
                && state == that.state
                && fault == that.fault
                && reported == that.reported
                && Arrays.equals(image(), that.image())
                && snd.same(that.snd)
                && rcv.same(that.rcv)
                && Arrays.equals(ts.image(), that.ts.image())
                && Arrays.equals(rto.image(), that.rto.image())
                && Arrays.equals(timers.image(), that.timers.image())
                && Arrays.equals(wishes.image(), that.wishes.image());
    }

    @Override
    public int hashCode() {
        int hash = state.toString().hashCode(); // an enum's own hash differs from run to run
        hash = 31 * hash + Arrays.hashCode(image());
        hash = 31 * hash + Arrays.hashCode(snd.image());
        hash = 31 * hash + Arrays.hashCode(rcv.image());
        hash = 31 * hash + Arrays.hashCode(ts.image());
        hash = 31 * hash + Arrays.hashCode(rto.image());
        return 31 * hash + Arrays.hashCode(timers.image());
    }

    /** Names the state and the variables that people look at first. */
    @Override
    public String toString() {
        return state + " snd.una=" + Seq.show(snd.una) + " snd.nxt=" + Seq.show(snd.nxt) + " snd.wnd=" + snd.wnd
                + " rcv.nxt=" + Seq.show(rcv.nxt) + " rcv.wnd=" + rcv.wnd;
    }

    private static long bit(boolean flag) {
        return flag ? 1 : 0;
    }

    /** The send side (RFC 9293 §3.3.1). */
    public static final class Snd {
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
        final OctetQueue buffer = new OctetQueue();

        /** How many octets wait for transmission or acknowledgment. */
        public int queued() {
            return buffer.length();
        }

        void set(Snd from) {
            una = from.una;
            nxt = from.nxt;
            wnd = from.wnd;
            wl1 = from.wl1;
            wl2 = from.wl2;
            maxWnd = from.maxWnd;
            shift = from.shift;
            mss = from.mss;
            limit = from.limit;
            synAcked = from.synAcked;
            finQueued = from.finQueued;
            finSent = from.finSent;
            finSeq = from.finSeq;
            octetsAcked = from.octetsAcked;
            dupAcks = from.dupAcks;
            recovering = from.recovering;
            recover = from.recover;
            nodelay = from.nodelay;
            cork = from.cork;
            buffer.set(from.buffer);
        }

        private long[] image() {
            return new long[] {
                una,
                nxt,
                wnd,
                wl1,
                wl2,
                maxWnd,
                shift,
                mss,
                limit,
                bit(synAcked),
                bit(finQueued),
                bit(finSent),
                finSeq,
                octetsAcked,
                dupAcks,
                bit(recovering),
                recover,
                bit(nodelay),
                bit(cork)
            };
        }

        private boolean same(Snd that) {
            return Arrays.equals(image(), that.image()) && buffer.equals(that.buffer);
        }
    }

    /** The receive side (RFC 9293 §3.3.1). */
    public static final class Rcv {
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

        /** Octets received since the last ACK. */
        public int unacked;

        /** Octets that the application has not read yet. */
        final OctetQueue unread = new OctetQueue();

        /** Segments beyond a hole, by sequence number, for later processing (RFC 9293 SHLD-31). */
        final List<Segment> held = new ArrayList<>();

        /** How many octets wait for the application. */
        public int unreadLength() {
            return unread.length();
        }

        void set(Rcv from) {
            nxt = from.nxt;
            wnd = from.wnd;
            shift = from.shift;
            limit = from.limit;
            finReceived = from.finReceived;
            endUnread = from.endUnread;
            textReceived = from.textReceived;
            ackNow = from.ackNow;
            unacked = from.unacked;
            unread.set(from.unread);
            held.clear();
            held.addAll(from.held);
        }

        private long[] image() {
            return new long[] {
                nxt, wnd, shift, limit, bit(finReceived), bit(endUnread), bit(textReceived), bit(ackNow), unacked
            };
        }

        private boolean same(Rcv that) {
            return Arrays.equals(image(), that.image()) && unread.equals(that.unread) && held.equals(that.held);
        }
    }

    /** Timestamps (RFC 7323). */
    public static final class Ts {
        /** Both SYNs carried the option. */
        public boolean on;

        /** TS.Recent. */
        public int recent;

        /** When TS.Recent was set. */
        public long recentAt;

        /** Last.ACK.sent. */
        public int lastAckSent;

        void set(Ts from) {
            on = from.on;
            recent = from.recent;
            recentAt = from.recentAt;
            lastAckSent = from.lastAckSent;
        }

        private long[] image() {
            return new long[] {bit(on), recent, recentAt, lastAckSent};
        }
    }

    /** The retransmission timeout (RFC 6298) and what is counted while nobody answers. */
    public static final class Rto {
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

        void set(Rto from) {
            sampled = from.sampled;
            srtt = from.srtt;
            rttvar = from.rttvar;
            base = from.base;
            backoff = from.backoff;
            retransmits = from.retransmits;
            firstSentAt = from.firstSentAt;
            firstRetransmitAt = from.firstRetransmitAt;
            timing = from.timing;
            timedSeq = from.timedSeq;
            timedAt = from.timedAt;
            synRetransmitted = from.synRetransmitted;
            probes = from.probes;
            probeBackoff = from.probeBackoff;
            probingSince = from.probingSince;
        }

        private long[] image() {
            return new long[] {
                bit(sampled),
                srtt,
                rttvar,
                base,
                backoff,
                retransmits,
                firstSentAt,
                firstRetransmitAt,
                bit(timing),
                timedSeq,
                timedAt,
                bit(synRetransmitted),
                probes,
                probeBackoff,
                probingSince
            };
        }
    }

    /** Deadlines; {@link Time#NEVER} when a timer is off. */
    public static final class Timers {
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

        void set(Timers from) {
            retransmit = from.retransmit;
            persist = from.persist;
            delayedAck = from.delayedAck;
            keepalive = from.keepalive;
            user = from.user;
            finWait2 = from.finWait2;
            timeWait = from.timeWait;
        }

        private long[] image() {
            return new long[] {retransmit, persist, delayedAck, keepalive, user, finWait2, timeWait};
        }
    }

    /** What the application set on its socket; -1 means that the settings decide. */
    public static final class Wishes {
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

        void set(Wishes from) {
            keepalive = from.keepalive;
            keepIdle = from.keepIdle;
            keepInterval = from.keepInterval;
            keepCount = from.keepCount;
            userTimeout = from.userTimeout;
            linger2 = from.linger2;
        }

        private long[] image() {
            return new long[] {bit(keepalive), keepIdle, keepInterval, keepCount, userTimeout, linger2};
        }
    }
}
