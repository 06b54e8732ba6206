package org.lastack.playground;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lastack.browser.Chromium;

/** Chromium with the playground's page in it, read from files and under the policy of the site. */
final class Browser implements AutoCloseable {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";

    private final Path page;
    private final List<Page> tabs = new ArrayList<>();
    /** What the console of the page said that nobody wants to read there. */
    final List<String> complaints = new ArrayList<>();

    private Browser(Path folder) throws IOException {
        page = folder.resolve("playground.html");
        for (String name : List.of("machine.js", "play.js", "play.css")) {
            Files.writeString(folder.resolve(name), asset(name));
        }
        Files.writeString(
                page,
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Playground</title>"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">"
                        + "<link rel=\"stylesheet\" href=\"play.css\"><script src=\"machine.js\" defer></script>"
                        + "<script src=\"play.js\" defer></script></head><body><main>" + asset("play.html")
                        + "</main></body></html>");
    }

    /** Lays the files out; where there is no Chromium the test is skipped, and fails where it must not be skipped. */
    static Browser start(Path folder) throws IOException {
        Chromium.get();
        return new Browser(folder);
    }

    static String asset(String name) throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("assets/" + name)) {
            assertNotNull(in, name + " was not built");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Opens the page; with {@code #s=…} a scenario, which is played and drawn then. */
    Page open(String hash) {
        Page tab = begin(hash, "");
        tab.waitForSelector("#play:not([hidden]):not([aria-busy=true])");
        return tab;
    }

    /** Opens the page, in which something is done before its own scripts. */
    Page begin(String hash, String before) {
        Page tab = Chromium.get().newPage();
        tab.setDefaultTimeout(Chromium.PATIENCE_MS);
        tabs.add(tab);
        tab.onConsoleMessage(m -> {
            if (m.type().equals("error") || m.type().equals("warning")) {
                complaints.add(m.text());
            }
        });
        tab.onPageError(complaints::add);
        tab.addInitScript(before);
        tab.navigate(page.toUri() + hash);
        return tab;
    }

    @Override
    public void close() {
        tabs.forEach(Page::close);
    }
}
