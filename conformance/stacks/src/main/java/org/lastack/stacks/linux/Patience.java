package org.lastack.stacks.linux;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lastack.kit.stack.StackUnavailableException;

/** Waiting for what another process has, with a bound, and a word on who that is. */
final class Patience {
    private static final int RETRY_MS = 20;

    private Patience() {}

    /** Waits so long at most and tells whether the condition came true. Hears no interrupt, so it is for short times. */
    static boolean within(Duration most, BooleanSupplier condition) {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + most.toNanos();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                try {
                    Thread.sleep(RETRY_MS / 10);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits until it is free.
     *
     * @param waiting hears once who has it when it is not free at once
     * @throws StackUnavailableException when it did not become free, with who has it
     * @throws InterruptedException when interrupted while waiting
     */
    static void until(Duration most, BooleanSupplier free, Consumer<String> waiting, Supplier<String> holder)
            throws InterruptedException {
        if (free.getAsBoolean()) {
            return;
        }
        long end = System.nanoTime() + most.toNanos();
        waiting.accept("another lastack has its turn on this kernel, of which some limits are one for all: "
                + holder.get() + "; waiting, at most " + text(most));
        do {
            if (System.nanoTime() - end > 0) {
                throw new StackUnavailableException("another lastack keeps its turn on this kernel: " + holder.get()
                        + "; waited " + text(most) + ": start again when it has ended, or end it");
            }
            Thread.sleep(RETRY_MS);
        } while (!free.getAsBoolean());
    }

    private static String text(Duration time) {
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
