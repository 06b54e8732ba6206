package org.lastack.kit.observe;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * What both sides of one connection must know at one instant, by what was seen at the boundary of the stack alone. The
 * variables have the names of RFC 9293 §3.3.1 and belong to the stack under test. Filled by {@link Observer}; for everybody
 * else it is a value.
 */
public final class Knowledge {
    private static final long TWENTY_FOUR_DAYS = 24 * 24 * 60 * Time.MINUTE;

    /** The state that the RFC gives the stack at this point. */
    public State state = State.CLOSED;
    /** Since when, in microseconds; in TIME-WAIT since the last thing that restarts it. */
    public long since;
    /** Whether the application has let go of the socket. */
    public boolean released;
    /** Whether the application has shut down reading. */
    public boolean readShut;
    /** SO_LINGER in seconds; negative when off. */
    public int linger = -1;

    /** Whether the stack has answered or sent a SYN: without that the numbers below mean nothing. */
    public boolean opened;

    public int iss;
    public int irs;
    public int sndUna;
    /** The number after the highest one that the stack has sent. */
    public int sndNxt;
    /** What the peer offers, in octets, and the most that it has offered (MAX.SND.WND of RFC 5961). */
    public int sndWnd;

    public int maxSndWnd;
    /** SEQ and ACK of the segment that brought the window (SND.WL1, SND.WL2); without meaning until one has. */
    int sndWl1;

    int sndWl2;
    boolean windowKnown;
    /** How many octets the application has written. */
    public long written;
    /** Whether the stack's FIN was seen, and its number. */
    public boolean finSent;

    public int finSeq;
    public boolean finAcked;

    public int rcvNxt;
    /** The right edge of the window that the stack offers: the first number outside. */
    public int rcvEdge;
    /** The furthest that it has been: beyond {@link #rcvEdge} only when the stack has taken back what it offered. */
    public int rcvEdgeMost;
    /** Whether the peer's FIN came in order, and its number. */
    public boolean finReceived;

    public int peerFinSeq;
    /** How many octets came in order, and how many of them the application has had. */
    public long received;

    public long read;
    /** The highest acknowledgment number that the stack has sent. */
    public int ackSent;

    /** The number after the highest one that the peer has sent, whether it arrived or not. */
    public int peerSndNxt;
    /** Whether the peer has sent a FIN, whether it arrived or not, and its number. */
    public boolean peerFinOut;

    public int peerFinOutSeq;
    /** The next number that the peer expects: what reached it in order. */
    public int peerRcvNxt;

    /** Whether timestamps are used; until the SYN of the stack is answered, whether that offers them. */
    public boolean timestamps;

    public int tsRecent;
    /** When TS.Recent was set. */
    public long tsRecentAt;
    /** The latest timestamp that the stack has sent. */
    public int lastTsVal;

    /** The window scale that the SYN of the stack has, or -1, and whether it has SACK permitted. */
    public int scaleSent = -1;

    public boolean sackSent;
    /** How far the windows of the peer and of the stack are shifted (RFC 7323 §2.3): 0 unless both SYNs had the option. */
    public int sndShift;

    int rcvShift;
    /** Whether both SYNs had SACK permitted. */
    public boolean sack;

    /** The MSS that the stack announced; 536 when it did not. */
    public int mss = 536;

    /** Whether a RST ended the connection, and who sent it. */
    public boolean resetByStack;

    public boolean resetByPeer;

    /** The connection that had this 4-tuple before, if any. */
    public @Nullable Knowledge previous;

    Ranges outOfOrder = Ranges.NONE;
    Ranges peerOutOfOrder = Ranges.NONE;
    boolean finBeyondHole;
    int finBeyondHoleSeq;

    Knowledge() {}

