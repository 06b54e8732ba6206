package org.lastack.kit.report.html;

import java.util.Set;
import java.util.TreeSet;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;

/** A verdict small enough for a README: certified or not, and how many rules of the catalogue are kept. */
public final class Badge {
    private static final int HEIGHT = 22;
    private static final int MARGIN = 8;
    private static final int SIGN = 16;

    /** What a character of 11 units takes on average; the viewer fits its own font to that. */
    private static final int CHARACTER = 6;

    private static final String NAME = "lastack";

    private Badge() {}

    /** Returns the picture. */
    public static String draw(Report report) {
        boolean certified = report.certified();
        String verdict = (certified ? "certified, " : "not certified, ") + kept(report) + " of "
                + Rules.all().size() + " rules";
        int left = 2 * MARGIN + CHARACTER * NAME.length();
        int width = left + 2 * MARGIN + SIGN + CHARACTER * verdict.length();
        Mark mark = certified ? Mark.PASS : Mark.FAIL;
        Html out = new Html();
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(HEIGHT),
                "viewBox",
                "0 0 " + width + " " + HEIGHT,
                "role",
                "img",
                "aria-labelledby",
                "t");
        out.put("title", NAME + ": " + verdict, "id", "t").markup("\n");
        box(out, "#343b43", "M4 0h" + (left - 4) + "v22H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z");
        box(
                out,
                certified ? "#2c6e2f" : "#a3241c",
                "M" + left + " 0H" + (width - 4) + "a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H" + left + "z");
        text(out, MARGIN, NAME);
        out.open(
                "g",
                "fill",
                "none",
                "stroke",
                "#fff",
                "stroke-width",
                "2",
                "transform",
                "translate(" + (left + 6) + " 3)");
        out.open("path", "d", mark.path()).close().closeLine();
        text(out, left + MARGIN + SIGN, verdict);
        return out.closeLine().done();
    }

    private static void box(Html out, String colour, String path) {
        out.open("path", "fill", colour, "d", path).closeLine();
    }

    private static void text(Html out, int x, String words) {
        out.putLine(
                "text",
                words,
                "x",
                Integer.toString(x),
                "y",
                "15",
                "fill",
                "#fff",
                "font-family",
                "Verdana, DejaVu Sans, sans-serif",
                "font-size",
                "11",
                "lengthAdjust",
                "spacingAndGlyphs",
                "textLength",
                Integer.toString(CHARACTER * words.length()));
    }

    /** How many rules a stack keeps and none breaks. */
    private static int kept(Report report) {
        Set<String> kept = new TreeSet<>();
        Set<String> broken = new TreeSet<>();
        for (OfStack stack : report.stacks()) {
            for (Entry entry : stack.rules()) {
                if (Mark.of(entry).finding()) {
                    broken.add(entry.id());
                } else if (entry.verdict() == Kind.PASS) {
                    kept.add(entry.id());
                }
            }
        }
        kept.removeAll(broken);
        return kept.size();
    }
}
