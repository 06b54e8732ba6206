package org.lastack.lessons.engine;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Compiles and runs snippets in this JVM; in the words of {@link Message}s. */
final class Snippets {
    /**
     * The version of the language that lessons are written in, whatever Java runs them. Not {@code --release}, which makes each
     * snippet seven times slower; that no newer API is used shows on the older Java.
     */
    private static final String SOURCE = "17";

    /** Types whose values are but their text. */
    private static final Set<String> PLAIN =
            Set.of("State", "Elapsed", "boolean", "int", "long", "Connection", "End", "Net", "Verdict");

    private final PrintStream out;
    private final LongSupplier shown;
    private final JShell shell;
    /** What the latest run was made of: each source, and whether it is an expression whose value was shown. */
    private final List<String> pieces = new ArrayList<>();

    /** Runs snippets where they stand. */
    private static final class Here implements ExecutionControlProvider {
        @Override
        public String name() {
            return "lastack-here";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, java.util.Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }

    /**
     * Brings in the words of the lessons.
     *
     * @param out where values go
     * @param shown tells how much was shown so far
     */
    Snippets(PrintStream out, LongSupplier shown) {
        this.out = out;
        this.shown = shown;
        shell = JShell.builder()
                .executionEngine(new Here(), java.util.Map.of())
                .compilerOptions(
                        "--source", SOURCE, "-Xlint:-options", "-classpath", System.getProperty("java.class.path"))
                .build();
        for (String each : JShellSession.IMPORTS) {
            shell.eval(each);
        }
        shell.eval("org.lastack.lab.Lab.value(\"\")");
    }

    void close() {
        shell.close();
    }

    String completeness(String source) {
        return shell.sourceCodeAnalysis()
                .analyzeCompletion(source)
                .completeness()
                .name();
    }

    /** Returns where the words begin that may stand there, and each with whether it is of the type that is needed. */
    List<String> completions(String source, int cursor) {
        int[] anchor = new int[1];
        List<Suggestion> found = shell.sourceCodeAnalysis().completionSuggestions(source, cursor, anchor);
        List<String> texts = new ArrayList<>(List.of("" + anchor[0]));
        for (Suggestion each : found) {
            texts.add(each.continuation());
            texts.add("" + each.matchesType());
        }
        return texts;
    }

    /** Runs source, snippet by snippet, and stops at the first error. */
    List<String> run(String source) {
        pieces.clear();
        List<String> texts = new ArrayList<>(all(source));
        texts.addAll(pieces);
        return texts;
    }

    /** Line by line, as jshell takes a file: a snippet ends with the first line at which it can. */
    private List<String> all(String source) {
        String rest = "";
        for (String line : source.lines().toList()) {
            rest += line + "\n";
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            while (info.completeness().isComplete()) {
                List<String> bad = one(info.source());
                if (bad != null) {
                    return bad;
                }
                rest = info.remaining();
                info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            }
            rest = info.completeness() == Completeness.EMPTY ? "" : rest;
        }
        return rest.isEmpty()
                ? ended(Outcome.End.DONE, "", "")
                : ended(Outcome.End.NOT_COMPILED, "the snippet is not complete: " + firstLine(rest), "");
    }

    private @Nullable List<String> one(String piece) {
        for (SnippetEvent event : shell.eval(piece)) {
            List<String> bad = event.causeSnippet() == null ? judge(event) : null;
            if (bad != null) {
                return bad;
            }
        }
        return null;
    }

    private @Nullable List<String> judge(SnippetEvent event) {
        Snippet snippet = event.snippet();
        if (event.status() == Snippet.Status.REJECTED) {
            String words = shell.diagnostics(snippet)
                    .map(d -> d.getMessage(Locale.ENGLISH)
                                    .lines()
                                    .map(String::strip)
                                    .collect(Collectors.joining("; "))
                            + place(snippet.source(), d.getPosition()))
                    .collect(Collectors.joining("\n"));
            return ended(Outcome.End.NOT_COMPILED, words, "");
        }
        boolean recoverable = event.status() == Snippet.Status.RECOVERABLE_DEFINED
                || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED;
        if (recoverable && snippet instanceof DeclarationSnippet declaration) {
            String missing = shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "));
            return ended(Outcome.End.NOT_COMPILED, "not defined: " + missing, "");
        }
        JShellException thrown = event.exception();
        if (thrown != null) {
            String name = thrown instanceof EvalException e ? e.getExceptionClassName() : "unresolved";
            String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
            return ended(Outcome.End.THROWN, name + message, name);
        }
        pieces.add(snippet.source());
        pieces.add("" + showValue(event));
        return null;
    }

    /** The line of a source with a mark under the place; nothing when the place is not known. */
    private static String place(String source, long position) {
        if (position < 0 || position > source.length()) {
            return "";
        }
        int at = (int) position;
        int begin = source.lastIndexOf('\n', at - 1) + 1;
        int end = source.indexOf('\n', at);
        String line = source.substring(begin, end < 0 ? source.length() : end).stripTrailing();
        return "\n    " + line + "\n    " + " ".repeat(at - begin) + "^";
    }

    /** An expression shows what it comes to; a declaration, an assignment and a statement do not. */
    private boolean showValue(SnippetEvent event) {
        long before = shown.getAsLong();
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
        return shown.getAsLong() > before;
    }

    /** How a run ends that the compiler itself did not survive. */
    static List<String> thrown(Throwable error) {
        return ended(Outcome.End.THROWN, String.valueOf(error), "");
    }

    private static List<String> ended(Outcome.End end, String error, String exception) {
        return List.of(end.name(), error, exception);
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
