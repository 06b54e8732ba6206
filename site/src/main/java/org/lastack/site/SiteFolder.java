package org.lastack.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder that the site is written into. Pages that are no longer written are removed; nothing else is. */
final class SiteFolder {
    /** What tells that a folder holds a site already. */
    private static final String MARK = "assets/site.css";

    private final Path folder;
    private final Set<Path> written = new HashSet<>();

    /**
     * Opens a folder.
     *
     * @throws Problem when it cannot be written, or holds something else
     */
    SiteFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent() && !Files.exists(folder.resolve(MARK))) {
                    throw new SiteProblem(
                            folder + " holds something else than a site; choose another folder with --out");
                }
            }
        } catch (IOException e) {
            throw new SiteProblem("cannot write to " + folder + " ("
                    + e.getClass().getSimpleName() + "); choose another folder with --out");
        }
    }

    void put(String path, String text) throws IOException {
        Files.writeString(place(path), text);
    }

    void put(String path, InputStream octets) throws IOException {
        Files.copy(octets, place(path), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path place(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        written.add(file);
        return file;
    }

    /** Removes the pages of an earlier site that this one does not have. */
    void end() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.walk(folder)) {
            pages = files.filter(f -> f.toString().endsWith(".html")).toList();
        }
        for (Path page : pages) {
            if (!written.contains(page)) {
                Files.delete(page);
            }
        }
    }
}
