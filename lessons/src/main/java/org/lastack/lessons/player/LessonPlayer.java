package org.lastack.lessons.player;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Part;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;
import org.lastack.lessons.engine.Outcome;
import org.lastack.lessons.engine.Why;

/** Plays a lesson step by step: text, a block of code, Enter to run it, and whatever the reader types in between. */
public final class LessonPlayer {
    private static final String HELP = """
            Enter     runs the block that is shown, or checks your solution
            hint      shows a hint, where there is one
            solution  shows the solution of an exercise, and runs it
            edit      opens what is shown, or what you last edited, in your editor (VISUAL or EDITOR), and runs it
            skip      goes on without running the block
            reset     begins the lesson anew
            quit      ends; 'lastack lesson' with the same number goes on from here
            help WORD tells of a word of the lessons: 'help connect'; 'help words' lists them
            Everything else is Java, and is run. Control-C stops what runs, Tab completes.
            """;

    private static final String TRUE = "true\n";
    private static final String FALSE = "false\n";

    /** Nobody waits longer for an explanation. */
    private static final Duration WHY = Duration.ofSeconds(20);

    private final Lesson lesson;
    private final Workshop workshop;
    private final ReadingProgress progress;
    private final boolean kernel;
    private final LineReader reader;
    private final TerminalPage page;
    private int at;
    /** The reader works on the exercise before {@link #at}; Enter checks. */
    private boolean solving;
    /** What the reader edited last in this step. */
    private String edited = "";
    /** How many hints of this exercise were shown. */
    private int hints;
    /** What was not run, and may be missed. */
    private final List<Code> skipped = new ArrayList<>();

    /**
     * Prepares to play.
     *
     * @param kernel whether blocks that need a kernel are run
     */
    public LessonPlayer(Lesson lesson, Workshop workshop, ReadingProgress progress, boolean kernel, Terminal terminal) {
        this.lesson = lesson;
        this.workshop = workshop;
        this.progress = progress;
        this.kernel = kernel;
        page = new TerminalPage(terminal);
        reader = Prompt.reader(terminal, workshop, progress.history());
        terminal.handle(Terminal.Signal.INT, signal -> workshop.interrupt());
    }

    /** Plays from where the reader left off to the end, which is true, or until the reader quits. */
    public boolean play() throws IOException {
        page.title(lesson.number() + ". " + lesson.title());
        if (!lesson.effort().words().isEmpty()) {
            page.aside(lesson.effort().words());
        }
        page.aside("Enter runs what is shown; 'help' shows what else there is.");
        if (!workshop.ready()) {
            page.aside("Java is being started for the lesson meanwhile; the first answer may take some seconds.");
        }
        at = progress.step(lesson.number());
        if (at > 0) {
            page.aside("You were here before. What you ran then runs again; 'reset' begins anew.");
            replay();
        }
        toNextBlock();
        boolean on = true;
        while (on && block() != null) {
            on = turn();
        }
        if (on) {
            progress.finished(lesson.number());
            page.aside("That was lesson " + lesson.number() + ".");
        }
        reader.getHistory().save();
        return on;
    }

    /** Asks whether the reader goes on with the next lesson. */
    public boolean goesOn(int next, String title) {
        page.aside("Next is lesson " + next + ": " + title);
        page.aside("Enter goes on with it; 'quit' ends, and 'lastack lesson " + next + "' begins it later.");
        try {
            return reader.readLine("> ").isBlank();
        } catch (UserInterruptException | EndOfFileException e) {
            return false;
        }
    }

