package org.lastack.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lastack.capture.Seen;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** A connection of a capture as a ladder diagram: the client on the left, states where the packets show them. */
public final class Drawing {
    private final List<Event> events = new ArrayList<>();
    private final String[] clientStates;
    private final String[] serverStates;
    private State client = State.CLOSED;
    private State server = State.CLOSED;
    private int clientFin;
    private int serverFin;

    private Drawing(int packets) {
        clientStates = new String[packets];
        serverStates = new String[packets];
        Arrays.fill(clientStates, "");
        Arrays.fill(serverStates, "");
    }

    /** Returns the diagram of an ending whose packets were kept. */
    public static Ladder of(Ending ending) {
        List<Seen> packets = ending.packets();
        Drawing drawing = new Drawing(packets.size());
        for (int i = 0; i < packets.size(); i++) {
            drawing.add(i, packets.get(i), isClients(ending, packets.get(i)), ending.from());
        }
        Ladder.Options options = Ladder.Options.PLAIN
                .withPeer("server " + ending.server())
                .withStackStates(List.of(drawing.clientStates))
                .withPeerStates(List.of(drawing.serverStates));
        if (!ending.reasons().isEmpty()) {
            options = mark(options, ending.reasons().get(0), packets);
        }
        return Ladder.of(new Trace("client " + ending.client(), 0, drawing.events), options);
    }

    /** Says the most likely reason where the last packet that shows it stands. */
    private static Ladder.Options mark(Ladder.Options options, Reason reason, List<Seen> packets) {
        int marked = -1;
        for (int i = 0; i < packets.size(); i++) {
            marked = reason.frames().contains(packets.get(i).frame()) ? i : marked;
        }
        return marked < 0
                ? options
                : options.withComplaint(marked, reason.cause().title());
    }

    private static boolean isClients(Ending ending, Seen s) {
        return s.srcPort() == ending.client().port()
                && s.src().equals(ending.client().address());
    }

    private void add(int index, Seen s, boolean byClient, long from) {
        long at = Math.max(0, s.at() - from);
        events.add(byClient ? new Event.Sent(at, s.packet(), false) : new Event.Arrived(at, s.packet()));
        if (s.rst()) {
            client = State.CLOSED;
            server = State.CLOSED;
        } else if (s.syn()) {
            client = s.hasAck() || byClient ? State.SYN_SENT : client;
            server = s.hasAck() ? State.SYN_RECEIVED : server;
        } else {
            established(byClient);
            sends(s, byClient);
        }
        clientStates[index] = known(client);
        serverStates[index] = known(server);
    }

    private static String known(State state) {
        return state == State.CLOSED ? "" : state.toString();
    }

    private void established(boolean byClient) {
        client = byClient && client == State.SYN_SENT ? State.ESTABLISHED : client;
        server = byClient && server == State.SYN_RECEIVED ? State.ESTABLISHED : server;
    }

    private void sends(Seen s, boolean byClient) {
        State own = byClient ? client : server;
        State other = byClient ? server : client;
        int otherFin = byClient ? serverFin : clientFin;
        boolean acksFin = s.hasAck() && s.ack() - otherFin > 0;
        if (s.fin()) {
            own = own == State.CLOSE_WAIT || acksFin && isClosing(other) ? State.LAST_ACK : closing(own);
            clientFin = byClient ? s.end() - 1 : clientFin;
            serverFin = byClient ? serverFin : s.end() - 1;
        }
        if (acksFin && isClosing(other)) {
            other = acknowledged(other);
            own = own == State.ESTABLISHED || own == State.CLOSED ? State.CLOSE_WAIT : own;
            own = own == State.FIN_WAIT_2 ? State.TIME_WAIT : own == State.FIN_WAIT_1 ? State.CLOSING : own;
        }
        client = byClient ? own : other;
        server = byClient ? other : own;
    }

    private static State closing(State own) {
        return own == State.ESTABLISHED || own == State.CLOSED ? State.FIN_WAIT_1 : own;
    }

    private static boolean isClosing(State state) {
        return state == State.FIN_WAIT_1 || state == State.LAST_ACK || state == State.CLOSING;
    }

    private static State acknowledged(State state) {
        return state == State.FIN_WAIT_1 ? State.FIN_WAIT_2 : state == State.CLOSING ? State.TIME_WAIT : State.CLOSED;
    }
}
