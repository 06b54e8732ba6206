package org.lastack.lessons.engine;

import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/** One JShell with a JVM of its own. After an overrun or an exit it is dead, and another one is needed. */
public final class Session implements AutoCloseable {
    /** What every lesson begins with. */
    public static final List<String> IMPORTS = List.of(
            "import java.util.*;",
            "import java.util.function.*;",
            "import java.util.stream.*;",
            "import org.lastack.lab.*;",
            "import static org.lastack.lab.Lab.*;");

    /**
     * The version of the language that lessons are written in, whatever Java runs them. Not {@code --release}, which makes each
     * snippet seven times slower; that no newer API is used shows on the older Java.
     */
    private static final String SOURCE = "17";

    private static final int GRACE_SECONDS = 5;
    private static final Duration DRAWING = Duration.ofSeconds(10);

    private static final String DRAW = """
            {
                var texts = org.lastack.lab.Lab.drawnTexts();
                var pictures = org.lastack.lab.Lab.takePictures();
                for (int i = 0; i < texts.size(); i++) {
                    for (String each : java.util.List.of(texts.get(i), pictures.get(i))) {
                        System.out.print(each.length() + "\\n" + each);
                    }
                }
            }""";

    /** Types whose values are but their text. */
    private static final Set<String> PLAIN =
            Set.of("State", "Elapsed", "boolean", "int", "long", "Connection", "End", "Net", "Verdict");

    private final ChildEngine engine;
    private final Limits limits;
    private final Shown shown;
    private final PrintStream out;
    private final JShell shell;
    private volatile boolean killed;
    /** JShell has lost the JVM, which may still be on its way out. */
    private volatile boolean lost;
    /** What the latest run was made of. */
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * A snippet that was run.
     *
     * @param hasValue whether it is an expression whose value was shown
     */
    record Piece(String source, boolean hasValue) {}

    private Session(Limits limits) {
        this.limits = limits;
        engine = new ChildEngine(classPath(), limits);
        shown = new Shown(limits.octets(), engine::kill);
        out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        shell = JShell.builder()
                .executionEngine(engine, java.util.Map.of())
                .compilerOptions("--source", SOURCE, "-Xlint:-options", "-classpath", classPath())
                .in(new ByteArrayInputStream(new byte[0]))
                .out(out)
                .err(out)
                .build();
    }

    /** Starts a JVM and brings in the words of the lessons. */
    public static Session start() {
        return start(Limits.LESSON);
    }

