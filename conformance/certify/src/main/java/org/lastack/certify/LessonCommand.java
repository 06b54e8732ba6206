package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.CheckAll;
import org.lastack.lessons.engine.Checker;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Export;
import org.lastack.lessons.engine.Failure;
import org.lastack.lessons.engine.Kernel;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.LessonException;
import org.lastack.lessons.engine.LessonTrack;
import org.lastack.lessons.engine.Lessons;
import org.lastack.lessons.engine.Update;
import org.lastack.lessons.player.LessonPlayer;
import org.lastack.lessons.player.ReadingProgress;
import org.lastack.lessons.player.Workshop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack lesson}: lists lessons, plays one, checks them, writes them for plain jshell. */
@Command(
        name = "lesson",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "lastack lesson",
            "lastack lesson N",
            "lastack lesson --track operator|protocol|none",
            "lastack lesson --check|--update [N...]",
            "lastack lesson --export DIR",
            "lastack lesson --claims"
        },
        descriptionHeading = "%n",
        description = {"Lists the lessons, or plays one step by step; you may type Java in between.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"  0:all is well", "  1:a lesson does not show what it says", "  2:wrong usage"})
final class LessonCommand implements Callable<Integer> {
    private static final String NO_TRACK = "none";

    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "N", description = "the number of a lesson")
    private List<Integer> numbers = new ArrayList<>();

    @Option(names = "--check", description = "runs lessons and compares what they show with their text")
    private boolean check;

    @Option(names = "--update", description = "writes what lessons show into their text, for review")
    private boolean update;

    @Option(names = "--export", paramLabel = "DIR", description = "writes files that plain jshell runs")
    private @Nullable Path export;

    @Option(
            names = "--claims",
            description = "lists what people say of closing TCP, what is true, and where it is shown")
    private boolean claims;

    @Option(
            names = "--track",
            paramLabel = "NAME",
            description = "chooses a way through the lessons: operator or protocol; none takes them by number again")
    private @Nullable String track;

    @Option(names = "--prepare", hidden = true, description = "reads all lessons, so that the next time is faster")
    private boolean prepare;

    LessonCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            if (check || update) {
                return compare();
            }
            if (export != null) {
                out.print(Export.to(export, chosen()));
                return Main.CERTIFIED;
            }
            if (claims) {
                out.print(new ClaimList(Terminal.of(true)).show(Claims.index(Claims.read(), Lessons.read(List.of()))));
                return Main.CERTIFIED;
            }
            if (prepare) {
                chosen();
                return Main.CERTIFIED;
            }
            if (track != null) {
                choose(track);
            }
            return numbers.isEmpty() ? list() : play();
        } catch (LessonException e) {
            throw new Problem(String.valueOf(e.getMessage()));
        }
    }

    private List<Lesson> chosen() throws IOException {
        for (int number : numbers) {
            lesson(number);
        }
        return Lessons.read(numbers);
    }

    private static void choose(String name) throws IOException {
        List<String> names =
                new ArrayList<>(LessonTrack.read().stream().map(LessonTrack::id).toList());
        if (!name.equals(NO_TRACK) && !names.contains(name)) {
            names.add(NO_TRACK);
            throw new Problem("there is no track " + name + "; say one of " + String.join(", ", names));
        }
        progress().choose(name.equals(NO_TRACK) ? "" : name);
    }

    private static ReadingProgress progress() throws IOException {
        return new ReadingProgress(ReadingProgress.folder());
    }

    /** The track that the reader has chosen, or null. */
    private static @Nullable LessonTrack chosenTrack() throws IOException {
        return LessonTrack.find(progress().track());
    }

    private int list() throws IOException {
        LessonTrack chosen = chosenTrack();
        if (chosen == null) {
            for (Path file : Lessons.files()) {
                line(file);
            }
        } else {
            out.println("On " + chosen.name() + ", in its order:");
            for (int number : chosen.lessons()) {
                line(lesson(number));
            }
            out.println("\nThe other lessons:");
            for (Path file : Lessons.files()) {
                if (!chosen.lessons().contains(Lessons.number(file))) {
                    line(file);
                }
            }
        }
        out.println();
        out.println("'lastack lesson N' plays one.");
        for (LessonTrack each : LessonTrack.read()) {
            if (!each.equals(chosen)) {
                out.println("'--track " + each.id() + "' takes " + each.name() + ": " + each.about());
            }
        }
        return Main.CERTIFIED;
    }

    private static Path lesson(int number) throws IOException {
        Path file = Lessons.find(number);
        if (file == null) {
            throw new Problem("there is no lesson " + number + "; 'lastack lesson' lists them");
        }
        return file;
    }

    private void line(Path file) throws IOException {
        int number = Lessons.number(file);
        String said = progress().say(number);
        out.println((number < 10 ? "  " : " ") + number + "  " + Lessons.title(file) + " ("
                + Lessons.effort(file).minutes() + " min" + (said.isEmpty() ? "" : ", " + said) + ")");
    }

    private int compare() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        List<Lesson> lessons = chosen();
        int bad = 0;
        int blocks = 0;
        int skipped = 0;
        for (Checker.Result result : CheckAll.of(lessons, Kernel.available())) {
            blocks += result.outcomes().size();
            skipped += result.skipped();
            if (update) {
                int changed = Update.write(result, Kernel.name());
                out.println(result.lesson().file() + ": " + changed + " outputs changed");
            }
            for (Failure failure : result.failures()) {
                boolean mended = update && failure.outputOnly();
                out.print(mended ? "" : failure + "\n");
                bad += mended ? 0 : 1;
            }
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        err.println(lessons.size() + " lessons, " + blocks + " blocks run"
                + (skipped == 0 ? "" : ", " + skipped + " skipped without the kernel") + ", " + bad + " failures, "
                + seconds + " s");
        return bad == 0 ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private int play() throws IOException {
        if (numbers.size() > 1) {
            throw new Problem("one lesson at a time");
        }
        try (org.jline.terminal.Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            boolean on = true;
            while (on) {
                Path next = next(numbers.get(0));
                on = play(next, terminal);
                numbers = next == null ? numbers : List.of(Lessons.number(next));
            }
        }
        return Main.CERTIFIED;
    }

    /** What comes after a lesson: on the chosen track where the lesson is on it, by number otherwise; null after the last. */
    private static @Nullable Path next(int number) throws IOException {
        LessonTrack chosen = chosenTrack();
        if (chosen == null || !chosen.lessons().contains(number)) {
            return Lessons.find(number + 1);
        }
        Integer next = chosen.after(number);
        return next == null ? null : lesson(next);
    }

    /** Plays one, and tells whether the reader goes on with the next. */
    private boolean play(@Nullable Path next, org.jline.terminal.Terminal terminal) throws IOException {
        // The JVM of the lesson starts while the text is read.
        try (Workshop workshop = new Workshop()) {
            Path file = Lessons.find(numbers.get(0));
            if (file != null) {
                terminal.writer().println("Opening lesson " + numbers.get(0) + " ...");
                terminal.flush();
            }
            Lesson lesson = chosen().get(0);
            boolean kernel = lesson.needsKernel() && Kernel.available();
            LessonPlayer player = new LessonPlayer(lesson, workshop, progress(), kernel, terminal);
            return player.play() && next != null && player.goesOn(Lessons.number(next), Lessons.title(next));
        }
    }
}
