package org.lastack.site.home;

import static org.lastack.lab.Lab.MSL;
import static org.lastack.lab.Lab.ladder;
import static org.lastack.lab.Lab.network;

import java.util.ArrayList;
import java.util.List;
import org.lastack.kit.report.html.Html;
import org.lastack.lab.Connection;
import org.lastack.lab.Drawing;
import org.lastack.lab.LadderDrawing;
import org.lastack.lab.Net;
import org.lastack.trace.Ladder;
import org.lastack.trace.Ladder.Rung;

/**
 * A close as the reference does it, drawn large: the states as bars down both sides, the segments between them. Its parts are
 * numbered, so that the style sheet can let them appear one after the other.
 */
final class FourWaves {
    private static final int WIDTH = 424;
    private static final int LEFT = 112;
    private static final int RIGHT = 312;
    private static final int MIDDLE = (LEFT + RIGHT) / 2;
    private static final int BAR = 12;
    private static final int TOP = 52;
    private static final int SLOPE = 28;

    /** A state of one side and where it begins. */
    private record Phase(boolean left, String state, int from, int step) {}

    private final List<Phase> phases = new ArrayList<>();
    private final Html parts = new Html();
    private int y = TOP;
    private int step;

    private FourWaves() {}

    /** Lets two hosts close a connection, and returns what happened. */
    static Drawing run() {
        Net net = network();
        Connection c = net.connect(80);
        net.erase();
        c.client.close();
        net.settle();
        c.server.close();
        net.settle();
        net.advance(2 * MSL);
        return ladder(c);
    }

    /** Returns the picture of a ladder, as one {@code svg} element without a style of its own. */
    static String draw(Drawing drawing) {
        Ladder ladder = ((LadderDrawing) drawing).ladder();
        FourWaves waves = new FourWaves();
        ladder.rungs().forEach(waves::rung);
        return waves.picture(ladder);
    }

    private void rung(Rung rung) {
        step++;
        switch (rung.kind()) {
            case PACKET -> packet(rung);
            case CALL -> {
                states(rung, y, y);
                text(
                        "wave-call",
                        rung.fromStack() ? LEFT + 16 : RIGHT - 16,
                        y + 4,
                        anchor(rung.fromStack()),
                        "close()");
                y += 26;
            }
            case SILENCE -> {
                y += 20;
                text("wave-wait", MIDDLE, y + 10, "middle", "⋮ " + rung.text().replace(".000", "") + ", twice the MSL");
                y += 44;
            }
            default -> {
                states(rung, y, y);
                y += 30;
            }
        }
    }

    private static String anchor(boolean start) {
        return start ? "start" : "end";
    }

    /** Who sends enters a state where the arrow begins, who receives where it ends. */
    private void packet(Rung rung) {
        boolean right = rung.fromStack();
        int end = y + SLOPE;
        states(rung, right ? y : end, right ? end : y);
        int from = right ? LEFT + 9 : RIGHT - 9;
        int to = right ? RIGHT - 9 : LEFT + 9;
        String words = rung.text().replaceFirst(" .*", "").replace(",", " + ");
        text("wave-name", MIDDLE, y + SLOPE / 2 - 12, "middle", words);
        parts.open("g", "class", "step step" + step);
        parts.empty("path", "class", "wave-shaft", "pathLength", "1", "d", "M" + from + " " + y + "L" + to + " " + end);
        parts.empty("path", "class", "wave-head", "d", head(from, y, to, end));
        parts.closeLine();
        y = end + 20;
    }

    /** A triangle whose point is where the line ends. */
    private static String head(int x, int y, int toX, int toY) {
        double length = Math.hypot(toX - x, toY - y);
        double ux = (toX - x) / length;
        double uy = (toY - y) / length;
        long backX = Math.round(toX - 11 * ux);
        long backY = Math.round(toY - 11 * uy);
        long acrossX = Math.round(-5 * uy);
        long acrossY = Math.round(5 * ux);
        return "M" + toX + " " + toY + "L" + (backX + acrossX) + " " + (backY + acrossY) + "L" + (backX - acrossX) + " "
                + (backY - acrossY) + "z";
    }

    private void states(Rung rung, int leftAt, int rightAt) {
        if (!rung.stackState().isEmpty()) {
            phases.add(new Phase(true, rung.stackState(), leftAt, step));
        }
        if (!rung.peerState().isEmpty()) {
            phases.add(new Phase(false, rung.peerState(), rightAt, step));
        }
    }

    private void text(String style, int x, int at, String anchor, String words) {
        parts.put(
                "text", words, "class", style + " step step" + step, "x", "" + x, "y", "" + at, "text-anchor", anchor);
        parts.markup("\n");
    }

    private String picture(Ladder ladder) {
        int height = y + 12;
        Html out = new Html();
        out.open("svg", "class", "waves", "viewBox", "0 0 " + WIDTH + " " + height, "role", "img");
        out.markup("\n").putLine("title", "How a TCP connection ends");
        out.putLine("desc", description(ladder));
        out.put("text", ladder.stack(), "class", "wave-host", "x", "" + LEFT, "y", "26", "text-anchor", "middle");
        out.put("text", ladder.peer(), "class", "wave-host", "x", "" + RIGHT, "y", "26", "text-anchor", "middle");
        for (Phase phase : phases) {
            bar(out, phase, end(phase, height));
        }
        return out.markup("\n" + parts.done()).close().done();
    }

    private int end(Phase phase, int height) {
        return phases.stream()
                .filter(other -> other.left() == phase.left() && other.from() > phase.from())
                .mapToInt(Phase::from)
                .min()
                .orElse(height);
    }

    private static void bar(Html out, Phase phase, int end) {
        int line = phase.left() ? LEFT : RIGHT;
        String name = phase.state().toLowerCase(java.util.Locale.ROOT);
        out.open("g", "class", "step step" + phase.step());
        out.empty(
                "rect",
                "class",
                "wave-bar wave-" + name,
                "x",
                "" + (line - BAR / 2),
                "y",
                "" + (phase.from() + 1),
                "width",
                "" + BAR,
                "height",
                "" + Math.max(2, end - phase.from() - 2),
                "rx",
                "3");
        int x = phase.left() ? line - 14 : line + 14;
        out.put(
                "text",
                phase.state(),
                "class",
                "wave-state",
                "x",
                "" + x,
                "y",
                "" + (phase.from() + 11),
                "text-anchor",
                anchor(!phase.left()));
        out.closeLine();
    }

    private static String description(Ladder ladder) {
        StringBuilder words = new StringBuilder();
        for (Rung rung : ladder.rungs()) {
            boolean fromStack = rung.fromStack();
            String who = fromStack ? ladder.stack() : ladder.peer();
            switch (rung.kind()) {
                case PACKET ->
                    words.append("The ")
                            .append(who)
                            .append(" sends ")
                            .append(rung.text().replaceFirst(" .*", ""))
                            .append(". ");
                case CALL -> words.append("The application of the ").append(who).append(" closes. ");
                case SILENCE -> words.append(rung.text()).append(" pass. ");
                default -> {}
            }
            says(words, ladder.stack(), rung.stackState());
            says(words, ladder.peer(), rung.peerState());
        }
        return words.toString().strip();
    }

    private static void says(StringBuilder words, String who, String state) {
        if (!state.isEmpty()) {
            words.append("The ").append(who).append(" is in ").append(state).append(". ");
        }
    }
}
