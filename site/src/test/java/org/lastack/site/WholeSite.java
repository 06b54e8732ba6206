package org.lastack.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole site, written once for all tests that look at it. */
public final class WholeSite {
    private static @Nullable Path written;

    private WholeSite() {}

    /** Returns the folder of the site. */
    public static synchronized Path folder() throws IOException, InterruptedException {
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
