package org.lastack.site.lesson;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonTrack;

/** The ways through the lessons, as home and the list of lessons show them, and what comes next on each. */
public final class TrackList {
    private TrackList() {}

    /**
     * Writes the tracks, each with its lessons in order; nothing when not one of their lessons is there.
     *
     * @param folder what leads from the page to the folder of the lessons
     */
    public static void write(Html out, List<LessonTrack> tracks, List<Lesson> lessons, String folder) {
        out.open("div", "class", "columns tracks").markup("\n");
        for (LessonTrack track : tracks) {
            List<Lesson> there = lessons(track, lessons);
            if (!there.isEmpty()) {
                write(out, track, there, folder);
            }
        }
        out.closeLine();
    }

    private static void write(Html out, LessonTrack track, List<Lesson> there, String folder) {
        int minutes = there.stream().mapToInt(l -> l.effort().minutes()).sum();
        String name = track.name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + track.name().substring(1);
        out.open("div").putLine("h3", name);
        out.putLine(
                "p", track.about() + " " + there.size() + " lessons, about " + Math.round(minutes / 60.0) + " hours.");
        out.open("ol", "class", "track");
        for (Lesson lesson : there) {
            out.open("li");
            out.open(
                    "a",
                    "href",
                    folder + LessonPages.path(lesson).replace("lessons/", ""),
                    "data-track-link",
                    track.id());
            out.text(lesson.number() + ". " + LessonPages.title(lesson)).close().closeLine();
        }
        out.closeLine().closeLine();
    }

    private static List<Lesson> lessons(LessonTrack track, List<Lesson> lessons) {
        return track.lessons().stream()
                .map(number -> find(number, lessons))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the lesson of that number. */
    static Optional<Lesson> find(int number, List<Lesson> lessons) {
        return lessons.stream().filter(l -> l.number() == number).findFirst();
    }

    /** Returns what comes after a lesson on a track; null when nothing does. */
    static @Nullable Lesson next(LessonTrack track, Lesson after, List<Lesson> lessons) {
        Integer next = track.after(after.number());
        return next == null ? null : find(next, lessons).orElse(null);
    }
}
