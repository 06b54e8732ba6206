package org.lastack.lab;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Segment;
import org.lastack.world.Side;

/** PacketFilter packets are meant: the next ones of a kind, of either host unless {@link #from} says whose. */
public final class PacketFilter {
    private final String kind;
    private final Predicate<Segment> like;
    private final @Nullable Side from;
    private final int port;
    private final int times;

    private PacketFilter(String kind, Predicate<Segment> like, @Nullable Side from, int port, int times) {
        this.kind = kind;
        this.like = like;
        this.from = from;
        this.port = port;
        this.times = times;
    }

    static PacketFilter next(String kind, Predicate<Segment> like) {
        return new PacketFilter(kind, like, null, 0, 1);
    }

    /** Only what this host sends. */
    public PacketFilter from(Side host) {
        return new PacketFilter(kind, like, host, port, times);
    }

    /** Only what this end of a connection sends. */
    public PacketFilter from(End end) {
        return new PacketFilter(kind, like, end.who(), end.clientPort(), times);
    }

    /** So many of them instead of one. */
    public PacketFilter times(int count) {
        return new PacketFilter(kind, like, from, port, count);
    }

    int count() {
        return times;
    }

    boolean fits(Side sender, Segment segment) {
        int clientPort = sender == Side.CLIENT ? segment.srcPort() : segment.dstPort();
        return (from == null || from == sender) && (port == 0 || port == clientPort) && like.test(segment);
    }

    @Override
    public String toString() {
        return "the next " + (times == 1 ? "" : times + " ") + kind + (from == null ? "" : " from the " + from);
    }
}
