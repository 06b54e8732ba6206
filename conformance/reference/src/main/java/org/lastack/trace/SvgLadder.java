package org.lastack.trace;

import java.util.List;
import org.lastack.tcp.Time;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

/**
 * Draws a {@link Ladder} as an SVG picture that stands alone: no fonts, no scripts, light or dark as the reader has it. It is
 * narrow enough to be read on a phone, and its text can be selected.
 */
public final class SvgLadder {
    private static final int WIDTH = 446;
    private static final int STACK = 106;
    private static final int PEER = 398;
    private static final int MIDDLE = (STACK + PEER) / 2;
    private static final int TIME = 58;

    /** A time of more characters, hours or days, is made narrower to fit beside the line. */
    private static final int LONGEST_TIME = 9;

    private static final int LINE = 17;
    private static final int SLOPE = 6;

    /** How many characters fit between the lines, and across the picture. */
    private static final int BETWEEN = 43;

    private static final int ACROSS = 56;

    private static final int SHORT_NAME = 11;
    private static final int LONGEST_NAME = 25;

    /** Half of the widest state, in characters of about 6 units. */
    private static final int STATE_CHAR = 6;

    /**
     * Written twice instead of with variables, which some viewers do not know. The classes begin with "ladder" because a
     * picture inside a page shares its style with the page.
     */
    private static final String STYLE = """
            .ladder { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
            .ladder text { fill: #1c2127; white-space: pre; }
            .ladder .ladder-paper { fill: #ffffff; }
            .ladder .ladder-name { font-weight: 600; font-size: 13px; }
            .ladder .ladder-time { fill: #5d6773; font-size: 10.5px; font-variant-numeric: tabular-nums; }
            .ladder .ladder-line { stroke: #9aa4af; stroke-width: 1.5; }
            .ladder .ladder-silent { stroke-dasharray: 2 5; }
            .ladder .ladder-shaft { stroke: #1f5fbf; stroke-width: 1.5; fill: none; }
            .ladder .ladder-head { fill: #1f5fbf; }
            .ladder .ladder-lost { stroke: #b3261e; stroke-width: 1.5; fill: none; }
            .ladder .ladder-call { font-weight: 600; fill: #2c6e2f; }
            .ladder .ladder-mark { fill: #2c6e2f; }
            .ladder .ladder-aside { fill: #5d6773; font-style: italic; }
            .ladder .ladder-pill { fill: #e6ebf1; stroke: #9aa4af; }
            .ladder .ladder-state { font-size: 9.5px; font-weight: 600; }
            .ladder .ladder-band { fill: #fde7e5; }
            .ladder .ladder-complaint { fill: #9c1c14; font-weight: 600; }
            @media (prefers-color-scheme: dark) {
            .ladder text { fill: #e4e8ec; }
            .ladder .ladder-paper { fill: #16191d; }
            .ladder .ladder-time, .ladder .ladder-aside { fill: #a3adb8; }
            .ladder .ladder-line { stroke: #68727d; }
            .ladder .ladder-shaft { stroke: #7db2ff; }
            .ladder .ladder-head { fill: #7db2ff; }
            .ladder .ladder-lost { stroke: #ff8f85; }
            .ladder .ladder-call, .ladder .ladder-mark { fill: #8fd694; }
            .ladder .ladder-pill { fill: #2a3037; stroke: #68727d; }
            .ladder .ladder-band { fill: #43201d; }
            .ladder .ladder-complaint { fill: #ffb0a8; }
            }
            """;

    private final Ladder ladder;
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder bands = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private String shownTime = "";
    private int y = 34;
    private int lineTop = y;
    private boolean lineSilent;

    private SvgLadder(Ladder ladder) {
        this.ladder = ladder;
    }

    /** Returns the picture as one {@code svg} element, to be put into a page or a file. */
    public static String draw(Ladder ladder) {
        return new SvgLadder(ladder)
                .draw(" style=\"max-width: 100%; height: auto\"", "<style>\n" + STYLE + "</style>\n");
    }

