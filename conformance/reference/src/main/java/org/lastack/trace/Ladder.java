package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;
import org.lastack.tcp.Time;

/**
 * A ladder diagram: the stack on the left, its peer on the right, and a rung for each thing that happened between them.
 * {@link TextLadder} and {@link SvgLadder} draw it.
 *
 * @param stack what stands above the left line
 * @param peer what stands above the right line
 */
public record Ladder(String stack, String peer, List<Rung> rungs) {
    public Ladder {
        rungs = List.copyOf(rungs);
    }

    /** What a rung shows. */
    public enum Kind {
        /** A packet, as an arrow. */
        PACKET,
        /** A call of the application, its result, or both. */
        CALL,
        /** Nothing but a new state. */
        STATE,
        /** A word of the observer. */
        NOTE,
        /** A long silence. */
        SILENCE,
        /** So many more of what stands above. */
        MORE
    }

    /**
     * One line of the diagram.
     *
     * @param at when it happened, in microseconds since the trace began
     * @param until the same, or for {@link Kind#MORE} and {@link Kind#SILENCE} when the last of it happened
     * @param packets how many packets it stands for
     * @param fromStack whether the arrow starts at the stack, or the call was made there
     * @param lost whether the arrow ends before it arrives
     * @param stackState the state that the stack entered here, or empty
     * @param peerState the state that the peer entered here, or empty
     * @param complaint what is wrong here, or empty
     */
    public record Rung(
            Kind kind,
            long at,
            long until,
            int packets,
            boolean fromStack,
            boolean lost,
            String text,
            String stackState,
            String peerState,
            String complaint) {
        static Rung silence(long from, long until) {
            return new Rung(Kind.SILENCE, from, until, 0, false, false, Time.show(until - from), "", "", "");
        }

        Rung withoutTime() {
            return new Rung(kind, 0, 0, packets, fromStack, lost, text, stackState, peerState, complaint);
        }

        Rung withStackState(String state) {
            return new Rung(kind, at, until, packets, fromStack, lost, text, state, peerState, complaint);
        }

        Rung withPeerState(String state) {
            return new Rung(kind, at, until, packets, fromStack, lost, text, stackState, state, complaint);
        }

        Rung withComplaint(String words) {
            return new Rung(kind, at, until, packets, fromStack, lost, text, stackState, peerState, words);
        }

        /** Tells whether nothing is said here but the text, so that it may be counted instead of shown. */
        boolean plain() {
            return stackState.isEmpty() && peerState.isEmpty() && complaint.isEmpty();
        }
    }

    /**
     * What to draw beside the events.
     *
     * @param peer the name of the other side
     * @param stackStates the state of the stack after each event, empty where it is not known; an empty list means that of
     *     the trace's own {@link Event.InState}
     * @param peerStates the same for the peer
     * @param marked the index of an event to mark; the number of events marks the end of the trace, -1 nothing
     * @param complaint what to say at the marked event
     * @param silence from how many microseconds on a silence gets its own line
     * @param repeats how many repetitions of the same are shown before they are counted
     */
    public record Options(
            String peer,
            List<String> stackStates,
            List<String> peerStates,
            int marked,
            String complaint,
            long silence,
            int repeats) {
        public static final Options PLAIN = new Options("peer", List.of(), List.of(), -1, "", 1_000_000, 3);

        public Options {
            stackStates = List.copyOf(stackStates);
            peerStates = List.copyOf(peerStates);
        }

        public Options withPeer(String name) {
            return new Options(name, stackStates, peerStates, marked, complaint, silence, repeats);
        }

        public Options withStackStates(List<String> states) {
            return new Options(peer, states, peerStates, marked, complaint, silence, repeats);
        }

        public Options withPeerStates(List<String> states) {
            return new Options(peer, stackStates, states, marked, complaint, silence, repeats);
        }

        /** Marks the event with this index, or the end of the trace, with what is wrong there. */
        public Options withComplaint(int event, String words) {
            return new Options(peer, stackStates, peerStates, event, words, silence, repeats);
        }

        public Options withRepeats(int shown) {
            return new Options(peer, stackStates, peerStates, marked, complaint, silence, shown);
        }
    }

    /** Returns the diagram of what was seen at one stack. */
    public static Ladder of(Trace trace) {
        return of(trace, Options.PLAIN);
    }

    /** Returns the diagram of what was seen at one stack with what the options add. */
    public static Ladder of(Trace trace, Options options) {
        return of(trace, new Trace(options.peer(), 0, List.of()), options);
    }

    /** Returns the diagram of what was seen at both ends by one clock; a packet that arrives is the very object that was sent. */
    public static Ladder of(Trace client, Trace server) {
        return of(client, server, Options.PLAIN);
    }

    private static Ladder of(Trace stack, Trace peer, Options options) {
        return new Ladder(stack.stack(), peer.stack(), new Rungs(stack, peer, options).rungs());
    }

    /** Returns the diagram of what happened from the instant on, begun with the states that were entered before. */
    public Ladder since(long instant) {
        List<Rung> later = new ArrayList<>();
        String stackState = "";
        String peerState = "";
        for (Rung rung : rungs) {
            if (rung.until() < instant) {
                stackState = rung.stackState().isEmpty() ? stackState : rung.stackState();
                peerState = rung.peerState().isEmpty() ? peerState : rung.peerState();
                continue;
            }
            boolean silence = rung.kind() == Kind.SILENCE && rung.at() < instant;
            if (silence && rung.until() - instant < Options.PLAIN.silence()) {
                continue;
            }
            if (later.isEmpty() && !(stackState + peerState).isEmpty()) {
                later.add(new Rung(Kind.STATE, instant, instant, 0, true, false, "", stackState, peerState, ""));
            }
            later.add(silence ? Rung.silence(instant, rung.until()) : rung);
        }
        return new Ladder(stack, peer, later);
    }

    /** Returns the diagram with everything at 0 and without the silences. */
    public Ladder withoutTimes() {
        List<Rung> timeless = new ArrayList<>();
        for (Rung rung : rungs) {
            if (rung.kind() != Kind.SILENCE) {
                timeless.add(rung.withoutTime());
            }
        }
        return new Ladder(stack, peer, timeless);
    }

    /** Returns how many packets the diagram shows or counts. */
    public int packets() {
        int sum = 0;
        for (Rung rung : rungs) {
            sum += rung.packets();
        }
        return sum;
    }
}
