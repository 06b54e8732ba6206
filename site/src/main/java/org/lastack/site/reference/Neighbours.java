package org.lastack.site.reference;

import java.util.List;
import org.lastack.kit.report.html.Html;

/** The way from a page to the one before and the one after it, in the order of their list. */
final class Neighbours {
    private Neighbours() {}

    /** Writes the links; pages are called by their names and lie in one folder. */
    static void write(Html out, String label, List<String> names, String name) {
        int at = names.indexOf(name);
        out.open("nav", "class", "neighbours", "aria-label", label);
        if (at > 0) {
            String before = names.get(at - 1);
            out.put("a", "← " + before, "href", before + ".html", "rel", "prev");
        }
        if (at < names.size() - 1) {
            String after = names.get(at + 1);
            out.put("a", after + " →", "href", after + ".html", "rel", "next");
        }
        out.closeLine();
    }
}
