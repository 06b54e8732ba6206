package org.lastack.certify;

import java.util.List;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.suite.Certification;

/** What is to be tried, on whatever stack. */
record Work(List<Rule> rules, long seed, int tries, boolean thorough, KnownDeviations known) {
    /** Hears how it comes along. */
    interface Listener {
        /** The tries of the k-th of n rules begin. */
        void rule(int k, int n, String id);

        /** See {@link org.lastack.kit.scenario.Runner.Progress#at}. */
        void at(int over, int running, long left);
    }

    /** Tries it in this process. */
    Report.OfStack run(Target target, Target.Open stack, Listener listener) throws InterruptedException {
        long begin = System.nanoTime();
        Certification.Result result = Certification.run(
                stack::fresh,
                new Certification.Plan(rules, seed, tries, known.rules(), thorough),
                new Counter(rules.size(), listener));
        return new Reporting(target.label(), target.all(), known, rule -> target.replay(rule, this))
                .report(result, (System.nanoTime() - begin) / 1000);
    }

    /** Counts the rules. */
    static final class Counter implements Certification.Listener {
        private final int all;
        private final Listener listener;
        private int begun;

        Counter(int all, Listener listener) {
            this.all = all;
            this.listener = listener;
        }

        @Override
        public void rule(Rule rule) {
            listener.rule(++begun, all, rule.id());
        }

        @Override
        public void at(int over, int running, long left) {
            listener.at(over, running, left);
        }
    }
}
