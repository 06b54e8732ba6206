package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.ProjectFolder;

/**
 * A way through the lessons for one kind of reader; {@code lessons/tracks.tsv} has them.
 *
 * @param id one word, by which a reader chooses it
 * @param name what it is called, for example {@code the operator's track}
 * @param about who it is for, in a sentence
 * @param lessons their numbers, in the order of the track
 */
public record LessonTrack(String id, String name, String about, List<Integer> lessons) {
    public LessonTrack {
        lessons = List.copyOf(lessons);
    }

    /** Reads all tracks. */
    public static List<LessonTrack> read() throws IOException {
        Path file = ProjectFolder.resolve("lessons/tracks.tsv");
        List<LessonTrack> tracks = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t", -1);
            if (cells.length != 4) {
                throw new LessonException(file.toString(), tracks.size() + 1, "a track has four columns");
            }
            if (!cells[0].equals("id")) {
                tracks.add(new LessonTrack(cells[0], cells[1], cells[2], numbers(cells[3])));
            }
        }
        return tracks;
    }

    private static List<Integer> numbers(String cell) {
        return Stream.of(cell.split(" ", -1)).map(Integer::valueOf).toList();
    }

    /** Returns the track of that id, or null when there is none. */
    public static @Nullable LessonTrack find(String id) throws IOException {
        return read().stream().filter(t -> t.id().equals(id)).findFirst().orElse(null);
    }

    /** Returns the number of the lesson that comes next on this track; null after its last, and after one that is not on it. */
    public @Nullable Integer after(int lesson) {
        int at = lessons.indexOf(lesson);
        return at < 0 || at + 1 == lessons.size() ? null : lessons.get(at + 1);
    }
}
