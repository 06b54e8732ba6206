package org.lastack.lessons.player;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Role;

/** The player at a terminal with a line discipline: keys that are not letters. */
class TerminalTest {
    private static final int POLL_MS = 300;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PipedOutputStream keys = new PipedOutputStream();

    @TempDir
    private Path temp;

    private static Lesson lesson() {
        Code first = new Code(1, "int x = 40;", Role.PLAIN, false, "", 5, null);
        Code second = new Code(2, "x + 2", Role.PLAIN, false, "", 5, null);
        return new Lesson(3, "small", "Small", "03-small.adoc", List.of(first, second));
    }

    @Test
    void tab_completes_and_control_c_stops_a_loop() throws IOException, InterruptedException {
        Thread player = new Thread(this::play);
        player.start();
        until("3 [1/2]> ");
        keys("\r");
        until("3 [2/2]> ");
        keys("\"abc\".isEmp");
        keys("\t");
        keys("\r");
        until("false");
        keys("while (true) {}\r");
        while (!shown().contains("was stopped")) {
            keys("\003");
            Thread.sleep(POLL_MS);
        }
        keys("x * 3\r");
        until("120");
        keys("quit\r");
        player.join();
        assertFalse(player.isAlive());
    }

    private void play() {
        try (Workshop workshop = new Workshop();
                ExternalTerminal terminal = new ExternalTerminal(
                        "test", "xterm", new PipedInputStream(keys), screen, StandardCharsets.UTF_8)) {
            terminal.setSize(Size.of(100, 40));
            new LessonPlayer(lesson(), workshop, new ReadingProgress(temp), false, terminal).play();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keys(String typed) throws IOException, InterruptedException {
        keys.write(typed.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        Thread.sleep(POLL_MS);
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void until(String text) throws InterruptedException {
        for (int i = 0; i < 300 && !shown().contains(text); i++) {
            Thread.sleep(POLL_MS);
        }
        assertTrue(shown().contains(text), () -> "no '" + text + "' in: " + shown());
    }
}
