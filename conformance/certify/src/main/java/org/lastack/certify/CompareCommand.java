package org.lastack.certify;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.compare.AcceptedDifferences;
import org.lastack.kit.compare.Comparison;
import org.lastack.kit.compare.Comparison.Difference;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;
import org.lastack.stacks.linux.LinuxStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack compare}: the reference and the kernel side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack compare linux [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Runs written and random scenarios on the reference under its preset linux and on the running kernel,",
            "and shows the first event at which the two part, unless that difference is known and has a reason.",
            "What parts is run up to three times: what comes once only is a matter of the machine.",
            "Where the preset keeps a MUST that the kernel breaks, the reference is first set to do what the kernel does.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:they part nowhere but where that is known",
            "  1:they part elsewhere",
            "  2:wrong usage, or the kernel is not to be had here",
            "130:interrupted"
        })
final class CompareCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "linux", description = "the running kernel")
    private String stack = "";

    @Option(
            names = "--scenarios",
            paramLabel = "N",
            defaultValue = "2000",
            description = "how many random ones (default ${DEFAULT-VALUE})")
    private int scenarios;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed gives the same scenarios (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "accepted differences: a pattern or a setting, and indented below it the reason")
    private @Nullable Path known;

    @Option(names = "--all", description = "show an example of the accepted differences too")
    private boolean all;

    CompareCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        if (!stack.equals("linux")) {
            throw new Problem("the reference is compared with linux, not with " + stack);
        }
        if (scenarios < 1 || scenarios > 2500) {
            throw new Problem("--scenarios must be 1 to 2500, not " + scenarios);
        }
        AcceptedDifferences accepted = accepted(known == null ? LinuxStack.acceptedDifferences() : known);
        return OnKernel.run(err, () -> compare(accepted));
    }

    private static AcceptedDifferences accepted(Path file) {
        try {
            return AcceptedDifferences.of(
                    Given.read("the accepted differences in", file).lines().toList());
        } catch (IllegalArgumentException e) {
            throw new Problem("the accepted differences in " + file + ", " + e.getMessage());
        }
    }

    private int compare(AcceptedDifferences accepted) throws InterruptedException {
        Comparison.Result result;
        try (Progress progress = new Progress(err, Terminal.of(false), false)) {
            Settings settings = accepted.applyTo(Settings.linux());
            result = Comparison.run(
                    () -> new ReferenceStack("linux", settings), LinuxStack::open, scenarios, seed, progress.of("", 0));
        }
        Map<String, List<Difference>> kinds = new TreeMap<>();
        result.differences()
                .forEach(d -> kinds.computeIfAbsent(d.parting().toString(), k -> new ArrayList<>())
                        .add(d));
        int unknown = 0;
        out.println(result.first().name() + " | " + result.second().name());
        accepted.settings().forEach(one -> out.println("\n▲ " + one.pattern() + "\n  " + one.reason()));
        for (List<Difference> kind : kinds.values()) {
            Difference simplest = kind.stream()
                    .min(Comparator.comparing(d -> d.scenario().steps().size()))
                    .orElseThrow();
            String reason = accepted.reason(simplest.parting());
            unknown += reason == null ? kind.size() : 0;
            out.println();
            out.println((reason == null ? "✘ " : "▲ ") + kind.size() + "× " + simplest.parting());
            out.print(reason == null ? "" : "  " + reason + "\n");
            if (reason == null || all) {
                show(simplest, result);
            }
        }
        int known = result.differences().size() - unknown;
        out.println();
        int written = result.scenarios() - scenarios;
        out.println(written + " written and " + scenarios + " random scenarios, seed " + seed + ": "
                + (result.scenarios() - known - unknown) + " the same, " + known + " part as is known, " + unknown
                + " otherwise");
        return unknown == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private void show(Difference one, Comparison.Result result) {
        out.println();
        out.print(one.name().isEmpty() ? "" : "  " + one.name() + "\n");
        out.print(one.scenario());
        out.println();
        out.print(Reporting.diagram(
                one.first(),
                result.first(),
                one.parting().event(),
                "here they part: " + one.parting().answer()));
        out.println();
        out.print(Reporting.diagram(
                one.second(),
                result.second(),
                one.parting().otherEvent(),
                "here they part: " + one.parting().other()));
    }
}
