package org.lastack.certify;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Group;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.stacks.kernel.KernelMutant;
import org.lastack.stacks.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack mutants}: proves that the rules bite. */
@Command(
        name = "mutants",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack mutants [KERNEL] [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Runs each mutant, a reference with one mistake, until the rule it is meant for catches it.",
            "Shows the rules with their mutants, and after how many scenarios each was caught.",
            "With a KERNEL the bugs are put into its source, one after the other, and it is built with each.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"  0:every mutant was caught, and every rule caught one", "  1:not so", "  2:wrong usage"})
final class MutantsCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(
            arity = "0..1",
            paramLabel = "KERNEL",
            description = "for example linux-6.12; without it, the reference")
    private @Nullable String kernel;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "of a KERNEL only the mutants that have this in their names")
    private @Nullable String only;

    @Option(
            names = "--tries",
            paramLabel = "N",
            defaultValue = "1000",
            description = "scenarios for each mutant of the reference at most (default ${DEFAULT-VALUE})")
    private int tries;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private long seed;

    private int caught;
    private int escaped;
    private int toothless;

    MutantsCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (tries < 1) {
            throw new Problem("--tries must be at least 1, not " + tries);
        }
        if (kernel != null) {
            return ofKernel(kernel);
        }
        if (only != null) {
            throw new Problem(
                    "--only chooses among the mutants of a KERNEL: lastack mutants linux-6.12 --only " + only);
        }
        for (Group group : Rules.groups()) {
            out.println(group.letter() + ". " + group.title());
            group.rules().stream().filter(Rule::testable).forEach(this::hunt);
            out.println();
        }
        out.println(caught + " mutants caught, " + escaped + " escaped; " + toothless + " rules without a mutant");
        return escaped + toothless == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private int ofKernel(String word) throws InterruptedException {
        if (!Kernels.isNamedBy(word)) {
            throw new Problem("no kernel is called " + word + "; one is linux-6.12");
        }
        List<KernelMutant> all = KernelMutant.all().stream()
                .filter(m -> only == null || m.id().contains(only))
                .toList();
        if (all.isEmpty()) {
            throw new Problem("no mutant has " + only + " in its name");
        }
        int left = new KernelMutants(out, err, Terminal.of(false), seed).run(word, all);
        out.println(all.size() - left + " mutants caught, " + left + " escaped");
        return left == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private void hunt(Rule rule) {
        List<Mutant> mutants =
                Mutants.all().stream().filter(m -> m.rule().equals(rule.id())).toList();
        toothless += mutants.isEmpty() ? 1 : 0;
        out.println("  " + rule.id() + (mutants.isEmpty() ? ": no mutant" : ""));
        for (Mutant mutant : mutants) {
            long missed = mutant.search()
                    .attempts(seed, tries)
                    .takeWhile(a -> !mutant.caughtBy(a))
                    .count();
            boolean caughtIt = missed < tries;
            caught += caughtIt ? 1 : 0;
            escaped += caughtIt ? 0 : 1;
            String when = caughtIt ? (missed == 0 ? "at once" : "after " + (missed + 1)) : "NOT CAUGHT";
            out.println("    " + (caughtIt ? "✔ " : "✘ ") + mutant.id() + " (" + when + "): " + mutant.bug());
        }
    }
}
