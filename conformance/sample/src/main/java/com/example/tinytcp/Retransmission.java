package com.example.tinytcp;

/** When to send again, and when to give up: RFC 6298. All times are microseconds. */
final class Retransmission {
    static final long SECOND = 1_000_000;
    static final long NEVER = Long.MAX_VALUE;

    private static final long SHORTEST = SECOND;
    private static final long LONGEST = 60 * SECOND;
    /** With timeouts of 1, 2, 4 … 60 s the last of these ends after three minutes, which is enough for a SYN too. */
    private static final int MOST_TRIES = 7;

    private long timeout = SHORTEST;
    private long smoothed = -1;
    private long variation;
    private long deadline = NEVER;
    private int tries;

    private boolean measuring;
    private long measuredFrom;
    private int measuredTo;

    long deadline() {
        return deadline;
    }

    boolean runs() {
        return deadline != NEVER;
    }

    void start(long now) {
        deadline = now + timeout;
    }

    void stop() {
        deadline = NEVER;
        tries = 0;
    }

    /** The peer has answered: giving up is counted anew. */
    void answered() {
        tries = 0;
    }

    /** Waits twice as long for the next; false when it is time to give up. */
    boolean backOff(long now) {
        measuring = false; // Karn: the answer to a copy tells nothing
        timeout = Math.min(2 * timeout, LONGEST);
        deadline = now + timeout;
        return ++tries <= MOST_TRIES;
    }

    /** Probes of a window were no sign of a slow path. */
    void forgetBackOff() {
        timeout = smoothed < 0 ? SHORTEST : bounded();
        deadline = NEVER;
    }

    /** Something was sent for the first time, up to this number. */
    void measure(long now, int end) {
        if (!measuring) {
            measuring = true;
            measuredFrom = now;
            measuredTo = end;
        }
    }

    void acknowledged(long now, int ack) {
        tries = 0;
        if (measuring && !Seq.before(ack, measuredTo)) {
            measuring = false;
            sample(now - measuredFrom);
        }
    }

    private void sample(long roundTrip) {
        if (smoothed < 0) {
            smoothed = roundTrip;
            variation = roundTrip / 2;
        } else {
            variation = (3 * variation + Math.abs(smoothed - roundTrip)) / 4;
            smoothed = (7 * smoothed + roundTrip) / 8;
        }
        timeout = bounded();
    }

    private long bounded() {
        return Math.max(SHORTEST, Math.min(smoothed + 4 * variation, LONGEST));
    }
}
