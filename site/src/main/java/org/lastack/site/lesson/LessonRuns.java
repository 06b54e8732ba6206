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
import org.lastack.lessons.engine.DiskCache;
import org.lastack.lessons.engine.Failure;
import org.lastack.lessons.engine.JShellSession;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Sessions;

/** What came of running the lessons. That takes seconds, so it is kept until the text or the classes that it uses change. */
final class LessonRuns {
    private static final int AT_ONCE = 2;

    private LessonRuns() {}

    /** What came of a run. */
    private record Run(Map<Integer, BlockOutput> outputs, List<Failure> failures) {}

    /** The outputs of a lesson, as they are kept. */
    private record Outputs(Map<Integer, BlockOutput> outputs) {}

    /**
     * Runs the lessons, as far as that is not kept, and returns what each of their blocks showed, by its place from 1; blocks that
     * need the kernel and blocks that showed nothing are not among them.
     *
     * @param busy is called when the first of them has to be run
     * @throws WrongLessonsException when one does not show what it says
     */
    static List<Map<Integer, BlockOutput>> of(List<Lesson> lessons, Runnable busy)
            throws IOException, InterruptedException {
        byte[] classes = classes();
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (!told.getAndSet(true)) {
                busy.run();
            }
        };
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try (Sessions sessions = new Sessions()) {
            List<Future<Run>> runs = new ArrayList<>();
            lessons.forEach(lesson -> runs.add(workers.submit(() -> outputs(lesson, classes, sessions, once))));
            List<Map<Integer, BlockOutput>> outputs = new ArrayList<>();
            List<Failure> failures = new ArrayList<>();
            for (Future<Run> each : runs) {
                Run run = each.get();
                failures.addAll(run.failures());
                outputs.add(run.outputs());
            }
            if (!failures.isEmpty()) {
                throw new WrongLessonsException(failures);
            }
            return outputs;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lesson could not be run", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static Run outputs(Lesson lesson, byte[] classes, Sessions sessions, Runnable busy) throws IOException {
        String key = DiskCache.key("outputs", lesson.file(), Files.readAllBytes(lesson.path()), classes);
        DiskCache kept = DiskCache.ofUser();
        Outputs outputs = kept.read(key, Outputs.class);
        if (outputs != null) {
            return new Run(outputs.outputs(), List.of());
        }
        busy.run();
        Run run = sessions.in(session -> run(lesson, session));
        if (run.failures().isEmpty()) {
            kept.write(key, new Outputs(run.outputs()));
        }
        return run;
    }

    private static Run run(Lesson lesson, JShellSession session) {
        Map<Integer, BlockOutput> outputs = new HashMap<>();
        List<Lesson.Code> code = lesson.code();
        Checker.Result result = Checker.check(lesson, session, false, (block, outcome) -> {
            boolean shows = block.role() == Lesson.Role.PLAIN || block.role() == Lesson.Role.FAILS;
            if (shows && !outcome.shown().isEmpty()) {
                outputs.put(code.indexOf(block) + 1, new BlockOutput(outcome.shown(), session.drawings()));
            }
        });
        return new Run(outputs, result.failures());
    }

    /** A checksum of what a lesson uses, and of what makes its page here. */
    private static byte[] classes() throws IOException {
        List<Class<?>> ours = List.of(Lab.class, Rules.class, Host.class);
        List<byte[]> octets = new ArrayList<>();
        for (Class<?> each : ours) {
            octets.add(place(each));
        }
        octets.add(code(LessonRuns.class));
        return DiskCache.key("classes", "", octets.toArray(new byte[0][]))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
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
                        .map(LessonRuns::octets)
                        .toList();
                return DiskCache.key("folder", "", all.toArray(new byte[0][]))
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
