package org.lastack.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

/**
 * Makes the rungs of a ladder out of what was seen at its lines: at the stack's alone, or at the peer's too. A packet stands where
 * it was sent, or where it arrived when nobody saw that; calls stand at the line of who made them, and a state at what brought it.
 */
final class Rungs {
    /** One of the two lines. */
    private static final class Line {
        final String name;
        final boolean stack;
        final List<String> given;
        String state = "";
        /** What was last done to this side: a call, or a packet that arrived; and when. */
        @Nullable
        Object cause;

        long causedAt = -1;
        /** Where the last state stands, when it was entered, and what brought it. */
        int stateStep = -1;

        long stateAt = -1;

        @Nullable
        Object stateCause;

        Line(String name, boolean stack, List<String> given) {
            this.name = name;
            this.stack = stack;
            this.given = given;
        }
    }

    /** A thing that was seen, and at which line. */
    private record Seen(Line line, Event event) {}

    private final Ladder.Options options;
    private final Line stack;
    private final Line peer;
    private final List<Seen> all = new ArrayList<>();
    private final PacketLabels labels;
    private final boolean severalSockets;
    /** Those that had a state, in the order of their numbers, which is that in which packets number their connections. */
    private final List<Integer> sockets;

    private final boolean severalStates;
    private final List<Folding.Step> steps = new ArrayList<>();
    /** Packets whose sending was seen. */
    private final IdentityHashMap<Packet, Boolean> sent = new IdentityHashMap<>();
    /** The step at whose head a packet arrives. */
    private final IdentityHashMap<Packet, Integer> heads = new IdentityHashMap<>();

    private final IdentityHashMap<Packet, Boolean> arrived = new IdentityHashMap<>();
    /** Results that stand beside their calls. */
    private final IdentityHashMap<Event, Boolean> beside = new IdentityHashMap<>();

    /** What was seen at the stack, and at a peer of which nothing was seen if its events are empty. */
    Rungs(Trace seen, Trace far, Ladder.Options options) {
        this.options = options;
        stack = new Line(seen.stack(), true, options.stackStates());
        peer = new Line(far.stack(), false, options.peerStates());
        seen.events().forEach(e -> all.add(new Seen(stack, e)));
        far.events().forEach(e -> all.add(new Seen(peer, e)));
        if (!far.events().isEmpty()) {
            all.sort(Comparator.comparingLong(s -> s.event().at()));
        }
        for (Seen one : all) {
            if (one.event() instanceof Event.Sent e) {
                sent.put(e.packet(), true);
            }
        }
        labels = new PacketLabels(fromTheStack());
        severalSockets = severalSockets(seen.events()) || severalSockets(far.events());
        sockets = sockets(all);
        severalStates = sockets.size() > 1;
    }

    /** What the stack would have seen of all packets. */
    private List<Event> fromTheStack() {
        List<Event> events = new ArrayList<>();
        for (Seen one : all) {
            Packet packet = PacketLabels.packetOf(one.event());
            if (packet != null) {
                boolean fromStack = one.event() instanceof Event.Sent == one.line().stack;
                long at = one.event().at();
                events.add(fromStack ? new Event.Sent(at, packet, false) : new Event.Arrived(at, packet));
            }
        }
        return events;
    }

