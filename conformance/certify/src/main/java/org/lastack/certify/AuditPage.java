package org.lastack.certify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.lastack.audit.Drawing;
import org.lastack.audit.Ending;
import org.lastack.audit.Reason;
import org.lastack.audit.Survey;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.report.html.HtmlReport;
import org.lastack.trace.Ladder;
import org.lastack.trace.SvgLadder;

/** A page in the style of the other reports: the facts, a table of the most interesting connections, and each of them with its diagram. */
final class AuditPage {
    /** More than these nobody reads; their packets are in memory until the page is written. */
    private static final int MOST = 200;

    /** A diagram of more packets is no help. */
    private static final int MOST_DRAWN = 300;

    private static final Comparator<Ending> INTERESTING =
            Comparator.comparingInt(Ending::interest).reversed().thenComparingInt(Ending::number);

    private final Path folder;
    private final PriorityQueue<Ending> most = new PriorityQueue<>(INTERESTING.reversed());
    private long count;

    /**
     * Makes the folder, so that it is known early when that cannot be.
     *
     * @throws Problem when it cannot be made
     */
    AuditPage(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Problem("--report: cannot make the folder " + folder + ": " + e.getMessage());
        }
    }

    void ending(Ending ending) {
        count++;
        most.add(ending);
        if (most.size() > MOST) {
            most.poll();
        }
    }

    /** Writes the page. */
    void write(Survey survey, List<String> flaws) throws IOException {
        List<Ending> shown = new ArrayList<>(most);
        shown.sort(INTERESTING);
        Html out = new Html();
        out.markup("<!DOCTYPE html>\n").open("html", "lang", "en").markup("\n");
        HtmlReport.head(out, "What happened to these connections (lastack audit)");
        out.open("body").markup("\n").open("main").markup("\n");
        facts(out, survey, flaws);
        table(out, shown);
        shown.forEach(e -> connection(out, e));
        out.closeLine().closeLine().closeLine();
        Files.writeString(folder.resolve("index.html"), out.done());
    }

    private static void facts(Html out, Survey survey, List<String> flaws) {
        out.open("header").markup("\n");
        out.putLine("h1", "What happened to these connections");
        out.open("ul").markup("\n");
        survey.facts().forEach(f -> out.putLine("li", f));
        flaws.forEach(f -> out.putLine("li", f));
        out.closeLine().closeLine();
    }

    private void table(Html out, List<Ending> shown) {
        out.open("section", "id", "connections").markup("\n");
        out.putLine("h2", "The connections, most interesting first");
        out.open("table").markup("\n");
        out.open("tr");
        for (String title : List.of("No.", "client and server", "ending", "why")) {
            out.put("th", title, "scope", "col");
        }
        out.closeLine();
        for (Ending e : shown) {
            out.open("tr").open("td");
            out.put("a", Integer.toString(e.number()), "href", "#c" + e.number())
                    .close();
            out.put("td", AuditTable.ends(e)).put("td", AuditTable.kind(e)).put("td", AuditTable.why(e));
            out.closeLine();
        }
        out.closeLine();
        if (count > shown.size()) {
            out.putLine("p", (count - shown.size()) + " more, less interesting, are not on this page");
        }
        out.closeLine();
    }

    private static void connection(Html out, Ending e) {
        out.open("section", "id", "c" + e.number()).markup("\n");
        out.putLine("h2", "Connection " + e.number() + ": " + AuditTable.kind(e));
        out.putLine(
                "p",
                AuditTable.ends(e) + ", frames " + e.firstFrame() + " to " + e.lastFrame() + ", "
                        + AuditTable.duration(e));
        out.putLine("p", e.sentence());
        if (!e.reasons().isEmpty()) {
            out.open("ul").markup("\n");
            for (Reason reason : e.reasons()) {
                out.open("li").put("code", reason.cause().word());
                out.text(", frames " + reason.frames()
                                + (reason.decides().isEmpty()
                                        ? ": the capture shows it"
                                        : "; to be sure: " + reason.decides()))
                        .closeLine();
            }
            out.closeLine();
        }
        if (e.packets().size() <= MOST_DRAWN) {
            Ladder ladder = Drawing.of(e);
            out.open("figure").markup(SvgLadder.drawUnstyled(ladder)).closeLine();
        } else {
            out.putLine("p", "It has " + e.count() + " packets, too many to be drawn here.");
        }
        out.closeLine();
    }
}
