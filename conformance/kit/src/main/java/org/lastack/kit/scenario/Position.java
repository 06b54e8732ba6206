package org.lastack.kit.scenario;

import org.lastack.kit.scenario.SeqRef.Base;

/** The eight places at which a sequence number is tried (catalogue §1), the simplest first. */
public enum Position {
    LEFT_EDGE(new SeqRef(Base.RCV_NXT, 0), true),
    LEFT_OUTSIDE(new SeqRef(Base.RCV_NXT, -1), false),
    SECOND(new SeqRef(Base.RCV_NXT, 1), true),
    MIDDLE(new SeqRef(Base.MIDDLE, 0), true),
    RIGHT_EDGE(new SeqRef(Base.RIGHT_EDGE, -1), true),
    RIGHT_OUTSIDE(new SeqRef(Base.RIGHT_EDGE, 0), false),
    FAR_BELOW(new SeqRef(Base.RCV_NXT, -1_000_000_000), false),
    FAR_ABOVE(new SeqRef(Base.RCV_NXT, 1_000_000_000), false);

    private final SeqRef seq;
    private final boolean inWindow;

    Position(SeqRef seq, boolean inWindow) {
        this.seq = seq;
        this.inWindow = inWindow;
    }

    public SeqRef seq() {
        return seq;
    }

    /** Tells whether the position lies in the receive window, as long as that is wider than two. */
    public boolean inWindow() {
        return inWindow;
    }
}