    Knowledge copy() {
        Knowledge k = new Knowledge();
        k.state = state;
        k.since = since;
        k.released = released;
        k.readShut = readShut;
        k.linger = linger;
        k.opened = opened;
        k.iss = iss;
        k.irs = irs;
        k.sndUna = sndUna;
        k.sndNxt = sndNxt;
        k.sndWnd = sndWnd;
        k.maxSndWnd = maxSndWnd;
        k.sndWl1 = sndWl1;
        k.sndWl2 = sndWl2;
        k.windowKnown = windowKnown;
        k.written = written;
        k.finSent = finSent;
        k.finSeq = finSeq;
        k.finAcked = finAcked;
        k.rcvNxt = rcvNxt;
        k.rcvEdge = rcvEdge;
        k.rcvEdgeMost = rcvEdgeMost;
        k.finReceived = finReceived;
        k.peerFinSeq = peerFinSeq;
        k.received = received;
        k.read = read;
        k.ackSent = ackSent;
        k.peerSndNxt = peerSndNxt;
        k.peerFinOut = peerFinOut;
        k.peerFinOutSeq = peerFinOutSeq;
        k.peerRcvNxt = peerRcvNxt;
        k.timestamps = timestamps;
        k.tsRecent = tsRecent;
        k.tsRecentAt = tsRecentAt;
        k.lastTsVal = lastTsVal;
        k.scaleSent = scaleSent;
        k.sackSent = sackSent;
        k.sndShift = sndShift;
        k.rcvShift = rcvShift;
        k.sack = sack;
        k.mss = mss;
        k.resetByStack = resetByStack;
        k.resetByPeer = resetByPeer;
        k.previous = previous;
        k.outOfOrder = outOfOrder;
        k.peerOutOfOrder = peerOutOfOrder;
        k.finBeyondHole = finBeyondHole;
        k.finBeyondHoleSeq = finBeyondHoleSeq;
        return k;
    }

    /** The SACK option (RFC 2018 §3) of a peer that has some text and not what comes before it, one block; empty when it has none. */
    public Bytes sackBlock() {
        List<int[]> held = peerOutOfOrder.ranges();
        if (held.isEmpty()) {
            return Bytes.EMPTY;
        }
        int from = held.get(held.size() - 1)[0];
        ByteBuffer option = ByteBuffer.allocate(10).put((byte) 5).put((byte) 10);
        return Bytes.copyOf(
                option.putInt(from).putInt(peerOutOfOrder.reachFrom(from)).array());
    }

    /** RCV.WND: what the stack offers, in octets. */
    public int rcvWnd() {
        return rcvEdge - rcvNxt;
    }

    /** Tells whether the segment is older than the one that brought the window (RFC 9293 §3.10.7.4, fifth check). */
    public boolean isOlderWindow(Segment s) {
        return windowKnown && (Seq.lt(s.seq(), sndWl1) || s.seq() == sndWl1 && Seq.lt(s.ack(), sndWl2));
    }

    /** Tells whether everything that the application wrote was sent and acknowledged, the FIN not counted. */
    public boolean allAcked() {
        return sndUna - (iss + 1) - (finAcked ? 1 : 0) == (int) written;
    }

    /** Octets that wait in the stack for the application to read them. */
    public long unread() {
        return received - read;
    }

    /** RFC 7323 §5.3 R1 and §5.5: the timestamp is below TS.Recent, and that is less than 24 days old. */
    public boolean isStale(long at, Segment s) {
        Timestamps ts = s.options().timestamps();
        return timestamps && ts != null && Seq.lt(ts.tsVal(), tsRecent) && at - tsRecentAt <= TWENTY_FOUR_DAYS;
    }

    /**
     * Tells whether the segment lacks the timestamps that every one has to carry once both sides have agreed on them (RFC 7323
     * §3.2); a RST need not.
     */
    public boolean lacksTimestamps(Segment s) {
        boolean agreed = timestamps && state != State.SYN_SENT;
        return agreed && !s.rst() && s.options().timestamps() == null;
    }

    /** Tells whether the number lies in the receive window. */
    public boolean inWindow(int number) {
        return Seq.inWindow(number, rcvNxt, rcvWnd());
    }
}
