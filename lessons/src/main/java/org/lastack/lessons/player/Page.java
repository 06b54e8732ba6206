package org.lastack.lessons.player;

import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.lastack.lessons.engine.Lesson.Text;

/** Writes a lesson to a terminal. */
final class Page {
    private static final int WIDEST = 88;
    private static final int USUAL = 80;

    private static final Pattern CLAIM = Pattern.compile(" ?claim:[AB]\\d+\\[(?:argued)?]");
    private static final Pattern LINK = Pattern.compile("(?:link:|xref:)?(https?://[^\\[\\s]+)\\[([^]]*)]");
    private static final Pattern MARKS = Pattern.compile("(?<![\\w`])[`*_]+(?=\\S)|(?<=\\S)[`*_]+(?![\\w`])");

    private final Terminal terminal;
    private final PrintWriter out;
    private final int width;

    Page(Terminal terminal) {
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
            case HEADING -> title("\n" + plainly(text.text()));
            case LITERAL -> plain(text.text());
            case ITEM -> wrapped("* ", plainly(text.text()));
            case HINT -> wrapped("Hint: ", plainly(text.text()));
            default -> {
                wrapped("", plainly(text.text()));
                out.println();
            }
        }
        out.flush();
    }

    /** The text without the marks of AsciiDoc. */
    static String plainly(String source) {
        String text = CLAIM.matcher(source).replaceAll("");
        text = LINK.matcher(text).replaceAll("$2 ($1)");
        return MARKS.matcher(text).replaceAll("");
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
        StringBuilder line = new StringBuilder(mark);
        boolean bare = true;
        for (String word : text.strip().split("\\s+", -1)) {
            if (!bare && line.length() + 1 + word.length() > width) {
                out.println(line);
                line = new StringBuilder(" ".repeat(mark.length()));
                bare = true;
            }
            line.append(bare ? "" : " ").append(word);
            bare = false;
        }
        out.println(line);
    }
}
