package org.lastack.kit.scenario;

/** A timestamp of the peer's (TSval), in ticks of a millisecond: a base and an offset, modulo 2^32. */
public record TsRef(Base base, int offset) {
    /** What a timestamp is counted from. */
    public enum Base {
        /** The peer's timestamp clock. */
        CLOCK,
        /** TS.Recent of the stack, as the observer infers it. */
        TS_RECENT
    }

    public static final TsRef NOW = new TsRef(Base.CLOCK, 0);

    /** Counted from the peer's clock. */
    public static TsRef clock(int ticks) {
        return new TsRef(Base.CLOCK, ticks);
    }

    /** Counted from TS.Recent of the stack. */
    public static TsRef recent(int ticks) {
        return new TsRef(Base.TS_RECENT, ticks);
    }

    @Override
    public String toString() {
        return base + (offset == 0 ? "" : offset > 0 ? "+" + offset : "" + offset);
    }
}
