package org.lastack.site.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonReader;
import org.lastack.site.page.Layout;
import org.lastack.site.page.Page;

class LessonPagesTest {
    private static final String TEXT = """
            = A "question": what's that?

            [.summary]
            It says `so`. And more.

            == What it says

            People are wrong claim:A8[].
            They say "four".

            [source%jshell,java]
            ----
            1 < 2
            ----

            [.output]
            ----
            OUTPUT
            ----

            [source%jshell,java,fails=compile]
            ----
            int x = "a";
            ----

            [.output]
            ----
            incompatible types: java.lang.String cannot be converted to int
                int x = "a";
                        ^
            ----

            [source%jshell%linux,java]
            ----
            kernel()
            ----

            [listing.output,kernel="Linux 6.1"]
            ----
            recorded & kept
            ----

            == Exercise

            [source%jshell%exercise,java]
            ----
            int a = 1;
            ----

            [source%jshell%check,java]
            ----
            a == 2
            ----

            [.hint]
            Count.

            [source%jshell%solution,java]
            ----
            int a = 2;
            ----
            """;

    @TempDir
    private Path temp;

    private Lesson lesson(String output) throws IOException {
        Path file = temp.resolve("07-a-question.adoc");
        Files.writeString(file, TEXT.replace("OUTPUT", output));
        try (LessonReader reader = new LessonReader()) {
            return reader.read(file);
        }
    }

    @Test
    void a_lesson_becomes_a_page_and_is_run_but_once() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<Lesson> lessons = List.of(lesson("true"));
        Page page = LessonPages.of(lessons, runs::incrementAndGet).get(1);
        LessonPages.of(lessons, runs::incrementAndGet);
        assertEquals(1, runs.get(), "the second time it is there already");
        assertEquals("lessons/07-a-question.html", page.path());
        assertEquals("It says so.", page.description());
        String body = page.body().html();
        assertTrue(body.contains("<div class=\"summary\"><p>It says <code>so</code>."), body);
        assertTrue(body.contains("<h2 id=\"what-it-says\">"), body);
        assertTrue(body.contains("<a class=\"claim\" href=\"../claims.html#A8\">"), body);
        assertTrue(
                body.contains(
                        "<section class=\"block\" id=\"b1\" data-block=\"1\" data-kind=\"run\" data-seconds=\"30\">"),
                body);
        assertTrue(body.contains("<pre class=\"output\">true\n</pre>"), body);
        assertTrue(body.contains("This must not compile."), body);
        assertTrue(body.contains("recorded on Linux 6.1"), body);
        assertTrue(body.contains("<pre class=\"output\">recorded &amp; kept\n</pre>"), body);
        assertTrue(body.contains("<details class=\"hint\"><summary>Hint</summary><p>Count.</p></details>"), body);
        assertTrue(body.indexOf("<details class=\"solution\">") < body.indexOf("data-kind=\"solution\""), body);
        assertTrue(!body.contains("claim:"), body);
        assertTrue(Layout.page(page).contains("They say “four”."), body);
    }

    @Test
    void a_lesson_that_shows_something_else_than_it_says_is_told_with_its_place() throws Exception {
        List<Lesson> lessons = List.of(lesson("false"));
        WrongLessonsException wrong =
                assertThrows(WrongLessonsException.class, () -> LessonPages.of(lessons, () -> {}));
        assertTrue(
                String.valueOf(wrong.getMessage()).contains("07-a-question.adoc:17: the output differs"),
                wrong.getMessage());
    }
}
