package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.Lesson.Text;

/** The ways through the lessons, and what each lesson asks of its reader. */
class TracksTest {
    /** Nobody reads what explains something faster than this. */
    private static final int WORDS_A_MINUTE = 200;

    @TempDir
    private Path temp;

    @Test
    void every_lesson_is_on_a_track_and_comes_after_what_it_takes_for_granted() throws IOException {
        Set<Integer> all = new HashSet<>();
        Set<Integer> on = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (Path file : Lessons.files()) {
            all.add(Lessons.number(file));
        }
        for (LessonTrack track : LessonTrack.read()) {
            Set<Integer> read = new HashSet<>();
            for (int number : track.lessons()) {
                Path file = Lessons.find(number);
                assertTrue(file != null && read.add(number), track.id() + " " + number);
                for (int needed : Lessons.effort(file).needs()) {
                    if (track.lessons().contains(needed) && !read.contains(needed)) {
                        wrong.add(track.id() + ": " + needed + " comes after " + number);
                    }
                }
            }
            on.addAll(read);
        }
        assertEquals(List.of(), wrong);
        assertEquals(all, on);
    }

    @Test
    void every_lesson_says_how_long_it_takes_and_needs_only_what_there_is() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Lesson lesson : Lessons.read(List.of())) {
            int words = lesson.parts().stream()
                    .filter(Text.class::isInstance)
                    .mapToInt(part -> ((Text) part).plain().split("\\s+", -1).length)
                    .sum();
            int minutes = lesson.effort().minutes();
            if (minutes < words / WORDS_A_MINUTE || minutes < 5 || minutes > 60) {
                wrong.add(lesson.number() + ": " + minutes + " minutes for " + words + " words");
            }
            for (int needed : lesson.effort().needs()) {
                if (needed >= lesson.number() || Lessons.find(needed) == null) {
                    wrong.add(lesson.number() + " needs " + needed);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void a_track_says_what_comes_next_on_it() {
        LessonTrack track = new LessonTrack("x", "the x track", "For x.", List.of(1, 9, 4));
        assertEquals(9, track.after(1));
        assertEquals(4, track.after(9));
        assertNull(track.after(4));
        assertNull(track.after(2));
    }

    @Test
    void the_attributes_are_read_and_told_in_a_sentence() {
        assertEquals(
                "About 20 minutes. It takes lessons 1, 6 and 9 for granted.",
                Effort.of(List.of("= T", ":minutes: 20", ":needs: 1, 6 9", "", ":minutes: 3"))
                        .words());
        assertEquals("About 5 minutes. It takes lesson 4 for granted.", new Effort(5, List.of(4)).words());
        assertEquals(
                "About 5 minutes. It takes nothing for granted.",
                Effort.of(List.of("= T", ":minutes: 5", ":needs:")).words());
        assertEquals("", Effort.of(List.of("= T")).words());
    }

    @Test
    void an_attribute_that_is_no_number_is_refused_with_its_place() throws IOException {
        Path file = Files.writeString(temp.resolve("01-a.adoc"), "= A\n:minutes: long\n\ntext\n");
        try (LessonReader reader = new LessonReader()) {
            LessonException e = assertThrows(LessonException.class, () -> reader.read(file));
            assertEquals(file + ":2: :minutes: and :needs: are numbers", e.getMessage());
        }
    }
}
