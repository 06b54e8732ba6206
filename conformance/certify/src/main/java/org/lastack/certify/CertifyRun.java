package org.lastack.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.SideBySide;

/**
 * What is to be tried, on whatever stacks.
 *
 * @param usual how many tries there are when nothing else is asked for
 */
record CertifyRun(
        List<Rule> rules, long seed, int tries, int usual, boolean thorough, boolean failFast, KnownDeviations known) {
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
        List<Callable<Came>> all = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            Target.Open stack = stacks.get(i);
            all.add(() -> on(target, stack, progress.of(target.label(), rules.size())));
        }
        return SideBySide.run(all.size(), all);
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
