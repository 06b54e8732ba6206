package org.lastack.kit.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;

/** What the stacks do where more than one thing is right: the behaviours that the rules recorded. */
final class Behaviour {
    private final Report report;
    private final boolean several;

    Behaviour(Report report) {
        this.report = report;
        this.several = report.stacks().size() > 1;
    }

    static boolean any(Report report) {
        return report.stacks().stream()
                .anyMatch(s -> s.rules().stream().anyMatch(e -> !e.seen().isEmpty()));
    }

    void write(Html out) {
        if (!any(report)) {
            return;
        }
        out.open("section", "id", "behaviour").markup("\n");
        out.putLine("h2", several ? "How these stacks behave" : "How this stack behaves");
        out.putLine(
                "p",
                "Where the specifications leave a choice, or contradict each other, a rule accepts every defensible outcome and"
                        + " records which one came. Some rules record what they measured.");
        out.open("dl", "class", "behaviour").markup("\n");
        Set<String> ids = new LinkedHashSet<>();
        report.stacks()
                .forEach(
                        s -> s.rules().stream().filter(e -> !e.seen().isEmpty()).forEach(e -> ids.add(e.id())));
        ids.forEach(id -> rule(out, id));
        out.closeLine().closeLine();
    }

    private void rule(Html out, String id) {
        // Stacks that behave alike, down to how often, stand together.
        Map<String, List<String>> who = new LinkedHashMap<>();
        String statement = "";
        for (OfStack stack : report.stacks()) {
            Entry entry = stack.find(id);
            if (entry != null && !entry.seen().isEmpty()) {
                statement = entry.statement();
                who.computeIfAbsent(seen(entry), s -> new ArrayList<>())
                        .add(stack.stack().label());
            }
        }
        out.open("dt").put("a", id, "class", "id", "href", "#" + Anchors.rule(id));
        out.text(" " + statement).closeLine();
        who.forEach((seen, labels) -> {
            out.open("dd");
            if (several) {
                out.put("span", String.join(", ", labels), "class", "who");
            }
            out.markup(seen).closeLine();
        });
    }

    private static String seen(Entry entry) {
        Html out = new Html();
        out.open("ul");
        entry.seen().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> {
                    out.open("li").text(e.getKey() + " ");
                    out.put("span", often(e.getValue(), entry.judged()), "class", "often")
                            .close();
                });
        return out.close().done();
    }

    private static String often(int times, int of) {
        if (times == of) {
            return of == 1 ? "in the one run" : "in all " + of + " runs";
        }
        return "in " + times + " of " + of + " runs";
    }
}
