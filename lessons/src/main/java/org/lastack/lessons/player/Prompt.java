package org.lastack.lessons.player;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;

/** Reads what a person types: with history and completion, and over several lines when a snippet takes them. */
final class Prompt {
    private static final List<String> COMMANDS = List.of("help", "hint", "solution", "edit", "skip", "reset", "quit");

    /** What every value has, and nobody asks for. */
    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("getClass()", "hashCode()", "equals(", "notify()", "notifyAll()", "wait(", "toString()");

    private Prompt() {}

    static LineReader reader(Terminal terminal, Workshop workshop, Path history) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .parser((line, cursor, context) -> parse(workshop, line, cursor, context))
                .completer((reader, line, candidates) -> complete(workshop, line, candidates))
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ...> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    private static ParsedLine parse(Workshop workshop, String line, int cursor, Parser.ParseContext context) {
        boolean enter = context == Parser.ParseContext.ACCEPT_LINE;
        if (enter && !line.isBlank() && !COMMANDS.contains(line.strip()) && wantsMore(workshop, line)) {
            throw new EOFError(-1, cursor, "more");
        }
        return new Line(line, cursor);
    }

    private static boolean wantsMore(Workshop workshop, String line) {
        Completeness completeness = workshop.analysis().analyzeCompletion(line).completeness();
        return completeness == Completeness.DEFINITELY_INCOMPLETE && !line.endsWith("\n");
    }

    private static void complete(Workshop workshop, ParsedLine line, List<Candidate> candidates) {
        int[] anchor = new int[1];
        String text = line.line();
        List<SourceCodeAnalysis.Suggestion> found =
                workshop.analysis().completionSuggestions(text, line.cursor(), anchor);
        String before = text.substring(0, anchor[0]);
        found = found.stream()
                .filter(s -> !OF_EVERY_OBJECT.contains(s.continuation()))
                .toList();
        found.stream()
                .filter(SourceCodeAnalysis.Suggestion::matchesType)
                .forEach(s -> candidates.add(candidate(before, s.continuation())));
        if (candidates.isEmpty()) {
            found.forEach(s -> candidates.add(candidate(before, s.continuation())));
        }
        COMMANDS.stream().filter(c -> c.startsWith(text)).forEach(c -> candidates.add(candidate("", c)));
    }

    private static Candidate candidate(String before, String continuation) {
        return new Candidate(before + continuation, continuation, null, null, null, null, false);
    }

    /** The whole line is one word: JShell knows where names begin. */
    private record Line(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }
    }
}
