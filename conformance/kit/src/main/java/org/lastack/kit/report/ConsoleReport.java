package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Report.Again;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.TextLadder;

/** A {@link Report} as text for a person: the rules by group with their marks, each failure in full, and a last line. */
public final class ConsoleReport {
    /** The widest text that is still read with ease, and the least that has room for a diagram. */
    private static final int WIDEST = 130;

    private static final int NARROWEST = TextLadder.LEAST_WIDTH;
    private static final int ID_WIDTH = 14;

    private final Report report;
    private final int width;
    private final Ink ink;

    /**
     * Shows the report.
     *
     * @param columns the width of the terminal
     */
    public ConsoleReport(Report report, int columns, Ink ink) {
        this.report = report;
        this.width = Math.max(NARROWEST, Math.min(WIDEST, columns));
        this.ink = ink;
    }

    /** Says what is about to be certified: one line a stack, and one for the plan. */
    public static String header(List<Report.Stack> stacks, Report.Plan plan, Ink ink) {
        StringBuilder out = new StringBuilder();
        int widest = stacks.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        for (Report.Stack stack : stacks) {
            out.append(ink.bold(Text.pad(stack.name(), widest)))
                    .append("  ")
                    .append(stack.clock())
                    .append(" clock, 2MSL ")
                    .append(duration(stack.twoMsl()))
                    .append(stack.local6() == null ? ", IPv4" : ", IPv4 and IPv6")
                    .append('\n');
        }
        int rules = plan.rules().size();
        return out.append(rules == 1 ? "1 rule" : rules + " rules")
                .append(", ")
                .append(plan.tries() == 1 ? "1 try" : plan.tries() + " tries")
                .append(rules == 1 ? "" : " each")
                .append(", seed ")
                .append(plan.seed())
                .append('\n')
                .toString();
    }

    /** Returns all rules by group, a line each or a little more. */
    public String table() {
        StringBuilder out = new StringBuilder();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        entries()
                .forEach(e -> groups.computeIfAbsent(e.group(), g -> new ArrayList<>())
                        .add(e.id()));
        if (report.stacks().size() > 1) {
            columns(out);
        }
        groups.forEach((group, ids) -> {
            out.append('\n').append(ink.bold(group)).append("  ").append(ink.dim(counts(group)));
            out.append('\n');
            ids.stream().distinct().forEach(id -> row(out, id));
        });
        return out.append('\n').append(legend()).append('\n').toString();
    }

    /** Returns what would let more rules of a stack speak; nothing for several, which are ours. */
    public String hints() {
        StringBuilder out = new StringBuilder();
        if (report.stacks().size() == 1) {
            for (String claim : report.stacks().get(0).unfounded()) {
                paragraph(out, "! ", claim);
            }
            for (String hint : Hints.of(report.stacks().get(0))) {
                paragraph(out, "", hint);
            }
        }
        return out.toString();
    }

    private String legend() {
        boolean unstable = entries().anyMatch(e -> e.verdict() == Kind.UNSTABLE);
        return ink.green("✔")
                + ink.dim(" pass  ")
                + ink.red("✘")
                + ink.dim(" fail  ")
                + ink.yellow("▲")
                + ink.dim(" deviation  ")
                + (unstable ? ink.yellow("≈") + ink.dim(" unstable  ") : "")
                + ink.dim("– not claimed  ")
                + ink.cyan("?")
                + ink.dim(" untested");
    }

    private Stream<Entry> entries() {
        return report.stacks().stream().flatMap(s -> s.rules().stream());
    }

    /** Says which column of marks is which stack's. */
    private void columns(StringBuilder out) {
        out.append('\n');
        for (int i = 0; i < report.stacks().size(); i++) {
            out.append("  ").append("│ ".repeat(i)).append("┌ ");
            out.append(report.stacks().get(i).stack().label()).append('\n');
        }
    }

    private String counts(String group) {
        return report.stacks().stream()
                .map(s -> counts(
                        s.rules().stream().filter(e -> e.group().equals(group)).toList()))
                .distinct()
                .collect(Collectors.joining(" | "));
    }