    /** Returns the picture for a page that has {@link #style} once, for all its pictures. */
    public static String drawUnstyled(Ladder ladder) {
        return new SvgLadder(ladder).draw("", "");
    }

    /** Returns the style sheet that {@link #drawUnstyled} goes without. */
    public static String style() {
        return ".ladder { max-width: 100%; height: auto; }\n" + STYLE;
    }

    private String draw(String size, String style) {
        name(STACK, ladder.stack());
        name(PEER, ladder.peer());
        for (Rung rung : ladder.rungs()) {
            int top = y;
            rung(rung);
            lifelines(top, rung.kind() == Kind.SILENCE);
            complaint(rung, top);
        }
        int height = y + 12;
        lifelines(y, false);
        lifelines(y + 8);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ladder\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" width=\"" + WIDTH + "\" height=\"" + height
                + "\"" + size + " role=\"graphics-document\">\n<title>"
                + escape(ladder.stack() + " and " + ladder.peer()) + "</title>\n<desc>" + escape(description())
                + "</desc>\n" + style + "<rect class=\"ladder-paper\" width=\"" + WIDTH
                + "\" height=\""
                + height + "\" rx=\"6\"/>\n" + bands + lines + out + "</svg>\n";
    }

    private String description() {
        String last = "";
        for (Rung rung : ladder.rungs()) {
            last = rung.stackState().isEmpty() ? last : rung.stackState();
        }
        return "Ladder diagram, time running down, of " + ladder.packets()
                + (ladder.packets() == 1 ? " packet" : " packets") + " between " + ladder.stack()
                + " on the left and " + ladder.peer() + " on the right."
                + (last.isEmpty() ? "" : " " + ladder.stack() + " ends in " + last + ".");
    }

    private void rung(Rung rung) {
        switch (rung.kind()) {
            case PACKET -> packet(rung);
            case CALL -> call(rung);
            case STATE -> time(rung, y + 12);
            case NOTE, MORE -> aside(rung, "");
            case SILENCE -> aside(rung, "⋮ ");
        }
        states(rung);
    }

    private void packet(Rung rung) {
        List<String> words = Words.wrap(Words.clean(rung.text()), BETWEEN);
        time(rung, y + 13);
        for (String line : words) {
            text("", MIDDLE, y + 13, "middle", line);
            y += LINE;
        }
        int from = rung.fromStack() ? STACK : PEER;
        int to = rung.fromStack() ? PEER : STACK;
        int sign = rung.fromStack() ? 1 : -1;
        if (rung.lost()) {
            y += 3;
            int end = from + (to - from) * 3 / 4;
            int endY = y + SLOPE * 3 / 4;
            path("ladder-lost", "M" + from + " " + y + "L" + end + " " + endY);
            path("ladder-lost", "M" + (end - 5) + " " + (endY - 5) + "l10 10m0 -10l-10 10");
        } else {
            path("ladder-shaft", "M" + from + " " + y + "L" + (to - 7 * sign) + " " + (y + SLOPE));
            path("ladder-head", "M" + to + " " + (y + SLOPE) + "l" + -9 * sign + " -5v9z");
        }
        y += SLOPE + 7;
    }

    /** A call stands at the line of who made it, with a mark that points there. */
    private void call(Rung rung) {
        time(rung, y + 13);
        int side = rung.fromStack() ? STACK : PEER;
        int inwards = rung.fromStack() ? 1 : -1;
        path("ladder-mark", "M" + (side + inwards) + " " + (y + 9) + "l" + 7 * inwards + " -4v8z");
        for (String line : Words.wrap(Words.clean(rung.text()), BETWEEN - 2)) {
            text("ladder-call", side + 12 * inwards, y + 13, rung.fromStack() ? "start" : "end", line);
            y += LINE;
        }
        y += 4;
    }

    private void aside(Rung rung, String mark) {
        if (rung.kind() != Kind.SILENCE) {
            time(rung, y + 13);
        }
        y += rung.kind() == Kind.SILENCE ? 6 : 0;
        for (String line : Words.wrap(mark + Words.clean(rung.text()), BETWEEN - 2)) {
            text("ladder-aside", MIDDLE, y + 13, "middle", line);
            y += LINE;
        }
        y += rung.kind() == Kind.SILENCE ? 10 : 4;
    }

