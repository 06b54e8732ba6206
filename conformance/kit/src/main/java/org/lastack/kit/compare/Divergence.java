package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;

/**
 * The first place at which two stacks do different things in the same scenario.
 *
 * @param situation the state, and what came, in a few words
 * @param answer what the first stack did
 * @param other what the second stack did
 * @param event the index of the stimulus in the trace of the first stack
 * @param otherEvent the same in the trace of the second
 */
public record Divergence(String situation, String answer, String other, int event, int otherEvent) {
    /** What is observed of the listening socket, as if it were a connection. */
    private static final int LISTENER = -1;

    /** Returns the place at which the two traces of one scenario part, or null when they do not. */
    public static @Nullable Divergence of(Observed one, Observed two) {
        Divergence first = null;
        for (int conn = LISTENER; conn < RandomScenario.CONNECTIONS; conn++) {
            Divergence parting = of(conn, one, two);
            first = parting == null || first != null && first.event < parting.event ? first : parting;
        }
        return first;
    }

    private static @Nullable Divergence of(int conn, Observed one, Observed two) {
        List<List<Moment>> windows = windows(conn, one);
        List<List<Moment>> others = windows(conn, two);
        for (int i = 0; i < Math.min(windows.size(), others.size()); i++) {
            Moment stimulus = windows.get(i).get(0);
            Moment same = others.get(i).get(0);
            Answer answer = Answer.of(windows.get(i));
            Answer other = Answer.of(others.get(i));
            if (!answer.equals(other) && answersLoss(one, stimulus) != answersLoss(two, same)) {
                return null; // time has brought a retransmission here and not there: the windows differ from now on
            }
            if (!answer.equals(other)) {
                return parting(stimulus, same, answer, other);
            }
        }
        return null;
    }

    private static Divergence parting(Moment stimulus, Moment other, Answer a, Answer b) {
        boolean sameWords = a.toString().equals(b.toString());
        int more = b.acked() - a.acked();
        String first = sameWords && more == 0 ? a.detail() : a.toString();
        String second = sameWords && more == 0 ? b.detail() : b.toString();
        if (sameWords && more != 0) {
            second += " of " + Math.abs(more) + (more > 0 ? " more" : " less");
        }
        return new Divergence(situation(stimulus), first, second, stimulus.index(), other.index());
    }

    /** Tells whether something of the stack's was sent again and is not acknowledged yet. */
    private static boolean answersLoss(Observed t, Moment stimulus) {
        boolean loss = false;
        for (Moment m : t.of(stimulus.conn())) {
            if (m.index() >= stimulus.index()) {
                break;
            }
            Segment s = m.sent();
            Segment came = m.arrived();
            if (s != null) {
                loss |= s.len() > 0 && Seq.lt(s.seq(), m.before().sndNxt);
            } else if (came != null && came.ack() == m.before().sndNxt) {
                loss = false;
            }
        }
        return loss;
    }

    /** Cuts the connection's moments at each stimulus, up to where a SYN has opened another on the same 4-tuple. */
    private static List<List<Moment>> windows(int conn, Observed t) {
        List<List<Moment>> windows = new ArrayList<>();
        for (Moment m : t.of(conn)) {
            if (m.stimulus() && m.before().previous != null) {
                break;
            }
            if (m.stimulus()) {
                windows.add(new ArrayList<>());
            }
            if (!windows.isEmpty()) {
                windows.get(windows.size() - 1).add(m);
            }
        }
        return windows;
    }

    static String situation(Moment m) {
        Knowledge k = m.before();
        String state =
                m.conn() == LISTENER ? "listener" : k.state + (k.released && k.state != State.CLOSED ? ", orphan" : "");
        Segment s = m.arrived();
        Call call = m.called();
        IcmpMessage icmp = m.icmp();
        String what = s != null
                ? show(s, k)
                : call != null ? show(call) : icmp != null ? "ICMP " + icmp.error() : "octets that are no packet";
        return state + "; " + what;
    }

    private static String show(Call call) {
        return call instanceof Call.Write ? "write" : call instanceof Call.Read ? "read" : call.show();
    }

    private static String show(Segment s, Knowledge k) {
        List<String> words = new ArrayList<>();
        words.add(Flags.show(s.flags()));
        if (k.opened) {
            words.add("at " + place(s.seq(), k));
        }
        if (!s.data().isEmpty()) {
            words.add("with text");
        }
        if (s.hasAck() && k.opened) {
            words.add("acking " + acked(s.ack(), k));
        }
        if (k.timestamps
                && s.options().timestamps() != null
                && Seq.lt(s.options().timestamps().tsVal(), k.tsRecent)) {
            words.add("from the past");
        }
        return String.join(" ", words);
    }

    private static String place(int seq, Knowledge k) {
        int offset = seq - k.rcvNxt;
        if (offset == 0) {
            return "RCV.NXT";
        }
        if (offset == -1) {
            return "RCV.NXT-1";
        }
        if (k.inWindow(seq)) {
            return "the window";
        }
        return offset < 0 ? "below" : seq == k.rcvEdge ? "the right edge" : "above";
    }

    private static String acked(int ack, Knowledge k) {
        if (Seq.gt(ack, k.sndNxt)) {
            return "what was not sent";
        }
        if (k.finSent && ack == k.finSeq + 1) {
            return "the FIN";
        }
        return Seq.gt(ack, k.sndUna) ? "something" : ack == k.sndUna ? "nothing new" : "what is old";
    }

    /** Returns the parting in one line: what the list of accepted differences is matched with. */
    @Override
    public String toString() {
        return situation + ": " + answer + " | " + other;
    }
}
