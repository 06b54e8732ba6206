package org.lastack.lessons.engine;

/**
 * What came of running a piece of source.
 *
 * @param text what it showed, each line with its end
 * @param error what went wrong, in words; empty when nothing did
 * @param exception the name of the exception that ended it, or empty
 */
public record Outcome(End end, String text, String error, String exception) {
    /** How it ended. */
    public enum End {
        DONE,
        /** It does not compile, or is not complete. */
        NOT_COMPILED,
        /** An exception ended it. */
        THROWN,
        /** It ran for too long and was killed. */
        OVERRUN,
        /** The JVM ended: {@code System.exit}, perhaps. */
        EXITED
    }

    /** What was stopped before it began. */
    public static final Outcome STOPPED = new Outcome(End.OVERRUN, "", "was stopped", "");

    /** Tells whether all of it was run. */
    public boolean done() {
        return end == End.DONE;
    }

    /** What it showed, and how it failed. */
    public String shown() {
        return text + (error.isEmpty() ? "" : error + "\n");
    }
}
