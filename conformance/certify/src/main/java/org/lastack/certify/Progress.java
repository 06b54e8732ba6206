package org.lastack.certify;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.suite.Certification;

/**
 * Shows how far long work has come: one line that is written over when a person looks on, otherwise a line now and then. Several
 * certifications may tell it at the same time.
 */
final class Progress implements AutoCloseable {
    private static final long LIVE = 100_000_000L;
    private static final long NOW_AND_THEN = 10_000_000_000L;

    private final PrintStream out;
    private final Terminal terminal;
    private final boolean silent;
    private final Map<String, String> parts = new LinkedHashMap<>();
    private long shown;
    private boolean onLine;
    private boolean closed;

    Progress(PrintStream out, Terminal terminal, boolean silent) {
        this.out = out;
        this.terminal = terminal;
        this.silent = silent;
        this.shown = terminal.live() ? 0 : System.nanoTime();
    }

    /** Returns a listener that shows the progress of one certification of so many rules, under its label when there are several. */
    synchronized Certification.Listener of(String label, int rules) {
        parts.put(label, "");
        return new Certification.Listener() {
            private int begun;

            @Override
            public void rule(Rule rule) {
                show(label, "rule " + ++begun + " of " + rules + ", " + rule);
            }

            @Override
            public void at(int over, int running, long left) {
                long seconds = (left + 999_999) / 1_000_000;
                show(
                        label,
                        running + " scenarios run, " + over + " are over; the longest timer needs " + seconds
                                + " s more");
            }
        };
    }

    /** Shows this, and nothing else. */
    void at(String what) {
        show("", what);
    }

    private synchronized void show(String who, String what) {
        parts.put(who, who.isEmpty() ? what : who + ": " + what);
        long now = System.nanoTime();
        if (silent || closed || now - shown < (terminal.live() ? LIVE : NOW_AND_THEN)) {
            return;
        }
        shown = now;
        String line = parts.values().stream().filter(p -> !p.isEmpty()).collect(Collectors.joining(" · "));
        if (terminal.live()) {
            int most = terminal.columns() - 1;
            out.print("\r" + (line.length() > most ? line.substring(0, most) : line) + "\u001b[K");
            onLine = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Wipes the line; nothing is shown afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        if (onLine) {
            out.print("\r\u001b[K");
            out.flush();
            onLine = false;
        }
    }
}
