package org.lastack.certify;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Shows how the build of a kernel comes along: one line that is written over when a person looks on, otherwise a line now and then. */
final class BuildProgress implements Consumer<String> {
    private static final long NOW_AND_THEN = 15_000_000_000L;

    private final PrintStream out;
    private final Terminal terminal;
    private long shown = System.nanoTime() - NOW_AND_THEN;
    private boolean onLine;

    BuildProgress(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(String line) {
        if (terminal.live()) {
            int most = terminal.columns() - 1;
            out.print("\r" + (line.length() > most ? line.substring(0, most) : line) + "\u001b[K");
            onLine = true;
        } else if (System.nanoTime() - shown >= NOW_AND_THEN) {
            shown = System.nanoTime();
            out.println("lastack: " + line);
        }
        out.flush();
    }

    /** Wipes the line. */
    void wipe() {
        if (onLine) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
