package org.lastack.lessons.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.SourceCodeAnalysis;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.Message.Kind;

/**
 * Snippets that are compiled and run in a JVM of their own, which ends when they are killed: no work of theirs goes on. After an
 * overrun or an exit the session is dead, and another one is needed. One thread asks at a time; any may kill.
 */
public final class JShellSession implements AutoCloseable {
    /** What every lesson begins with. */
    public static final List<String> IMPORTS = List.of(
            "import java.util.*;",
            "import java.util.function.*;",
            "import java.util.stream.*;",
            "import org.lastack.lab.*;",
            "import static org.lastack.lab.Lab.*;");

    /** Far above what it takes on a busy machine. */
    private static final Duration TO_START = Duration.ofMinutes(3);

    /** It is asked of a JVM that may not answer. */
    private static final Duration TO_TELL = Duration.ofSeconds(1);

    private static final Duration DRAWING = Duration.ofSeconds(10);
    private static final Duration ANALYSIS = Duration.ofSeconds(20);
    private static final String INCOMPLETE = SourceCodeAnalysis.Completeness.DEFINITELY_INCOMPLETE.name();

    private final JvmLimits limits;
    private final Shown shown;
    private final ChildJvm jvm;
    private volatile boolean killed;
    /** It answered what no {@link Child} answers. */
    private volatile boolean garbled;

    private volatile CompletableFuture<List<String>> asking = new CompletableFuture<>();
    private volatile CompletableFuture<List<String>> standing = new CompletableFuture<>();
    private List<Piece> pieces = List.of();

    /**
     * A snippet that was run.
     *
     * @param hasValue whether it is an expression whose value was shown
     */
    record Piece(String source, boolean hasValue) {}

    /**
     * How a source may go on.
     *
     * @param anchor where in the source the word begins that is completed
     * @param continuations what may stand there
     */
    public record Completions(int anchor, List<Completion> continuations) {}

    /**
     * One word.
     *
     * @param matches whether it is of the type that is needed
     */
    public record Completion(String continuation, boolean matches) {}

    private JShellSession(JvmLimits limits) throws IOException {
        this.limits = limits;
        jvm = ChildJvm.start(limits);
        shown = new Shown(limits.octets(), jvm::kill);
        var unused = jvm.gone().thenRun(() -> asking.completeExceptionally(new EOFException("the JVM has ended")));
    }

    /** Starts a JVM and brings in the words of the lessons. */
    public static JShellSession start() {
        return start(JvmLimits.LESSON);
    }

