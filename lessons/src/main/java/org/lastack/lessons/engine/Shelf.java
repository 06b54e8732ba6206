package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.lastack.stacks.ProjectFolder;

/** Where the lessons are. */
public final class Shelf {
    private Shelf() {}

    /** Returns the files of all lessons, in their order. */
    public static List<Path> lessons() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFolder.resolve("lessons/text"))) {
            return files.filter(f -> f.toString().endsWith(".adoc")).sorted().toList();
        }
    }

    /** Returns the number of a lesson by its file. */
    public static int number(Path file) {
        String name = String.valueOf(file.getFileName());
        return Integer.parseInt(name.substring(0, name.indexOf('-')));
    }

    /** Returns the title of a lesson without reading all of it. */
    public static String title(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(l -> l.startsWith("= "))
                    .findFirst()
                    .orElse("= ")
                    .substring(2);
        }
    }
}
