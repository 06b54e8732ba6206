package org.lastack.site.lesson;

import java.util.List;
import org.jsoup.nodes.Element;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Drawn;
import org.lastack.site.page.Markup;

/** What a block showed, as markup: text as text, and ladders drawn in the place of their text. */
public final class ShownHtml {
    private ShownHtml() {}

    /**
     * Returns the markup of what stands under a block.
     *
     * @param up what leads from the page to the folder of the site
     * @param mask what differs from run to run, as a regular expression, or empty
     */
    public static String of(String text, List<Drawn> drawings, String up, String mask) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (Drawn drawn : drawings) {
            int at = text.indexOf(drawn.text(), from);
            // A table is text: its characters stand in columns already.
            Element svg = Markup.parse(drawn.svg()).selectFirst("svg.ladder");
            if (at >= 0 && svg != null) {
                text(out, text.substring(from, at), mask);
                figure(out, drawn, svg, up);
                from = at + drawn.text().length();
            }
        }
        text(out, text.substring(from), mask);
        return out.toString();
    }

    private static void text(StringBuilder out, String text, String mask) {
        if (text.isBlank()) {
            return;
        }
        out.append("<pre class=\"output\"");
        if (!mask.isEmpty()) {
            out.append(" data-mask=\"").append(Html.escape(mask)).append('"');
        }
        out.append('>').append(Html.escape(text)).append("</pre>\n");
    }

    private static void figure(StringBuilder out, Drawn drawn, Element svg, String up) {
        String script = drawn.script();
        out.append("<figure class=\"drawing\"");
        if (!script.isEmpty()) {
            out.append(" data-script=\"").append(script).append('"');
        }
        out.append(">\n").append(bare(svg)).append("<figcaption>");
        if (!script.isEmpty()) {
            out.append("<a href=\"").append(up).append("playground.html#s=").append(script);
            out.append("\">Open in the playground</a>");
        } else {
            out.append("Not for the playground: neither host is the reference.");
        }
        out.append("<details><summary>As text</summary><pre class=\"drawing-text\">");
        out.append(Html.escape(drawn.text())).append("</pre></details></figcaption>\n</figure>\n");
    }

    /** A drawing without a style of its own: pages have one for all of them, and a policy that allows no other. */
    private static String bare(Element svg) {
        svg.select("style").remove();
        return svg.removeAttr("style").removeAttr("data-script").outerHtml();
    }
}
