package org.lastack.site.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.lastack.host.Host;
import org.lastack.kit.rules.Rules;
import org.lastack.lab.Lab;
import org.lastack.lessons.engine.Checker;
import org.lastack.lessons.engine.Failure;
import org.lastack.lessons.engine.Kept;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Session;

/**
 * A lesson that was read and run. That takes seconds, so both are kept until the text or the classes that it uses change.
 *
 * @param outputs what each block showed, by its place from 1; blocks that need the kernel and blocks that showed nothing
 *     are not among them
 */
record Made(List<Piece> pieces, Map<Integer, Output> outputs) {
    private static final int AT_ONCE = 2;

    Made {
        pieces = List.copyOf(pieces);
        outputs = Map.copyOf(outputs);
    }

    /** What came of a run. */
    private record Run(Map<Integer, Output> outputs, List<Failure> failures) {}

    /** The pieces of a lesson, as they are kept. */
    private record Pieces(List<Piece> pieces) {}

    /** The outputs of a lesson, as they are kept. */
    private record Outputs(Map<Integer, Output> outputs) {}

    /**
     * Reads and runs the lessons, as far as that is not kept.
     *
     * @param busy is called when the first of them has to be run
     * @throws WrongLessonsException when one does not show what it says
     */
    static List<Made> of(List<Lesson> lessons, Runnable busy) throws IOException, InterruptedException {
        byte[] classes = classes();
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (!told.getAndSet(true)) {
                busy.run();
            }
        };
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Run>> runs = new ArrayList<>();
            lessons.forEach(lesson -> runs.add(workers.submit(() -> outputs(lesson, classes, once))));
            List<Pieces> pieces = pieces(lessons);
            List<Made> made = new ArrayList<>();
            List<Failure> failures = new ArrayList<>();
            for (int i = 0; i < lessons.size(); i++) {
                Run run = runs.get(i).get();
                failures.addAll(run.failures());
                made.add(new Made(pieces.get(i).pieces(), run.outputs()));
            }
            if (!failures.isEmpty()) {
                throw new WrongLessonsException(failures);
            }
            return made;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lesson could not be run", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<Pieces> pieces(List<Lesson> lessons) throws IOException {
        List<Pieces> all = new ArrayList<>();
        Kept kept = Kept.ofUser();
        LessonText reader = null;
        try {
            for (Lesson lesson : lessons) {
                String key =
                        Kept.key("pieces", lesson.file(), Files.readAllBytes(lesson.path()), code(LessonText.class));
                Pieces pieces = kept.read(key, Pieces.class);
                if (pieces == null) {
                    reader = reader == null ? new LessonText() : reader;
                    pieces = new Pieces(reader.read(lesson));
                    kept.write(key, pieces);
                }
                all.add(pieces);
            }
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
        return all;
    }

    private static Run outputs(Lesson lesson, byte[] classes, Runnable busy) throws IOException {
        String key = Kept.key("outputs", lesson.file(), Files.readAllBytes(lesson.path()), classes);
        Kept kept = Kept.ofUser();
        Outputs outputs = kept.read(key, Outputs.class);
        if (outputs != null) {
            return new Run(outputs.outputs(), List.of());
        }
        busy.run();
        Run run = run(lesson);
        if (run.failures().isEmpty()) {
            kept.write(key, new Outputs(run.outputs()));
        }
        return run;
    }

    private static Run run(Lesson lesson) {
        Map<Integer, Output> outputs = new HashMap<>();
        List<Lesson.Code> code = lesson.code();
        try (Session session = Session.start()) {
            Checker.Result result = Checker.check(lesson, session, false, (block, outcome) -> {
                boolean shows = block.role() == Lesson.Role.PLAIN || block.role() == Lesson.Role.FAILS;
                if (shows && !outcome.shown().isEmpty()) {
                    outputs.put(code.indexOf(block) + 1, new Output(outcome.shown(), session.drawings()));
                }
            });
            return new Run(outputs, result.failures());
        }
    }

    /** A checksum of what a lesson uses, and of what makes its page here. */
    private static byte[] classes() throws IOException {
        List<Class<?>> ours = List.of(Lab.class, Rules.class, Host.class);
        List<byte[]> octets = new ArrayList<>();
        for (Class<?> each : ours) {
            octets.add(place(each));
        }
        octets.add(code(Made.class));
        return Kept.key("classes", "", octets.toArray(new byte[0][])).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] code(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    /** The jar that a class is in, or all classes of its folder. */
    private static byte[] place(Class<?> type) throws IOException {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isRegularFile(place)) {
                return Files.readAllBytes(place);
            }
            try (Stream<Path> files = Files.walk(place)) {
                List<byte[]> all = files.filter(f -> f.toString().endsWith(".class"))
                        .filter(f -> !f.toString().contains("/site/"))
                        .sorted()
                        .map(Made::octets)
                        .toList();
                return Kept.key("folder", "", all.toArray(new byte[0][]))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] octets(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
