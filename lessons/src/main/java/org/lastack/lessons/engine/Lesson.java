package org.lastack.lessons.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lesson as it stands in its file.
 *
 * @param file the path of the file, as failures name it
 * @param effort what it asks of its reader
 */
public record Lesson(int number, String slug, String title, String file, Effort effort, List<Part> parts) {
    public Lesson {
        parts = List.copyOf(parts);
    }

    /** A lesson that does not say what it asks of its reader. */
    public Lesson(int number, String slug, String title, String file, List<Part> parts) {
        this(number, slug, title, file, Effort.UNSAID, parts);
    }

    /** A piece of a lesson: text, or a block of code. */
    public sealed interface Part {
        /** Where it begins in the file. */
        int line();
    }

    /** How a piece of text looks. */
    public enum Style {
        HEADING,
        PARAGRAPH,
        ITEM,
        NOTE,
        LITERAL,
        HINT
    }

    /**
     * Text in AsciiDoc, without what encloses it.
     *
     * @param claims the claims that it answers, for example {@code A8}
     * @param html what a page has inside of it; for a heading, and for the first item of a list or a table, the whole of that;
     *     empty for what stands in such a whole
     */
    public record Text(int line, Style style, String text, List<String> claims, String html) implements Part {
        private static final Pattern CLAIM = Pattern.compile(" ?claim:[AB]\\d+\\[(?:argued)?]");
        private static final Pattern LINK = Pattern.compile("(?:link:)?(https?://[^\\[\\s]+)\\[([^]]*)]");
        private static final Pattern MARKS = Pattern.compile("(?<![\\w`])[`*_]+(?=\\S)|(?<=\\S)[`*_]+(?![\\w`])");

        public Text {
            claims = List.copyOf(claims);
        }

        /** Returns the text without the marks of AsciiDoc. */
        public String plain() {
            String plain = CLAIM.matcher(text).replaceAll("");
            plain = LINK.matcher(plain).replaceAll("$2 ($1)");
            return style == Style.LITERAL ? text : MARKS.matcher(plain).replaceAll("");
        }
    }

    /** What a block of code is for. */
    public enum Role {
        /** Run in order. */
        PLAIN,
        /** Run, and must end with an error. */
        FAILS,
        /** What the reader begins with; must not pass the check. */
        EXERCISE,
        /** An expression that is true once the exercise is solved. */
        CHECK,
        /** Hidden; must pass the check. */
        SOLUTION
    }

    /**
     * A block of code; {@code line} is that of its delimiter.
     *
     * @param needsKernel whether it is run only where a kernel is to be had
     * @param failure for {@link Role#FAILS}: {@code compile}, or the name of an exception
     * @param seconds how long it may run
     * @param output what it shows, or null when it shows nothing
     */
    public record Code(
            int line,
            String source,
            Role role,
            boolean needsKernel,
            String failure,
            int seconds,
            @Nullable Output output)
            implements Part {
        /** The line after the block. */
        int end() {
            return line + (int) source.lines().count() + 2;
        }
    }

    /**
     * The output that a lesson shows; {@code line} is that of its delimiter.
     *
     * @param mask a regular expression for what differs from run to run, or empty
     * @param kernel the kernel on which it was recorded, or empty
     */
    public record Output(int line, String text, String mask, String kernel) {}

    /** Returns the blocks of code, in their order. */
    public List<Code> code() {
        return parts.stream()
                .filter(Code.class::isInstance)
                .map(Code.class::cast)
                .toList();
    }

    /** Tells whether any block needs the kernel. */
    public boolean needsKernel() {
        return code().stream().anyMatch(Code::needsKernel);
    }

    /** Returns the file. */
    public Path path() {
        return Path.of(file);
    }
}
