package org.lastack.lessons.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.ProjectFolder;

/** The lessons that are shipped. What Asciidoctor made of one is kept, since starting it takes longer than a reader waits. */
public final class Lessons {
    /** Part of the name of what is kept: another number when {@link Lesson} changes. */
    private static final String VERSION = "1";

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

    /**
     * Reads the lessons with these numbers, or all when there are none.
     *
     * @throws LessonException when one is not written as it must be
     */
    public static List<Lesson> read(List<Integer> numbers) throws IOException {
        List<Lesson> lessons = new ArrayList<>();
        LessonReader reader = null;
        try {
            for (Path file : files()) {
                if (!numbers.isEmpty() && !numbers.contains(number(file))) {
                    continue;
                }
                Lesson lesson = kept(file);
                if (lesson == null) {
                    reader = reader == null ? new LessonReader() : reader;
                    lesson = reader.read(file);
                    keep(file, lesson);
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

    private static @Nullable Lesson kept(Path file) throws IOException {
        Path place = place(file);
        if (!Files.isReadable(place)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(place);
                ObjectInputStream objects = new ObjectInputStream(in)) {
            return (Lesson) objects.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return null; // of another version, or cut off
        }
    }

    /** A lesson that cannot be kept is read again the next time. */
    private static void keep(Path file, Lesson lesson) {
        try {
            Path place = place(file);
            Files.createDirectories(place.getParent());
            Path part = Files.createTempFile(place.getParent(), "part", "");
            try (OutputStream out = Files.newOutputStream(part);
                    ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.writeObject(lesson);
            }
            Files.move(part, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return;
        }
    }

    /** {@code XDG_CACHE_HOME/lastack}; named by what is in the file and where it is. */
    private static Path place(Path file) throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && cache.startsWith("/")
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((VERSION + file).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] sum = digest.digest(Files.readAllBytes(file));
            return base.resolve("lastack/lesson-" + HexFormat.of().formatHex(sum, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
