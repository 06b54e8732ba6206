package org.lastack.site.lesson;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.kit.rules.Rules;
import org.lastack.lab.Lab;
import org.lastack.lessons.engine.Checker;
import org.lastack.lessons.engine.Failure;
import org.lastack.lessons.engine.Kept;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Session;

/**
 * A lesson that was read and run. That takes seconds, so it is kept until its text or the classes that it uses change.
 *
 * @param outputs what each block showed, by its place from 1; blocks that need the kernel and blocks that showed nothing
 *     are not among them
 */
record Made(ArrayList<Piece> pieces, HashMap<Integer, Output> outputs) implements Serializable {
    private static final int AT_ONCE = 2;

    /**
     * Reads and runs the lessons, those at least that are not kept.
     *
     * @param busy is called when any of them has to be run
     * @throws WrongLessonsException when one does not show what it says
     */
    static List<Made> of(List<Lesson> lessons, Runnable busy) throws IOException, InterruptedException {
        byte[] classes = classes();
        List<String> keys = new ArrayList<>();
        List<@Nullable Made> made = new ArrayList<>();
        for (Lesson lesson : lessons) {
            String key = Kept.key("page", lesson.file(), Files.readAllBytes(lesson.path()), classes);
            keys.add(key);
            made.add(Kept.read(key, Made.class));
        }
        List<Lesson> missing = new ArrayList<>();
        for (int i = 0; i < lessons.size(); i++) {
            if (made.get(i) == null) {
                missing.add(lessons.get(i));
            }
        }
        if (!missing.isEmpty()) {
            busy.run();
        }
        List<Made> fresh = new ArrayList<>(make(missing));
        List<Made> all = new ArrayList<>();
        for (int i = 0; i < lessons.size(); i++) {
            Made kept = made.get(i);
            if (kept == null) {
                kept = fresh.remove(0);
                Kept.write(keys.get(i), kept);
            }
            all.add(kept);
        }
        return all;
    }

    private static List<Made> make(List<Lesson> lessons) throws IOException, InterruptedException {
        if (lessons.isEmpty()) {
            return List.of();
        }
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Map<Integer, ArrayList<Piece>> pieces = new HashMap<>();
            List<Future<HashMap<Integer, Output>>> runs = new ArrayList<>();
            List<Failure> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            lessons.forEach(lesson -> runs.add(workers.submit(() -> run(lesson, failures))));
            try (LessonText text = new LessonText()) {
                for (Lesson lesson : lessons) {
                    pieces.put(lesson.number(), new ArrayList<>(text.read(lesson)));
                }
            }
            List<Made> made = new ArrayList<>();
            for (int i = 0; i < lessons.size(); i++) {
                ArrayList<Piece> text = pieces.getOrDefault(lessons.get(i).number(), new ArrayList<>());
                made.add(new Made(text, runs.get(i).get()));
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

    private static HashMap<Integer, Output> run(Lesson lesson, List<Failure> failures) {
        HashMap<Integer, Output> outputs = new HashMap<>();
        List<Lesson.Code> code = lesson.code();
        try (Session session = Session.start()) {
            Checker.Result result = Checker.check(lesson, session, false, (block, outcome) -> {
                boolean shows = block.role() == Lesson.Role.PLAIN || block.role() == Lesson.Role.FAILS;
                if (shows && !outcome.shown().isEmpty()) {
                    outputs.put(code.indexOf(block) + 1, new Output(outcome.shown(), session.drawings()));
                }
            });
            failures.addAll(result.failures());
        }
        return outputs;
    }

    /** A checksum of what a lesson uses, and of what makes its page here. */
    private static byte[] classes() throws IOException {
        List<Class<?>> ours = List.of(Lab.class, Rules.class, Host.class);
        List<byte[]> octets = new ArrayList<>();
        for (Class<?> each : ours) {
            octets.add(place(each));
        }
        for (Class<?> each : List.of(LessonText.class, Made.class)) {
            try (InputStream in = each.getResourceAsStream(each.getSimpleName() + ".class")) {
                octets.add(in == null ? new byte[0] : in.readAllBytes());
            }
        }
        return Kept.key("classes", "", octets.toArray(new byte[0][])).getBytes(java.nio.charset.StandardCharsets.UTF_8);
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
