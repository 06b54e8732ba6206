package org.lastack.playground;

import java.util.ArrayList;
import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.SocketOption;
import org.lastack.host.Tuple;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.world.Seen;
import org.lastack.world.Side;
import org.lastack.world.Step;
import org.lastack.world.UnderWay;
import org.lastack.world.World;

/** What a step on the world is to the state that it meets, and the rules that are about that. */
final class Meeting {
    private final List<String> ids = new ArrayList<>();

    private Meeting() {}

    /** Returns the rules for a step that is about to be done. */
    static List<String> before(World world, Step step) {
        Meeting meeting = new Meeting();
        if (step instanceof Step.Deliver s) {
            meeting.deliver(world, s);
        } else if (step instanceof Step.Do s) {
            meeting.call(world, s);
        }
        return meeting.ids;
    }

    /** Returns the rules for what timers did in the step that was done last, before which so much had happened. */
    static List<String> ofTimers(World world, int before) {
        Meeting meeting = new Meeting();
        for (int i = before; i < world.seenCount(); i++) {
            meeting.timer(world, i);
        }
        return meeting.ids;
    }

    /** Once each: with a set of the library the browser would load the hashing of every record. */
    private void add(List<String> more) {
        for (String id : more) {
            boolean there = false;
            for (String known : ids) {
                there |= known.equals(id);
            }
            if (!there) {
                ids.add(id);
            }
        }
    }

    // What arrives

    private void deliver(World world, Step.Deliver step) {
        Side to = step.from().other();
        Host host = world.host(to);
        int place = world.place(step.from(), step.packet());
        if (host == null || place < 0) {
            return;
        }
        UnderWay flight = world.flight(place);
        Packet packet = flight.packet();
        if (packet == null) {
            malformed(host, flight);
            return;
        }
        Segment s = packet.segment();
        Tcb tcb = host.snapshot(new Tuple(packet.dst(), s.dstPort(), packet.src(), s.srcPort()));
        if (tcb == null) {
            noConnection(host, s);
        } else if (!tcb.state.synchronised()) {
            opening(tcb, s);
        } else {
            synchronised(tcb, s);
        }
    }

    private void malformed(Host host, UnderWay flight) {
        boolean spoiled = PacketCodec.decodeSpoiled(flight.raw()) != null;
        if (spoiled && !host.connections().isEmpty()) {
            add(Rulebook.arrival("wrong checksum", "ESTABLISHED"));
        }
    }

    private void noConnection(Host host, Segment s) {
        boolean listens = false;
        for (int socket = 1; socket <= 2; socket++) {
            listens |= host.state(socket) == State.LISTEN;
        }
        String state = listens ? "LISTEN" : "CLOSED";
        String what = s.rst() ? "RST" : s.syn() && !s.hasAck() ? "SYN" : "an ACK that fits nothing";
        boolean bareFin = s.fin() && !s.rst() && listens;
        add(bareFin ? Rulebook.ordinary("a FIN without a connection", state) : Rulebook.ordinary(what, state));
    }

    private void opening(Tcb tcb, Segment s) {
        String state = tcb.state.toString();
        boolean badAck = s.hasAck() && (Seq.leq(s.ack(), tcb.iss) || Seq.gt(s.ack(), tcb.snd.nxt));
        if (s.rst()) {
            add(Rulebook.ordinary("RST", state));
        } else if (badAck) {
            add(Rulebook.ordinary("an ACK that fits nothing", state));
        } else if (s.syn() && !s.hasAck()) {
            add(Rulebook.ordinary("SYN", state));
        } else if (s.fin()) {
            add(Rulebook.ordinary("the peer's FIN", state));
        }
    }

