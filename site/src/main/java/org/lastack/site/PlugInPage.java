package org.lastack.site;

import org.lastack.site.page.Page;

/** How to certify a stack. */
final class PlugInPage {
    private PlugInPage() {}

    static Page page() {
        return Page.of(
                "plug-in.html",
                Page.Kind.GUIDE,
                "Certify a stack",
                "Two doors into the conformance kit: Java, and any language over stdin and stdout.",
                "<h1>Certify a stack</h1>\n<pre class=\"code\"><code>./lastack certify -- ./my-shim</code></pre>");
    }
}
