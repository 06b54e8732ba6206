package org.lastack.lessons.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;

/** A lesson as a person plays it. */
class LessonPlayerTest {
    private static final Lesson LESSON = new Lesson(
            3,
            "small",
            "Small",
            "03-small.adoc",
            List.of(
                    new Text(1, Style.PARAGRAPH, "A `word` *first* claim:A1[].", List.of("A1"), ""),
                    code(2, "int x = 40;", Role.PLAIN),
                    code(3, "x + 2", Role.PLAIN),
                    code(4, "x = 1;", Role.EXERCISE),
                    code(5, "x == 3", Role.CHECK),
                    new Text(6, Style.HINT, "Three.", List.of(), ""),
                    new Text(6, Style.HINT, "Or 1 + 2.", List.of(), ""),
                    code(7, "x = 3;", Role.SOLUTION),
                    new Text(8, Style.PARAGRAPH, "The end.", List.of(), ""),
                    code(9, "x * 100", Role.PLAIN)));

    @TempDir
    private Path temp;

    private static Code code(int line, String source, Role role) {
        return new Code(line, source, role, false, "", 5, null);
    }

    /** Plays with these lines as input, and returns what was written. */
    private String play(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (Workshop workshop = new Workshop();
                Terminal terminal =
                        new DumbTerminal("test", "dumb", new ByteArrayInputStream(in), out, StandardCharsets.UTF_8)) {
            new LessonPlayer(LESSON, workshop, new ReadingProgress(temp), false, terminal).play();
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    private String said() throws IOException {
        return new ReadingProgress(temp).say(3);
    }

    @Test
    void from_the_beginning_to_the_end() throws IOException {
        String seen = play("", "", "", "", "x = 3", "", "");
        assertTrue(seen.contains("A word first.\n"), seen);
        assertTrue(seen.contains("42\n"), seen);
        assertTrue(seen.contains("Not yet. What must be true:\n    x == 3"), seen);
        assertTrue(seen.contains("Right. One way to do it:\n    x = 3;"), seen);
        assertTrue(seen.contains("The end."), seen);
        assertFalse(seen.contains("Three."), seen);
        assertEquals("finished", said());
    }

    @Test
    void what_is_typed_in_between_is_run_and_the_lesson_stays_where_it_is() throws IOException {
        String seen = play("", "x * 3", "int y = ;", "quit");
        assertTrue(seen.contains("120\n"), seen);
        assertTrue(seen.contains("illegal start of expression"), seen);
        assertFalse(seen.contains("42\n"), seen);
        assertEquals("begun, block 2 of 4", said());
    }

    @Test
    void who_quits_goes_on_from_there_with_what_was_run() throws IOException {
        play("", "quit");
        String seen = play("x", "", "quit");
        assertTrue(seen.contains("You were here before."), seen);
        assertTrue(seen.contains("40\n"), seen);
        assertTrue(seen.contains("42\n"), seen);
        String anew = play("reset", "x", "quit");
        assertTrue(anew.contains("cannot find symbol"), anew);
        assertEquals("", said());
    }

    @Test
    void hint_and_solution_are_there_at_an_exercise_alone() throws IOException {
        String early = play("hint", "solution", "quit");
        assertFalse(early.contains("Three."), early);
        String seen = play("", "", "hint", "solution", "");
        assertTrue(seen.contains("Hint: Three."), seen);
        assertTrue(seen.contains("There is another one."), seen);
        assertFalse(seen.contains("1 + 2"), seen);
        assertEquals("finished", said());
        String both = play("reset", "", "", "hint", "hint", "hint", "quit");
        assertTrue(both.contains("Hint: Three.") && both.contains("Hint: Or 1 + 2."), both);
    }

    @Test
    void what_follows_an_exercise_finds_it_solved_after_a_stop_and_after_a_return() throws IOException {
        String seen = play("", "", "skip", "System.exit(0)", "x", "quit");
        assertTrue(seen.contains("ended the JVM") && seen.contains("3\n"), seen);
        String later = play("", "quit");
        assertTrue(later.contains("300\n"), later);
        assertEquals("finished", said());
    }

    @Test
    void what_is_long_is_written_in_an_editor() throws IOException {
        assertEquals("int a = 2;\n", new Editor("sed -i s/1/2/").edit("int a = 1;"));
        assertNull(new Editor("false").edit("int a = 1;"));
    }

    @Test
    void an_exit_costs_what_was_typed_and_nothing_else() throws IOException {
        String seen = play("", "System.exit(0)", "x", "quit");
        assertTrue(seen.contains("ended the JVM"), seen);
        assertTrue(seen.contains("40\n"), seen);
    }

    @Test
    void a_file_of_progress_that_is_broken_means_the_beginning() throws IOException {
        java.nio.file.Files.writeString(temp.resolve("lessons.properties"), "3=\\uZZZZ");
        assertEquals("", said());
    }
}