    /** The states stand on the lines, under what brought them. */
    private void states(Rung rung) {
        if (rung.stackState().isEmpty() && rung.peerState().isEmpty()) {
            return;
        }
        state(STACK, rung.stackState());
        state(PEER, rung.peerState());
        y += 22;
    }

    private void state(int x, String state) {
        if (state.isEmpty()) {
            return;
        }
        String text = Words.cut(Words.clean(state), 16);
        int half = text.length() * STATE_CHAR / 2 + 8;
        out.append("<rect class=\"ladder-pill\" x=\"")
                .append(x - half)
                .append("\" y=\"")
                .append(y + 1);
        out.append("\" width=\"").append(2 * half).append("\" height=\"17\" rx=\"8.5\"/>\n");
        text("ladder-state", x, y + 13, "middle", text);
    }

    private void complaint(Rung rung, int top) {
        if (rung.complaint().isEmpty()) {
            return;
        }
        // The lines stop here: they would run through the words.
        lifelines(y);
        for (String line : Words.wrap(Words.clean(rung.complaint()), ACROSS)) {
            text("ladder-complaint", 12, y + 13, "start", line);
            y += LINE;
        }
        y += 6;
        lineTop = y;
        bands.append("<rect class=\"ladder-band\" x=\"4\" y=\"")
                .append(top)
                .append("\" width=\"")
                .append(WIDTH - 8);
        bands.append("\" height=\"").append(y - top - 2).append("\" rx=\"4\"/>\n");
    }

    /** From this height on both lines are of this kind; a piece of one kind is drawn as a whole. */
    private void lifelines(int top, boolean silent) {
        if (silent != lineSilent) {
            lifelines(top);
            lineTop = top;
            lineSilent = silent;
        }
    }

    /** Draws both lines down to this height. */
    private void lifelines(int bottom) {
        if (bottom > lineTop) {
            lines.append("<path class=\"ladder-line")
                    .append(lineSilent ? " ladder-silent" : "")
                    .append("\" d=\"");
            for (int x : new int[] {STACK, PEER}) {
                lines.append('M')
                        .append(x)
                        .append(' ')
                        .append(lineTop)
                        .append('V')
                        .append(bottom);
            }
            lines.append("\"/>\n");
        }
    }

    /** A name stands above its line, or begins or ends at the edge when it is too long for that. */
    private void name(int x, String name) {
        String cut = Words.cut(Words.clean(name), LONGEST_NAME);
        boolean wide = cut.length() > SHORT_NAME;
        String anchor = !wide ? "middle" : x == STACK ? "start" : "end";
        text("ladder-name", !wide ? x : x == STACK ? 8 : WIDTH - 8, 22, anchor, cut);
    }

    private void time(Rung rung, int at) {
        String time = Time.show(rung.at());
        if (!time.equals(shownTime) || !rung.complaint().isEmpty()) {
            text("ladder-time", TIME, at, "end", time.length() > LONGEST_TIME ? TIME - 4 : 0, time);
        }
        shownTime = rung.kind() == Kind.MORE ? "" : time;
    }

    private void path(String style, String d) {
        out.append("<path class=\"").append(style).append("\" d=\"").append(d).append("\"/>\n");
    }

    private void text(String style, int x, int at, String anchor, String words) {
        text(style, x, at, anchor, 0, words);
    }

    /** Writes words, made to be so wide if that is not 0. */
    private void text(String style, int x, int at, String anchor, int width, String words) {
        out.append("<text").append(style.isEmpty() ? "" : " class=\"" + style + "\"");
        out.append(" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(at)
                .append("\" text-anchor=\"")
                .append(anchor);
        out.append(width == 0 ? "" : "\" textLength=\"" + width + "\" lengthAdjust=\"spacingAndGlyphs");
        out.append("\">").append(escape(words)).append("</text>\n");
    }

    private static String escape(String text) {
        return Words.clean(Words.escape(text));
    }
}
