package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lastack.kit.report.html.Html;
import org.lastack.tcp.State;

/**
 * The states and the ways between them, arranged as in RFC 9293 Figure 5, with more room for the closing part. Each box and each
 * arrow is a link. Arrows have no corners: they run along a curve whose middle is where the label stands.
 */
final class StateDiagram {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 860;
    private static final int BOX = 148;
    private static final int TALL = 44;
    private static final int LEFT = 110;
    private static final int MIDDLE = 400;
    private static final int RIGHT = 690;

    /** The middle of a box. */
    private record Place(int x, int y) {}

    /** A second box of a state: where connections end stands apart from where they begin. */
    private static final Place END = new Place(RIGHT, 785);

    private static final Map<State, Place> PLACES = places();

    private static Map<State, Place> places() {
        Map<State, Place> places = new EnumMap<>(State.class);
        places.put(State.CLOSED, new Place(MIDDLE, 40));
        places.put(State.LISTEN, new Place(MIDDLE, 135));
        places.put(State.SYN_RECEIVED, new Place(LEFT, 225));
        places.put(State.SYN_SENT, new Place(RIGHT, 225));
        places.put(State.ESTABLISHED, new Place(MIDDLE, 325));
        places.put(State.FIN_WAIT_1, new Place(LEFT, 450));
        places.put(State.CLOSE_WAIT, new Place(RIGHT, 450));
        places.put(State.FIN_WAIT_2, new Place(LEFT, 620));
        places.put(State.CLOSING, new Place(MIDDLE, 620));
        places.put(State.LAST_ACK, new Place(RIGHT, 620));
        places.put(State.TIME_WAIT, new Place(MIDDLE, 785));
        return places;
    }

    /**
     * An arrow.
     *
     * @param path where it runs
     * @param x the middle of its label, or its edge
     * @param y the base line of the first line of the label
     * @param anchor {@code start}, {@code middle} or {@code end}
     */
    private record Arrow(State from, State to, String path, int x, int y, String anchor) {}

    private static final List<Arrow> ARROWS = List.of(
            new Arrow(State.CLOSED, State.LISTEN, "M380 62V113", 370, 92, "end"),
            new Arrow(State.LISTEN, State.CLOSED, "M420 113V62", 430, 92, "start"),
            new Arrow(State.CLOSED, State.SYN_SENT, "M474 40C600 40 690 90 690 203", 655, 72, "start"),
            new Arrow(State.SYN_SENT, State.CLOSED, "M650 203C640 120 560 62 474 52", 622, 165, "end"),
            new Arrow(State.LISTEN, State.SYN_RECEIVED, "M326 140C220 150 130 160 112 203", 150, 152, "end"),
            new Arrow(State.SYN_RECEIVED, State.LISTEN, "M150 203C190 180 260 165 326 152", 262, 190, "start"),
            new Arrow(State.SYN_SENT, State.SYN_RECEIVED, "M616 225H184", 400, 203, "middle"),
            new Arrow(State.SYN_RECEIVED, State.ESTABLISHED, "M184 240C260 255 320 270 352 303", 262, 286, "end"),
            new Arrow(State.SYN_SENT, State.ESTABLISHED, "M616 240C540 255 480 270 448 303", 538, 286, "start"),
            new Arrow(State.SYN_RECEIVED, State.FIN_WAIT_1, "M96 247V428", 86, 334, "end"),
            new Arrow(State.ESTABLISHED, State.FIN_WAIT_1, "M326 338C240 360 150 370 124 428", 222, 340, "end"),
            new Arrow(State.ESTABLISHED, State.CLOSE_WAIT, "M474 338C560 360 650 370 676 428", 578, 340, "start"),
            new Arrow(State.FIN_WAIT_1, State.FIN_WAIT_2, "M100 472V598", 92, 532, "end"),
            new Arrow(State.FIN_WAIT_1, State.CLOSING, "M184 455C290 470 380 500 396 598", 350, 484, "start"),
            new Arrow(State.FIN_WAIT_1, State.TIME_WAIT, "M150 472C200 560 250 700 340 763", 226, 545, "start"),
            new Arrow(State.FIN_WAIT_2, State.TIME_WAIT, "M104 642C110 730 200 780 326 785", 128, 742, "end"),
            new Arrow(State.CLOSING, State.TIME_WAIT, "M400 642V763", 410, 704, "start"),
            new Arrow(State.CLOSE_WAIT, State.LAST_ACK, "M690 472V598", 700, 532, "start"),
            new Arrow(State.LAST_ACK, State.CLOSED, "M690 642V763", 700, 704, "start"),
            new Arrow(State.TIME_WAIT, State.CLOSED, "M474 785H616", 545, 775, "middle"));

    /** What is sent after the event, and what else is worth a line. */
    private static final int LINE = 15;

    private final List<Transition> transitions;

    StateDiagram(List<Transition> transitions) {
        this.transitions = List.copyOf(transitions);
    }

