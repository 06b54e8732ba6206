package org.lastack.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/** What a ladder of two hosts shows: of all their connections, or of one, and with what the network did to their packets. */
final class Picture {
    /** A packet that neither host sent, when it set out, and who sent it. */
    record Injected(long at, Packet packet, String sender) {}

    private final Net net;
    private final @Nullable Connection connection;

    private Picture(Net net, @Nullable Connection connection) {
        this.net = net;
        this.connection = connection;
    }

    /** The ladder of all connections, or of one. */
    static Ladder of(Net net, @Nullable Connection connection) {
        Picture picture = new Picture(net, connection);
        return Ladder.of(picture.seen(Side.CLIENT), picture.seen(Side.SERVER)).since(net.erased());
    }

    private Trace seen(Side who) {
        List<Event> events = new ArrayList<>();
        Event last = null;
        for (Event event : net.world().trace(who).events()) {
            if (isDrawn(event, last)) {
                if (event instanceof Event.Arrived e && net.world().conditions().holds(e.packet())) {
                    events.add(new Event.Note(e.at(), "what was held back reaches the " + who));
                }
                events.add(event);
                last = event instanceof Event.Called || event instanceof Event.Arrived ? event : last;
            }
        }
        for (Injected forged : net.injected()) {
            boolean mine = isMine(forged.packet().segment());
            if (forged.packet().src().equals(net.world().address(who)) && mine) {
                events.add(new Event.Note(forged.at(), forged.sender() + " sends, in the name of the " + who + ":"));
                events.add(new Event.Sent(forged.at(), forged.packet(), false));
            }
        }
        events.sort(Comparator.comparingLong(Event::at));
        return new Trace(who.toString(), 0, events);
    }

    /** Tells whether something is shown that this call, or packet that arrived, may have brought. */
    private boolean isDrawn(Event event, @Nullable Event last) {
        if (event instanceof Event.Called e) {
            return isMine(e.socket()) && !isOpening(e.call());
        }
        if (event instanceof Event.Returned e) {
            return isMine(e.socket()) && !isOpening(e.call());
        }
        if (event instanceof Event.InState e) {
            return e.socket() < 0 ? isMine(e, last) : isMine(e.socket());
        }
        Packet packet =
                event instanceof Event.Sent e ? e.packet() : event instanceof Event.Arrived e ? e.packet() : null;
        return packet != null && isMine(packet.segment());
    }

    /** Of several connections that nobody has accepted yet, this one is the one whose segment came just now. */
    private boolean isMine(Event.InState state, @Nullable Event last) {
        return net.connections().size() <= 1
                || connection != null && last instanceof Event.Arrived a && a.at() == state.at();
    }

    private static boolean isOpening(Call call) {
        return call instanceof Call.Listen || call instanceof Call.Accept || call instanceof Call.Connect;
    }

    private boolean isMine(int socket) {
        return connection == null || socket == connection.socket();
    }

    private boolean isMine(Segment segment) {
        int port = connection == null ? segment.srcPort() : connection.client.clientPort();
        return segment.srcPort() == port || segment.dstPort() == port;
    }
}