    private void synchronised(Tcb tcb, Segment s) {
        String state = situation(tcb);
        for (String stimulus : new Stimuli(tcb, s).all()) {
            add(Rulebook.arrival(stimulus, state));
        }
        boolean special = !ids.isEmpty() || s.rst() || s.syn() || !s.hasAck();
        boolean inOrder = s.seq() == tcb.rcv.nxt;
        boolean acksFin = tcb.snd.finSent && s.ack() == tcb.snd.finSeq + 1 && tcb.snd.una != s.ack();
        if (inOrder && s.fin() && s.hasAck() && !tcb.rcv.finReceived) {
            boolean both = acksFin && tcb.state == State.FIN_WAIT_1;
            add(Rulebook.ordinary(both ? "the peer's FIN and the ACK of ours" : "the peer's FIN", state));
            add(s.data().isEmpty() ? List.of() : List.of("FO-DATAFIN"));
        } else if (special) {
            return;
        } else if (inOrder && acksFin) {
            add(Rulebook.ordinary("ACK of our FIN", state));
        } else if (inOrder && tcb.snd.finSent && Seq.lt(s.ack(), tcb.snd.finSeq + 1)) {
            add(Rulebook.ordinary("ACK of less than our FIN", state));
        } else if (!inOrder) {
            add(Rulebook.ordinary("a segment outside of the window", state));
        }
    }

    /** Returns the name that the kit's coverage has for the state. */
    private static String situation(Tcb tcb) {
        boolean finWait2 = tcb.state == State.FIN_WAIT_2;
        return tcb.state + (!finWait2 ? "" : tcb.orphan ? ", orphan" : ", held");
    }

    // What the application calls

    private void call(World world, Step.Do step) {
        Host host = world.host(step.who());
        if (host == null) {
            return;
        }
        Call call = step.call();
        State state = host.state(step.socket());
        if (call instanceof Call.Connect c) {
            boolean again = false;
            for (Host.Entry entry : host.connections()) {
                again |= entry.tuple().localPort() == c.srcPort();
            }
            add(again ? Rulebook.ordinary("a connect to the same ports", "CLOSED") : List.of());
        } else if (call instanceof Call.SetOption o && o.option() == SocketOption.LINGER) {
            add(Rulebook.ordinary("SO_LINGER", state.toString()));
        } else if (call instanceof Call.Shutdown s && s.how() == Call.How.RD) {
            add(Rulebook.ordinary("SHUT_RD", state.toString()));
        } else if (state != State.CLOSED) {
            String user = userCall(call);
            add(user.isEmpty() ? List.of() : Rulebook.call(user, callState(state)));
        }
    }

    private static String userCall(Call call) {
        if (call instanceof Call.Close || call instanceof Call.Shutdown) {
            return "CLOSE";
        }
        return call instanceof Call.Abort
                ? "ABORT"
                : call instanceof Call.Write ? "SEND" : call instanceof Call.Read ? "RECEIVE" : "";
    }

    private static String callState(State state) {
        return switch (state) {
            case FIN_WAIT_1, FIN_WAIT_2 -> "FIN-WAIT-1 or 2";
            case CLOSING, LAST_ACK -> "CLOSING or LAST-ACK";
            default -> state.toString();
        };
    }

    // What time brings

    private void timer(World world, int index) {
        Seen one = world.seen(index);
        State before = stateBefore(world, index);
        if (one.event() instanceof Event.Sent e && e.packet().segment().fin()) {
            add(Rulebook.ordinary("our FIN again", before.toString()));
        } else if (one.event() instanceof Event.InState e && e.state() == State.CLOSED) {
            String name = before == State.FIN_WAIT_2 ? before + ", orphan" : before.toString();
            add(Rulebook.ordinary("the end of a timer", name));
        } else if (one.event() instanceof Event.Sent e
                && probes(world, index, e.packet().segment())) {
            add(Rulebook.ordinary("a probe of a zero window", before.toString()));
        }
    }