    void write(Html out) {
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "states",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "group",
                "aria-labelledby",
                "states-title states-desc");
        out.put("title", "The states of a TCP connection", "id", "states-title");
        out.put(
                "desc",
                "Eleven states and the ways between them, as in RFC 9293 Figure 5. The pages of the states say the same as text.",
                "id",
                "states-desc");
        heads(out);
        out.open("rect", "class", "closing-part", "x", "12", "y", "392", "width", "776", "height", "456", "rx", "18")
                .close();
        out.put("text", "the close", "class", "part", "x", "776", "y", "838", "text-anchor", "end");
        ARROWS.forEach(arrow -> arrow(out, arrow));
        again(out);
        PLACES.forEach((state, place) -> box(out, state, place));
        box(out, State.CLOSED, END);
        out.closeLine();
    }

    private static void heads(Html out) {
        out.open("defs");
        for (String kind : List.of("call", "segment", "time")) {
            out.open(
                    "marker",
                    "id",
                    "head-" + kind,
                    "class",
                    kind,
                    "viewBox",
                    "0 0 10 10",
                    "refX",
                    "9",
                    "refY",
                    "5",
                    "markerWidth",
                    "8",
                    "markerHeight",
                    "8",
                    "orient",
                    "auto-start-reverse");
            out.open("path", "d", "M0 1L10 5L0 9z").close().close();
        }
        out.close();
    }

    private List<Transition> between(State from, State to) {
        return transitions.stream()
                .filter(t -> t.from() == from && t.to() == to)
                .toList();
    }

    private void arrow(Html out, Arrow arrow) {
        Transition first = between(arrow.from(), arrow.to()).get(0);
        String kind = kind(first);
        String name = first.from() + " to " + first.to() + ": " + first.event()
                + (first.answer().isEmpty() ? "" : ", sends " + first.answer());
        out.open("a", "href", href(first), "class", "way " + kind, "aria-label", name);
        out.open("path", "class", "hit", "d", arrow.path()).close();
        out.open("path", "class", "shaft", "d", arrow.path(), "marker-end", "url(#head-" + kind + ")")
                .close();
        if (!arrow.anchor().isEmpty()) {
            label(out, arrow, first);
        }
        out.close();
    }

    private static String href(Transition t) {
        return StatePage.path(t.from().toString()) + "#" + t.to();
    }

    private static String kind(Transition t) {
        return t.cause().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static void label(Html out, Arrow arrow, Transition t) {
        List<String> lines = new ArrayList<>(lines(t.event()));
        int answer = lines.size();
        if (!t.answer().isEmpty()) {
            lines.add("→ " + t.answer());
        }
        for (int i = 0; i < lines.size(); i++) {
            out.put(
                    "text",
                    lines.get(i),
                    "class",
                    i < answer ? "event" : "answer",
                    "x",
                    Integer.toString(arrow.x()),
                    "y",
                    Integer.toString(arrow.y() + i * LINE),
                    "text-anchor",
                    arrow.anchor());
        }
    }

    /** An event that is long stands in two lines. */
    private static List<String> lines(String event) {
        String words = event.replace(" arrives", "");
        int with = words.indexOf(" with ");
        return with < 0 ? List.of(words) : List.of(words.substring(0, with), words.substring(with + 1));
    }

    /** What may follow TIME-WAIT, as a word below its box: arrows up to the top would cross everything. */
    private void again(Html out) {
        out.put("text", "or the next connection:", "class", "answer", "x", "404", "y", "828", "text-anchor", "end");
        int x = 412;
        for (State state : List.of(State.SYN_RECEIVED, State.SYN_SENT)) {
            out.open("a", "href", href(between(State.TIME_WAIT, state).get(0)), "class", "way again");
            out.put("text", state.toString(), "x", Integer.toString(x), "y", "828")
                    .close();
            x += 108;
        }
    }

    private void box(Html out, State state, Place place) {
        boolean end = place.equals(END);
        out.open("a", "href", StatePage.path(state.toString()), "class", end ? "state end" : "state");
        out.open(
                        "rect",
                        "x",
                        Integer.toString(place.x() - BOX / 2),
                        "y",
                        Integer.toString(place.y() - TALL / 2),
                        "width",
                        Integer.toString(BOX),
                        "height",
                        Integer.toString(TALL),
                        "rx",
                        "10")
                .close();
        out.put(
                "text",
                state.toString(),
                "x",
                Integer.toString(place.x()),
                "y",
                Integer.toString(place.y() + 5),
                "text-anchor",
                "middle");
        out.close();
        if (!end && state.synchronised()) {
            abrupt(out, state, place);
        }
    }

    /** A small sign at the corner of a box: there are ways out that are no close. */
    private static void abrupt(Html out, State state, Place place) {
        int x = place.x() + BOX / 2 - 8;
        int y = place.y() - TALL / 2 + 1;
        String name = state + " ends otherwise: by a reset, an abort, or patience that runs out";
        out.open(
                "a", "href", StatePage.path(state.toString()) + "#otherwise", "class", "otherwise", "aria-label", name);
        out.open("circle", "cx", Integer.toString(x), "cy", Integer.toString(y), "r", "9")
                .close();
        out.open("path", "d", "M" + (x - 3) + " " + (y - 3) + "l6 6m0 -6l-6 6")
                .close()
                .close();
    }
}
