package org.lastack.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.browser.Needs;

/** The whole site, written once for all tests that look at it. */
public final class WholeSite {
    private static final String NO_NPM = "npm is missing; install Debian's package npm";

    private static @Nullable Path written;

    private WholeSite() {}

    /** Returns the folder of the site. Tests are skipped where the site was built without npm, but not in CI. */
    public static synchronized Path folder() throws IOException, InterruptedException {
        boolean search = WholeSite.class.getResource("minisearch/dist/umd/index.js") != null;
        Needs.need(search, NO_NPM);
        Path folder = written;
        if (folder == null) {
            folder = Path.of("target/whole-site").toAbsolutePath();
            new Site(() -> {}).write(folder, List.of());
            written = folder;
        }
        return folder;
    }

    /** Returns all pages, those too that are written without the layout. */
    public static List<Path> pages() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(f -> f.toString().endsWith(".html")).sorted().toList();
        }
    }
}
