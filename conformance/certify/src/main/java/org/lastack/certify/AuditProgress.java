package org.lastack.certify;

import java.io.PrintStream;

/** How much of a large capture has been read, on a line of its own that goes away. */
final class AuditProgress implements AutoCloseable {
    private static final long FIRST = 1_000_000_000L;
    private static final long LIVE = 200_000_000L;

    private final PrintStream err;
    private final Terminal terminal;
    private final long size;
    private final long begun = System.nanoTime();
    private long shown;
    private boolean onLine;

    /**
     * Shows nothing before a second has passed, and nothing at all where no person looks on.
     *
     * @param size how many octets there are; 0 when unknown
     */
    AuditProgress(PrintStream err, Terminal terminal, long size) {
        this.err = err;
        this.terminal = terminal;
        this.size = size;
        this.shown = begun + FIRST - LIVE;
    }

    void at(long octets, long frames) {
        long now = System.nanoTime();
        if (!terminal.live() || now - shown < LIVE) {
            return;
        }
        shown = now;
        String part = size <= 0 ? (octets >> 20) + " MB" : 100 * octets / size + " % of " + (size >> 20) + " MB";
        err.print("\rreading: " + part + ", " + frames + " packets\u001b[K");
        err.flush();
        onLine = true;
    }

    @Override
    public void close() {
        if (onLine) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
