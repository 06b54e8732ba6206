package org.lastack.lessons.engine;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.linux.KernelTurn;

/** One use of a kernel, from when somebody asks for it: it waits for its turn, unless it is stopped. */
public final class KernelUse {
    /** Turns on something that many share. */
    @FunctionalInterface
    public interface Turns {
        /** Those on the running kernel, which all of this machine share. */
        Turns RUNNING = waiting -> KernelTurn.take(line -> waiting.run())::close;

        /** Those on the kernel that lessons use: nobody waits for one of his own. */
        Turns LESSONS = waiting -> Kernel.isBuilt() ? () -> {} : RUNNING.take(waiting);

        /**
         * Waits for a turn and returns what ends it.
         *
         * @param waiting is told once when it is not at once
         * @throws InterruptedException when interrupted while waiting
         */
        Runnable take(Runnable waiting) throws InterruptedException;
    }

    private final Turns turns;
    private @Nullable Thread waits;
    private boolean stopped;
    private boolean begun;

    /** Asks for nothing yet. */
    public KernelUse(Turns turns) {
        this.turns = turns;
    }

    /**
     * Does the work when it is its turn, and returns what came of it; nothing when it was stopped before.
     *
     * @param waiting is told once when it has to wait
     */
    public <T> Optional<T> run(Supplier<T> work, Runnable waiting) {
        Runnable end = turn(waiting);
        if (end == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            end.run();
        }
    }

    private @Nullable Runnable turn(Runnable waiting) {
        Runnable end = null;
        try {
            end = waits() ? turns.take(waiting) : null;
        } catch (InterruptedException e) {
            begins();
            return null;
        }
        if (!begins() && end != null) {
            end.run();
            return null;
        }
        return end;
    }

    private synchronized boolean waits() {
        waits = stopped ? null : Thread.currentThread();
        return !stopped;
    }

    private synchronized boolean begins() {
        waits = null;
        begun = true;
        if (stopped) {
            Thread.interrupted(); // it may have been stopped just after it had waited; the thread goes on to other work
        }
        return !stopped;
    }

    /** Stops it when it has not begun, and tells whether that is so: it never will then. */
    public synchronized boolean stop() {
        if (waits != null) {
            waits.interrupt();
        }
        stopped |= !begun;
        return stopped;
    }
}
