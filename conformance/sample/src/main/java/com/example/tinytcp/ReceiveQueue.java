package com.example.tinytcp;

import java.util.Arrays;

/** The receiving half of a connection: what came in order and was not read yet. What comes out of order is not kept. */
final class ReceiveQueue {
    static final int CAPACITY = 16_384;

    private final byte[] octets = new byte[CAPACITY];
    private int length;
    private int nxt;
    private int edge;
    private boolean ended;

    /** Begins at the number after the peer's SYN. */
    ReceiveQueue(int nxt) {
        this.nxt = nxt;
        this.edge = nxt + CAPACITY;
    }

    int nxt() {
        return nxt;
    }

    /** How many numbers from RCV.NXT on would be taken, as the peer knows it. */
    int window() {
        return edge - nxt;
    }

    boolean holds() {
        return length > 0;
    }

    /** Tells whether the FIN was reached. */
    boolean ended() {
        return ended;
    }

    /** Tells whether some of the segment lies in the window (RFC 9293 §3.4, table 6). */
    boolean acceptable(Segment s) {
        if (s.length() == 0) {
            return s.seq() == nxt || inWindow(s.seq());
        }
        return inWindow(s.seq()) || inWindow(s.end() - 1);
    }

    boolean inWindow(int seq) {
        return Seq.within(seq, nxt, window());
    }

    /** Takes what is new, in order and in the window; returns how many octets that is. */
    int take(Segment s) {
        int known = nxt - s.seq();
        int fresh = Math.min(s.text().length - known, window());
        if (known < 0 || fresh <= 0) {
            return 0;
        }
        System.arraycopy(s.text(), known, octets, length, fresh);
        length += fresh;
        nxt += fresh;
        return fresh;
    }

    /** Takes the FIN of the segment if all before it was taken and it lies in the window. */
    boolean takeFin(Segment s) {
        if (!s.has(Segment.FIN) || s.end() - 1 != nxt || window() == 0) {
            return false;
        }
        nxt++;
        ended = true;
        return true;
    }

    /** Hands out up to so many octets. */
    byte[] read(int most) {
        int size = Math.min(most, length);
        byte[] read = Arrays.copyOf(octets, size);
        System.arraycopy(octets, size, octets, 0, length - size);
        length -= size;
        return read;
    }

    /** Moves the right edge when that gains half of the buffer (RFC 9293 §3.8.6.2.2); tells whether it did. */
    boolean openWindow() {
        int free = ended ? edge : nxt + CAPACITY - length;
        if (free - edge < CAPACITY / 2) {
            return false;
        }
        edge = free;
        return true;
    }

    void flush() {
        length = 0;
    }
}
