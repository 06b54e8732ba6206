package org.lastack.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Chromium of the system, for tests in a real browser; one for all tests of a JVM. Where there is none they are skipped, but
 * not in CI.
 */
public final class Chromium {
    private static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final Path NODE = Path.of("/usr/bin/node");

    /** A machine that is busy with other work is slow; far above what anything takes, and below the limit of a test. */
    public static final int PATIENCE_MS = 300_000;

    private static final List<String> OPTIONS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static @Nullable Browser browser;

    private Chromium() {}

    /** Returns the browser. */
    public static synchronized Browser get() {
        if (browser == null) {
            Needs.need(Files.isExecutable(BINARY), BINARY + " is missing; install Debian's package chromium");
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
            Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment()));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(BINARY)
                            .setHeadless(true)
                            .setArgs(OPTIONS));
        }
        return browser;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        if (Files.isExecutable(NODE)) {
            environment.put("PLAYWRIGHT_NODEJS_PATH", NODE.toString());
        }
        return environment;
    }

    /** Opens a page of a context of its own, with a window of an ordinary size. */
    public static Page page(ColorScheme scheme) {
        return page(new Browser.NewContextOptions().setColorScheme(scheme));
    }

    /** Opens a page of a context of its own; closing the page's context closes both. */
    public static Page page(Browser.NewContextOptions options) {
        BrowserContext context = get().newContext(options.setViewportSize(1280, 900));
        context.setDefaultTimeout(PATIENCE_MS); // also of what opens a page or clicks
        return context.newPage();
    }
}
