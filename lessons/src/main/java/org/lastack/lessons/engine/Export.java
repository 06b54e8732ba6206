package org.lastack.lessons.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Part;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;

/** Writes lessons as files that plain jshell runs: text as comments, and every value shown. */
public final class Export {
    private static final Pattern LIBRARIES = Pattern.compile("lastack-|jna-|jspecify-|classes$");
    private static final String START = "start.jsh";

    private Export() {}

    /** Writes the lessons and a start-up file, and returns how to run them. */
    public static String to(Path folder, List<Lesson> lessons) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(START), String.join("\n", JShellSession.IMPORTS) + "\n");
        String names = "";
        try (Sessions sessions = new Sessions()) {
            for (Lesson lesson : lessons) {
                String name = (lesson.number() < 10 ? "0" : "") + lesson.number() + "-" + lesson.slug() + ".jsh";
                Files.writeString(folder.resolve(name), sessions.in(session -> write(lesson, session)));
                names = names.isEmpty() ? name : names;
            }
        }
        return "jshell --class-path " + libraries() + " --startup " + folder.resolve(START) + " "
                + folder.resolve(names) + "\n";
    }

    /** What a lesson needs of the class path: not what reads it. */
    private static String libraries() {
        return List.of(JShellSession.classPath().split(File.pathSeparator)).stream()
                .filter(path -> LIBRARIES
                        .matcher(path.substring(path.lastIndexOf('/') + 1))
                        .find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The lesson is run meanwhile: only that tells which expression has a value to show. */
    static String write(Lesson lesson, JShellSession session) {
        StringBuilder out = new StringBuilder();
        comment(out, lesson.number() + ". " + lesson.title());
        for (Part part : lesson.parts()) {
            if (part instanceof Text text && text.style() != Style.HINT) {
                comment(out, (text.style() == Style.HEADING ? "== " : "") + text.plain());
            } else if (part instanceof Code code) {
                code(out, code, session);
            }
        }
        return out.toString();
    }

    private static void comment(StringBuilder out, String text) {
        text.lines().forEach(line -> out.append("// ").append(line).append('\n'));
        out.append("//\n");
    }

    private static void code(StringBuilder out, Code code, JShellSession session) {
        switch (code.role()) {
            case EXERCISE -> comment(out, "Exercise. This is where you begin:\n" + code.source());
            case CHECK -> comment(out, "This must be true then:\n" + code.source());
            case SOLUTION -> {
                // What comes after the exercise builds on it.
                session.run(code.source(), Duration.ofSeconds(code.seconds()));
                comment(out, "One way to do it:");
                out.append(code.source()).append("\n\n");
            }
            case FAILS -> {
                session.run(code.source(), Duration.ofSeconds(code.seconds()));
                comment(out, "The next block must fail.");
                out.append(code.source()).append("\n\n");
            }
            case PLAIN -> {
                if (code.needsKernel()) {
                    comment(out, "With the running kernel, as root:\n" + code.source());
                } else {
                    session.run(code.source(), Duration.ofSeconds(code.seconds()));
                    session.ran().forEach(piece -> out.append(shown(piece)).append('\n'));
                    out.append('\n');
                }
            }
        }
    }

    private static String shown(JShellSession.Piece piece) {
        String source = piece.source().strip();
        if (!piece.hasValue()) {
            return source;
        }
        return "value(" + (source.endsWith(";") ? source.substring(0, source.length() - 1) : source) + ");";
    }
}
