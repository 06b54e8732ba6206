package org.lastack.lessons.player;

import java.io.PrintWriter;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.lastack.lessons.engine.Lesson.Text;
import org.lastack.trace.Words;

/** Writes a lesson to a terminal. */
final class TerminalPage {
    private static final int WIDEST = 88;
    private static final int USUAL = 80;

    private final Terminal terminal;
    private final PrintWriter out;
    private final int width;

    TerminalPage(Terminal terminal) {
        this.terminal = terminal;
        out = terminal.writer();
        int columns = terminal.getSize().getColumns();
        width = Math.min(columns > 0 ? columns : USUAL, WIDEST);
    }

    void title(String words) {
        styled(AttributedStyle.BOLD, words);
        out.println();
    }

    void text(Text text) {
        switch (text.style()) {
            case HEADING -> title("\n" + text.plain());
            case LITERAL -> plain(text.text());
            case ITEM -> wrapped("* ", text.plain());
            case HINT -> wrapped("Hint: ", text.plain());
            default -> {
                wrapped("", text.plain());
                out.println();
            }
        }
        out.flush();
    }

    void code(String source) {
        source.lines().forEach(line -> styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), "    " + line));
        out.println();
        out.flush();
    }

    void plain(String text) {
        out.print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        out.flush();
    }

    void error(String text) {
        styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.RED), text);
    }

    void aside(String text) {
        styled(AttributedStyle.DEFAULT.italic(), "-- " + text);
    }

    private void styled(AttributedStyle style, String words) {
        words.lines().forEach(line -> {
            AttributedStringBuilder text =
                    new AttributedStringBuilder().style(style).append(line);
            out.println(text.toAnsi(terminal));
        });
        out.flush();
    }

    private void wrapped(String mark, String text) {
        String words = text.strip().replaceAll("\\s+", " ");
        String before = mark;
        for (String line : Words.wrap(words, width - mark.length())) {
            out.println(before + line);
            before = " ".repeat(mark.length());
        }
    }
}
