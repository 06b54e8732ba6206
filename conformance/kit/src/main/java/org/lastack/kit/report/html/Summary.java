package org.lastack.kit.report.html;

import java.util.List;
import java.util.Locale;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;

/** The verdict, in large and in a sentence, and what it is made of. */
final class Summary {
    private final Report report;
    private final Anchors anchors;

    Summary(Report report, Anchors anchors) {
        this.report = report;
        this.anchors = anchors;
    }

    void write(Html out) {
        boolean certified = report.certified();
        out.open("header", "class", certified ? "certified" : "not-certified").markup("\n");
        out.putLine("p", "lastack: how TCP connections end", "class", "kicker");
        out.open("h1");
        (certified ? Mark.PASS : Mark.FAIL).sign(out);
        out.text(certified ? "Certified" : "Not certified").closeLine();
        out.putLine("p", sentence() + part(), "class", "lead");
        out.open("div", "class", "stacks").markup("\n");
        report.stacks().forEach(s -> stack(out, s));
        out.closeLine();
        lookAt(out);
        out.closeLine();
    }

    private String sentence() {
        List<Findings.Finding> findings = Findings.of(report);
        long broken = count(findings, Mark.FAIL);
        long gone = count(findings, Mark.GONE);
        long deviations = count(findings, Mark.DEVIATION);
        long unstable = count(findings, Mark.UNSTABLE);
        String but = (deviations == 0
                        ? ""
                        : deviations == 1 ? " There is one deviation." : " There are " + deviations + " deviations.")
                + (unstable == 0
                        ? ""
                        : unstable == 1
                                ? " One rule was broken once and not again."
                                : " " + unstable + " rules were broken once and not again.");
        if (broken > 0) {
            return (broken == 1
                            ? "One rule that must be kept is broken."
                            : broken + " rules that must be kept are broken.")
                    + but;
        }
        if (gone > 0) {
            return "No rule that must be kept is broken, but the list of known deviations is out of date." + but;
        }
        return (report.certified() ? "No rule that must be kept is broken." : "No rule could be tried.") + but;
    }

    private static long count(List<Findings.Finding> findings, Mark mark) {
        return findings.stream().filter(f -> f.mark() == mark).count();
    }

    /** Returns a warning when not all was tried that there is. */
    private String part() {
        long tried = report.stacks().stream()
                .flatMap(s -> s.rules().stream())
                .map(Report.Entry::id)
                .distinct()
                .count();
        int all = Rules.all().size();
        return tried >= all ? "" : " Only " + tried + " of the " + all + " rules of the catalogue were asked for.";
    }

    private void stack(Html out, OfStack stack) {
        out.open("section", "class", "stack").markup("\n");
        out.open("h2").put("bdi", stack.stack().name()).text(" ");
        out.put(
                "span",
                !stack.tried() ? "nothing tried" : stack.certified() ? "certified" : "not certified",
                "class",
                !stack.tried() ? "untested" : stack.certified() ? "pass" : "fail");
        out.closeLine();
        bar(out, stack);
        out.open("ul", "class", "counts");
        for (Kind kind : Kind.values()) {
            if (stack.count(kind) > 0) {
                out.open("li");
                Mark.of(kind).sign(out);
                out.put("b", Long.toString(stack.count(kind))).text(" " + kind).close();
            }
        }
        out.closeLine();
        out.putLine("p", facts(stack), "class", "facts");
        for (String claim : stack.unfounded()) {
            out.open("p", "class", "facts deviation");
            Mark.DEVIATION.sign(out);
            out.text(" " + claim + ".").closeLine();
        }
        out.closeLine();
    }

    /** A bar as long as there are rules, in the colours of the verdicts; the numbers stand below it. */
    private static void bar(Html out, OfStack stack) {
        int all = stack.rules().size();
        String size = "0 0 " + all + " 1";
        out.open("svg", "class", "bar", "viewBox", size, "preserveAspectRatio", "none", "aria-hidden", "true");
        long x = 0;
        for (Kind kind : Kind.values()) {
            String width = Long.toString(stack.count(kind));
            out.open("rect", "class", Mark.of(kind).style(), "x", Long.toString(x), "width", width, "height", "1");
            out.close();
            x += stack.count(kind);
        }
        out.closeLine();
    }

    private static String facts(OfStack stack) {
        String scenarios = String.format(
                Locale.ROOT,
                "%,d %s in %.1f s, %s clock.",
                stack.scenarios(),
                stack.scenarios() == 1 ? "scenario" : "scenarios",
                stack.micros() / 1e6,
                stack.stack().clock());
        int cells = stack.coverage().stream().mapToInt(Matrix::cells).sum();
        int covered = stack.coverage().stream().mapToInt(Matrix::covered).sum();
        return scenarios
                + (cells == 0 ? "" : " " + covered + " of " + cells + " cells of state and stimulus were tried.");
    }

    /** The way to what was found, the worst first. */
    private void lookAt(Html out) {
        List<Findings.Finding> findings = Findings.of(report);
        if (findings.isEmpty()) {
            return;
        }
        out.open("section", "class", "look-at", "aria-labelledby", "look-at").markup("\n");
        out.putLine("h2", "What to look at", "id", "look-at");
        out.open("ul").markup("\n");
        for (Findings.Finding finding : findings) {
            out.open("li");
            finding.mark().sign(out);
            out.put("a", finding.entry().id(), "href", "#" + anchors.finding(finding.stack(), finding.entry()));
            String where =
                    report.stacks().size() > 1 ? ", " + finding.stack().stack().label() : "";
            out.text(" " + finding.mark().word() + where).closeLine();
        }
        out.closeLine().closeLine();
    }
}
