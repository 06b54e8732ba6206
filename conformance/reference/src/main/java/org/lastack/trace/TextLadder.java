package org.lastack.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Time;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

/**
 * Draws a {@link Ladder} for a terminal: times, the states of the stack, the packets and calls, the states of the peer. A
 * lost packet ends in a cross; what is wrong stands under a rung with an exclamation mark before it.
 */
public final class TextLadder {
    /** The width of a drawing when nothing else is asked for, in characters. */
    public static final int WIDTH = 100;

    /** Less than this leaves no room for an arrow. */
    public static final int LEAST_WIDTH = 60;

    private static final int DASHES = 3;

    private final Ladder ladder;
    private final Glyphs glyphs;
    private final int width;
    private final int timeWidth;
    private final int stackWidth;
    private final int peerWidth;
    /** Between the two lines. */
    private final int middle;

    private final StringBuilder out = new StringBuilder();
    private String shownTime = "";

    /** The characters of a drawing. */
    private record Glyphs(
            boolean ascii,
            String line,
            String gap,
            String call,
            String peerCall,
            String tee,
            String untee,
            String dash,
            String left,
            String right,
            String lost,
            String dots) {
        static final Glyphs BOXES = new Glyphs(false, "│", "┊", "╞", "╡", "├", "┤", "─", "◄", "►", "✕", "⋮");
        static final Glyphs ASCII = new Glyphs(true, "|", ":", "=", "=", "+", "+", "-", "<", ">", "x", ":");
    }

    private TextLadder(Ladder ladder, int width, Glyphs glyphs) {
        this.ladder = ladder;
        this.width = width;
        this.glyphs = glyphs;
        int time = 0;
        int stack = 0;
        int peer = 0;
        for (Rung rung : ladder.rungs()) {
            time = Math.max(time, Time.show(rung.at()).length());
            stack = Math.max(stack, text(rung.stackState()).length());
            peer = Math.max(peer, text(rung.peerState()).length());
        }
        timeWidth = time;
        stackWidth = Math.min(stack, 16);
        peerWidth = Math.min(peer, 16);
        middle = width
                - 2
                - timeWidth
                - 1
                - (stackWidth == 0 ? 0 : stackWidth + 1)
                - 2
                - (peerWidth == 0 ? 0 : peerWidth + 1);
    }

    /** Draws with box-drawing characters, {@link #WIDTH} wide. */
    public static String draw(Ladder ladder) {
        return draw(ladder, WIDTH, false);
    }

    /**
     * Draws the ladder.
     *
     * @param width the most characters a line may have
     * @param ascii whether to do without box-drawing characters
     * @throws IllegalArgumentException when the width is less than {@link #LEAST_WIDTH}
     */
    public static String draw(Ladder ladder, int width, boolean ascii) {
        if (width < LEAST_WIDTH) {
            throw new IllegalArgumentException("a ladder needs " + LEAST_WIDTH + " columns, not " + width);
        }
        return new TextLadder(ladder, width, ascii ? Glyphs.ASCII : Glyphs.BOXES).draw();
    }

    private String draw() {
        header();
        for (Rung rung : ladder.rungs()) {
            rung(rung);
            for (String line : complaint(rung)) {
                out.append(line).append('\n');
            }
        }
        return out.toString();
    }

    /** The names stand above their lines, and grow away from the edges. */
    private void header() {
        int stackAt = 2 + timeWidth + 1;
        int peerEnd = width;
        int room = (peerEnd - stackAt - 2) / 2;
        String stack = Words.cut(text(ladder.stack()), room);
        String peer = Words.cut(text(ladder.peer()), room);
        String line = spaces(stackAt) + stack;
        line(line + spaces(peerEnd - line.length() - peer.length()) + peer);
    }

    private void rung(Rung rung) {
        switch (rung.kind()) {
            case PACKET -> packet(rung);
            case CALL -> call(rung);
            case STATE -> plain(rung, glyphs.line);
            case NOTE -> plain(rung, glyphs.line + " -- ");
            case MORE -> plain(rung, glyphs.line + " " + glyphs.dots + " ");
            case SILENCE -> silence(rung);
        }
    }

