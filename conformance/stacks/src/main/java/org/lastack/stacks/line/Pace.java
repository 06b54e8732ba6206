package org.lastack.stacks.line;

import java.time.Duration;
import java.util.Locale;

/**
 * How long the answers of a stack take altogether, over all its programs, and how long they may: a program whose every answer is just in
 * time would keep the kit for days. So there is patience for a slow beginning, for every start of a program, and then for a mean.
 */
final class Pace {
    /** In units of {@link Limits#answer}: with 5 s a minute. */
    private static final int BEGINNING = 12;

    /** What share of {@link Limits#answer} an answer may take in the mean: with 5 s a tenth of a second. */
    private static final int SHARE = 50;

    private final long patience;
    private long allowed;
    private long taken;
    private long answers;

    Pace(Duration patience) {
        this.patience = patience.toNanos();
        allowed = BEGINNING * this.patience;
    }

    /** A program is being started. */
    synchronized void started() {
        allowed += patience;
    }

    /** An answer took so many nanoseconds. Returns whether all together took too long. */
    synchronized boolean tooSlow(long nanos) {
        answers++;
        taken += nanos;
        allowed += patience / SHARE;
        return taken > allowed;
    }

    synchronized String show() {
        return "is too slow: " + answers + " answers took " + seconds(taken) + " altogether, of " + seconds(allowed)
                + " that they may (see --patience)";
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
