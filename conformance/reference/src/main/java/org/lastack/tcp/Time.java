package org.lastack.tcp;

/** Instants and lengths of time. Everywhere in lastack they are {@code long} microseconds. */
public final class Time {
    public static final long MILLISECOND = 1_000;
    public static final long SECOND = 1_000_000;
    public static final long MINUTE = 60 * SECOND;

    /** An instant that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private Time() {}

    public static long ms(long milliseconds) {
        return milliseconds * MILLISECOND;
    }

    public static long seconds(long seconds) {
        return seconds * SECOND;
    }

    /** Returns the time in seconds with three decimals, for example {@code 60.080 s}. */
    public static String show(long micros) {
        if (micros == NEVER) {
            return "never";
        }
        long ms = Math.abs(micros) / MILLISECOND;
        String fraction = Long.toString(1000 + ms % 1000);
        return (micros < 0 ? "-" : "") + ms / 1000 + "." + fraction.substring(1) + " s";
    }
}