    /** Reads a line and does what it says; false when the reader quits. */
    private boolean turn() throws IOException {
        String line;
        try {
            line = reader.readLine(prompt()).strip();
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        comeBack();
        if (line.startsWith("help ")) {
            page.plain(LabWords.about(line.substring("help ".length()).strip()));
            return true;
        }
        switch (line) {
            case "" -> enter();
            case "help" -> page.plain(HELP);
            case "hint" -> hint();
            case "solution" -> solution();
            case "edit" -> edit();
            case "skip" -> skip();
            case "reset" -> reset();
            case "quit" -> {
                return false;
            }
            default -> answer(workshop.run(line, Workshop.NO_LIMIT));
        }
        return true;
    }

    private String prompt() {
        return lesson.number() + " [" + steps().replace(" of ", "/") + "]" + (solving ? " your turn" : "") + "> ";
    }

    /** Which block this is, and of how many; an exercise is one. */
    private String steps() {
        long here = 0;
        long all = 0;
        for (int i = 0; i < lesson.parts().size(); i++) {
            boolean counts = lesson.parts().get(i) instanceof Code code
                    && code.role() != Role.CHECK
                    && code.role() != Role.SOLUTION;
            all += counts ? 1 : 0;
            here += counts && i <= at ? 1 : 0;
        }
        return here + " of " + all;
    }

    private @Nullable Code block() {
        return at < lesson.parts().size() && lesson.parts().get(at) instanceof Code code ? code : null;
    }

    /** Shows text up to the next block, and the block. */
    private void toNextBlock() {
        while (at < lesson.parts().size() && lesson.parts().get(at) instanceof Text text) {
            if (text.style() != Style.HINT) {
                page.text(text);
            }
            at++;
        }
        Code code = block();
        if (code != null && code.role() != Role.CHECK) {
            page.code(code.source());
        }
    }

    private void enter() throws IOException {
        Code code = block();
        if (code == null) {
            return;
        }
        if (code.role() == Role.CHECK) {
            check(code);
            return;
        }
        if (code.needsKernel() && !kernel) {
            page.aside(
                    "This needs a kernel: 'sudo ./lastack lesson " + lesson.number()
                            + "' has the running one, './lastack certify linux-6.12' builds one that every user has. This is what it showed:");
            page.plain(code.output() == null ? "" : code.output().text());
        } else {
            Outcome outcome = run(code);
            answer(outcome);
            if (outcome.end() == Outcome.End.OVERRUN || outcome.end() == Outcome.End.EXITED) {
                return;
            }
            if (code.role() == Role.PLAIN && !outcome.done()) {
                page.aside("It did not run to its end. 'reset' begins the lesson anew, 'skip' goes on without it.");
                return;
            }
            workshop.remember(code);
        }
        next();
        if (code.role() == Role.EXERCISE) {
            solving = true;
            page.aside("Your turn: type, or 'edit'; Enter on an empty line checks it.");
        }
    }

    /** Runs a block, and before it what was skipped and is missed now. */
    private Outcome run(Code code) {
        Outcome outcome = workshop.run(code, this::waiting);
        boolean missed = !skipped.isEmpty() && !asExpected(code, outcome);
        if (missed && workshop.alive()) {
            page.aside("It needs what was skipped, which is run first.");
            for (Code each : skipped) {
                workshop.run(each, this::waiting);
                workshop.remember(each);
            }
            skipped.clear();
            outcome = workshop.run(code, this::waiting);
        }
        return outcome;
    }

    private static boolean asExpected(Code code, Outcome outcome) {
        return switch (outcome.end()) {
            case NOT_COMPILED -> code.role() == Role.FAILS && code.failure().equals("compile");
            case THROWN -> code.role() == Role.FAILS && code.failure().equals(outcome.exception());
            default -> true;
        };
    }

    private void next() throws IOException {
        at++;
        int reached = at;
        hints = 0;
        edited = "";
        toNextBlock();
        progress.reached(lesson.number(), reached, steps());
    }

    private void check(Code check) throws IOException {
        Outcome outcome = workshop.run(check, this::waiting);
        if (!outcome.shown().equals(TRUE)) {
            page.aside("Not yet. What must be true:");
            page.code(check.source());
            if (outcome.shown().equals(FALSE)) {
                why(check);
            } else {
                answer(outcome);
            }
            return;
        }
        page.aside("Right. One way to do it, on which what follows builds:");
        Code solution = solutionAfter(at);
        page.code(solution.source());
        put(solution);
        afterExercise();
    }

    /** Says which part of a check is not true, what stands in its place, and what happened. */
    private void why(Code check) {
        page.plain(Why.explain(check.source(), this::shown));
        boolean drawn = shipped().source().contains("= network(");
        page.plain(drawn ? shown("if (net.brief()) show(net);") : "");
    }

    /** What a source shows; nothing when it does not run. */
    private String shown(String source) {
        Outcome outcome = workshop.alive() ? workshop.run(source, WHY) : Outcome.STOPPED;
        return outcome.done() ? outcome.text() : "";
    }

    /** Runs a solution without showing it: the blocks that follow are written for it, and not for what else is right. */
    private void put(Code solution) {
        workshop.run(solution, this::waiting);
        if (workshop.alive() && !shown(checkBefore(solution).source()).equals(TRUE)) {
            page.aside("What you typed stands in its way. What the lesson has run so far runs again, without it.");
            workshop.rebuild(this::waiting);
            workshop.run(solution, this::waiting);
        }
        workshop.remember(solution);
    }

    private Code checkBefore(Code solution) {
        List<Code> before = lesson.code();
        return before.get(before.indexOf(solution) - 1);
    }

    private Code solutionAfter(int from) {
        for (Part part : lesson.parts().subList(from, lesson.parts().size())) {
            if (part instanceof Code code && code.role() == Role.SOLUTION) {
                return code;
            }
        }
        throw new IllegalStateException("an exercise has a solution");
    }

    /** Goes on behind the solution, and takes on the way what is text. */
    private void afterExercise() throws IOException {
        solving = false;
        Code solution = solutionAfter(at);
        at = lesson.parts().indexOf(solution);
        next();
    }

    private void hint() {
        if (!atExercise()) {
            page.aside("There is no exercise here.");
            return;
        }
        List<Part> rest = lesson.parts().subList(at, lesson.parts().indexOf(solutionAfter(at)));
        List<Text> all = rest.stream()
                .filter(part -> part instanceof Text text && text.style() == Style.HINT)
                .map(Text.class::cast)
                .toList();
        if (all.isEmpty()) {
            page.aside("There is no hint.");
            return;
        }
        page.text(all.get(Math.min(hints, all.size() - 1)));
        hints++;
        if (hints < all.size()) {
            page.aside("There is another one.");
        }
    }

    private void edit() throws IOException {
        Code code = block();
        Code shown = solving ? shipped() : code;
        String before = edited.isEmpty() && shown != null ? shown.source() : edited;
        Editor editor = Editor.usual();
        page.aside(editor.words());
        String text = editor.edit(before);
        if (text == null) {
            page.error("The editor failed: set VISUAL or EDITOR to one that you have.");
            return;
        }
        edited = text;
        page.code(text);
        answer(workshop.run(text, Workshop.NO_LIMIT));
    }

    /** What the reader began the exercise with. */
    private Code shipped() {
        List<Code> before = lesson.code();
        return before.get(before.indexOf(block()) - 1);
    }

    private boolean atExercise() {
        Code code = block();
        return code != null && (code.role() == Role.EXERCISE || code.role() == Role.CHECK);
    }

    private void solution() throws IOException {
        if (!atExercise()) {
            page.aside("There is no exercise here.");
            return;
        }
        Code solution = solutionAfter(at);
        page.code(solution.source());
        put(solution);
        afterExercise();
    }

    private void skip() throws IOException {
        if (atExercise()) {
            page.aside("The solution is run, since what follows may build on it.");
            put(solutionAfter(at));
            afterExercise();
        } else {
            Code code = block();
            if (code != null && (kernel || !code.needsKernel())) {
                skipped.add(code);
            }
            next();
        }
    }

    private void reset() throws IOException {
        workshop.reset();
        skipped.clear();
        solving = false;
        at = 0;
        progress.reached(lesson.number(), 0, "");
        toNextBlock();
    }

    private void answer(Outcome outcome) {
        page.plain(outcome.text());
        if (!outcome.error().isEmpty()) {
            page.error(outcome.error());
        }
        comeBack();
    }

    /** A run may have ended the JVM; so may a completion that came to no end. */
    private void comeBack() {
        if (!workshop.alive()) {
            page.aside("What the lesson has run so far runs again; what you typed is gone.");
            workshop.rebuild(this::waiting);
        }
    }

    private void waiting() {
        page.aside("Another lastack uses the kernel; waiting for it.");
    }

    /** Runs again what was run before, without showing it. */
    private void replay() {
        for (Part part : lesson.parts().subList(0, Math.min(at, lesson.parts().size()))) {
            boolean runs = part instanceof Code code
                    && (code.role() == Role.PLAIN || code.role() == Role.FAILS || code.role() == Role.SOLUTION)
                    && (kernel || !code.needsKernel());
            if (runs && part instanceof Code code) {
                workshop.remember(code);
            }
        }
        workshop.rebuild(this::waiting);
        Code code = block();
        solving = code != null && code.role() == Role.CHECK;
    }
}
