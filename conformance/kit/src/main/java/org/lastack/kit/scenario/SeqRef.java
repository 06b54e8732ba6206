package org.lastack.kit.scenario;

/** A sequence number of the peer's, said relative to what the stack has received: a base and an offset. */
public record SeqRef(Base base, int offset) {
    /** What a sequence number is counted from. */
    public enum Base {
        /** RCV.NXT of the stack, as the observer infers it. */
        RCV_NXT,
        /** The next number that the peer has not sent yet: beyond a hole when some of it was lost. */
        PEER_NXT,
        /** The peer's FIN. */
        PEER_FIN,
        /** The peer's initial sequence number. */
        IRS,
        /** RCV.NXT + RCV.WND: the first number right of the window. */
        RIGHT_EDGE,
        /** RCV.NXT of the connection that had the 4-tuple before. */
        PREVIOUS,
        /** The middle of the receive window. */
        MIDDLE,
        /** SEG.ACK of the latest segment of the stack: what a peer without a connection takes for its RST (§3.5.2). */
        ACKED
    }

    public static final SeqRef NEXT = new SeqRef(Base.PEER_NXT, 0);
    public static final SeqRef RCV_NXT = new SeqRef(Base.RCV_NXT, 0);

    public static SeqRef rcvNxt(int offset) {
        return new SeqRef(Base.RCV_NXT, offset);
    }

    public static SeqRef peerFin(int offset) {
        return new SeqRef(Base.PEER_FIN, offset);
    }

    /** Counted from RCV.NXT of the connection that had the 4-tuple before. */
    public static SeqRef previous(int offset) {
        return new SeqRef(Base.PREVIOUS, offset);
    }

    @Override
    public String toString() {
        return base + (offset == 0 ? "" : offset > 0 ? "+" + offset : "" + offset);
    }
}
