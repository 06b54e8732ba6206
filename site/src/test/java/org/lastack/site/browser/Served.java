package org.lastack.site.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.browser.Chromium;
import org.lastack.lessons.engine.KernelUse;
import org.lastack.site.WholeSite;
import org.lastack.site.serve.Server;
import org.lastack.stacks.ProjectFolder;

/** The whole site, served once for all tests of a JVM. */
public final class Served {
    private static @Nullable Served one;

    private final Path folder;
    private final Server server;

    private Served() {
        try {
            folder = WholeSite.folder();
            server = Server.start(folder, 0, KernelUse.Turns.RUNNING);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the site. It is not written where there is no browser to look at it. */
    public static synchronized Served get() {
        Chromium.get();
        return one == null ? one = new Served() : one;
    }

    /** Returns the paths of all pages. */
    public List<String> pages() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns where a page lies. */
    public Path file(String path) {
        return folder.resolve(path);
    }

    /** Returns the address of a page on disk. */
    public String onDisk(String path) {
        return folder.resolve(path).toUri().toString();
    }

    /** Returns the address of a page on the server. */
    public String served(String path) {
        return "http://127.0.0.1:" + server.port() + "/" + path;
    }

    /** Returns the address that lets who opens it run snippets. */
    public String entrance() {
        return server.address();
    }

    /** Opens the browser at a page that is live, as somebody who came by the address that was printed. */
    public Page live(String path, ColorScheme scheme) {
        Page page = Chromium.page(new Browser.NewContextOptions().setColorScheme(scheme));
        enter(page);
        page.navigate(served(path));
        return page;
    }

    /** Opens the address that was printed, and waits until the page has kept its key, which it first asks the server about. */
    public void enter(Page page) {
        page.navigate(entrance());
        page.waitForCondition(() -> key(page) != null);
    }

    /** Returns the key that the browser keeps for this server; null when it has none. */
    public static @Nullable Object key(Page page) {
        return page.evaluate("localStorage.getItem('lastack.key')");
    }

    /** Where screenshots go. */
    public static Path picture(String name) {
        return ProjectFolder.resolve("site").resolve("target/browser/" + name + ".png");
    }

    /** What a page did that it must not. */
    public static final class Watch {
        private final List<String> found = Collections.synchronizedList(new ArrayList<>());

        /** Watches from now on. */
        public Watch(Page page) {
            page.onConsoleMessage(said -> {
                if (List.of("error", "warning").contains(said.type())) {
                    found.add(page.url() + " says " + said.text());
                }
            });
            page.onPageError(error -> found.add(page.url() + " throws " + error));
            page.onRequestFailed(request -> found.add(page.url() + " does not get " + request.url()));
            page.onRequest(request -> {
                if (!request.url().matches("(file:///|http://127\\.0\\.0\\.1:|data:|about:blank).*")) {
                    found.add(page.url() + " asks " + request.url());
                }
            });
            page.onResponse(response -> {
                if (response.status() >= 400) {
                    found.add(page.url() + " asks for " + response.url() + ", " + response.status());
                }
            });
        }

        /** Fails when the page did anything. */
        public void nothing() {
            assertEquals(List.of(), found);
        }
    }
}
