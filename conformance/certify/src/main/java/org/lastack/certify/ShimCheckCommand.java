package org.lastack.certify;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.report.Text;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.stacks.line.Dialogue;
import org.lastack.tcp.Time;
import org.lastack.trace.Trace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastack shim-check}: whether a program speaks the line protocol, before any rule is tried. */
@Command(
        name = "shim-check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack shim-check [OPTIONS] -- PROGRAM [ARGUMENTS]",
        descriptionHeading = "%n",
        description = {
            "Holds ten short dialogues with a program that speaks the line protocol, and no rules: one line for each.",
            "The first that fails is shown with what to look at. The protocol is in conformance/PLUGGING-IN.md.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:all ten are as they should be",
            "  1:not so",
            "  2:wrong usage, or the program cannot be started",
            "  3:the program broke the contract",
            "130:interrupted"
        })
final class ShimCheckCommand implements Callable<Integer> {
    private final PrintStream out;
    private final boolean dashes;
    private final List<String> program;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "how long the program may take for an answer: 10s, 500ms or 2m (default 5s)")
    private @Nullable String patience;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "write down everything that goes to and fro between the kit and the program")
    private @Nullable Path log;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    ShimCheckCommand(PrintStream out, boolean dashes, List<String> program) {
        this.out = out;
        this.dashes = dashes;
        this.program = List.copyOf(program);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (program.isEmpty()) {
            throw new Problem(dashes ? "no program after --" : "say which program: lastack shim-check -- PROGRAM");
        }
        try (LogFile written = new LogFile(log);
                Target.Open open = Target.of(null, null, program, patience, written.protocol())
                        .get(0)
                        .opener()
                        .get()) {
            return check(open);
        }
    }

    private int check(Target.Open open) throws InterruptedException {
        Terminal terminal = Terminal.of(!noColour);
        out.println(terminal.ink().green("✔") + "     it says hello: " + said(open.profile()));
        int failed = 0;
        int number = 0;
        ContractException broken = null;
        for (Dialogue dialogue : Dialogue.all()) {
            number++;
            Outcome outcome = run(open, dialogue.scenario());
            boolean shown =
                    outcome instanceof Outcome.Ran ran && dialogue.shows().test(ran.trace());
            String mark = shown ? terminal.ink().green("✔") : terminal.ink().red("✘");
            out.println(mark + (number < 10 ? "  " : " ") + number + "  it " + dialogue.what()
                    + (shown ? "" : ": no" + (outcome.why().isEmpty() ? "" : "; " + outcome.why())));
            if (!shown && failed++ == 0) {
                show(dialogue, outcome, open.profile());
            }
            if (broken == null && outcome instanceof Outcome.Broke broke) {
                broken = broke.what();
            }
        }
        out.println(
                failed == 0
                        ? "all " + number + " are as they should be; next: ./lastack certify -- "
                                + program.stream().map(Text::quoted).collect(Collectors.joining(" "))
                        : failed + " of " + number + " are not as they should be; begin with the first");
        if (broken != null) {
            throw broken;
        }
        return failed == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private static Outcome run(Target.Open open, Scenario scenario) throws InterruptedException {
        if (open.profile().clock() == Profile.Clock.VIRTUAL) {
            return new VirtualRunner(open.stacks()).runOrBreak(scenario);
        }
        Map<Scenario, Outcome> outcomes =
                new WallRunner(open.stacks(), open.profile()).runOrBreak(List.of(scenario), Runner.Progress.SILENT);
        return outcomes.getOrDefault(scenario, new Outcome.Refused("it did not run to its end"));
    }

    private void show(Dialogue dialogue, Outcome outcome, Profile profile) {
        out.println("       " + dialogue.look());
        Trace trace = outcome instanceof Outcome.Ran ran
                ? ran.trace()
                : outcome instanceof Outcome.Broke broke ? broke.trace() : null;
        if (trace != null && !trace.events().isEmpty()) {
            out.println();
            out.print(Reporting.diagram(trace, profile, trace.events().size() - 1, "here it ends"));
            out.println();
        }
    }

    private static String said(Profile profile) {
        String features = profile.features().stream()
                .filter(f -> f != Feature.BASE)
                .sorted()
                .map(Feature::word)
                .collect(Collectors.joining(","));
        return profile.name() + ", " + (profile.clock() == Profile.Clock.VIRTUAL ? "virtual" : "wall") + " clock, "
                + (profile.hasV6() ? "IPv4 and IPv6" : "IPv4") + ", 2MSL " + Time.show(profile.twoMsl())
                + ", first RTO "
                + Time.show(profile.rto()) + "; claims " + (features.isEmpty() ? "nothing" : features);
    }
}
