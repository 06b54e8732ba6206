package org.lastack.site.reference;

import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.html.Html;
import org.lastack.trace.Ladder;
import org.lastack.trace.SvgLadder;
import org.lastack.trace.TextLadder;

/** A ladder in a page: drawn, with its caption, with the way to the playground, and as text. */
final class LadderFigure {
    private LadderFigure() {}

    /**
     * Writes the figure.
     *
     * @param style {@code kept} or {@code broken}
     * @param script the run for the playground, or null
     * @param up what leads from the page to the folder of the site
     */
    static void write(Html out, String style, String caption, Ladder ladder, @Nullable String script, String up) {
        out.open("figure", "class", "drawing " + style);
        out.markup(SvgLadder.drawUnstyled(ladder)).open("figcaption").put("p", caption);
        if (script != null) {
            out.put("a", "Open in the playground", "href", up + "playground.html#s=" + script);
        }
        out.open("details").put("summary", "As text").open("pre", "class", "drawing-text", "tabindex", "0");
        out.text(TextLadder.draw(ladder)).close().close();
        out.close().closeLine();
    }
}