    /**
     * Starts a JVM that may use no more than this.
     *
     * @throws UncheckedIOException when it cannot be started
     */
    public static JShellSession start(JvmLimits limits) {
        try {
            JShellSession session = new JShellSession(limits);
            session.awaitStart();
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStart() throws IOException {
        try {
            ask(TO_START, null);
        } catch (TimeoutException e) {
            kill();
            throw new IOException("a JVM did not start within " + TO_START.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new IOException("a JVM " + gone().error(), e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Runs source, snippet by snippet, and stops at the first error. */
    public Outcome run(String source, Duration limit) {
        shown.reset();
        pieces = List.of();
        try {
            return outcome(ask(limit, new Message(Kind.RUN, List.of(source))));
        } catch (TimeoutException e) {
            String calls = stands();
            kill();
            return failed(Outcome.End.OVERRUN, "did not end within " + limit.toSeconds() + " s" + calls);
        } catch (IOException e) {
            return gone();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            return failed(Outcome.End.OVERRUN, "was interrupted");
        }
    }

    /** Asks a run that has used up its time where it stands; nothing when there is no answer, or no call to tell of. */
    private String stands() {
        CompletableFuture<List<String>> asked = new CompletableFuture<>();
        standing = asked;
        Thread thread = new Thread(() -> send(new Message(Kind.WHERE, List.of())), "lastack-where");
        thread.setDaemon(true);
        thread.start();
        try {
            List<String> calls = asked.get(TO_TELL.toMillis(), TimeUnit.MILLISECONDS);
            return calls.isEmpty() ? "" : ", and stood at " + String.join(" < ", calls);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void send(Message message) {
        try {
            jvm.send(message);
        } catch (IOException e) {
            return; // it has ended, and tells nothing
        }
    }

    private Outcome outcome(List<String> texts) throws IOException {
        try {
            List<Piece> ran = new ArrayList<>();
            for (int i = 3; i < texts.size(); i += 2) {
                ran.add(new Piece(texts.get(i), Boolean.parseBoolean(texts.get(i + 1))));
            }
            pieces = ran;
            return new Outcome(Outcome.End.valueOf(texts.get(0)), text(), texts.get(1), texts.get(2));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            garbled = true;
            throw new IOException("that is no answer", e);
        }
    }

    /** Sends a question, if there is one, and waits for the answer; in a thread that can be left when nobody takes or gives any. */
    private List<String> ask(Duration limit, @Nullable Message question)
            throws IOException, TimeoutException, InterruptedException {
        if (!alive()) {
            throw new EOFException("the JVM has ended");
        }
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        asking = answer;
        Thread thread = new Thread(() -> exchange(question, answer), "lastack-snippets");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void exchange(@Nullable Message question, CompletableFuture<List<String>> answer) {
        try {
            if (question != null) {
                jvm.send(question);
            }
            Message message = jvm.read();
            while (message.kind() == Kind.SHOWN || message.kind() == Kind.STANDS) {
                take(message);
                message = jvm.read();
            }
            garbled |= message.kind() != Kind.ANSWER;
            answer.complete(message.texts());
        } catch (EOFException e) {
            answer.completeExceptionally(e);
        } catch (IOException e) {
            garbled = jvm.alive();
            answer.completeExceptionally(e);
        }
    }

    private void take(Message message) {
        if (message.kind() == Kind.STANDS) {
            standing.complete(message.texts());
            return;
        }
        for (String each : message.texts()) {
            shown.writeBytes(each.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Returns the snippets of the latest run, up to the one that failed. */
    List<Piece> ran() {
        return pieces;
    }

    /** Ends the JVM, whatever it does; a run ends with it. */
    public void kill() {
        killed = true;
        jvm.kill();
    }

    /** Tells whether it can run anything more. */
    public boolean alive() {
        return jvm.alive() && !killed && !garbled;
    }

    /** Forgets all that was declared and shown, and tells whether it is as if just started. Its threads, if it has any, go on. */
    boolean begin() {
        try {
            ask(TO_START, new Message(Kind.FRESH, List.of()));
        } catch (TimeoutException | IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        return alive();
    }

    /** Tells whether the source is the beginning of something longer. */
    public boolean isIncomplete(String source) {
        return askBriefly(ANALYSIS, Kind.COMPLETENESS, source).equals(List.of(INCOMPLETE));
    }

    /** Tells how the source may go on at the place of the cursor. */
    public Completions completions(String source, int cursor) {
        return completions(source, cursor, ANALYSIS);
    }

    Completions completions(String source, int cursor, Duration limit) {
        List<String> texts = askBriefly(limit, Kind.COMPLETIONS, source, "" + cursor);
        List<Completion> found = new ArrayList<>();
        for (int i = 1; i + 1 < texts.size(); i += 2) {
            found.add(new Completion(texts.get(i), Boolean.parseBoolean(texts.get(i + 1))));
        }
        boolean anchored = !texts.isEmpty() && texts.get(0).matches("\\d{1,9}");
        return new Completions(anchored ? Math.min(Integer.parseInt(texts.get(0)), source.length()) : cursor, found);
    }

    /** Returns the drawings that were shown since the last time; none when a drawing that a reader wrote is none. */
    public List<Drawn> drawings() {
        shown.reset();
        List<String> texts = askBriefly(DRAWING, Kind.DRAWINGS);
        List<Drawn> drawings = new ArrayList<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            drawings.add(new Drawn(texts.get(i), texts.get(i + 1)));
        }
        return drawings;
    }

    /** Returns nothing when there is no answer within the limit, and ends the JVM then: it would go on for nobody. */
    private List<String> askBriefly(Duration limit, Kind kind, String... texts) {
        try {
            return ask(limit, new Message(kind, List.of(texts)));
        } catch (TimeoutException | IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    /** Returns the pictures of what was shown since the last time, each one {@code svg} element. */
    public List<String> pictures() {
        return drawings().stream().map(Drawn::svg).toList();
    }

    /** Nothing comes from the JVM any more, so that nothing of it may stay. */
    private Outcome gone() {
        try {
            if (shown.full()) {
                return failed(
                        Outcome.End.OVERRUN, "showed more than " + (limits.octets() >> 10) + " KB and was stopped");
            }
            if (garbled) {
                return failed(Outcome.End.EXITED, "wrote into the pipe of its JVM, and was stopped");
            }
            return killed ? failed(Outcome.End.OVERRUN, "was stopped") : failed(Outcome.End.EXITED, jvm.end());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(Outcome.End.EXITED, "was interrupted");
        } finally {
            kill();
        }
    }

    private Outcome failed(Outcome.End end, String why) {
        return new Outcome(end, text(), why, "");
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        kill();
    }
}
