package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Pcapng;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.Trace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack replay}: a scenario that broke a rule, once more. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis =
                "lastack replay REPORT#RULE [STACK] [OPTIONS]%n       lastack replay REPORT#RULE [OPTIONS] -- PROGRAM [ARGUMENTS]",
        description = {
            "",
            "Runs the scenario in which RULE was broken again, and shows what happens now.",
            "REPORT is a report.json. Where it holds several stacks, REPORT#STACK/RULE says whose scenario is meant.",
            "It runs on the stack that broke the rule, or on the one that is given.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:the rule is kept",
            "  1:it is broken",
            "  2:wrong usage, or the scenario cannot be run on this stack",
            "  3:the stack broke the contract",
            "130:interrupted"
        })
final class ReplayCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean dashes;
    private final List<String> program;

    @Parameters(index = "0", paramLabel = "REPORT#RULE", description = "for example report.json#TW-RESTART")
    private String what = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STACK",
            description = "another stack: reference, linux or lwip")
    private @Nullable String stack;

    @Option(names = "--preset", paramLabel = "NAME", description = "of the reference: rfc9293 (default) or linux")
    private @Nullable String preset;

    @Option(names = "--pcapng", paramLabel = "FILE", description = "write what happens as a capture, with comments")
    private @Nullable Path capture;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    ReplayCommand(PrintStream out, PrintStream err, boolean dashes, List<String> program) {
        this.out = out;
        this.err = err;
        this.dashes = dashes;
        this.program = List.copyOf(program);
    }

    /** What was broken: the scenario, and how the command line names the stack. */
    private record Broken(Scenario steps, List<String> words) {}

    @Override
    public Integer call() throws Exception {
        if (dashes && program.isEmpty()) {
            throw new Problem("no program after --");
        }
        int hash = what.lastIndexOf('#');
        if (hash <= 0 || hash == what.length() - 1) {
            throw new Problem("say which rule of which report: REPORT#RULE, for example report.json#TW-RESTART");
        }
        String[] path = what.substring(hash + 1).split("/", 2);
        String id = path[path.length - 1];
        Rule rule = Rules.find(id);
        if (rule == null) {
            throw new Problem("no rule is called " + id);
        }
        Broken broken = find(read(what.substring(0, hash)), path.length == 2 ? path[0] : null, id);
        Target target = target(broken);
        return target.onKernel()
                ? OnKernel.run(err, () -> run(rule, broken.steps(), target))
                : run(rule, broken.steps(), target);
    }

    private static Report read(String file) {
        try {
            return ReportJson.read(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new Problem("cannot read the report " + file + ": " + Reasons.of(e));
        } catch (IllegalArgumentException e) {
            throw new Problem("cannot use " + file + ": " + e.getMessage());
        }
    }

    private static Broken find(Report report, @Nullable String label, String id) {
        List<String> labels = new ArrayList<>();
        for (Report.OfStack one : report.stacks()) {
            labels.add(one.stack().label());
            for (Report.Entry entry : one.rules()) {
                Report.Counterexample found = entry.counterexample();
                boolean meant = entry.id().equals(id)
                        && (label == null || label.equals(one.stack().label()));
                if (meant && found != null) {
                    return new Broken(steps(found), one.stack().words());
                }
            }
        }
        if (label != null && !labels.contains(label)) {
            throw new Problem("the report has no stack " + label + "; it has " + String.join(", ", labels));
        }
        throw new Problem("nothing to replay: the report holds no scenario in which " + id + " was broken");
    }

    private static Scenario steps(Report.Counterexample found) {
        Scenario steps = found.steps();
        if (steps == null) {
            throw new Problem("the report is of an earlier lastack, which did not keep its scenarios; certify again");
        }
        return steps;
    }

    private Target target(Broken broken) {
        if (stack != null || preset != null || !program.isEmpty()) {
            return Target.of(stack, preset, program).get(0);
        }
        if (broken.words().isEmpty()) {
            throw new Problem("the stack of this report has no name on the command line; give a STACK or a program");
        }
        return Target.named(broken.words());
    }

    private int run(Rule rule, Scenario steps, Target target) throws Exception {
        Terminal terminal = Terminal.of(!noColour);
        try (Target.Open open = target.opener().get()) {
            Certification.Replay replay;
            try (Progress progress = new Progress(err, terminal, false)) {
                Work.Counter counter = new Work.Counter(1, progress.of(""));
                replay = Certification.replay(open::fresh, rule, steps, counter);
            }
            return show(rule, steps, replay);
        }
    }

    private int show(Rule rule, Scenario steps, Certification.Replay replay) {
        Verdict verdict = replay.verdict();
        Trace trace = replay.trace();
        if (trace == null) {
            throw new Problem("cannot be run on " + replay.profile().name() + ": " + verdict.why());
        }
        if (verdict.kind() == Kind.UNTESTED) {
            out.println(rule.id() + " on " + replay.profile().name() + ": says nothing now, since " + verdict.why());
        } else {
            out.println(rule.id() + " on " + replay.profile().name() + ": "
                    + (verdict.kind() == Kind.PASS ? "kept" : verdict.kind() + ", " + verdict.why()));
        }
        verdict.seen().keySet().forEach(seen -> out.println("seen: " + seen));
        out.println();
        out.println(rule.level() + ", " + rule.source() + ": " + rule.statement());
        out.println();
        out.print(steps);
        out.println();
        out.print(Reporting.diagram(verdict, trace, replay.profile()));
        if (capture != null) {
            write(capture, Pcapng.of(trace, verdict));
        }
        boolean broken = verdict.kind() == Kind.FAIL || verdict.kind() == Kind.DEVIATION;
        return broken ? Main.NOT_CERTIFIED : Main.CERTIFIED;
    }

    private static void write(Path file, byte[] octets) {
        try {
            Files.write(file, octets);
        } catch (IOException e) {
            throw new Problem("cannot write the capture " + file + ": " + Reasons.of(e));
        }
    }
}
