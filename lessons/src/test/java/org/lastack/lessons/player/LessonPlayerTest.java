package org.lastack.lessons.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lab.Answer;
import org.lastack.lab.Connection;
import org.lastack.lab.End;
import org.lastack.lab.Forgery;
import org.lastack.lab.Lab;
import org.lastack.lab.Net;
import org.lastack.lab.PacketFilter;
import org.lastack.lab.Sockets;
import org.lastack.lab.Teardown;
import org.lastack.lab.Verdict;
import org.lastack.lessons.engine.Effort;
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

    /** An exercise that has more than one right answer, and a block that was written for one of them. */
    private static final Lesson MANY = new Lesson(
            4,
            "many",
            "Many",
            "04-many.adoc",
            List.of(
                    code(1, "int f() {\n    return 0;\n}", Role.EXERCISE),
                    code(2, "f() >= 3 && !\"&&\".isEmpty()", Role.CHECK),
                    code(3, "int f() {\n    return 3;\n}", Role.SOLUTION),
                    code(4, "f() * 100", Role.PLAIN),
                    code(5, "var net = network();\nvar c = net.connect(80);", Role.EXERCISE),
                    code(6, "judge(\"NC-FIN\", c.client).pass() && c.client.state() == TIME_WAIT", Role.CHECK),
                    code(7, "", Role.SOLUTION)));

    /** Plays with these lines as input, and returns what was written. */
    private String play(String... lines) throws IOException {
        return play(LESSON, lines);
    }

    private String play(Lesson lesson, String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (Workshop workshop = new Workshop();
                Terminal terminal =
                        new DumbTerminal("test", "dumb", new ByteArrayInputStream(in), out, StandardCharsets.UTF_8)) {
            LessonPlayer player = new LessonPlayer(lesson, workshop, new ReadingProgress(temp), false, terminal);
            if (player.play() && player.goesOn(9, "Ninth")) {
                terminal.writer().println("goes on");
            }
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    private String said() throws IOException {
        return new ReadingProgress(temp).say(3);
    }

    @Test
    void from_the_beginning_to_the_end_and_on_to_the_next() throws IOException {
        String seen = play("", "", "", "", "x = 3", "", "", "");
        assertTrue(seen.contains("Next is lesson 9: Ninth") && seen.endsWith("goes on\n"), seen);
        assertTrue(seen.contains("A word first.\n"), seen);
        assertTrue(seen.contains("42\n"), seen);
        assertTrue(seen.contains("Not yet. What must be true:\n    x == 3"), seen);
        assertTrue(seen.contains("Right. One way to do it, on which what follows builds:\n    x = 3;"), seen);
        assertTrue(seen.contains("The end."), seen);
        assertFalse(seen.contains("Three."), seen);
        assertEquals("finished", said());
    }

    @Test
    void a_lesson_says_first_how_timedit_takes_and_what_it_takes_for_granted() throws IOException {
        Lesson timed = new Lesson(8, "l", "Long", "08-l.adoc", new Effort(25, List.of(1, 4)), LESSON.parts());
        String seen = play(timed, "quit");
        assertTrue(seen.contains("About 25 minutes. It takes lessons 1 and 4 for granted."), seen);
        assertFalse(play("quit").contains("minutes"), seen);
    }

    @Test
    void the_track_that_was_chosen_is_remembered_beside_the_progress() throws IOException {
        assertEquals("", new ReadingProgress(temp).track());
        new ReadingProgress(temp).choose("operator");
        play("", "quit");
        assertEquals("operator", new ReadingProgress(temp).track());
        assertEquals("begun, block 2 of 4", said());
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
    void what_follows_an_exercise_finds_its_solution_whatever_else_was_right() throws IOException {
        String seen = play(MANY, "", "", "int f() { return 4; }", "", "", "", "", "quit");
        assertTrue(seen.contains("This is not true: f() >= 3\nf() is 0\n"), seen);
        assertFalse(seen.contains("isEmpty()\n\"&&\""), seen);
        assertFalse(seen.contains("false\n"), seen);
        assertTrue(seen.contains("Right.") && seen.contains("300\n"), seen);
        // The second exercise: a check that fails shows the verdict, and what happened.
        assertTrue(seen.contains("This is not true: judge(\"NC-FIN\", c.client).pass()\n"), seen);
        assertTrue(seen.contains("not applicable: "), seen);
        assertTrue(seen.contains("c.client.state() is ESTABLISHED\n"), seen);
        assertTrue(seen.contains("├─── SYN seq=0"), seen);
        String again = play(MANY, "reset", "", "int f() { return 1; }", "solution", "", "quit");
        assertTrue(again.contains("300\n"), again);
    }

    @Test
    void a_solution_that_something_typed_stands_in_the_way_of_is_run_without_it() throws IOException {
        Lesson lesson = new Lesson(
                5,
                "way",
                "Way",
                "05-way.adoc",
                List.of(
                        code(1, "int g() { return 1; }", Role.PLAIN),
                        code(2, "int y = 0;", Role.EXERCISE),
                        code(3, "y == 2", Role.CHECK),
                        code(4, "int y = g() + 1;", Role.SOLUTION)));
        String seen = play(lesson, "", "int g() { return 7; }", "solution");
        assertTrue(seen.contains("What you typed stands in its way."), seen);
    }

    @Test
    void a_block_that_needs_what_was_skipped_gets_it_and_one_that_fails_is_not_left_behind() throws IOException {
        String seen = play(
                "skip",
                "",
                "help connect",
                "help net.until(c.client, CLOSED)",
                "help nonsense",
                "int f() { return 1 + ; }",
                "reset",
                "",
                "int[] x = null;",
                "",
                "quit");
        assertTrue(seen.contains("It needs what was skipped") && seen.contains("42\n"), seen);
        assertTrue(seen.contains("    var c = net.connect(80);\n"), seen);
        assertTrue(seen.contains("Time goes on only when it is told to"), seen);
        assertTrue(seen.contains("No word of the lessons is called nonsense."), seen);
        String place = "illegal start of expression\n    int f() { return 1 + ; }\n                         ^";
        assertTrue(seen.contains(place), seen);
        assertTrue(seen.contains("It did not run to its end."), seen);
        assertEquals("begun, block 2 of 4", said());
    }

    @Test
    void every_word_of_the_lessons_has_its_help() {
        List<String> unsaid = new ArrayList<>();
        List<String> engine =
                List.of("value", "drawnTexts", "takePictures", "expected", "result", "text", "svg", "script");
        for (Class<?> each : List.of(
                Lab.class,
                Net.class,
                Connection.class,
                End.class,
                Forgery.class,
                PacketFilter.class,
                Answer.class,
                Sockets.class,
                Verdict.class,
                Teardown.class)) {
            Stream.concat(Stream.of(each.getDeclaredMethods()), Stream.of(each.getDeclaredFields()))
                    .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                    .map(Member::getName)
                    .filter(name -> !List.of("toString", "equals", "hashCode", "rule", "judgement")
                            .contains(name))
                    .filter(name -> !engine.contains(name) && !LabWords.names().contains(name))
                    .forEach(unsaid::add);
        }
        assertEquals(List.of(), unsaid);
    }

    @Test
    void an_editor_is_announced_with_the_way_out_of_vi() {
        assertTrue(new Editor("vi").words().startsWith("Opens in vi;"));
        assertTrue(new Editor("vi").words().contains(":wq"));
        assertFalse(new Editor("nano").words().contains(":wq"));
    }

    @Test
    void what_is_timedis_written_in_an_editor() throws IOException {
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
