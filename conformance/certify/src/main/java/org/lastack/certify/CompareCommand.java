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
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;
import org.lastack.stacks.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack compare}: two stacks side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {"lastack compare STACK [OPTIONS]", "       lastack compare [OPTIONS] -- PROGRAM [ARGUMENTS]"},
        descriptionHeading = "%n",
        description = {
            "Runs written and random scenarios on two stacks, and shows the first event at which they part.",
            "",
            "Unless something else is asked for, a stack is compared with the reference: the running kernel with its preset "
                    + "linux, set to what the kernel is known to do otherwise; any other stack with rfc9293.",
            "On a wall clock what parts is run up to three times: what comes once only is a matter of the machine.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:they part nowhere but where that is known",
            "  1:they part elsewhere",
            "  2:wrong usage, or a stack is not to be had here",
            "  3:a stack broke the contract",
            "130:interrupted"
        })
final class CompareCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;
    /** A wall clock's scenarios run together, each on ports of its own. */
    private static final int MOST_WAITING = 2500;

    /** So many kinds of difference that nobody expected are shown with both runs; the others, which are rarer, with a line each. */
    private static final int SHOWN = 10;

    private static final Comparator<List<Difference>> MOST_FIRST =
            Comparator.<List<Difference>>comparingInt(List::size).reversed();

    private static final List<String> PRESET_LINUX = List.of("reference", "--preset", "linux");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean dashes;

    private final List<String> program;

    @Parameters(
            arity = "0..1",
            paramLabel = "STACK",
            description = "linux, which is the running kernel, linux-6.12, linux=PATH, lwip or reference")
    private @Nullable String stack;

    @Option(
            names = "--with",
            paramLabel = "OTHER",
            description = "compare it with this stack instead: linux, linux-6.12, lwip, or the path of a program")
    private @Nullable String with;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "compare it with this preset of the reference: rfc9293 or linux")
    private @Nullable String preset;

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
            description =
                    "accepted differences: a pattern or a setting of the reference, and indented below it the reason")
    private @Nullable Path known;

    @Option(names = "--all", description = "show both runs of every kind of difference, accepted ones too")
    private boolean all;

    CompareCommand(PrintStream out, PrintStream err, boolean dashes, List<String> program) {
        this.out = out;
        this.err = err;
        this.dashes = dashes;
        this.program = List.copyOf(program);
    }

    @Override
    public Integer call() throws Exception {
        if (dashes && program.isEmpty()) {
            throw new Problem("no program after --");
        }
        if (stack == null && program.isEmpty()) {
            throw new Problem("say which STACK: linux, lwip, reference, or a program after --");
        }
        if (scenarios < 1 || scenarios > MOST) {
            throw new Problem("--scenarios must be 1 to " + MOST + ", not " + scenarios);
        }
        Target one = Target.of(stack, stack != null && stack.equals("reference") ? "rfc9293" : null, program)
                .get(0);
        Target other = other(one);
        if (one.all().equals(other.all())) {
            throw new Problem("no stack parts from itself: say with --with or --preset what to compare it with");
        }
        boolean usual = one.isLinux() && other.words().equals(PRESET_LINUX);
        List<Path> files = known != null ? List.of(known) : usual ? one.acceptedDifferences() : List.of();
        AcceptedDifferences accepted =
                files.stream().map(CompareCommand::accepted).reduce(AcceptedDifferences.NONE, AcceptedDifferences::and);
        if (!accepted.settings().isEmpty() && !isReference(other)) {
            throw new Problem("the settings in " + known + " are of the reference, which is not compared");
        }
        return one.onKernel() || other.onKernel()
                ? OnKernel.run(err, () -> compare(other, one, accepted))
                : compare(other, one, accepted);
    }

    /** What it is compared with. */
    private Target other(Target one) {
        if (with == null) {
            boolean linux = preset == null && (one.isLinux() || isReference(one));
            return Target.of("reference", preset != null ? preset : linux ? "linux" : "rfc9293", List.of())
                    .get(0);
        }
        if (preset != null) {
            throw new Problem("give --with or --preset, not both");
        }
        if (with.contains("/") && !Kernels.isNamedBy(with)) {
            return Target.of(null, null, List.of(with)).get(0);
        }
        return Target.of(with, with.equals("reference") ? "rfc9293" : null, List.of())
                .get(0);
    }

    private static boolean isReference(Target target) {
        return !target.words().isEmpty() && target.words().get(0).equals("reference");
    }

    private static AcceptedDifferences accepted(Path file) {
        try {
            return AcceptedDifferences.of(
                    Given.read("the accepted differences in", file).lines().toList());
        } catch (IllegalArgumentException e) {
            throw new Problem("the accepted differences in " + file + ", " + e.getMessage());
        }
    }

    private int compare(Target first, Target second, AcceptedDifferences accepted) throws InterruptedException {
        try (Target.Open one = open(first, accepted);
                Target.Open two = second.opener().get()) {
            boolean waits = one.profile().clock() == Clock.WALL || two.profile().clock() == Clock.WALL;
            if (waits && scenarios > MOST_WAITING) {
                throw new Problem("--scenarios must be 1 to " + MOST_WAITING + " on a wall clock, not " + scenarios);
            }
            Comparison.Result result;
            try (Progress progress = new Progress(err, Terminal.of(false), false)) {
                result = Comparison.run(one.stacks(), two.stacks(), scenarios, seed, progress.of("", 0));
            }
            return tell(result, accepted);
        }
    }

    /** The reference is first set to what the other is known to do. */
    private static Target.Open open(Target target, AcceptedDifferences accepted) {
        if (!isReference(target)) {
            return target.opener().get();
        }
        Settings preset = target.words().equals(PRESET_LINUX) ? Settings.linux() : Settings.rfc9293();
        Settings settings = accepted.applyTo(preset);
        ReferenceStack one = new ReferenceStack(target.label(), settings);
        return new Target.Open(one.profile(), () -> new ReferenceStack(target.label(), settings), () -> {});
    }

    private int tell(Comparison.Result result, AcceptedDifferences accepted) {
        Map<String, List<Difference>> kinds = new TreeMap<>();
        result.differences()
                .forEach(d -> kinds.computeIfAbsent(d.parting().toString(), k -> new ArrayList<>())
                        .add(d));
        out.println(result.first().name() + " | " + result.second().name());
        accepted.settings().forEach(one -> out.println("\n▲ " + one.pattern() + "\n  " + one.reason()));
        int unknown = 0;
        int shown = 0;
        for (List<Difference> kind : kinds.values().stream().sorted(MOST_FIRST).toList()) {
            Difference simplest = kind.stream()
                    .min(Comparator.comparing(d -> d.scenario().steps().size()))
                    .orElseThrow();
            String reason = accepted.reason(simplest.parting());
            unknown += reason == null ? kind.size() : 0;
            boolean whole = all || reason == null && shown++ < SHOWN;
            out.print(whole || reason != null || shown == SHOWN + 1 ? "\n" : "");
            out.println((reason == null ? "✘ " : "▲ ") + kind.size() + "× " + simplest.parting());
            out.print(reason == null ? "" : "  " + reason + "\n");
            if (whole) {
                show(simplest, result);
            }
        }
        sum(result, unknown);
        return unknown == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private void sum(Comparison.Result result, int unknown) {
        int known = result.differences().size() - unknown;
        int same = result.scenarios() - result.refused() - known - unknown;
        int written = result.scenarios() - scenarios;
        out.println("\n" + written + " written and " + scenarios + " random scenarios, seed " + seed + ": " + same
                + " the same, " + known + " part as is known, " + unknown + " otherwise"
                + (result.refused() == 0 ? "" : ", " + result.refused() + " cannot be run on both"));
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
