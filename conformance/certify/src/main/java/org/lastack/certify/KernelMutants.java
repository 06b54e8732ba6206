package org.lastack.certify;

import java.io.PrintStream;
import java.util.List;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.stacks.kernel.KernelMutant;
import org.lastack.stacks.kernel.MutantTree;

/** Builds kernels with small bugs, and certifies each with the rule that is meant to catch it. */
final class KernelMutants {
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final long seed;

    KernelMutants(PrintStream out, PrintStream err, Terminal terminal, long seed) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.seed = seed;
    }

    /** Returns how many of them escaped. */
    int run(String word, List<KernelMutant> mutants) throws InterruptedException {
        int escaped = 0;
        BuildProgress progress = new BuildProgress(err, terminal);
        try (MutantTree tree = MutantTree.of(word, progress)) {
            progress.wipe();
            for (KernelMutant mutant : mutants) {
                tree.put(mutant);
                Report.Entry entry = certified(tree.word(), mutant);
                boolean caught = entry.verdict() == Kind.FAIL || entry.verdict() == Kind.DEVIATION;
                escaped += caught ? 0 : 1;
                out.println((caught ? "✔ " : "✘ ") + mutant.id() + " (" + mutant.rule()
                        + (caught ? "" : ": NOT CAUGHT, " + entry.verdict()) + "): " + mutant.bug());
                out.println("    " + said(entry));
            }
        }
        return escaped;
    }

    private static String said(Report.Entry entry) {
        Report.Counterexample shown = entry.counterexample();
        return shown == null ? entry.why() : "expected " + shown.expected() + "; got " + shown.actual();
    }

    private Report.Entry certified(String word, KernelMutant mutant) throws InterruptedException {
        Target target = Target.of(word, null, List.of()).get(0);
        try (Target.Open open = target.opener().get();
                Progress silent = new Progress(err, terminal, true)) {
            int tries = target.tries(open.profile());
            CertifyRun run = new CertifyRun(
                    List.of(Rules.get(mutant.rule())), seed, tries, tries, false, true, KnownDeviations.NONE);
            return run.on(List.of(target), List.of(open), silent)
                    .get(0)
                    .report()
                    .rules()
                    .get(0);
        }
    }
}
