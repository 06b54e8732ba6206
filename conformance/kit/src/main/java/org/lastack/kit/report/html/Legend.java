package org.lastack.kit.report.html;

import org.lastack.kit.report.Report;

/** What verdicts and levels mean, in full sentences. */
final class Legend {
    private static final String[][] LEVELS = {
        {"MUST", "A requirement of an RFC, with a number where RFC 9293 has one."},
        {
            "MUST°",
            "Prescriptive text of RFC 9293 without a number, mostly the event processing of §3.10. Differences in detail are"
                    + " allowed there, in substance they are not."
        },
        {"SHOULD", "A recommendation of an RFC: breaking it is a deviation."},
        {"MAY", "An option of an RFC: what is asked of those who use it. Breaking it is a deviation."},
        {"POSIX", "What POSIX promises of sockets. It is asked only of a stack that claims them."},
        {"Linux", "What Linux documents, or was measured to do. It is asked only of a stack that claims it."},
    };

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
        for (String[] level : LEVELS) {
            boolean used = report.stacks().stream()
                    .flatMap(s -> s.rules().stream())
                    .anyMatch(e -> e.level().equals(level[0]));
            if (used) {
                out.put("dt", level[0]).putLine("dd", level[1]);
            }
        }
        out.closeLine().closeLine();
    }
}
