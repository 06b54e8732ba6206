package org.lastack.kit.report.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastack.kit.report.JUnitXml;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.html.Badge;
import org.lastack.kit.report.html.HtmlReport;

/**
 * Stores a {@link Report} as files in a folder: {@code index.html} for people, {@code report.json}, {@code junit.xml} and
 * {@code badge.svg}. Everything is written beside its place first and moved when all is there, so that a full disk leaves an
 * earlier report as it was.
 */
public final class ReportFolder {
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
        Files.createDirectories(folder);
        Path probe = folder.resolve("probe" + PART);
        Files.writeString(probe, "");
        Files.delete(probe);
    }

    /**
     * Writes all files.
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
            removeIfMade();
            throw e;
        }
        for (Path file : files.keySet()) {
            Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void removeIfMade() throws IOException {
        boolean empty;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            empty = !entries.iterator().hasNext();
        }
        if (made && empty) {
            Files.delete(folder);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    private Map<Path, String> files(Report report) {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve("report.json"), ReportJson.write(report));
        files.put(folder.resolve("junit.xml"), JUnitXml.write(report));
        files.put(folder.resolve("badge.svg"), Badge.draw(report));
        files.put(folder.resolve("index.html"), HtmlReport.write(report, HtmlReport.Place.in(folder)));
        return files;
    }
}
