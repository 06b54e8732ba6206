package org.lastack.kit.suite;

import java.util.function.LongSupplier;

/**
 * How long scenarios have taken in which the stack broke its contract: one that dies is started again and again, and one that hangs
 * is waited for each time, so that there is an end to it.
 */
final class Breaches {
    /** So long smaller scenarios are looked for; a program that dies at once is started some thousand times. */
    private static final long SHRINKING = 30_000_000_000L;

    /** So long other rules are tried; one scenario of a program that hangs takes 5 s. */
    private static final long TRYING = 90_000_000_000L;

    private final LongSupplier nanoTime;
    private long taken;

    Breaches(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Adds a scenario that began at that time and ended with a breach just now. */
    void add(long begin) {
        taken += now() - begin;
    }

    boolean mayShrink() {
        return taken < SHRINKING;
    }

    boolean enough() {
        return taken >= TRYING;
    }
}
