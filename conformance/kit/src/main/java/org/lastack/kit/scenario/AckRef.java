package org.lastack.kit.scenario;

/** An acknowledgment number, said relative to what the stack has sent. */
public record AckRef(Base base, int offset) {
    /** What an acknowledgment number is counted from. */
    public enum Base {
        /** Everything in order that reached the peer. */
        ALL,
        /** The stack's FIN itself: everything but the FIN. The same as ALL when there is none. */
        BUT_FIN,
        /** SND.UNA of the stack: nothing new. */
        SND_UNA,
        /** SND.NXT of the stack, whether it reached the peer or not. */
        SND_NXT,
        /** SND.NXT of the connection that had the 4-tuple before. */
        PREVIOUS
    }

    public static final AckRef ALL = new AckRef(Base.ALL, 0);
    public static final AckRef BUT_FIN = new AckRef(Base.BUT_FIN, 0);
    public static final AckRef NOTHING_NEW = new AckRef(Base.SND_UNA, 0);

    /** Everything of the connection that had the 4-tuple before. */
    public static final AckRef PREVIOUS = new AckRef(Base.PREVIOUS, 0);

    /** More than was ever sent. */
    public static AckRef unsent(int by) {
        return new AckRef(Base.SND_NXT, by);
    }

    @Override
    public String toString() {
        return base + (offset == 0 ? "" : offset > 0 ? "+" + offset : "" + offset);
    }
}
