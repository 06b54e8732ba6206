package org.lastack.stacks.line;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kills programs that do not answer in time, and all of them when this process ends. The thread that waits for an answer sits in a blocking read, which is the
 * fastest way to wait; one thread for all programs looks after them, and a killed program ends the read.
 */
final class Watchdog {
    private static final long GLANCE_MS = 20;
    private static final Set<ShimProcess> WATCHED = ConcurrentHashMap.newKeySet();

    static {
        Thread thread = new Thread(Watchdog::watch, "line-protocol-watchdog");
        thread.setDaemon(true);
        thread.start();
        Runtime.getRuntime().addShutdownHook(new Thread(Watchdog::end));
    }

    private Watchdog() {}

    /** Does nothing but load the class: from then on programs end with this process. */
    static void ensure() {}

    static void add(ShimProcess process) {
        WATCHED.add(process);
    }

    static void remove(ShimProcess process) {
        WATCHED.remove(process);
    }

    /** This process ends: so do all programs. */
    private static void end() {
        Mark.stopStarting();
        WATCHED.forEach(ShimProcess::kill);
        Mark.HERE.sweep();
        Guard.dismiss();
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(GLANCE_MS);
            } catch (InterruptedException e) {
                return; // nobody does this but the JVM that ends
            }
            long now = System.nanoTime();
            for (ShimProcess process : WATCHED) {
                process.watch(now);
            }
        }
    }
}
