package org.lastack.site.serve;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Serves the files of one folder, and nothing else. */
final class SiteFiles {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("xml", "text/xml; charset=utf-8"),
            Map.entry("pcapng", "application/octet-stream"));

    private static final String HEAD = "<head>";

    /** Tells a page that there is a server which may run its snippets. */
    private static final String SERVED = HEAD + "<meta name=\"lastack-served\" content=\"yes\">";

    /** What a page loads that can run snippets. */
    private static final String LIVE = "/live.js\"";

    private static final String POLICY = "meta[http-equiv=Content-Security-Policy]";

    private final Path root;

    /** @throws IOException when the folder is not there */
    SiteFiles(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** Answers a request for a file, as to anybody: every user of this machine may ask. */
    void answer(Context request) throws IOException {
        Path file = find(request.req().getRequestURI());
        if (Files.isDirectory(file)) {
            request.redirect(request.path() + "/", HttpStatus.MOVED_PERMANENTLY);
            return;
        }
        String name = String.valueOf(file.getFileName());
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        request.contentType(type == null ? "application/octet-stream" : type);
        if (name.endsWith(".html")) {
            page(request, Files.readString(file));
        } else {
            request.result(Files.readAllBytes(file));
        }
    }

    /** A report has a style and a script of its own, so its policy names them; each page has the one that it needs. */
    private void page(Context request, String page) {
        Element own = Jsoup.parse(page).selectFirst(POLICY);
        if (own != null) {
            request.header(RequestGuard.POLICY, own.attr("content") + RequestGuard.NO_FRAMES);
        }
        request.result(page.contains(LIVE) ? page.replaceFirst(HEAD, SERVED) : page);
    }

    /** Each step must be a plain name, and what it leads to, links followed, must lie in the folder. */
    private Path find(String address) throws IOException {
        Path file = root;
        String decoded = decode(address);
        for (String step : (decoded.endsWith("/") ? decoded + "index.html" : decoded)
                .substring(1)
                .split("/", -1)) {
            if (decoded.charAt(0) != '/' || !isName(step)) {
                throw notThere();
            }
            file = file.resolve(step);
        }
        if (!Files.exists(file)) {
            throw notThere();
        }
        Path real = file.toRealPath();
        boolean there =
                Files.isRegularFile(real) || Files.isDirectory(real) && Files.isRegularFile(real.resolve("index.html"));
        if (!there || !real.startsWith(root)) {
            throw notThere();
        }
        return real;
    }

    private static boolean isName(String step) {
        boolean plain =
                step.chars().allMatch(c -> c > ' ' && c != '/' && c != '\\' && c != 0x7f && c != ':' && c != '%');
        return plain && !step.isEmpty() && !step.startsWith(".");
    }

    private static String decode(String address) {
        try {
            return URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notThere();
        }
    }

    private static Refusal notThere() {
        return new Refusal(Refusal.NOT_FOUND, "there is no such page");
    }
}
