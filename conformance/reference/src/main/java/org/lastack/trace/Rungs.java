package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

/** Makes the rungs of a ladder out of events. */
final class Rungs {
    private final List<Event> events;
    private final Ladder.Options options;
    private final PacketLabels labels;
    private final boolean severalSockets;
    private final boolean severalStates;
    private final List<Folding.Step> steps = new ArrayList<>();
    private String stackState = "";
    private String peerState = "";

    Rungs(List<Event> events, Ladder.Options options) {
        this.events = events;
        this.options = options;
        labels = new PacketLabels(events);
        severalSockets = severalSockets(events);
        severalStates = severalStates(events);
    }

    List<Rung> rungs() {
        for (int i = 0; i < events.size(); i++) {
            int first = i;
            if (i + 1 < events.size() && isAnsweredAtOnce(events.get(i), events.get(i + 1))) {
                i++;
            }
            add(events.get(first), events.get(i));
            for (int event = first; event <= i; event++) {
                annotate(event);
            }
        }
        if (options.marked() >= events.size()) {
            long end = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).rung().until();
            add(Kind.NOTE, end, false, false, "the trace ends here", null);
            complain();
        }
        return withSilences(Folding.fold(steps, options.repeats()));
    }

    private static boolean isAnsweredAtOnce(Event event, Event next) {
        return event instanceof Event.Called called
                && next instanceof Event.Returned returned
                && called.socket() == returned.socket()
                && called.at() == returned.at()
                && called.call().equals(returned.call());
    }

    private void add(Event event, Event last) {
        if (event instanceof Event.Called e) {
            String answer =
                    last instanceof Event.Returned r ? " → " + r.result().show() : "";
            add(Kind.CALL, e.at(), true, false, socket(e.socket()) + show(e.call()) + answer, null);
        } else if (event instanceof Event.Returned e) {
            String text =
                    socket(e.socket()) + word(e.call()) + " → " + e.result().show();
            add(Kind.CALL, e.at(), true, false, text, null);
        } else if (event instanceof Event.Sent e) {
            add(Kind.PACKET, e.at(), true, e.lost(), labels.label(e.packet(), true), e.packet());
        } else if (event instanceof Event.Arrived e) {
            add(Kind.PACKET, e.at(), false, false, labels.label(e.packet(), false), e.packet());
        } else if (event instanceof Event.Lost e) {
            add(Kind.PACKET, e.at(), false, true, labels.label(e.packet(), false), e.packet());
        } else if (event instanceof Event.SentRaw e) {
            add(Kind.PACKET, e.at(), true, false, e.octets().length() + " octets: " + e.why(), null);
        } else if (event instanceof Event.ArrivedRaw e) {
            add(Kind.PACKET, e.at(), false, false, e.octets().length() + " octets: " + e.what(), null);
        } else if (event instanceof Event.Note e) {
            add(Kind.NOTE, e.at(), false, false, e.text(), null);
        } else if (event instanceof Event.Configured e) {
            add(Kind.NOTE, e.at(), false, false, e.knob() + " = " + e.value(), null);
        } else if (event instanceof Event.InState e && options.stackStates().isEmpty()) {
            enter(e.at(), (severalStates ? e.socket() + ":" : "") + e.state());
        }
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

    /** Shows a new state beside what brought it, or on a line of its own. */
    private void enter(long at, String state) {
        if (state.equals(stackState)) {
            return;
        }
        stackState = state;
        int last = steps.size() - 1;
        boolean alone = last < 0
                || steps.get(last).rung().at() != at
                || !steps.get(last).rung().stackState().isEmpty();
        if (alone) {
            add(Kind.STATE, at, true, false, "", null);
        }
        replaceLast(lastRung().withStackState(state));
    }

    private void annotate(int event) {
        if (steps.isEmpty()) {
            add(Kind.STATE, events.get(event).at(), true, false, "", null);
        }
        String near = at(options.stackStates(), event);
        if (!near.isEmpty() && !near.equals(stackState)) {
            stackState = near;
            replaceLast(lastRung().withStackState(near));
        }
        String far = at(options.peerStates(), event);
        if (!far.isEmpty() && !far.equals(peerState)) {
            peerState = far;
            replaceLast(lastRung().withPeerState(far));
        }
        if (event == options.marked()) {
            complain();
        }
    }

    private void complain() {
        replaceLast(lastRung().withComplaint(options.complaint().isEmpty() ? "here" : options.complaint()));
    }

    private static String at(List<String> states, int event) {
        return event < states.size() ? states.get(event) : "";
    }

    private Rung lastRung() {
        return steps.get(steps.size() - 1).rung();
    }

    private void replaceLast(Rung rung) {
        int last = steps.size() - 1;
        steps.set(
                last,
                new Folding.Step(rung, steps.get(last).shape(), steps.get(last).octets()));
    }

    private List<Rung> withSilences(List<Rung> rungs) {
        List<Rung> all = new ArrayList<>();
        long before = 0;
        for (Rung rung : rungs) {
            if (rung.at() - before >= options.silence()) {
                String length = Time.show(rung.at() - before);
                all.add(new Rung(Kind.SILENCE, before, rung.at(), 0, false, false, length, "", "", ""));
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

    private static boolean severalStates(List<Event> events) {
        int seen = -1;
        for (Event event : events) {
            if (event instanceof Event.InState e && e.state() != State.LISTEN) {
                if (seen >= 0 && seen != e.socket()) {
                    return true;
                }
                seen = e.socket();
            }
        }
        return false;
    }
}
