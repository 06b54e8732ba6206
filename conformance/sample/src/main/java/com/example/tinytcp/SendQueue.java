package com.example.tinytcp;

import java.util.Arrays;

/** The sending half of a connection: SYN, octets and FIN, each with its number, until they are acknowledged. */
final class SendQueue {
    private static final int CAPACITY = 65_536;
    private static final int DEFAULT_MSS = 536;

    private final byte[] octets = new byte[CAPACITY];
    private int length;
    private boolean ended;
    private boolean finSent;

    private final int iss;
    private int una;
    private int nxt;
    private int window;
    private int windowSeq;
    private int windowAck;
    private int mss = DEFAULT_MSS;

    /** A stretch of the queue, as a segment carries it. */
    record Piece(int seq, byte[] text, int flags) {}

    /** Begins with a SYN, which counts as sent. */
    SendQueue(int iss) {
        this.iss = iss;
        this.una = iss;
        this.nxt = iss + 1;
    }

    int una() {
        return una;
    }

    int nxt() {
        return nxt;
    }

    int window() {
        return window;
    }

    void mss(int offered) {
        mss = offered > 0 ? offered : DEFAULT_MSS;
    }

    /** Takes as many of the octets as there is room for. */
    int write(byte[] source) {
        int taken = Math.min(source.length, CAPACITY - length);
        System.arraycopy(source, 0, octets, length, taken);
        length += taken;
        return taken;
    }

    /** After what is queued comes the FIN. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    boolean inFlight() {
        return una != nxt;
    }

    /** Tells whether something waits that nothing in flight will make room for. */
    boolean blocked() {
        return !inFlight() && (length > 0 || ended && !finSent);
    }

    boolean finAcknowledged() {
        return finSent && una == nxt;
    }

    /** Returns what may be sent for the first time now; null when the window or the queue is at its end. */
    Piece next() {
        boolean opening = una == iss;
        int sent = nxt - start();
        int room = window - sent;
        if (finSent || room <= 0 || opening && length > 0) {
            return null;
        }
        int size = Math.min(mss, Math.min(room, length - sent));
        boolean fin = ended && sent + size == length && size < room;
        if (size == 0 && !fin) {
            return null;
        }
        finSent = fin;
        Piece piece = piece(sent, size, fin);
        nxt += size + (fin ? 1 : 0);
        return piece;
    }

    /** Returns the first that is in flight, to be sent once more: no more of it than the window takes, and one number at least. */
    Piece again() {
        if (una == iss) {
            return new Piece(iss, Segment.NO_TEXT, Segment.SYN);
        }
        int flying = Math.min(nxt - una, length);
        int size = Math.min(mss, Math.min(flying, Math.max(1, window)));
        boolean fin = finSent && size == length && (size == 0 || size < window);
        return piece(0, size, fin);
    }

    private Piece piece(int offset, int size, boolean fin) {
        byte[] text = Arrays.copyOfRange(octets, offset, offset + size);
        boolean last = size > 0 && offset + size == length;
        return new Piece(start() + offset, text, (last ? Segment.PSH : 0) | (fin ? Segment.FIN : 0));
    }

    /** The number of the first octet in the queue. */
    private int start() {
        return una == iss ? iss + 1 : una;
    }

    boolean neverSent(int ack) {
        return Seq.before(nxt, ack);
    }

    /** Tells whether something new is acknowledged by this. */
    boolean advancedBy(int ack) {
        return Seq.advances(ack, una, nxt);
    }

    void acknowledge(int ack) {
        int octetsAcked = Math.min(ack - start(), length);
        System.arraycopy(octets, octetsAcked, octets, 0, length - octetsAcked);
        length -= octetsAcked;
        una = ack;
    }

    /** Takes the window of the segment, unless a later one was heard (RFC 9293: SND.WL1, SND.WL2). */
    void hearWindow(Segment s) {
        boolean later = Seq.before(windowSeq, s.seq()) || windowSeq == s.seq() && !Seq.before(s.ack(), windowAck);
        if (later && !Seq.before(s.ack(), una)) {
            firstWindow(s);
        }
    }

    void firstWindow(Segment s) {
        window = s.window();
        windowSeq = s.seq();
        windowAck = s.has(Segment.ACK) ? s.ack() : una;
    }
}
