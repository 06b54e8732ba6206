package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;

/** Says in one line what a packet is, with sequence numbers counted from each side's SYN. Packets come in their order. */
public final class PacketLabels {
    /** Farther from the ISN than this a relative number says less than the number itself. */
    private static final int FAR = 1 << 24;

    private final List<Connection> connections = new ArrayList<>();
    private final boolean several;

    /**
     * Prepares to label the packets of these events. Where they are of several connections each label says of which; where a
     * second one comes unforeseen, only the labels of the later ones do.
     */
    public PacketLabels(List<Event> events) {
        for (Event event : events) {
            Packet packet = packetOf(event);
            if (packet != null) {
                connection(packet, event instanceof Event.Sent);
            }
        }
        several = connections.size() > 1;
    }

    /** One side's numbers. */
    private static final class Numbers {
        boolean known;
        int isn;
        int seq;
        int ack;
        int window = -1;
        /** The number of its latest SYN, or null. */
        @Nullable
        Integer syn;
    }

    private static final class Connection {
        final int number;
        final IpAddress peer;
        final int stackPort;
        final int peerPort;
        final Numbers stackSide = new Numbers();
        final Numbers peerSide = new Numbers();

        Connection(int number, IpAddress peer, int stackPort, int peerPort) {
            this.number = number;
            this.peer = peer;
            this.stackPort = stackPort;
            this.peerPort = peerPort;
        }

        boolean is(IpAddress address, int near, int far) {
            boolean here = peer.equals(address) || !address.isUnicast();
            return here && stackPort == near && peerPort == far;
        }
    }

    /** Returns the packet of the event, or null. */
    static @Nullable Packet packetOf(Event event) {
        if (event instanceof Event.Arrived e) {
            return e.packet();
        }
        if (event instanceof Event.Lost e) {
            return e.packet();
        }
        return event instanceof Event.Sent e ? e.packet() : null;
    }

    /** Returns for example {@code FIN,ACK seq=1 ack=1 len=500}. */
    public String label(Packet packet, boolean fromStack) {
        Connection connection = connection(packet, fromStack);
        Numbers from = fromStack ? connection.stackSide : connection.peerSide;
        Numbers to = fromStack ? connection.peerSide : connection.stackSide;
        Segment segment = packet.segment();
        learn(segment, from, to);
        StringBuilder text = new StringBuilder();
        if (several || connection.number > 1) {
            text.append('#').append(connection.number).append(' ');
        }
        text.append(Flags.show(segment.flags())).append(" seq=").append(relative(segment.seq(), from));
        if (segment.hasAck()) {
            text.append(" ack=").append(relative(segment.ack(), to));
        }
        if (!segment.data().isEmpty()) {
            text.append(" len=").append(segment.data().length());
        }
        if (windowMatters(segment, from)) {
            text.append(" win=").append(segment.window());
        }
        if (packet.padding() > 0) {
            text.append(" padding=").append(packet.padding());
        }
        text.append(packet.src().isUnicast() ? "" : " from " + packet.src());
        text.append(packet.dst().isUnicast() ? "" : " to " + packet.dst());
        from.window = segment.window();
        from.seq = segment.seq();
        from.ack = segment.ack();
        from.syn = segment.syn() ? (Integer) segment.seq() : from.syn;
        return text.toString();
    }

    /** A SYN tells where the numbers begin; a SYN,ACK that answers another SYN begins a new connection. */
    private static void learn(Segment segment, Numbers from, Numbers to) {
        if (segment.syn() && (!from.known || answersAnotherSyn(segment, to))) {
            from.known = true;
            from.isn = segment.seq();
            if (segment.hasAck()) {
                to.known = true;
                to.isn = segment.ack() - 1;
            }
        }
        if (!from.known && !segment.rst()) {
            from.known = true;
            from.isn = segment.seq() - 1;
        }
        if (!to.known && segment.hasAck()) {
            to.known = true;
            to.isn = segment.ack() - 1;
        }
    }

    private static boolean answersAnotherSyn(Segment segment, Numbers to) {
        return segment.hasAck() && to.syn != null && to.syn != to.isn && to.syn + 1 == segment.ack();
    }

    private static String relative(int number, Numbers side) {
        int distance = number - side.isn;
        boolean near = side.known && distance > -FAR && distance < FAR;
        return near ? Integer.toString(distance) : "@" + Seq.show(number);
    }

    /** A window is worth its room when it is shut, when it opens again, and when it is all that is new. */
    private static boolean windowMatters(Segment segment, Numbers from) {
        boolean repeated = segment.len() == 0 && from.seq == segment.seq() && from.ack == segment.ack();
        boolean update = repeated && from.window >= 0 && from.window != segment.window();
        boolean opens = from.window == 0 && segment.window() != 0;
        return !segment.rst() && (segment.window() == 0 || opens || update);
    }

    private Connection connection(Packet packet, boolean fromStack) {
        Segment segment = packet.segment();
        IpAddress peer = fromStack ? packet.dst() : packet.src();
        int near = fromStack ? segment.srcPort() : segment.dstPort();
        int far = fromStack ? segment.dstPort() : segment.srcPort();
        for (Connection connection : connections) {
            if (connection.is(peer, near, far)) {
                return connection;
            }
        }
        Connection fresh = new Connection(connections.size() + 1, peer, near, far);
        connections.add(fresh);
        return fresh;
    }
}
