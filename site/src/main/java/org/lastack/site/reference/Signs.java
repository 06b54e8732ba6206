package org.lastack.site.reference;

import org.lastack.kit.report.html.Html;
import org.lastack.kit.report.html.Mark;

/** The signs of verdicts, each drawn where it stands: a page needs no others then. */
final class Signs {
    private Signs() {}

    /** Writes the sign; what it means must stand beside it as text. */
    static void put(Html out, Mark mark) {
        out.open(
                "svg",
                "class",
                "sign " + mark.style(),
                "viewBox",
                "0 0 16 16",
                "width",
                "16",
                "height",
                "16",
                "aria-hidden",
                "true");
        out.open("path", "d", mark.path()).close().close();
    }
}
