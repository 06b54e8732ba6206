package org.lastack.playground;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A Chromium with the playground's page in it, read from files and under the policy of the site. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final Path page;
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
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Starts one; where there is no Chromium the test is skipped, and fails where it must not be skipped. */
    static Browser start(Path folder) throws IOException {
        if (!Files.isExecutable(CHROMIUM)) {
            String why = "no " + CHROMIUM + ": the playground was not tried in a browser";
            if ("true".equals(System.getenv("CI"))) {
                fail(why);
            }
            Assumptions.abort(why);
        }
        return new Browser(folder);
    }

    static String asset(String name) throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("assets/" + name)) {
            assertNotNull(in, name + " was not built");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Opens the page; with {@code #s=…} a scenario. */
    Page open(String hash) {
        Page tab = browser.newPage();
        tab.onConsoleMessage(m -> {
            if (m.type().equals("error") || m.type().equals("warning")) {
                complaints.add(m.text());
            }
        });
        tab.onPageError(complaints::add);
        tab.navigate(page.toUri() + hash);
        tab.waitForSelector("#play:not([hidden])");
        return tab;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
