package org.lastack.lessons.player;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** How far the reader has come, in a file of the user's. */
public final class ReadingProgress {
    private static final String FINISHED = "finished";
    private static final String WHERE = ".block";
    private static final String TRACK = "track";

    private final Path folder;
    private final Properties steps = new Properties();

    /** Reads the progress from a folder, which need not exist. */
    public ReadingProgress(Path folder) throws IOException {
        this.folder = folder;
        if (Files.isReadable(file())) {
            try (Reader in = Files.newBufferedReader(file())) {
                steps.load(in);
            } catch (IllegalArgumentException e) {
                steps.clear(); // not ours any more: begin anew
            }
        }
    }

    /** Returns the folder for what a program keeps for its user: {@code XDG_STATE_HOME/lastack}. */
    public static Path folder() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state != null && state.startsWith("/")
                ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return base.resolve("lastack");
    }

    private Path file() {
        return folder.resolve("lessons.properties");
    }

    Path history() {
        return folder.resolve("history");
    }

    /** Where to go on; 0 at the beginning. */
    int step(int lesson) {
        try {
            return Math.max(0, Integer.parseInt(steps.getProperty(Integer.toString(lesson), "0")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Says how far a lesson is: nothing, for example {@code begun, block 4 of 13}, or {@code finished}. */
    public String say(int lesson) {
        String value = steps.getProperty(Integer.toString(lesson), "0");
        String where = steps.getProperty(lesson + WHERE, "");
        return value.equals(FINISHED)
                ? FINISHED
                : value.equals("0") ? "" : "begun" + (where.isEmpty() ? "" : ", block " + where);
    }

    /** Returns the id of the track that the reader has chosen; empty when none is. */
    public String track() {
        return steps.getProperty(TRACK, "");
    }

    /** Remembers which track the reader has chosen. */
    public void choose(String track) throws IOException {
        keep(TRACK, track);
    }

    void reached(int lesson, int step, String where) throws IOException {
        steps.setProperty(lesson + WHERE, where);
        keep(Integer.toString(lesson), Integer.toString(step));
    }

    void finished(int lesson) throws IOException {
        steps.remove(lesson + WHERE);
        keep(Integer.toString(lesson), FINISHED);
    }

    /** Written beside and moved, so that a reader who quits hard loses nothing. */
    private void keep(String name, String value) throws IOException {
        steps.setProperty(name, value);
        Files.createDirectories(folder);
        Path part = folder.resolve("lessons.part");
        try (Writer out = Files.newBufferedWriter(part)) {
            steps.store(out, "How far you have come with the lessons of lastack.");
        }
        Files.move(part, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
