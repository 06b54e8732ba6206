package org.lastack.site.reference;

import java.util.List;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rule;

/** The runs of a rule's page: the first mutant beside the reference, the others folded. */
final class ExhibitSection {
    private static final String UP = "../";

    private final Rule rule;
    private final List<Exhibit> exhibits;

    ExhibitSection(Rule rule, List<Exhibit> exhibits) {
        this.rule = rule;
        this.exhibits = List.copyOf(exhibits);
    }

    void write(Html out) {
        Exhibit first = exhibits.get(0);
        out.putLine("h2", "Kept and broken");
        out.open("p").text("The mistake: ").put("strong", first.bug()).text(" It is called ");
        out.put("code", first.mutant())
                .text(", and this is the smallest scenario found in which ")
                .put("span", rule.id(), "class", "rule-id");
        out.text(" catches it. Beside it, the same scenario on the reference, which keeps the rule.")
                .closeLine();
        pair(out, first);
        scenario(out, first);
        if (exhibits.size() > 1) {
            out.putLine("h3", "Other mistakes that it catches");
        }
        for (Exhibit exhibit : exhibits.subList(Math.min(1, exhibits.size()), exhibits.size())) {
            out.open("details", "class", "exhibit")
                    .open("summary")
                    .text(exhibit.bug())
                    .close();
            pair(out, exhibit);
            scenario(out, exhibit);
            out.closeLine();
        }
    }

    private static void pair(Html out, Exhibit exhibit) {
        out.open("div", "class", "wide pair");
        String seen = exhibit.seen().isEmpty() ? "." : ". Seen: " + exhibit.seen() + ".";
        String kept = "Kept, by " + exhibit.stack() + seen;
        LadderFigure.write(out, "kept", kept, exhibit.kept(), exhibit.script(), UP);
        String broken = "Broken: expected " + exhibit.expected() + "; got " + exhibit.actual() + ".";
        LadderFigure.write(out, "broken", broken, exhibit.broken(), null, UP);
        out.closeLine();
    }

    private static void scenario(Html out, Exhibit exhibit) {
        out.open("details").put("summary", "The scenario: what the kit did");
        out.open("pre", "class", "scenario", "tabindex", "0")
                .text(exhibit.scenario().stripTrailing())
                .close()
                .closeLine();
    }
}
