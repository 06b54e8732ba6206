package org.lastack.certify;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or a signal to end: the certification is interrupted, so that it closes its stacks, and the process waits for that.
 * The exit code is the one of the signal, for Ctrl-C 130.
 */
final class Interruption {
    /** Closing takes milliseconds; a stack that hangs is left to the operating system. */
    private static final long PATIENCE_SECONDS = 3;

    private static volatile boolean happened;
    private static volatile boolean handedOn;

    private final CountDownLatch over = new CountDownLatch(1);

    private Interruption() {}

    /** Watches over the present thread until {@link #over}. */
    static Interruption watch(PrintStream err) {
        Interruption interruption = new Interruption();
        Thread running = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stop(running, err), "interrupted"));
        return interruption;
    }

    private void stop(Thread running, PrintStream err) {
        if (over.getCount() == 0) {
            return;
        }
        happened = true;
        running.interrupt();
        try {
            boolean closed = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!handedOn) {
                err.println("lastack: interrupted" + (closed ? "; the stacks were closed" : ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is closed: from here on a signal just ends the process. */
    void over() {
        over.countDown();
    }

    /** Tells whether the process is about to end by a signal, so that further complaints are of no interest. */
    static boolean happened() {
        return happened;
    }

    /** Another process with the same terminal does the work now, and will say what is to be said. */
    static void handOn() {
        handedOn = true;
    }
}
