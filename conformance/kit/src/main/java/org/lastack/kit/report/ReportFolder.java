package org.lastack.kit.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.trace.SvgLadder;

/**
 * Stores a {@link Report} as files in a folder: {@code report.json}, {@code junit.xml}, and a page {@code index.html} with the
 * diagram of each failure in {@code ladders/}. Everything is written beside its place first and moved when all is there, so
 * that a full disk leaves an earlier report as it was.
 */
public final class ReportFolder {
    private static final String LADDERS = "ladders";
    private static final String PART = ".part";

    private final Path folder;
    /** Whether the folder is ours to remove again. */
    private final boolean made;

    /**
     * Makes the folder if there is none.
     *
     * @throws IOException when files cannot be written there; the message says why
     */
    public ReportFolder(Path folder) throws IOException {
        this.folder = folder;
        made = !Files.exists(folder);
        Files.createDirectories(folder.resolve(LADDERS));
        Path probe = folder.resolve("probe" + PART);
        Files.writeString(probe, "");
        Files.delete(probe);
    }

    /**
     * Writes all files, and removes the diagrams of an earlier report.
     *
     * @throws IOException when that fails; what was written of this report is removed then
     */
    public void write(Report report) throws IOException {
        Map<Path, String> files = files(report);
        List<Path> parts = new ArrayList<>();
        try {
            for (Map.Entry<Path, String> file : files.entrySet()) {
                Path part = part(file.getKey());
                parts.add(part);
                Files.writeString(part, file.getValue());
            }
        } catch (IOException e) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
            if (made) {
                removeWhenEmpty(folder.resolve(LADDERS));
                removeWhenEmpty(folder);
            }
            throw e;
        }
        for (Path file : files.keySet()) {
            Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        removeOthers(files);
    }

    private static void removeWhenEmpty(Path directory) throws IOException {
        boolean empty;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            empty = !entries.iterator().hasNext();
        }
        if (empty) {
            Files.delete(directory);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    private void removeOthers(Map<Path, String> files) throws IOException {
        try (DirectoryStream<Path> ladders = Files.newDirectoryStream(folder.resolve(LADDERS), "*.svg")) {
            for (Path ladder : ladders) {
                if (!files.containsKey(ladder)) {
                    Files.delete(ladder);
                }
            }
        }
    }

    private Map<Path, String> files(Report report) {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve("report.json"), ReportJson.write(report));
        files.put(folder.resolve("junit.xml"), JUnitXml.write(report));
        StringBuilder index = new StringBuilder();
        for (Report.OfStack stack : report.stacks()) {
            for (Entry entry : stack.rules()) {
                Counterexample found = entry.counterexample();
                if (found != null) {
                    String name = LADDERS + "/" + slug(stack.stack().name()) + "-" + entry.id() + ".svg";
                    files.put(folder.resolve(name), SvgLadder.draw(found.ladder()));
                    section(index, name, stack, entry, found);
                }
            }
        }
        files.put(folder.resolve("index.html"), page(report, index.toString()));
        return files;
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    }

    private static void section(
            StringBuilder out, String picture, Report.OfStack stack, Entry entry, Counterexample found) {
        out.append("<h2 id=\"").append(slug(stack.stack().name())).append('-').append(entry.id());
        out.append("\">")
                .append(entry.id())
                .append(", ")
                .append(entry.verdict())
                .append(", ");
        out.append(html(stack.stack().name())).append("</h2>\n");
        out.append("<p>").append(html(entry.level())).append(", ").append(html(entry.source()));
        out.append(": ").append(html(entry.statement())).append("</p>\n<dl>\n");
        term(out, "Expected", found.expected());
        term(out, "Got", found.actual());
        String known = entry.known();
        if (known != null) {
            term(out, "Known", known);
        }
        term(out, "Again", entry.replay());
        out.append("</dl>\n<pre>").append(html(found.scenario())).append("</pre>\n");
        out.append("<img src=\"").append(picture).append("\" alt=\"").append(html(found.diagram()));
        out.append("\">\n");
    }

    private static void term(StringBuilder out, String name, String text) {
        out.append("<dt>").append(name).append("</dt><dd>").append(html(text)).append("</dd>\n");
    }

    private static String page(Report report, String sections) {
        StringBuilder out = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>lastack: what was found</title>
                <style>
                :root { color-scheme: light dark; }
                body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; line-height: 1.5; }
                dt { font-weight: 600; } pre { overflow-x: auto; } img { max-width: 100%; }
                </style>
                <h1>What was found</h1>
                """);
        for (Report.OfStack stack : report.stacks()) {
            out.append("<p>").append(html(stack.stack().name())).append(": ");
            out.append(stack.certified() ? "certified" : "not certified");
            out.append(". All verdicts are in <a href=\"report.json\">report.json</a>.</p>\n");
        }
        String nothing = "<p>No rule was broken, so there is no diagram to show.</p>\n";
        return out.append(sections.isEmpty() ? nothing : sections)
                .append("</html>\n")
                .toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
