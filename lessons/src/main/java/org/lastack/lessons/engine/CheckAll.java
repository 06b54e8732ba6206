package org.lastack.lessons.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lastack.stacks.linux.KernelTurn;

/** Checks lessons two at a time. */
public final class CheckAll {
    private static final int AT_ONCE = 2;

    private CheckAll() {}

    /** Checks the lessons and returns what came of each, in their order. Who uses the running kernel waits for a turn. */
    public static List<Checker.Result> of(List<Lesson> lessons, boolean kernel) throws InterruptedException {
        boolean uses = kernel && lessons.stream().anyMatch(Lesson::needsKernel);
        if (!uses || Kernel.isBuilt()) {
            return atOnce(lessons, uses);
        }
        KernelTurn turn = KernelTurn.take(line -> System.err.println("lastack: " + line));
        try {
            return atOnce(lessons, true);
        } finally {
            turn.close();
        }
    }

    private static List<Checker.Result> atOnce(List<Lesson> lessons, boolean kernel) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try (Sessions sessions = new Sessions()) {
            List<Future<Checker.Result>> running = new ArrayList<>();
            for (Lesson lesson : lessons) {
                running.add(workers.submit(() -> sessions.in(session -> Checker.check(lesson, session, kernel))));
            }
            List<Checker.Result> results = new ArrayList<>();
            for (Future<Checker.Result> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lesson could not be run", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }
}
