package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lessons that are wrong on purpose: each fails with its file and line, and none hangs. */
class WrongLessonsTest {
    private static LessonReader reader;

    @TempDir
    private Path temp;

    @BeforeAll
    static void open() {
        reader = new LessonReader();
    }

    @AfterAll
    static void close() {
        reader.close();
    }

    private Lesson lesson(String text) throws IOException {
        Path file = temp.resolve("07-wrong.adoc");
        Files.writeString(file, text);
        return reader.read(file);
    }

    private List<String> failures(String text) throws IOException {
        Lesson lesson = lesson(text);
        return assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (JShellSession session = JShellSession.start()) {
                return Checker.check(lesson, session, false).failures().stream()
                        .map(f -> f.toString().replace(temp + "/", ""))
                        .toList();
            }
        });
    }

    private static String block(String options, String source) {
        return "[source%jshell" + options + "]\n----\n" + source + "\n----\n\n";
    }

    private static String output(String text) {
        return "[.output]\n----\n" + text + "\n----\n\n";
    }

    @Test
    void a_lesson_that_is_right_has_no_failures() throws IOException {
        String text = "= Right\n\n" + block(",java", "int x = 40;\nx + 2") + output("42")
                + block(",java,fails=compile", "y + 1")
                + output("cannot find symbol; symbol:   variable y; location: class\n    y + 1\n    ^")
                + block(",java,fails=java.lang.ArithmeticException", "1 / (x - 40)")
                + output("java.lang.ArithmeticException: / by zero")
                + block(",java", "System.out.println(new Random().nextInt())")
                + "[listing.output%volatile,mask=\"-?[0-9]+\"]\n----\n17\n----\n\n"
                + block("%exercise,java", "x = 1;") + block("%check,java", "x == 3")
                + block("%solution,java", "x = 3;");
        assertEquals(List.of(), failures(text));
    }

    @Test
    void a_wrong_output() throws IOException {
        String text = "= Wrong\n\n" + block(",java", "1 + 1") + output("3");
        assertEquals(
                List.of("07-wrong.adoc:9: the output differs\n    line 1 expected: 3\n    line 1 actual:   2\n"),
                failures(text));
    }

    @Test
    void an_output_that_the_lesson_does_not_show() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block has no output under it, but shows\n    2"),
                failures("= Wrong\n\n" + block(",java", "1 + 1")));
    }

    @Test
    void an_endless_loop() throws IOException {
        String text = "= Wrong\n\n" + block(",java,seconds=2", "while (true) {\n}") + block(",java", "1 + 1");
        assertEquals(List.of("07-wrong.adoc:4: the block did not end within 2 s"), failures(text));
    }

    @Test
    void a_loop_that_no_interrupt_ends() throws IOException {
        String loop = "Stream.iterate(1, i -> i).filter(i -> i > 1).findFirst()";
        List<String> failures = failures("= Wrong\n\n" + block(",java,seconds=2", loop));
        assertEquals(1, failures.size());
        assertTrue(
                failures.get(0).startsWith("07-wrong.adoc:4: the block did not end within 2 s, and stood at "),
                failures.get(0));
    }

    @Test
    void a_block_that_waits_for_what_never_comes_says_where_it_waits_and_what_it_has_shown() throws IOException {
        String wait = "show(\"begun\");\nnew java.util.concurrent.CountDownLatch(1).await();";
        List<String> failures = failures("= Wrong\n\n" + block(",java,seconds=2", wait));
        assertEquals(1, failures.size());
        assertTrue(failures.get(0).contains("< CountDownLatch.await:"), failures.get(0));
        assertTrue(failures.get(0).endsWith(", after it showed\n    begun"), failures.get(0));
    }

    @Test
    void an_exit() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block ended the JVM with status 0, by System.exit perhaps"),
                failures("= Wrong\n\n" + block(",java", "System.exit(0)")));
    }

    @Test
    void a_block_that_does_not_compile() throws IOException {
        List<String> found = failures("= Wrong\n\n" + block(",java", "int x = \"one\";"));
        assertEquals(
                List.of("07-wrong.adoc:4: the block does not compile: incompatible types: java.lang.String cannot be"
                        + " converted to int\n    int x = \"one\";\n            ^"),
                found);
    }

    @Test
    void a_block_that_is_cut_off() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block does not compile: the snippet is not complete: if (true) {"),
                failures("= Wrong\n\n" + block(",java", "if (true) {")));
    }

    @Test
    void a_method_that_uses_what_is_not_there() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block does not compile: not defined: method missing()"),
                failures("= Wrong\n\n" + block(",java", "int f() { return missing(); }")));
    }

    @Test
    void an_exception() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block threw java.lang.IllegalStateException: no"),
                failures("= Wrong\n\n" + block(",java", "throw new IllegalStateException(\"no\");")));
    }

    @Test
    void a_block_that_must_fail_and_does_not() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block should fail (compile), but ran to its end"),
                failures("= Wrong\n\n" + block(",java,fails=compile", "int z = 1;")));
    }

    @Test
    void a_block_that_fails_otherwise() throws IOException {
        assertEquals(
                List.of("07-wrong.adoc:4: the block should fail (java.lang.IllegalStateException), but threw"
                        + " java.lang.ArithmeticException: / by zero"),
                failures("= Wrong\n\n" + block(",java,fails=java.lang.IllegalStateException", "1 / 0")));
    }

    @Test
    void an_exercise_that_is_solved_already_and_one_that_is_not() throws IOException {
        String solved = block("%exercise,java", "int a = 3;") + block("%check,java", "a == 3");
        String text = "= Wrong\n\n" + solved + block("%solution,java", "int a = 4;");
        assertEquals(
                List.of(
                        "07-wrong.adoc:4: the exercise passes its check as it is shipped",
                        "07-wrong.adoc:14: the solution does not pass the check: the check shows false"),
                failures(text));
    }

    @Test
    void an_exercise_whose_shipped_form_ends_the_jvm() throws IOException {
        String text = "= Wrong\n\n" + block("%exercise,java", "System.exit(3);") + block("%check,java", "true")
                + block("%solution,java", "int a = 4;");
        assertEquals(
                List.of("07-wrong.adoc:4: what is shipped, or its check, ended the JVM or did not end"),
                failures(text));
    }

    @Test
    void blocks_that_need_a_kernel_are_counted_when_there_is_none() throws IOException {
        Lesson lesson = lesson("= Wrong\n\n" + block("%linux,java", "1 + 1") + output("3"));
        try (JShellSession session = JShellSession.start()) {
            Checker.Result none = Checker.check(lesson, session, false);
            assertEquals(1, none.skipped());
            assertEquals(List.of(), none.failures());
            assertEquals(
                    List.of(9, 9),
                    Checker.check(lesson, session, true).failures().stream()
                            .map(Failure::line)
                            .toList());
        }
    }

    @Test
    void a_lesson_that_is_not_well_written() {
        String stray = "= Wrong\n\ntext\n\n" + output("3");
        assertEquals("6: an output stands right under its block of code", refused(stray));
        String unmasked = "= Wrong\n\n" + block(",java", "1") + "[listing.output%volatile]\n----\n1\n----\n";
        assertEquals("9: volatile and mask go together", refused(unmasked));
        String lonely = "= Wrong\n\n" + block("%exercise,java", "1");
        assertEquals("4: an exercise is its shipped form, then its check, then its solution", refused(lonely));
        String unshown = "= Wrong\n\nIt is so claim:A8[].\n\n== Next\n\n" + block(",java", "1");
        assertEquals("3: no block of code after claim A8 shows it", refused(unshown));
    }

    private String refused(String text) {
        String message = assertThrows(LessonException.class, () -> lesson(text)).getMessage();
        assertTrue(message.contains("07-wrong.adoc:"), message);
        return message.substring(message.indexOf("adoc:") + 5);
    }

    @Test
    void an_update_writes_what_was_shown_and_the_lesson_is_right_then() throws IOException {
        Lesson lesson = lesson("= Wrong\n\n" + block(",java", "1 + 1") + output("3\n4") + block(",java", "\"new\""));
        try (JShellSession session = JShellSession.start()) {
            assertEquals(2, Update.write(Checker.check(lesson, session, false), "none"));
            Lesson updated = reader.read(lesson.path());
            assertEquals(List.of(), Checker.check(updated, session, false).failures());
        }
    }
}
