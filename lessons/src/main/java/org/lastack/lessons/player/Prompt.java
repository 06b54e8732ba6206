package org.lastack.lessons.player;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.lastack.lessons.engine.JShellSession.Completion;
import org.lastack.lessons.engine.JShellSession.Completions;

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
        if (enter
                && !line.isBlank()
                && !COMMANDS.contains(line.strip())
                && !line.startsWith("help ")
                && !line.endsWith("\n")
                && workshop.isIncomplete(line)) {
            throw new EOFError(-1, cursor, "more");
        }
        return new Line(line, cursor);
    }

    private static void complete(Workshop workshop, ParsedLine line, List<Candidate> candidates) {
        String text = line.line();
        Completions all = workshop.completions(text, line.cursor());
        String before = text.substring(0, all.anchor());
        List<Completion> found = all.continuations().stream()
                .filter(each -> !OF_EVERY_OBJECT.contains(each.continuation()))
                .toList();
        found.stream()
                .filter(Completion::matches)
                .forEach(each -> candidates.add(candidate(before, each.continuation())));
        if (candidates.isEmpty()) {
            found.forEach(each -> candidates.add(candidate(before, each.continuation())));
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