    private static State stateBefore(World world, int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (world.seen(i).who() == world.seen(index).who() && world.seen(i).event() instanceof Event.InState e) {
                return e.state();
            }
        }
        return State.CLOSED;
    }

    /** The peer's last word was a window of zero. */
    private static boolean probes(World world, int index, Segment s) {
        for (int i = index - 1; i >= 0; i--) {
            if (world.seen(i).who() == world.seen(index).who() && world.seen(i).event() instanceof Event.Arrived e) {
                return e.packet().segment().window() == 0 && !s.rst();
            }
        }
        return false;
    }

    /** What a segment is to a connection, in the words of the catalogue's matrix; it may be several things. */
    private record Stimuli(Tcb tcb, Segment s) {
        List<String> all() {
            List<String> all = new ArrayList<>();
            if (s.rst()) {
                resets(all);
                return all;
            }
            if (s.syn()) {
                all.add(inWindow(s.seq()) ? "SYN in the window" : "SYN outside the window");
                return all;
            }
            if (old()) {
                all.add("old timestamp, no RST");
            } else if (!s.hasAck()) {
                all.add("no ACK bit");
            } else if (Seq.gt(s.ack(), tcb.snd.nxt)) {
                all.add(s.fin() ? "FIN with an ACK of what was not sent" : "ACK of what was not sent");
            } else if (tcb.rcv.finReceived) {
                afterFin(all);
            } else {
                beforeFin(all);
            }
            return all;
        }

        private void resets(List<String> all) {
            int edge = tcb.rcv.nxt + tcb.rcv.wnd;
            if (s.seq() == tcb.rcv.nxt) {
                all.add(old() ? "RST at RCV.NXT with an old timestamp" : "RST at RCV.NXT");
            } else if (inWindow(s.seq())) {
                all.add("RST elsewhere in the window");
            } else if (s.seq() == tcb.rcv.nxt - 1) {
                all.add("RST at RCV.NXT-1");
            } else if (s.seq() == edge) {
                all.add("RST at RCV.NXT+RCV.WND");
            }
        }

        private void afterFin(List<String> all) {
            int fin = tcb.rcv.nxt - 1;
            if (s.fin() && s.finSeq() == fin) {
                all.add("the peer's FIN again");
            } else if (!s.data().isEmpty() && s.seq() == tcb.rcv.nxt) {
                all.add("text behind the peer's FIN, at RCV.NXT");
            } else if (Seq.leq(s.seq(), fin) && Seq.gt(s.end(), tcb.rcv.nxt)) {
                all.add("text from before the peer's FIN to beyond it");
            } else {
                below(all);
            }
        }

        private void beforeFin(List<String> all) {
            if (!s.data().isEmpty() && s.seq() == tcb.rcv.nxt) {
                all.add("text in order");
            } else if (s.fin() && Seq.gt(s.seq(), tcb.rcv.nxt) && inWindow(s.finSeq())) {
                all.add("FIN beyond a hole");
            } else {
                below(all);
            }
        }

        private void below(List<String> all) {
            boolean acksFin = tcb.snd.finSent && s.ack() == tcb.snd.finSeq + 1 && s.len() == 0;
            boolean owes =
                    tcb.state != State.ESTABLISHED && tcb.state != State.CLOSE_WAIT && tcb.state != State.FIN_WAIT_2;
            if (s.seq() == tcb.rcv.nxt - 1 && s.len() <= 1 && !s.fin() && !acksFin) {
                all.add("keep-alive probe: SEQ=RCV.NXT-1, at most one octet");
            } else if (owes && acksFin && Seq.lt(s.seq(), tcb.rcv.nxt)) {
                all.add("ACK of the stack's FIN, SEQ below RCV.NXT");
            } else if (owes && acksFin && s.seq() != tcb.rcv.nxt && inWindow(s.seq())) {
                all.add("ACK of the stack's FIN, SEQ in the window beyond RCV.NXT");
            }
        }

        private boolean inWindow(int number) {
            return Seq.inWindow(number, tcb.rcv.nxt, tcb.rcv.wnd);
        }

        private boolean old() {
            Timestamps ts = s.options().timestamps();
            return tcb.ts.on && ts != null && Seq.lt(ts.tsVal(), tcb.ts.recent);
        }
    }
}
