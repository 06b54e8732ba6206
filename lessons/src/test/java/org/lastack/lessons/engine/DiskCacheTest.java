package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
    private static final String KEY = DiskCache.key("lesson", "test");

    @TempDir
    private Path temp;

    /** What other code may keep: everything that a record can hold. */
    record Thing(Map<Integer, Drawn> drawn, boolean flag, List<Lesson> lessons) {}

    /** Tells when somebody makes one of what stands in a file. */
    static final class Trap implements Serializable {
        private static final long serialVersionUID = 1;
        static boolean sprung;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            sprung = true;
        }
    }

    @Test
    void what_was_kept_is_read_again() {
        DiskCache kept = new DiskCache(temp.resolve("a/b"));
        kept.write(KEY, lesson());
        assertEquals(lesson(), kept.read(KEY, Lesson.class));
        Thing thing = new Thing(Map.of(7, new Drawn("│\n", "<svg/>")), true, List.of(lesson(), lesson()));
        kept.write(KEY, thing);
        assertEquals(thing, kept.read(KEY, Thing.class));
        assertNull(kept.read(DiskCache.key("lesson", "other"), Lesson.class));
    }

    @Test
    void every_lesson_is_the_same_when_it_comes_back() throws IOException {
        DiskCache kept = new DiskCache(temp.resolve("kept"));
        for (Lesson lesson : Lessons.read(List.of(1, 2))) {
            kept.write(KEY, lesson);
            assertEquals(lesson, kept.read(KEY, Lesson.class));
        }
    }

    @Test
    void no_class_that_a_file_names_is_made() throws IOException {
        Path folder = folder("rwx------");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
            out.writeObject(new ArrayList<>(List.of(new Trap())));
        }
        Files.write(folder.resolve(KEY), octets.toByteArray());
        assertNull(new DiskCache(folder).read(KEY, Lesson.class));
        assertFalse(Trap.sprung);
    }

    @Test
    void what_is_spoiled_is_lost_and_made_anew() throws IOException {
        Path folder = temp.resolve("kept");
        DiskCache kept = new DiskCache(folder);
        kept.write(KEY, lesson());
        byte[] whole = Files.readAllBytes(folder.resolve(KEY));
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] spoiled = i % 2 == 0 ? whole.clone() : java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
            if (i % 2 == 0) {
                spoiled[random.nextInt(spoiled.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(folder.resolve(KEY), spoiled);
            assertNull(kept.read(KEY, Lesson.class));
        }
        kept.write(KEY, lesson());
        assertEquals(lesson(), kept.read(KEY, Lesson.class));
    }

    @Test
    void the_folder_is_the_users_alone() throws IOException {
        Path made = temp.resolve("new");
        new DiskCache(made).write(KEY, lesson());
        assertEquals("rwx------", permissions(made));
        assertEquals("rw-------", permissions(made.resolve(KEY)));

        Path readable = folder("rwxr-xr-x");
        new DiskCache(readable).write(KEY, lesson());
        assertEquals("rwx------", permissions(readable));
    }

    /** Who could write there may have put a lesson there, and what is in a lesson is run. */
    @Test
    void nothing_is_believed_that_somebody_else_may_have_written() throws IOException {
        Path folder = folder("rwx------");
        new DiskCache(folder).write(KEY, lesson());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertNull(new DiskCache(folder).read(KEY, Lesson.class));
        assertEquals("rwx------", permissions(folder));
    }

    @Test
    void a_folder_that_cannot_be_made_is_done_without() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        DiskCache kept = new DiskCache(file.resolve("below"));
        kept.write(KEY, lesson());
        assertNull(kept.read(KEY, Lesson.class));
        assertTrue(Files.isRegularFile(file));
    }

    private Path folder(String permissions) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("folder " + permissions));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Lesson lesson() {
        return new Lesson(
                3,
                "slug",
                "A title: größer",
                "/some/file.adoc",
                List.of(
                        new Lesson.Text(1, Lesson.Style.NOTE, "x".repeat(70_000), List.of("A1", "B2"), "<p>"),
                        new Lesson.Code(
                                9,
                                "f();",
                                Lesson.Role.FAILS,
                                true,
                                "compile",
                                30,
                                new Lesson.Output(11, "out\n", "mask", "")),
                        new Lesson.Code(20, "g();", Lesson.Role.PLAIN, false, "", 30, null)));
    }
}
