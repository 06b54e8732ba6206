package org.lastack.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.suite.Certification;

/**
 * What is to be tried, on whatever stacks.
 *
 * @param usual how many tries there are when nothing else is asked for
 */
record CertifyRun(
        List<Rule> rules, long seed, int tries, int usual, boolean thorough, boolean failFast, KnownDeviations known) {
    /** What a scenario takes that an interrupt meets is far less. */
    private static final long CLOSING_SECONDS = 60;

    /**
     * What came of it.
     *
     * @param trouble what kept it from trying all, or how the stack broke its contract; null when there was none
     */
    record Came(Report.OfStack report, @Nullable RuntimeException trouble) {}

    /** Tries it on all of these stacks at the same time, and returns the reports in their order. */
    List<Came> on(List<Target> targets, List<Target.Open> stacks, Progress progress) throws InterruptedException {
        if (targets.size() == 1) {
            return List.of(on(targets.get(0), stacks.get(0), progress.of("", rules.size())));
        }
        ExecutorService threads = Executors.newFixedThreadPool(targets.size());
        try {
            List<Future<Came>> futures = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                Target.Open stack = stacks.get(i);
                futures.add(threads.submit(() -> on(target, stack, progress.of(target.label(), rules.size()))));
            }
            List<Came> reports = new ArrayList<>();
            for (Future<Came> future : futures) {
                reports.add(future.get());
            }
            return reports;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            end(threads);
        }
    }

    /** Interrupts what still runs, and waits for it: the stacks are closed next. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Came on(Target target, Target.Open stack, Certification.Listener listener) throws InterruptedException {
        long begin = System.nanoTime();
        Certification.Plan plan = new Certification.Plan(rules, seed, tries, known.rules(), thorough, failFast);
        Certification.Result result = Certification.run(stack.stacks(), plan, listener, stack.users());
        Reporting reporting =
                new Reporting(target.label(), target.all(), known, rule -> target.replay(rule, this), usual);
        return new Came(reporting.report(result, (System.nanoTime() - begin) / 1000), result.trouble());
    }
}