    List<Rung> rungs() {
        for (int i = 0; i < all.size(); i++) {
            Seen one = all.get(i);
            if (beside.containsKey(one.event())) {
                annotate(one.line(), i);
                continue;
            }
            add(i, one.line(), one.event());
            annotate(one.line(), i);
        }
        if (options.marked() >= all.size()) {
            long end = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).rung().until();
            add(Kind.NOTE, end, false, false, "the trace ends here", null);
            complain();
        }
        return withSilences(Folding.fold(steps, options.repeats()));
    }

    private void add(int index, Line line, Event event) {
        if (event instanceof Event.Called e) {
            cause(line, e, e.at());
            String text = socket(e.socket()) + show(e.call()) + answer(index, line, e);
            add(Kind.CALL, e.at(), line.stack, false, text, null);
        } else if (event instanceof Event.Returned e) {
            String text =
                    socket(e.socket()) + word(e.call()) + " → " + e.result().show();
            add(Kind.CALL, e.at(), line.stack, false, text, null);
        } else if (event instanceof Event.Sent e) {
            packet(e.at(), line.stack, e.lost(), e.packet());
        } else if (event instanceof Event.Arrived e) {
            arrived(index, line, e);
        } else if (event instanceof Event.Lost e && !sent.containsKey(e.packet())) {
            packet(e.at(), !line.stack, true, e.packet());
        } else if (event instanceof Event.SentRaw e) {
            add(Kind.PACKET, e.at(), line.stack, false, e.octets().length() + " octets: " + e.why(), null);
        } else if (event instanceof Event.ArrivedRaw e) {
            add(Kind.PACKET, e.at(), !line.stack, false, e.octets().length() + " octets: " + e.what(), null);
        } else if (event instanceof Event.Note e) {
            add(Kind.NOTE, e.at(), false, false, e.text(), null);
        } else if (event instanceof Event.Configured e) {
            add(Kind.NOTE, e.at(), false, false, e.knob() + " = " + e.value(), null);
        } else if (event instanceof Event.InState e && line.given.isEmpty()) {
            enter(line, e);
        }
    }

    /** The result stands beside the call when it came at once. */
    private String answer(int call, Line line, Event.Called called) {
        for (int i = call + 1; i < all.size() && all.get(i).event().at() == called.at(); i++) {
            Seen next = all.get(i);
            if (next.line() == line
                    && next.event() instanceof Event.Returned r
                    && r.socket() == called.socket()
                    && r.call().equals(called.call())) {
                beside.put(r, true);
                return " → " + r.result().show();
            }
        }
        return "";
    }

    private void packet(long at, boolean fromStack, boolean lost, Packet packet) {
        add(Kind.PACKET, at, fromStack, lost, labels.label(packet, fromStack), packet);
        heads.put(packet, steps.size() - 1);
    }

    private void arrived(int index, Line line, Event.Arrived e) {
        Packet packet = e.packet();
        if (!sent.containsKey(packet)) {
            packet(e.at(), !line.stack, false, packet);
        } else if (arrived.put(packet, true) != null) {
            add(Kind.NOTE, e.at(), false, false, "a copy of it reaches the " + line.name, null);
            heads.put(packet, steps.size() - 1);
        } else if (index > 0
                && all.get(index - 1).line() == line
                && all.get(index - 1).event() instanceof Event.Note) {
            heads.put(packet, steps.size() - 1); // somebody has said something of this arrival
        }
        cause(line, packet, e.at());
    }

    private static void cause(Line line, Object what, long at) {
        line.cause = what;
        line.causedAt = at;
    }

    private void add(Kind kind, long at, boolean fromStack, boolean lost, String text, @Nullable Packet packet) {
        int packets = kind == Kind.PACKET ? 1 : 0;
        Rung rung = new Rung(kind, at, at, packets, fromStack, lost, text, "", "", "");
        int octets = packet == null ? 0 : packet.segment().data().length();
        steps.add(new Folding.Step(rung, shape(rung, packet), octets));
    }

    /** What makes two rungs alike: calls of one name, and segments of the same bits as long as those open or close nothing. */
    private static String shape(Rung rung, @Nullable Packet packet) {
        if (rung.kind() == Kind.CALL) {
            int bracket = rung.text().indexOf('(');
            int err = rung.text().indexOf(" err ");
            return err >= 0 || bracket < 0 ? rung.text() : rung.text().substring(0, bracket);
        }
        if (packet == null || (packet.segment().flags() & (Flags.SYN | Flags.FIN | Flags.RST)) != 0) {
            return rung.text();
        }
        return (packet.segment().data().isEmpty() ? "ack" : "data")
                + (packet.segment().window() == 0 ? "0" : "");
    }

    /** Shows a new state, but not one that the same packet or call leads out of again. */
    private void enter(Line line, Event.InState e) {
        boolean numbered = severalStates && e.socket() >= 0; // nobody has a number who was not accepted yet
        String state = (numbered ? "#" + (sockets.indexOf(e.socket()) + 1) + " " : "") + e.state();
        if (state.equals(line.state)) {
            return;
        }
        boolean passing = line.stateStep >= 0 && line.stateAt == e.at() && line.stateCause == line.cause;
        line.stateStep = passing && !severalStates ? line.stateStep : place(line, e.at());
        line.stateAt = e.at();
        line.stateCause = line.cause;
        show(line, line.stateStep, state);
    }

    /**
     * Where a new state stands: at the packet or the call that brought it, unless a later state of that side stands below
     * already; otherwise on a line of its own.
     */
    private int place(Line line, long at) {
        Integer head = line.causedAt == at && line.cause instanceof Packet packet ? heads.get(packet) : null;
        int last = steps.size() - 1;
        int place =
                head != null ? head : last >= 0 && isOf(line, steps.get(last).rung(), at) ? last : -1;
        if (place <= line.stateStep) {
            add(Kind.STATE, at, true, false, "", null);
            return last + 1;
        }
        return place;
    }

    /** Tells whether the rung is something that this side itself did at that instant. */
    private static boolean isOf(Line line, Rung rung, long at) {
        boolean done = rung.kind() == Kind.PACKET || rung.kind() == Kind.CALL;
        return done && rung.at() == at && rung.fromStack() == line.stack;
    }

    private void show(Line line, int step, String state) {
        line.state = state;
        Rung rung = steps.get(step).rung();
        replace(step, line.stack ? rung.withStackState(state) : rung.withPeerState(state));
    }

    /** Adds what the options say of an event of the stack's. */
    private void annotate(Line line, int event) {
        if (!line.stack || stack.given.isEmpty() && peer.given.isEmpty() && event != options.marked()) {
            return;
        }
        if (steps.isEmpty()) {
            add(Kind.STATE, all.get(event).event().at(), true, false, "", null);
        }
        for (Line each : List.of(stack, peer)) {
            String state = event < each.given.size() ? each.given.get(event) : "";
            if (!state.isEmpty() && !state.equals(each.state)) {
                show(each, steps.size() - 1, state);
            }
        }
        if (event == options.marked()) {
            complain();
        }
    }

    private void complain() {
        int last = steps.size() - 1;
        String words = options.complaint().isEmpty() ? "here" : options.complaint();
        replace(last, steps.get(last).rung().withComplaint(words));
    }

    private void replace(int step, Rung rung) {
        Folding.Step old = steps.get(step);
        steps.set(step, new Folding.Step(rung, old.shape(), old.octets()));
    }

    private List<Rung> withSilences(List<Rung> rungs) {
        List<Rung> all = new ArrayList<>();
        long before = 0;
        for (Rung rung : rungs) {
            if (rung.at() - before >= options.silence()) {
                all.add(Rung.silence(before, rung.at()));
            }
            all.add(rung);
            before = rung.until();
        }
        return all;
    }

    private String socket(int number) {
        return severalSockets ? number + ": " : "";
    }

    /** Returns the call as a programmer writes it, for example {@code option(linger, 0)}. */
    private static String show(Call call) {
        String line = call.show();
        int space = line.indexOf(' ');
        return space < 0
                ? line + "()"
                : line.substring(0, space) + "(" + line.substring(space + 1).replace(" ", ", ") + ")";
    }

    private static String word(Call call) {
        String line = call.show();
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    /** A listener and the one connection it brings are told apart by their calls alone. */
    private static boolean severalSockets(List<Event> events) {
        int seen = -1;
        for (Event event : events) {
            if (event instanceof Event.Called e
                    && !(e.call() instanceof Call.Listen)
                    && !(e.call() instanceof Call.Accept)) {
                if (seen >= 0 && seen != e.socket()) {
                    return true;
                }
                seen = e.socket();
            }
        }
        return false;
    }

    private static List<Integer> sockets(List<Seen> all) {
        TreeSet<Integer> sockets = new TreeSet<>();
        for (Seen one : all) {
            if (one.event() instanceof Event.InState e && e.state() != State.LISTEN && e.socket() >= 0) {
                sockets.add(e.socket());
            }
        }
        return new ArrayList<>(sockets);
    }
}