    /** A rung that is text: its first line after the given mark, further ones indented as far. */
    private void plain(Rung rung, String mark) {
        int room = middle + 1 - mark.length();
        List<String> lines = Words.wrap(text(rung.text()), room);
        for (int i = 0; i < lines.size(); i++) {
            boolean first = i == 0;
            String start = first ? mark : glyphs.line + spaces(mark.length() - 1);
            row(first ? rung : null, start, lines.get(i), glyphs.line);
        }
    }

    /** A call stands at the line of who made it. */
    private void call(Rung rung) {
        if (rung.fromStack()) {
            plain(rung, glyphs.call + " ");
            return;
        }
        List<String> lines = Words.wrap(text(rung.text()), middle - 1);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i) + " ";
            boolean first = i == 0;
            row(
                    first ? rung : null,
                    glyphs.line + spaces(middle - line.length()),
                    line,
                    first ? glyphs.peerCall : glyphs.line);
        }
    }

    private void silence(Rung rung) {
        row(null, glyphs.gap + spaces(DASHES), glyphs.dots + " " + text(rung.text()), glyphs.gap);
    }

    private void packet(Rung rung) {
        // From left to right: the stack's line, dashes, the label, dashes up to the head, the peer's line.
        int room = middle - 2 * DASHES - 2;
        List<String> lines = Words.wrap(text(rung.text()), room);
        String label = " " + lines.get(0) + " ";
        if (rung.fromStack()) {
            String head = rung.lost() ? glyphs.lost + spaces(DASHES - 1) : glyphs.right;
            String shaft = glyphs.dash.repeat(middle - DASHES - label.length() - head.length());
            row(rung, glyphs.tee + glyphs.dash.repeat(DASHES), label + shaft + head, glyphs.line);
        } else {
            String head = rung.lost() ? spaces(DASHES - 1) + glyphs.lost : glyphs.left + glyphs.dash.repeat(DASHES - 1);
            String shaft = glyphs.dash.repeat(middle - DASHES - label.length());
            row(rung, glyphs.line + head, label + shaft, glyphs.untee);
        }
        for (int i = 1; i < lines.size(); i++) {
            row(null, glyphs.line + spaces(DASHES), " " + lines.get(i), glyphs.line);
        }
    }

    /** One line: the time when it is new, the state of the stack, what is between the lines, the state of the peer. */
    private void row(@Nullable Rung rung, String start, String content, String end) {
        String time = rung == null ? "" : Time.show(rung.at());
        boolean marked = rung != null && !rung.complaint().isEmpty();
        String shown = time.equals(shownTime) && !marked ? "" : time;
        if (rung != null) {
            shownTime = rung.kind() == Kind.MORE ? "" : time;
        }
        StringBuilder line = new StringBuilder();
        line.append(marked ? "! " : "  ");
        line.append(spaces(timeWidth - shown.length())).append(shown).append(' ');
        if (stackWidth > 0) {
            String state = rung == null ? "" : Words.cut(text(rung.stackState()), stackWidth);
            line.append(state).append(spaces(stackWidth - state.length() + 1));
        }
        String body = start + content;
        line.append(body).append(spaces(middle + 1 - body.length())).append(end);
        if (rung != null && !rung.peerState().isEmpty()) {
            line.append(' ').append(Words.cut(text(rung.peerState()), peerWidth));
        }
        line(line.toString());
    }

    private List<String> complaint(Rung rung) {
        if (rung.complaint().isEmpty()) {
            return List.of();
        }
        return Words.wrap(text(rung.complaint()), width - 4).stream()
                .map(l -> "!   " + l)
                .toList();
    }

    private void line(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        out.append(text, 0, end).append('\n');
    }

    /** Returns the text with characters that the drawing may have. */
    private String text(String words) {
        String clean = Words.clean(words);
        if (!glyphs.ascii) {
            return clean;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            plain.append(c < 0x7f ? String.valueOf(c) : c == '→' ? "->" : c == '…' ? "..." : c == '§' ? "sec. " : "?");
        }
        return plain.toString();
    }

    private static String spaces(int count) {
        return " ".repeat(count);
    }
}
