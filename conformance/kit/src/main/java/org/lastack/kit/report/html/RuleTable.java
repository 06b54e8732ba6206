package org.lastack.kit.report.html;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;

/** All rules by group, with a column of verdicts for each stack; what else is said of a rule is folded into its row. */
final class RuleTable {
    private final Report report;
    private final Anchors anchors;
    private final HtmlReport.Place place;
    private final boolean several;

    RuleTable(Report report, Anchors anchors, HtmlReport.Place place) {
        this.report = report;
        this.anchors = anchors;
        this.place = place;
        this.several = report.stacks().size() > 1;
    }

    void write(Html out) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        report.stacks().stream()
                .flatMap(s -> s.rules().stream())
                .forEach(e -> groups.computeIfAbsent(e.group(), g -> new LinkedHashSet<>())
                        .add(e.id()));
        out.open("section", "id", "rules").markup("\n");
        out.putLine("h2", "Rules and verdicts");
        filter(out);
        // With few stacks there is room for words beside the signs.
        out.open("table", "class", report.stacks().size() < 3 ? "rules few" : "rules")
                .markup("\n");
        out.open("thead").open("tr");
        for (OfStack stack : report.stacks()) {
            out.open("th", "scope", "col", "class", "verdict");
            out.put("span", several ? stack.stack().label() : "Verdict").close();
        }
        out.put("th", "Rule", "scope", "col").close().closeLine();
        groups.forEach((group, ids) -> group(out, group, ids));
        out.closeLine().closeLine();
    }

    /** Shown by the script: without one all rows are there. */
    private void filter(Html out) {
        out.open("form", "class", "filter", "hidden", "").markup("\n");
        out.open("label", "class", "search").text("Search ");
        out.empty("input", "type", "search", "name", "words", "autocomplete", "off")
                .closeLine();
        out.open("fieldset").put("legend", "Show");
        for (Mark mark : marks()) {
            out.open("label");
            out.empty("input", "type", "checkbox", "name", "mark", "value", mark.style(), "checked", "");
            mark.sign(out);
            out.text(" " + mark.word()).close();
        }
        out.closeLine();
        if (several) {
            out.open("label");
            out.empty("input", "type", "checkbox", "name", "differ");
            out.text(" only where the stacks differ").closeLine();
        }
        out.putLine("output", "", "role", "status").closeLine();
    }

    /** The marks that there are. */
    private Set<Mark> marks() {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        report.stacks().forEach(s -> s.rules().forEach(e -> marks.add(Mark.of(e))));
        return marks;
    }

    private void group(Html out, String title, Set<String> ids) {
        out.open("tbody", "id", Anchors.group(title)).markup("\n");
        String columns = Integer.toString(report.stacks().size() + 1);
        out.open("tr", "class", "group").put("th", title, "colspan", columns, "scope", "rowgroup");
        out.closeLine();
        ids.forEach(id -> row(out, id));
        out.closeLine();
    }

    private void row(Html out, String id) {
        List<Entry> entries = new ArrayList<>();
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        Html cells = new Html();
        for (OfStack stack : report.stacks()) {
            Entry entry = stack.find(id);
            if (entry == null) {
                cells.put("td", "", "class", "verdict");
                continue;
            }
            entries.add(entry);
            marks.add(Mark.of(entry));
            cell(cells, stack, entry);
        }
        String words = marks.stream().map(Mark::style).collect(Collectors.joining(" "));
        out.open("tr", "id", Anchors.rule(id), "data-marks", words).markup(cells.done());
        rule(out, entries.get(0));
        out.closeLine();
    }

    private void cell(Html out, OfStack stack, Entry entry) {
        Mark mark = Mark.of(entry);
        out.open("td", "class", "verdict " + mark.style());
        if (mark.finding()) {
            out.open("a", "href", "#" + anchors.finding(stack, entry));
        }
        mark.sign(out);
        out.put("span", mark.word(), "class", "word");
        if (mark.finding()) {
            out.close();
        }
        out.close();
    }

    private void rule(Html out, Entry entry) {
        out.open("th", "scope", "row").open("div", "class", "rule");
        out.put("a", entry.id(), "class", "id", "href", "#" + Anchors.rule(entry.id()))
                .text(" ");
        out.put("span", entry.level(), "class", "level");
        out.open("details").put("summary", entry.statement());
        out.open("dl");
        out.term("Source", entry.source());
        out.term("Catches", entry.intent());
        if (!entry.needs().isEmpty()) {
            out.term("Needs", String.join(", ", entry.needs()));
        }
        for (OfStack stack : report.stacks()) {
            Entry of = stack.find(entry.id());
            if (of != null) {
                out.term(several ? stack.stack().label() : "Verdict", story(of));
                out.put("dt", "Run again").open("dd").put("code", of.replay()).close();
            }
        }
        if (!place.rules().isEmpty()) {
            String page = place.rules() + entry.id() + ".html";
            out.put("dt", "More").open("dd").put("a", "The page of this rule", "href", page);
            out.close();
        }
        out.close().close().close().close();
    }

    private static String story(Entry entry) {
        String runs = entry.tries() == 0
                ? ""
                : " " + entry.judged() + " of " + entry.tries() + (entry.tries() == 1 ? " run" : " runs")
                        + " said something about it.";
        return Mark.of(entry).word() + (entry.why().isEmpty() ? "." : ": " + entry.why() + ".") + runs;
    }
}
