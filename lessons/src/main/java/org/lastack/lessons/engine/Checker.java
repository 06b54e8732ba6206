package org.lastack.lessons.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Output;
import org.lastack.lessons.engine.Lesson.Role;

/** Runs one lesson from beginning to end and compares. */
public final class Checker {
    /** What a check must show. */
    private static final String TRUE = "true\n";

    private final Lesson lesson;
    private final JShellSession session;
    private final boolean kernel;
    private final List<Failure> failures = new ArrayList<>();
    private final Map<Code, Outcome> outcomes = new LinkedHashMap<>();

    private final BiConsumer<Code, Outcome> watcher;

    private Checker(Lesson lesson, JShellSession session, boolean kernel, BiConsumer<Code, Outcome> watcher) {
        this.lesson = lesson;
        this.session = session;
        this.kernel = kernel;
        this.watcher = watcher;
    }

    /**
     * What came of a lesson.
     *
     * @param outcomes by block, those alone that were run
     * @param skipped how many blocks were not run, since there is no kernel
     */
    public record Result(Lesson lesson, List<Failure> failures, Map<Code, Outcome> outcomes, int skipped) {}

    /**
     * Runs the lesson in a fresh session.
     *
     * @param kernel whether blocks that need a kernel are run
     */
    public static Result check(Lesson lesson, JShellSession session, boolean kernel) {
        return check(lesson, session, kernel, (code, outcome) -> {});
    }

    /** The same, with somebody who is told of each block when it has been run and the session still shows what came of it. */
    public static Result check(
            Lesson lesson, JShellSession session, boolean kernel, BiConsumer<Code, Outcome> watcher) {
        Checker checker = new Checker(lesson, session, kernel, watcher);
        int skipped = checker.run();
        return new Result(lesson, checker.failures, checker.outcomes, skipped);
    }

    private int run() {
        int skipped = 0;
        List<Code> code = lesson.code();
        for (int i = 0; i < code.size() && session.alive(); i++) {
            Code block = code.get(i);
            if (block.needsKernel() && !kernel) {
                skipped++;
            } else if (block.role() == Role.EXERCISE) {
                exercise(block, code.get(i + 1), code.get(i + 2));
                i += 2;
            } else {
                plain(block);
            }
        }
        return skipped;
    }

    private Outcome run(Code block) {
        Outcome outcome = session.run(block.source(), Duration.ofSeconds(block.seconds()));
        outcomes.put(block, outcome);
        watcher.accept(block, outcome);
        return outcome;
    }

    private void plain(Code block) {
        Outcome outcome = run(block);
        boolean ended = outcome.end() == Outcome.End.OVERRUN || outcome.end() == Outcome.End.EXITED;
        if (ended || !outcome.done() && block.role() != Role.FAILS) {
            fail(block.line(), "the block " + say(outcome));
            return;
        }
        if (block.role() == Role.FAILS && !failsAsItShould(block, outcome)) {
            fail(block.line(), "the block should fail (" + block.failure() + "), but " + say(outcome));
            return;
        }
        compare(block, outcome.shown());
    }

    private static boolean failsAsItShould(Code block, Outcome outcome) {
        return block.failure().equals("compile")
                ? outcome.end() == Outcome.End.NOT_COMPILED
                : outcome.exception().equals(block.failure());
    }

    private static String say(Outcome outcome) {
        return switch (outcome.end()) {
            case DONE -> "ran to its end";
            case NOT_COMPILED -> "does not compile: " + outcome.error();
            case THROWN -> "threw " + outcome.error();
            case OVERRUN, EXITED ->
                outcome.error() + (outcome.text().isEmpty() ? "" : ", after it showed\n" + indent(outcome.text()));
        };
    }

    /** What is shipped must not pass, what is hidden must. */
    private void exercise(Code shipped, Code check, Code solution) {
        if (passes(shipped, check)) {
            fail(shipped.line(), "the exercise passes its check as it is shipped");
        }
        if (!session.alive()) {
            fail(shipped.line(), "what is shipped, or its check, ended the JVM or did not end");
            return;
        }
        if (!passes(solution, check)) {
            Outcome done = outcomes.get(solution);
            String why = done != null && !done.done() ? "the solution " + say(done) : checked(check);
            fail(solution.line(), "the solution does not pass the check: " + why);
        }
    }

    private String checked(Code check) {
        Outcome outcome = outcomes.get(check);
        return outcome == null
                ? "the check was not run"
                : outcome.done() ? "the check shows " + outcome.text().strip() : "the check " + say(outcome);
    }

    private boolean passes(Code work, Code check) {
        return run(work).done() && run(check).shown().equals(TRUE);
    }

    private void compare(Code block, String actual) {
        Output output = block.output();
        if (output == null) {
            if (!actual.isEmpty()) {
                differs(block.line(), "the block has no output under it, but shows\n" + indent(actual));
            }
            return;
        }
        if (block.needsKernel() && output.kernel().isEmpty()) {
            differs(output.line(), "the output does not name the kernel it was recorded on");
        }
        String expected = masked(output, output.text());
        String got = masked(output, trimmed(actual));
        if (!expected.equals(got)) {
            differs(output.line(), "the output differs\n" + Difference.of(expected, got));
        }
    }

    /** The end of a block's last line, and blank lines at the end, are not in the text of a lesson. */
    static String trimmed(String actual) {
        return actual.stripTrailing() + "\n";
    }

    /** The text with what differs from run to run taken out. */
    static String masked(Output output, String text) {
        return output.mask().isEmpty()
                ? text
                : Pattern.compile(output.mask()).matcher(text).replaceAll("…");
    }

    private static String indent(String text) {
        return "    " + text.strip().replace("\n", "\n    ");
    }

    private void differs(int line, String what) {
        failures.add(new Failure(lesson.file(), line, what, true));
    }

    private void fail(int line, String what) {
        failures.add(new Failure(lesson.file(), line, what, false));
    }
}
