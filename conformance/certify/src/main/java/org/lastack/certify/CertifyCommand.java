package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.ConsoleReport;
import org.lastack.kit.report.CoverageText;
import org.lastack.kit.report.Difference;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.report.folder.ReportFolder;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack certify}: tries the rules on a stack and says which it keeps. */
@Command(
        name = "certify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack certify [STACK] [OPTIONS]%n       lastack certify [OPTIONS] -- PROGRAM [ARGUMENTS]%n"
                + "       lastack certify --java CLASS [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Tries the rules of the catalogue on a TCP stack, and says which it keeps.",
            "A program after -- speaks the line protocol: see conformance/PLUGGING-IN.md.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:certified",
            "  1:not certified",
            "  2:wrong usage, or the stack is not to be had here",
            "  3:the stack broke the contract",
            "130:interrupted"
        })
final class CertifyCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean dashes;
    private final List<String> program;

    /** What came of it the last time; null before the first. */
    private @Nullable Report latest;

    /** What keeps a stack from passing. */
    enum Gate {
        must,
        should
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "STACK",
            description = {
                "reference (when nothing is given), linux, which is the running kernel, lwip, gvisor, slirp, or a kernel",
                "that is built first: linux-6.12 from Debian's linux-source-6.12, linux=PATH from a tree"
            })
    private @Nullable String stack;

    @Option(
            names = "--rules",
            paramLabel = "IDS",
            description = "only these rules: ids and patterns, for example 'TW-*,HC-RECV'")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "IDS", description = "not these, written the same way")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--tries",
            paramLabel = "N",
            description = "scenarios for each rule (reference 500, Java 200, programs 60, wall clocks 16)")
    private @Nullable Integer tries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed and tries give the same scenarios (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--thorough",
            description = "wait through the longest timers of a stack with a wall clock as well (Linux: ten minutes)")
    private boolean thorough;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "how long a program may take for an answer: 10s, 500ms or 2m (default 5s)")
    private @Nullable String patience;

    @Option(
            names = "--java",
            paramLabel = "CLASS",
            description =
                    "a stack in Java: a class that implements StackUnderTest, with a constructor without parameters")
    private @Nullable String javaClass;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "where that class lies: folders and jars (default: this folder)")
    private @Nullable String classpath;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "write down everything that goes to and fro between the kit and the program")
    private @Nullable Path log;

    @Option(names = "--preset", paramLabel = "NAME", description = "of the reference: rfc9293 or linux (default both)")
    private @Nullable String preset;

    @Option(names = "--list", description = "show the rules, and which of them the given stack claims; run nothing")
    private boolean list;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "write the report there: index.html, report.json, junit.xml, badge.svg")
    private @Nullable Path folder;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "deviations that the author knows of: lines of a rule id and a reason")
    private @Nullable Path known;

    @Option(
            names = "--write-known",
            paramLabel = "FILE",
            description = "write such a list of what is found, each with its cause, so that any other cause is news")
    private @Nullable Path writeKnown;

    @Option(
            names = "--gate",
            paramLabel = "LEVEL",
            defaultValue = "must",
            description = "what ends with 1: must, or should, which is any deviation that is not known"
                    + " (default ${DEFAULT-VALUE})")
    private Gate gate = Gate.must;

    @Option(names = "--fail-fast", description = "try no more rules after the first that fails")
    private boolean failFast;

    @Option(names = "--coverage", description = "show how often each stimulus was tried in each state")
    private boolean coverage;

    @Option(
            names = "--watch",
            description = "try again whenever the program, or a class of --java, was built anew; Ctrl-C ends it")
    private boolean watch;

    @Option(names = "--quiet", description = "no progress and no table: what failed, and the verdict")
    private boolean quiet;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    CertifyCommand(PrintStream out, PrintStream err, boolean dashes, List<String> program) {
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
        if (tries != null && tries < 1) {
            throw new Problem("--tries must be at least 1, not " + tries);
        }
        List<Rule> chosen = RuleChoice.of(rules, excluded);
        Terminal terminal = Terminal.of(!noColour);
        if (list && stack == null && program.isEmpty() && javaClass == null) {
            out.print(new RuleList(chosen, terminal).show(null));
            return Main.CERTIFIED;
        }
        try (LogFile written = new LogFile(log)) {
            return watch ? again(written, chosen, terminal) : targets(chosenTargets(written), chosen, terminal);
        }
    }

    /** Goes on until it is interrupted. */
    private int again(LogFile written, List<Rule> chosen, Terminal terminal) throws InterruptedException {
        if (program.isEmpty() && javaClass == null) {
            throw new Problem("--watch is for a program after --, or for --java CLASS: no other stack is built anew");
        }
        Watch watched = program.isEmpty() ? Watch.classPath(classpath == null ? "." : classpath) : new Watch(program);
        while (true) {
            Map<Path, String> before = watched.look();
            Report last = latest;
            latest = null;
            try {
                targets(chosenTargets(written), chosen, terminal);
                Report now = latest;
                if (last != null && now != null) {
                    out.println("\nSince the last time:");
                    new DifferenceText(out, terminal).show(Difference.of(last, now));
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                Main.failed(err, e);
            }
            out.println("\nwatching " + watched.places() + "; Ctrl-C ends it");
            watched.await(before);
        }
    }

    private List<Target> chosenTargets(LogFile written) {
        if (javaClass == null) {
            if (classpath != null) {
                throw new Problem("--classpath belongs to --java CLASS");
            }
            return Target.of(stack, preset, program, patience, written.protocol());
        }
        if (stack != null || preset != null || !program.isEmpty() || patience != null || log != null) {
            throw new Problem("--java CLASS stands for itself: without STACK, program, --preset, --patience and --log");
        }
        return List.of(Target.inJava(javaClass, classpath == null ? "." : classpath));
    }

    private int targets(List<Target> targets, List<Rule> chosen, Terminal terminal) throws Exception {
        if (writeKnown != null && targets.size() > 1) {
            throw new Problem("--write-known is for one stack: say which preset, for example --preset linux");
        }
        if (list || !targets.get(0).onKernel()) {
            return open(targets, chosen, terminal);
        }
        return OnKernel.run(err, () -> open(targets, chosen, terminal));
    }

    private int open(List<Target> targets, List<Rule> chosen, Terminal terminal) throws InterruptedException {
        List<Target.Open> open = new ArrayList<>();
        try {
            targets.forEach(t -> open.add(t.opener().get()));
            if (list) {
                open.forEach(o -> out.print(new RuleList(chosen, terminal).show(o.profile())));
                return Main.CERTIFIED;
            }
            return certify(targets, open, chosen, terminal);
        } finally {
            open.forEach(Target.Open::close);
        }
    }

    private int certify(List<Target> targets, List<Target.Open> open, List<Rule> chosen, Terminal terminal)
            throws InterruptedException {
        int usual = targets.get(0).tries(open.get(0).profile());
        int count = tries != null ? tries : usual;
        Report.Plan plan =
                new Report.Plan(seed, count, chosen.stream().map(Rule::id).toList());
        ReportFolder reports = folder == null ? null : reports(folder);
        List<Path> files = known != null ? List.of(known) : targets.get(0).known();
        CertifyRun run = new CertifyRun(chosen, seed, count, usual, thorough, failFast, knownDeviations(files));
        if (!quiet) {
            List<Report.Stack> stacks = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                stacks.add(targets.get(i).described(open.get(i).profile()));
            }
            out.print(ConsoleReport.header(stacks, plan, terminal.ink()));
        }
        List<CertifyRun.Came> came;
        try (Progress progress = new Progress(err, terminal, quiet)) {
            came = run.on(targets, open, progress);
        }
        Report report = Reporting.together(
                Main.version(), came.stream().map(CertifyRun.Came::report).toList());
        if (writeKnown != null) {
            write(writeKnown, run.known(), report.stacks().get(0));
        }
        return conclude(report, reports, terminal, trouble(came));
    }

    private static void write(Path file, KnownDeviations known, Report.OfStack found) {
        try {
            Files.writeString(file, known.with(found.stack().name(), found));
        } catch (IOException e) {
            throw new Problem("cannot write the known deviations to " + file + ": " + Reasons.of(e));
        }
    }

    private static @Nullable RuntimeException trouble(List<CertifyRun.Came> came) {
        for (CertifyRun.Came one : came) {
            if (one.trouble() != null) {
                return one.trouble();
            }
        }
        return null;
    }

    /** Tells everything that was learnt, and only then what went wrong. */
    private int conclude(
            Report report, @Nullable ReportFolder reports, Terminal terminal, @Nullable RuntimeException trouble) {
        latest = report;
        ConsoleReport console = new ConsoleReport(report, terminal.columns(), terminal.ink());
        String failures = console.failures();
        out.print((quiet ? "" : console.table()) + failures + (quiet && failures.isEmpty() ? "" : "\n"));
        String unwritten = reports == null ? "" : write(reports, report);
        out.print(coverage(report, terminal) + (quiet ? "" : console.hints()));
        out.print(console.summary());
        if (trouble != null) {
            if (!unwritten.isEmpty()) {
                err.println("lastack: " + unwritten);
            }
            throw trouble;
        }
        if (!unwritten.isEmpty()) {
            throw new Problem(unwritten);
        }
        if (report.stacks().stream().noneMatch(Report.OfStack::tried)) {
            throw new Problem(
                    "nothing could be said of the stack: no rule that was chosen is claimed and can be tested;"
                            + " 'lastack certify --list' shows what each needs");
        }
        return report.certified() && passes(report) ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private boolean passes(Report report) {
        long unknown = report.stacks().stream()
                .flatMap(s -> s.rules().stream())
                .filter(e -> e.verdict() == Verdict.Kind.DEVIATION && e.known() == null)
                .count();
        if (gate == Gate.must || unknown == 0) {
            return true;
        }
        out.println("--gate should: " + (unknown == 1 ? "1 deviation is" : unknown + " deviations are") + " not known");
        return false;
    }

    /** Returns the matrices when they are asked for, and one line of them when the whole catalogue was tried. */
    private String coverage(Report report, Terminal terminal) {
        CoverageText text = new CoverageText(report, terminal.columns(), terminal.ink());
        boolean whole = report.stacks().get(0).rules().size() == Rules.all().size();
        return (coverage ? text.tables() + "\n" : "") + (coverage || whole && !quiet ? text.line() : "");
    }

    /** Returns what prevented it, or nothing: the verdict is told in any case. */
    private String write(ReportFolder reports, Report report) {
        try {
            reports.write(report);
            out.println("report: " + folder + "/index.html, report.json, junit.xml, badge.svg");
            return "";
        } catch (IOException e) {
            return "cannot write the report to " + folder + ": " + Reasons.of(e);
        }
    }

    private static ReportFolder reports(Path folder) {
        try {
            return new ReportFolder(folder);
        } catch (IOException e) {
            throw new Problem("cannot write the report to " + folder + ": " + Reasons.of(e));
        }
    }

    static KnownDeviations knownDeviations(List<Path> files) {
        List<String> lines = new ArrayList<>();
        files.forEach(file ->
                lines.addAll(Given.read("the known deviations in", file).lines().toList()));
        try {
            return KnownDeviations.of(lines);
        } catch (IllegalArgumentException e) {
            String where = files.stream().map(Path::toString).collect(Collectors.joining(" and "));
            throw new Problem("the known deviations in " + where + ", " + e.getMessage());
        }
    }
}
