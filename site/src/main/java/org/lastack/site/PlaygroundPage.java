package org.lastack.site;

import java.io.IOException;
import java.util.List;
import org.lastack.site.page.Page;

/** The playground: its body and its scripts come with the machine that was compiled for the browser. */
final class PlaygroundPage {
    private PlaygroundPage() {}

    static Page page() throws IOException {
        String body = Site.text("/org/lastack/playground/assets/play.html");
        return Page.of(
                        "playground.html",
                        Page.Kind.PLAYGROUND,
                        "Playground",
                        "Two hosts and a wire: the reference machine, run in the browser.",
                        body)
                .with(List.of("play.css"), List.of("machine.js", "play.js"));
    }
}
