package org.lastack.kit.report.html;

import java.util.List;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.OfStack;

/** Which stimuli met which states, and what was never tried. */
final class CoverageSection {
    private final Report report;

    CoverageSection(Report report) {
        this.report = report;
    }

    static boolean any(Report report) {
        return report.stacks().stream().anyMatch(s -> !s.coverage().isEmpty());
    }

    void write(Html out) {
        if (!any(report)) {
            return;
        }
        out.open("section", "id", "coverage").markup("\n");
        out.putLine("h2", "What was tried");
        out.putLine(
                "p",
                "How often each stimulus met each state, over all scenarios, whatever rule wanted them. The state is the one"
                        + " that the RFC gives the stack by what was seen. A segment counts for everything that it is. A 0 is"
                        + " a hole: it was never tried. A dash stands for what the stack does not claim; where nothing"
                        + " stands, the two do not meet.");
        for (OfStack stack : report.stacks()) {
            stack.coverage().forEach(m -> matrix(out, stack, m));
        }
        out.closeLine();
    }

    private static void matrix(Html out, OfStack stack, Matrix matrix) {
        List<String> holes = matrix.holes();
        String title = matrix.title() + ", " + stack.stack().name();
        out.open("h3")
                .text(matrix.title() + ", ")
                .put("bdi", stack.stack().name())
                .closeLine();
        out.open("div", "class", "scroll", "role", "region", "aria-label", title, "tabindex", "0")
                .markup("\n");
        out.open("table", "class", "matrix").markup("\n");
        out.open("thead").open("tr").put("td", "");
        for (String state : matrix.states()) {
            out.open("th", "scope", "col").put("span", state).close();
        }
        out.close().closeLine();
        out.open("tbody").markup("\n");
        matrix.rows().forEach(row -> row(out, matrix, row));
        out.close().close().closeLine();
        out.open("p").text(matrix.covered() + " of " + matrix.cells() + " cells. ");
        if (holes.isEmpty()) {
            out.text("There is no hole.");
        }
        out.closeLine();
        if (!holes.isEmpty()) {
            String count = holes.size() == 1 ? "The hole" : "The " + holes.size() + " holes";
            out.open("details", "class", "holes").put("summary", count).open("ul");
            holes.forEach(h -> out.put("li", h));
            out.close().closeLine();
        }
    }

    private static void row(Html out, Matrix matrix, Matrix.Row row) {
        out.open("tr").put("th", row.stimulus(), "scope", "row");
        for (String state : matrix.states()) {
            Integer count = row.counts().get(state);
            String feature = row.unclaimed().get(state);
            if (count != null) {
                out.put("td", number(count), "class", shade(count), "title", count.toString());
            } else if (feature != null) {
                out.put("td", "–", "class", "unclaimed", "title", "the stack does not claim " + feature);
            } else {
                out.put("td", "", "class", "never");
            }
        }
        out.closeLine();
    }

    /** Short enough for a narrow column; the title of the cell has the rest. */
    private static String number(int count) {
        return count < 10_000 ? Integer.toString(count) : count / 1000 + "k";
    }

    /** The deeper the oftener, by tens. */
    private static String shade(int count) {
        return count == 0
                ? "hole"
                : "tried" + Math.min(4, Integer.toString(count).length());
    }
}
