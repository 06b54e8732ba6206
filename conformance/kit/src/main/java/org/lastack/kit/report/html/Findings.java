package org.lastack.kit.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lastack.kit.report.Causes;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.Again;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.Text;
import org.lastack.trace.SvgLadder;

/** Each failure and deviation: what was expected, what came, the scenario, the diagram, and how to see it again. */
final class Findings {
    private final Report report;
    private final Anchors anchors;
    private final HtmlReport.Place place;

    /** A rule that a stack does not keep, or keeps although its author says that it does not. */
    record Finding(OfStack stack, Entry entry) {
        Mark mark() {
            return Mark.of(entry);
        }

        boolean known() {
            return entry.known() != null && mark() == Mark.DEVIATION;
        }
    }

    Findings(Report report, Anchors anchors, HtmlReport.Place place) {
        this.report = report;
        this.anchors = anchors;
        this.place = place;
    }

    /** Returns all of them: failures first, then entries of lists that are out of date, then what nobody listed. */
    static List<Finding> of(Report report) {
        List<Finding> all = new ArrayList<>();
        for (OfStack stack : report.stacks()) {
            stack.rules().stream()
                    .map(e -> new Finding(stack, e))
                    .filter(f -> f.mark().finding())
                    .forEach(all::add);
        }
        all.sort(Comparator.comparing(Finding::mark).thenComparing(Finding::known));
        return all;
    }

    void write(Html out) {
        List<Finding> all = of(report);
        if (all.isEmpty()) {
            return;
        }
        out.open("section", "id", "findings").markup("\n");
        out.putLine("h2", "What was found");
        report.stacks().forEach(s -> causes(out, s));
        all.forEach(f -> finding(out, f));
        out.closeLine();
    }

    /** What lies behind, worst first, with the way to each rule; nothing when there is one alone. */
    private void causes(Html out, OfStack stack) {
        List<Causes.Group> groups = Causes.of(stack);
        if (groups.stream().mapToInt(g -> g.entries().size()).sum() < 2) {
            return;
        }
        out.open("section", "class", "causes").markup("\n");
        out.open("h3").text("What lies behind, worst first: ");
        out.put("bdi", stack.stack().name()).closeLine();
        out.open("ol").markup("\n");
        for (Causes.Group group : groups) {
            out.open("li")
                    .text(group.title() + ": ")
                    .put("b", group.cause())
                    .open("ul")
                    .markup("\n");
            for (Entry entry : group.entries()) {
                out.open("li");
                out.put("a", entry.id(), "class", "id", "href", "#" + anchors.finding(stack, entry));
                out.text(" " + entry.level() + ": " + entry.statement()).closeLine();
            }
            out.close().closeLine();
        }
        out.closeLine().closeLine();
    }

    private void finding(Html out, Finding finding) {
        Entry entry = finding.entry();
        String anchor = anchors.finding(finding.stack(), entry);
        out.open("article", "class", "finding", "id", anchor).markup("\n");
        out.open("h3");
        finding.mark().sign(out);
        out.put("a", entry.id(), "class", "id", "href", "#" + Anchors.rule(entry.id()));
        out.text(" " + finding.mark().word() + ", ");
        out.put("bdi", finding.stack().stack().name()).closeLine();
        out.putLine("p", entry.statement(), "class", "statement");
        out.putLine("p", entry.level() + ", " + entry.source(), "class", "source");
        out.open("dl").markup("\n");
        Counterexample found = entry.counterexample();
        if (found != null) {
            out.term("Expected", found.expected());
            out.term("Got", found.actual());
        }
        if (entry.known() != null) {
            out.term("Known", entry.known());
        }
        if (finding.mark() == Mark.GONE) {
            out.term("But", "The rule is kept. Take it out of the list of known deviations.");
        }
        out.put("dt", "Run again").open("dd").put("code", entry.replay()).closeLine();
        String label = finding.stack().stack().label();
        // A label that a shell reads as it stands; the stack must have a name on the command line as well.
        boolean named = label.matches("[A-Za-z0-9._-]+")
                && !finding.stack().stack().words().isEmpty();
        if (found != null && found.steps() != null && named) {
            String line = "./lastack replay " + Text.quoted(place.file()) + "#" + label + "/" + entry.id();
            out.put("dt", "Only this run").open("dd").put("code", line).closeLine();
        }
        out.closeLine();
        if (found != null) {
            evidence(out, finding, found);
        }
        for (Counterexample other : entry.others()) {
            out.open("details").put("summary", "Another cause: " + other.reason());
            out.open("dl")
                    .term("Expected", other.expected())
                    .term("Got", other.actual())
                    .close()
                    .markup("\n");
            run(out, other);
            out.closeLine();
        }
        out.closeLine();
    }

    /** What is known is folded away. */
    private void evidence(Html out, Finding finding, Counterexample found) {
        if (finding.known()) {
            out.open("details").putLine("summary", "The run that shows it");
        }
        run(out, found);
        Again again = found.again();
        if (again != null) {
            out.putLine("p", "Run again, " + again.says() + ".");
        }
        if (again != null && again.ladder() != null) {
            out.markup(SvgLadder.drawUnstyled(again.ladder()));
        }
        if (finding.known()) {
            out.closeLine();
        }
    }

    /** The scenario, and beside it what was seen. */
    private void run(Html out, Counterexample found) {
        out.open("div", "class", "evidence").markup("\n");
        out.open("div");
        out.putLine(
                "h4", found.shrunk() ? "The smallest scenario found" : "The simplest scenario of those that failed");
        out.putLine("pre", found.scenario().stripTrailing(), "class", "scenario", "tabindex", "0");
        if (!place.playground().isEmpty() && found.script() != null) {
            String there = place.playground() + "#s=" + found.script();
            out.open("p")
                    .put("a", "Do the same to the reference, in the playground", "href", there)
                    .closeLine();
        }
        out.closeLine();
        out.open("div");
        out.putLine("h4", "What was seen");
        out.markup(SvgLadder.drawUnstyled(found.ladder()));
        out.open("details").put("summary", "The same as text");
        out.putLine("pre", found.diagram().stripTrailing(), "tabindex", "0").closeLine();
        out.closeLine().closeLine();
    }
}
