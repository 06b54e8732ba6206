package org.lastack.world;

/** Pseudo-random numbers that are the same everywhere for the same seed (the SplitMix64 generator of Steele and others). */
public final class Dice {
    private long state;

    public Dice(long seed) {
        state = seed;
    }

    /** Returns the next 64 bits. */
    public long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Returns a number from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** Tells whether something of this probability happens now. */
    public boolean percent(int chance) {
        return below(100) < chance;
    }
}
