package org.lastack.kit.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several things at the same time, of which nothing goes on when it is over. */
public final class SideBySide {
    /** What a scenario takes that an interrupt meets is far less. */
    private static final long CLOSING_SECONDS = 60;

    private SideBySide() {}

    /**
     * Does all of it, and returns what came of each in their order. The first that fails ends the others.
     *
     * @throws InterruptedException when the thread is interrupted, which ends all
     */
    public static <T> List<T> run(int threads, List<Callable<T>> tasks) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = tasks.stream().map(pool::submit).toList();
            List<T> all = new ArrayList<>();
            for (Future<T> future : futures) {
                all.add(future.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            end(pool);
        }
    }

    /** Interrupts what still runs, and waits for it: the stacks are closed next. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            pool.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
