package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Pcapng;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.report.Stored;
import org.lastack.kit.report.Text;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.tcp.Time;
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
        descriptionHeading = "%n",
        description = {
            "Runs the scenario in which RULE was broken again, and shows what happens now.",
            "REPORT is a report.json. Where it holds several stacks, REPORT#STACK/RULE says whose scenario is meant.",
            "It runs on the stack or the program that is given. Where none is, it runs on the one that broke the rule if that is",
            "reference, linux, lwip, gvisor or slirp; a program is never started because a report names it: then what the report has seen is",
            "judged and shown, and nothing is run.",
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
    /** What is shown of words that others chose. */
    private static final int LONGEST = 200;

    /** What a scenario of the suite may take on a wall clock is some ten minutes. */
    private static final long MOST_SECONDS = 2 * 3600;

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
            description = "another stack: reference, linux, linux-6.12, linux=PATH, lwip, gvisor or slirp")
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

    /** What was broken, on which stack. */
    private record Broken(Report.Stack stack, Report.Counterexample found, Scenario steps) {}

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
        if (!rule.testable()) {
            throw new Problem("nothing to replay: " + id + " is untested, since " + rule.untested());
        }
        Broken broken = find(read(what.substring(0, hash)), path.length == 2 ? path[0] : null, id);
        Target target = target(broken);
        if (target == null) {
            return showStored(rule, broken);
        }
        return target.onKernel()
                ? OnKernel.run(err, () -> run(rule, broken.steps(), target))
                : run(rule, broken.steps(), target);
    }

    private static Report read(String file) {
        try {
            return ReportJson.read(Given.read("the report", FileWord.path(file)));
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
                    return new Broken(one.stack(), found, steps(found));
                }
            }
        }
        if (label != null && !labels.contains(label)) {
            String all = Text.line(String.join(", ", labels), LONGEST);
            throw new Problem("the report has no stack " + label + "; it has " + all);
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

    /** Returns what to run it on; null when only the report names that, and it is no stack of ours. */
    private @Nullable Target target(Broken broken) {
        return stack != null || preset != null || !program.isEmpty()
                ? Target.of(stack, preset, program).get(0)
                : Target.builtIn(broken.stack().words());
    }

    /** A report is made to be handed on, so it may come from anybody: it starts no program. */
    private int showStored(Rule rule, Broken broken) {
        Trace trace = Stored.trace(broken.found());
        if (trace == null) {
            throw new Problem(
                    "the report is of an earlier lastack, which kept no calls, so that its run cannot be judged"
                            + " again. " + howToRun(broken));
        }
        int code = show(rule, broken.steps(), judge(rule, broken, trace), ", as the report has seen it");
        out.println();
        out.println("Nothing was run: a report starts no program. " + howToRun(broken));
        return code;
    }

    private static Certification.Replay judge(Rule rule, Broken broken, Trace trace) {
        try {
            return Certification.judge(rule, broken.steps(), trace, Stored.profile(broken.stack()));
        } catch (RuntimeException e) {
            // A rule judges any trace that a run can leave; this is none.
            throw new Problem("what the report has seen cannot have been seen: " + rule.id() + " cannot judge it");
        }
    }

    private String howToRun(Broken broken) {
        List<String> words = broken.stack().words();
        int dashes = words.indexOf("--");
        String was = words.subList(dashes + 1, words.size()).stream()
                .map(Text::quoted)
                .collect(Collectors.joining(" "));
        return "To run it: ./lastack replay " + Text.quoted(what) + " -- PROGRAM [ARGUMENTS]"
                + (dashes < 0 ? "" : " (in the report it was: " + Text.line(was, LONGEST) + ")");
    }

    private int run(Rule rule, Scenario steps, Target target) throws Exception {
        Terminal terminal = Terminal.of(!noColour);
        try (Target.Open open = target.opener().get()) {
            requireTime(steps, open.profile());
            Certification.Replay replay;
            try (Progress progress = new Progress(err, terminal, false)) {
                replay = Certification.replay(open.stacks(), rule, steps, progress.of("", 1));
            }
            return show(rule, steps, replay, "");
        } catch (IllegalArgumentException e) {
            throw new Problem("the scenario cannot be run: " + Text.line(String.valueOf(e.getMessage()), LONGEST));
        }
    }

    /** A scenario that somebody hands on may ask for more waiting than anybody would do. */
    private static void requireTime(Scenario steps, Profile profile) {
        long seconds = steps.longest(profile) / Time.SECOND;
        if (profile.clock() == Profile.Clock.WALL && seconds > MOST_SECONDS) {
            throw new Problem("the scenario takes up to " + seconds + " s, and " + profile.name()
                    + " has a wall clock: give a stack whose clock can be moved, for example reference");
        }
    }

    private int show(Rule rule, Scenario steps, Certification.Replay replay, String which) {
        Verdict verdict = replay.verdict();
        Trace trace = replay.trace();
        if (trace == null) {
            throw new Problem("cannot be run on " + replay.profile().name() + ": " + verdict.why());
        }
        String name = rule.id() + " on " + replay.profile().name() + which;
        if (verdict.kind() == Kind.UNTESTED) {
            out.println(name + ": says nothing now, since " + verdict.why());
        } else {
            out.println(name + ": " + (verdict.kind() == Kind.PASS ? "kept" : verdict.kind() + ", " + verdict.why()));
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
