package com.example.tinytcp;

/**
 * A TCP segment.
 *
 * @param address the IPv4 address of the other side
 * @param port the port of the other side
 * @param ownPort the port on this side
 * @param mss the option of that name, 0 without
 */
record Segment(int address, int port, int ownPort, int seq, int ack, int flags, int window, int mss, byte[] text) {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    static final byte[] NO_TEXT = {};

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** How many sequence numbers it takes. */
    int length() {
        return text.length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** The number after its last. */
    int end() {
        return seq + length();
    }

    Tuple tuple() {
        return new Tuple(address, port, ownPort);
    }

    /** Returns what follows the SYN of this segment. */
    Segment withoutSyn() {
        return new Segment(address, port, ownPort, seq + 1, ack, flags & ~SYN, window, mss, text);
    }

    /** Returns the RST that makes whoever sent this give up (RFC 9293 §3.10.7.1). */
    Segment refusal() {
        return has(ACK)
                ? new Segment(address, port, ownPort, ack, 0, RST, 0, 0, NO_TEXT)
                : new Segment(address, port, ownPort, 0, end(), RST | ACK, 0, 0, NO_TEXT);
    }
}
