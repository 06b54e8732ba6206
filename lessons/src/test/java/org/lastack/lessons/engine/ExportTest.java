package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Role;

/** Plain jshell runs what is exported, and shows what the lesson shows. */
class ExportTest {
    @TempDir
    private Path temp;

    @Test
    void plain_jshell_shows_what_the_lesson_shows() throws IOException, InterruptedException {
        shows(1);
    }

    @Test
    void what_builds_on_an_exercise_runs_too() throws IOException, InterruptedException {
        shows(19);
    }

    private void shows(int number) throws IOException, InterruptedException {
        Lesson lesson = Lessons.read(List.of(number)).get(0);
        String command = Export.to(temp, List.of(lesson)).strip();
        Path file = Path.of(command.substring(command.lastIndexOf(' ') + 1));
        Files.writeString(file, "/exit\n", StandardOpenOption.APPEND);
        StringBuilder expected = new StringBuilder();
        for (Code code : lesson.code()) {
            if (code.role() == Role.PLAIN && !code.needsKernel() && code.output() != null) {
                expected.append(code.output().text());
            }
        }
        assertEquals(expected.toString(), run(command).replace("\r", ""));
    }

    private String run(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "jshell").toString());
        // Preferences of the user have no say in a test, and the drawings are not ASCII.
        words.add(1, "-J-Duser.home=" + temp);
        words.add(2, "-R-Dfile.encoding=UTF-8");
        words.add(3, "-J-Dfile.encoding=UTF-8");
        words.add(4, "-R-Dstdout.encoding=UTF-8");
        words.add(5, "-J-Dstdout.encoding=UTF-8");
        Path output = temp.resolve("output");
        Process jshell = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = jshell.waitFor(100, TimeUnit.SECONDS);
        jshell.destroyForcibly();
        assertTrue(ended, "jshell did not end");
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
