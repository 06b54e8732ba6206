package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.ProjectFolder;

/** The lessons that are shipped. What Asciidoctor made of one is kept, since starting it takes longer than a reader waits. */
public final class Lessons {
    /** Part of the name of what is kept: another number when {@link Lesson} changes. */
    private static final String VERSION = "5";

    private Lessons() {}

    /** Returns the files of all lessons, in their order. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFolder.resolve("lessons/text"))) {
            return files.filter(f -> f.toString().endsWith(".adoc")).sorted().toList();
        }
    }

    /** Returns the file of a lesson, or null when there is none. */
    public static @Nullable Path find(int number) throws IOException {
        for (Path file : files()) {
            if (number(file) == number) {
                return file;
            }
        }
        return null;
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

    /** Returns what a lesson asks of its reader, without reading all of it. */
    public static Effort effort(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return Effort.of(lines.takeWhile(line -> !line.isBlank()).toList());
        }
    }

    /**
     * Reads the lessons with these numbers, or all when there are none.
     *
     * @throws LessonException when one is not written as it must be
     */
    public static List<Lesson> read(List<Integer> numbers) throws IOException {
        List<Lesson> lessons = new ArrayList<>();
        DiskCache kept = DiskCache.ofUser();
        LessonReader reader = null;
        try {
            for (Path file : files()) {
                if (!numbers.isEmpty() && !numbers.contains(number(file))) {
                    continue;
                }
                String key = key(file);
                Lesson lesson = kept.read(key, Lesson.class);
                if (lesson == null) {
                    reader = reader == null ? new LessonReader() : reader;
                    lesson = reader.read(file);
                    kept.write(key, lesson);
                }
                lessons.add(lesson);
            }
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
        return lessons;
    }

    /** Named by what is in the file and where it is. */
    private static String key(Path file) throws IOException {
        return DiskCache.key("lesson", VERSION + file, Files.readAllBytes(file));
    }
}
