package org.lastack.stacks.line;

import java.io.IOException;

/** A program that does not outlive this process, however that ends, nor does anything that it starts. */
public final class GuardedProcess {
    private GuardedProcess() {}

    /** Starts it. */
    public static Process start(ProcessBuilder builder) throws IOException {
        Watchdog.ensure();
        return Mark.next(Mark.HERE).start(builder);
    }
}
