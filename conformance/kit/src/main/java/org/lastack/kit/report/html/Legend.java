package org.lastack.kit.report.html;

import org.lastack.kit.report.Report;
import org.lastack.kit.rules.Level;

/** What verdicts and levels mean, in full sentences. */
final class Legend {
    private final Report report;

    Legend(Report report) {
        this.report = report;
    }

    void write(Html out) {
        out.open("section", "id", "legend").markup("\n");
        out.putLine("h2", "How to read this");
        out.putLine(
                "p",
                "Each rule was tried with scenarios that were drawn at random from all that the rule is about: calls of the"
                        + " application, segments of a peer that the kit plays, and passing time. A rule judges what was seen"
                        + " at the boundary of the stack, and never what the stack says of its own state.");
        out.open("dl", "class", "marks").markup("\n");
        for (Mark mark : Mark.values()) {
            out.open("dt");
            mark.sign(out);
            out.text(" " + mark.word()).close();
            out.putLine("dd", mark.sentence());
        }
        out.closeLine();
        out.putLine("p", "The word beside a rule says how binding it is.");
        out.open("dl", "class", "levels").markup("\n");
        for (Level level : Level.values()) {
            boolean used = report.stacks().stream()
                    .flatMap(s -> s.rules().stream())
                    .anyMatch(e -> e.level().equals(level.toString()));
            if (used) {
                out.term(level.toString(), level.sentence());
            }
        }
        out.closeLine().closeLine();
    }
}