    /** Returns for example {@code 9 pass, 1 fail}. */
    private static String counts(List<Entry> entries) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            long count = entries.stream().filter(e -> e.verdict() == kind).count();
            if (count > 0) {
                parts.add(count + " " + kind);
            }
        }
        return String.join(", ", parts);
    }

    private void row(StringBuilder out, String id) {
        List<Entry> of = entries().filter(e -> e.id().equals(id)).toList();
        String marks = report.stacks().stream()
                .map(s -> s.rules().stream()
                        .filter(e -> e.id().equals(id))
                        .findFirst()
                        .map(this::mark)
                        .orElse(" "))
                .collect(Collectors.joining(" "));
        int indent = 2 + 2 * report.stacks().size() + 1;
        int room = width - indent - ID_WIDTH - 1;
        Entry first = of.get(0);
        boolean silent = !first.verdict().said() && of.stream().allMatch(e -> sameSilence(e, first));
        String says = Text.cut(silent ? first.verdict() + ": " + first.why() : first.statement(), room);
        out.append("  ")
                .append(marks)
                .append("  ")
                .append(Text.pad(id, ID_WIDTH))
                .append(' ');
        out.append(silent ? ink.dim(says) : says).append('\n');
        String margin = " ".repeat(indent + ID_WIDTH + 1);
        remarks(id, silent)
                .forEach(remark -> Text.wrap(remark, room)
                        .forEach(
                                line -> out.append(margin).append(ink.dim(line)).append('\n')));
    }

    private static boolean sameSilence(Entry a, Entry b) {
        return a.verdict() == b.verdict() && a.why().equals(b.why());
    }

    /** What stands under a rule: recorded behaviours, and why a stack was not tried; told once when all stacks agree. */
    private List<String> remarks(String id, boolean silent) {
        Map<String, List<String>> whose = new LinkedHashMap<>();
        for (OfStack stack : report.stacks()) {
            stack.rules().stream()
                    .filter(e -> e.id().equals(id))
                    .map(e -> remark(e, silent))
                    .forEach(r -> whose.computeIfAbsent(r, k -> new ArrayList<>())
                            .add(stack.stack().label()));
        }
        return whose.keySet().stream()
                .filter(remark -> !remark.isEmpty())
                .map(remark -> whose.size() == 1
                        ? remark
                        : String.join(", ", whose.getOrDefault(remark, List.of())) + " " + remark)
                .toList();
    }

    private static String remark(Entry entry, boolean silent) {
        if (entry.passedUnexpectedly()) {
            return "passes, but is listed as a known deviation";
        }
        if (!entry.verdict().said()) {
            return silent ? "" : entry.verdict() + ": " + entry.why();
        }
        if (!entry.seen().isEmpty()) {
            return "seen: " + seen(entry.seen());
        }
        return entry.verdict() == Kind.PASS ? entry.why() : "";
    }

    /** Returns recorded behaviours, the most frequent first. */
    static String seen(Map<String, Integer> seen) {
        return seen.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(e -> e.getKey() + " (" + e.getValue() + "×)")
                .collect(Collectors.joining("; "));
    }

    private String mark(Entry entry) {
        if (entry.passedUnexpectedly()) {
            return ink.red("!");
        }
        return switch (entry.verdict()) {
            case PASS -> ink.green("✔");
            case FAIL -> ink.red("✘");
            case DEVIATION -> ink.yellow("▲");
            case NOT_CLAIMED -> ink.dim("–");
            case UNSTABLE -> ink.yellow("≈");
            case UNTESTED -> ink.cyan("?");
        };
    }

    /** Returns what lies behind, and each failure and deviation: those that nobody expected in full, known ones in short. */
    public String failures() {
        StringBuilder out = new StringBuilder();
        for (OfStack stack : report.stacks()) {
            causes(out, stack);
            for (Kind kind : List.of(Kind.FAIL, Kind.PASS, Kind.UNSTABLE, Kind.DEVIATION)) {
                stack.rules().stream()
                        .filter(e -> e.verdict() == kind && (kind != Kind.PASS || e.passedUnexpectedly()))
                        .forEach(e -> failure(out, stack, e));
            }
        }
        return out.toString();
    }

    /** Lists what lies behind, worst first, when there is more than one rule to look at. */
    private void causes(StringBuilder out, OfStack stack) {
        List<Causes.Group> groups = Causes.of(stack);
        if (groups.stream().mapToInt(g -> g.entries().size()).sum() < 2) {
            return;
        }
        String title = "What lies behind, worst first, " + stack.stack().name() + " ";
        out.append('\n').append("── ").append(ink.bold(title));
        out.append("─".repeat(Math.max(3, width - title.length() - 3))).append('\n');
        for (Causes.Group group : groups) {
            String mark = group.failures() > 0 ? ink.red("✘") : ink.yellow("▲");
            out.append('\n').append(mark).append(' ');
            paragraph(out, "", group.title() + ": " + group.cause());
            for (Entry entry : group.entries()) {
                String head = "    " + Text.pad(entry.level(), 7) + " " + Text.pad(entry.id(), ID_WIDTH) + " ";
                paragraph(out, head, entry.statement());
            }
        }
    }

    private void failure(StringBuilder out, OfStack stack, Entry entry) {
        String verdict =
                entry.passedUnexpectedly() ? "unexpected pass" : entry.verdict().toString();
        String title = entry.id() + ", " + verdict + ", " + stack.stack().name() + " ";
        String rule = "─".repeat(Math.max(3, width - title.length() - 5));
        out.append('\n').append("── ").append(mark(entry)).append(' ');
        out.append(ink.bold(title)).append(rule).append('\n');
        paragraph(out, "", entry.level() + ", " + entry.source());
        paragraph(out, "", entry.statement());
        out.append('\n');
        Counterexample found = entry.counterexample();
        if (found != null) {
            paragraph(out, "  expected  ", found.expected());
            paragraph(out, "  got       ", found.actual());
        }
        String known = entry.known();
        if (known != null) {
            paragraph(out, "  known     ", known);
        }
        if (entry.passedUnexpectedly()) {
            paragraph(out, "  but       ", "it passes: take it out of the list of known deviations");
        }
        out.append(found == null || known != null ? "\n" : "");
        if (found != null && known == null) {
            evidence(out, stack, found);
            again(out, found.again());
            others(out, entry.others());
        }
        out.append("  To see it again (seed ").append(stack.plan().seed()).append("):\n");
        out.append("  ").append(ink.cyan(entry.replay())).append('\n');
    }

    private void evidence(StringBuilder out, OfStack stack, Counterexample found) {
        out.append("\n  ")
                .append(
                        found.shrunk()
                                ? "The smallest scenario found that fails:"
                                : "The simplest scenario of those that failed:");
        out.append("\n\n");
        found.scenario().lines().forEach(l -> out.append("    ").append(l).append('\n'));
        out.append("\n  What was seen on ").append(stack.stack().name()).append(":\n\n");
        TextLadder.draw(found.ladder(), width, false)
                .lines()
                .forEach(l -> out.append(l.startsWith("!") ? ink.red(l) : l).append('\n'));
        out.append('\n');
    }

    private void again(StringBuilder out, @Nullable Again again) {
        if (again != null) {
            paragraph(out, "  ", "Run again, " + again.says() + (again.ladder() == null ? "." : ":"));
            out.append('\n');
            if (again.ladder() != null) {
                out.append(TextLadder.draw(again.ladder(), width, false)).append('\n');
            }
        }
    }

    /** The report has them in full. */
    private void others(StringBuilder out, List<Counterexample> others) {
        for (Counterexample other : others) {
            paragraph(
                    out, "  another   ", other.reason() + ": expected " + other.expected() + "; got " + other.actual());
        }
        out.append(others.isEmpty() ? "" : "\n");
    }

    /** Writes text after a head, further lines indented as far. */
    private void paragraph(StringBuilder out, String head, String text) {
        List<String> lines = Text.wrap(text, width - head.length());
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? ink.dim(head) : " ".repeat(head.length()));
            out.append(lines.get(i)).append('\n');
        }
    }

    /** Returns the verdict on all stacks alone, for example {@code certified: 3 pass}. */
    public String verdict() {
        return verdict(report.certified(), entries().toList());
    }

    /** Returns the verdict: a line for each stack when there are several, and a last one. */
    public String summary() {
        StringBuilder out = new StringBuilder();
        if (report.stacks().size() > 1) {
            int widest = report.stacks().stream()
                    .mapToInt(s -> s.stack().name().length())
                    .max()
                    .orElse(0);
            for (OfStack stack : report.stacks()) {
                out.append(Text.pad(stack.stack().name(), widest)).append("  ");
                out.append(verdict(stack.certified(), stack.rules())).append('\n');
            }
        }
        String last = verdict() + "; " + speed();
        Text.wrap(last, width).forEach(line -> out.append(line).append('\n'));
        return painted(out.toString());
    }

    private static String verdict(boolean certified, List<Entry> entries) {
        long gone = entries.stream().filter(Entry::passedUnexpectedly).count();
        String extra = gone == 0 ? "" : ", " + gone + " of them unexpectedly";
        boolean tried = entries.stream().anyMatch(e -> e.verdict().said());
        return (certified ? "certified: " : tried ? "not certified: " : "nothing tried: ") + counts(entries) + extra;
    }

    /** Paints the words after the lines have their lengths. */
    private String painted(String summary) {
        return summary.replaceAll("(?m)(^|  )certified:", "$1" + ink.green("certified") + ":")
                .replace("not certified:", ink.red("not certified") + ":");
    }

    private String speed() {
        long scenarios = report.stacks().stream().mapToLong(OfStack::scenarios).sum();
        // Several stacks are certified at the same time.
        long micros = Math.max(
                1, report.stacks().stream().mapToLong(OfStack::micros).max().orElse(1));
        double speed = scenarios * 1e6 / micros;
        return String.format(
                Locale.ROOT,
                speed < 10 ? "%s in %.1f s, %.1f/s" : "%s in %.1f s, %.0f/s",
                scenarios == 1 ? "1 scenario" : scenarios + " scenarios",
                micros / 1e6,
                speed);
    }

    /** Returns for example {@code 60 s} or {@code 120 ms}. */
    private static String duration(long micros) {
        return micros % 1_000_000 == 0 ? micros / 1_000_000 + " s" : micros / 1000 + " ms";
    }
}