    /** Starts a JVM that may use no more than this. */
    public static Session start(Limits limits) {
        Session session = new Session(limits);
        session.shell.onShutdown(s -> session.lost = true);
        for (String each : IMPORTS) {
            session.shell.eval(each);
        }
        session.shell.eval("org.lastack.lab.Lab.value(\"\")");
        session.shown.reset();
        return session;
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Runs source, snippet by snippet, and stops at the first error. */
    public Outcome run(String source, Duration limit) {
        shown.reset();
        pieces.clear();
        try {
            return within(limit, () -> all(source));
        } catch (TimeoutException e) {
            kill();
            return failed(Outcome.End.OVERRUN, "did not end within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            return alive() ? failed(Outcome.End.THROWN, String.valueOf(e.getCause())) : gone();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            return failed(Outcome.End.OVERRUN, "was interrupted");
        }
    }

    private static <T> T within(Duration limit, Callable<T> what)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> work = new FutureTask<>(what);
        Thread thread = new Thread(work, "lastack-snippets");
        thread.setDaemon(true);
        thread.start();
        return work.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the snippets of the latest run, up to the one that failed. */
    List<Piece> ran() {
        return List.copyOf(pieces);
    }

    /** Ends the JVM, whatever it does; a run ends with it. */
    public void kill() {
        killed = true;
        engine.kill();
    }

    /** Tells whether it can run anything more. */
    public boolean alive() {
        return engine.alive() && !killed && !lost;
    }

    /** What the text means and how far it goes; for completion and for many lines. */
    public SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    /** Returns the drawings that were shown since the last time; none when a drawing that a reader wrote is none. */
    public List<Drawn> drawings() {
        shown.reset();
        try {
            within(DRAWING, () -> shell.eval(DRAW));
            return drawings(text());
        } catch (TimeoutException e) {
            kill();
        } catch (ExecutionException | NumberFormatException | IndexOutOfBoundsException e) {
            return List.of();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    /** Each text and each picture has its length on a line before it. */
    private static List<Drawn> drawings(String all) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < all.length(); ) {
            int begin = all.indexOf('\n', from) + 1;
            int end = begin + Integer.parseInt(all.substring(from, begin - 1));
            pieces.add(all.substring(begin, end));
            from = end;
        }
        List<Drawn> drawings = new ArrayList<>();
        for (int i = 0; i + 1 < pieces.size(); i += 2) {
            drawings.add(new Drawn(pieces.get(i), pieces.get(i + 1)));
        }
        return drawings;
    }

    /** Returns the pictures of what was shown since the last time, each one {@code svg} element. */
    public List<String> pictures() {
        return drawings().stream().map(Drawn::svg).toList();
    }

    /** Line by line, as jshell takes a file: a snippet ends with the first line at which it can. */
    private Outcome all(String source) {
        String rest = "";
        for (String line : source.lines().toList()) {
            rest += line + "\n";
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            while (info.completeness().isComplete()) {
                Outcome bad = one(info.source());
                if (bad != null) {
                    return bad;
                }
                rest = info.remaining();
                info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            }
            rest = info.completeness() == Completeness.EMPTY ? "" : rest;
        }
        return rest.isEmpty()
                ? new Outcome(Outcome.End.DONE, text(), "", "")
                : failed(Outcome.End.NOT_COMPILED, "the snippet is not complete: " + firstLine(rest));
    }

    private @Nullable Outcome one(String piece) {
        List<SnippetEvent> events = shell.eval(piece);
        if (!alive()) {
            return gone();
        }
        for (SnippetEvent event : events) {
            Outcome bad = event.causeSnippet() == null ? judge(event) : null;
            if (bad != null) {
                return bad;
            }
        }
        return null;
    }

    private @Nullable Outcome judge(SnippetEvent event) {
        Snippet snippet = event.snippet();
        if (event.status() == Snippet.Status.REJECTED) {
            String words = shell.diagnostics(snippet)
                    .map(d -> d.getMessage(Locale.ENGLISH))
                    .map(m -> m.lines().map(String::strip).collect(Collectors.joining("; ")))
                    .collect(Collectors.joining("\n"));
            return failed(Outcome.End.NOT_COMPILED, words);
        }
        boolean recoverable = event.status() == Snippet.Status.RECOVERABLE_DEFINED
                || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED;
        if (recoverable && snippet instanceof DeclarationSnippet declaration) {
            String missing = shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "));
            return failed(Outcome.End.NOT_COMPILED, "not defined: " + missing);
        }
        JShellException thrown = event.exception();
        if (thrown != null) {
            String name = thrown instanceof EvalException e ? e.getExceptionClassName() : "unresolved";
            String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
            return new Outcome(Outcome.End.THROWN, text(), name + message, name);
        }
        pieces.add(new Piece(snippet.source(), showValue(event)));
        return alive() ? null : gone();
    }

    /** An expression shows what it comes to; a declaration, an assignment and a statement do not. */
    private boolean showValue(SnippetEvent event) {
        int before = shown.size();
        Snippet snippet = event.snippet();
        String name = "";
        String type = "";
        if (snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND && snippet instanceof VarSnippet v) {
            name = v.name();
            type = v.typeName();
        } else if (snippet.subKind() == Snippet.SubKind.VAR_VALUE_SUBKIND && snippet instanceof ExpressionSnippet e) {
            name = e.name();
            type = e.typeName();
        }
        if (PLAIN.contains(type)) {
            // What Lab.value would print; asking it takes as long as the snippet itself.
            String value = String.valueOf(event.value());
            out.print(value.endsWith("\n") ? value : value + "\n");
        } else if (!name.isEmpty()) {
            shell.eval("org.lastack.lab.Lab.value(" + name + ")");
        }
        return shown.size() > before;
    }

    private Outcome gone() {
        if (shown.full()) {
            return failed(Outcome.End.OVERRUN, "showed more than " + (limits.octets() >> 10) + " KB and was stopped");
        }
        if (!killed && ranOutOfMemory()) {
            return failed(Outcome.End.EXITED, "used up its memory, " + limits.megabytes() + " MB, and was ended");
        }
        return killed
                ? failed(Outcome.End.OVERRUN, "was stopped")
                : failed(Outcome.End.EXITED, "ended the JVM, by System.exit perhaps");
    }

    private boolean ranOutOfMemory() {
        try {
            return engine.ranOutOfMemory();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome failed(Outcome.End end, String why) {
        return new Outcome(end, text(), why, "");
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        killed = true;
        Thread closer = new Thread(shell::close, "lastack-close");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(Duration.ofSeconds(GRACE_SECONDS).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.kill();
    }
}
