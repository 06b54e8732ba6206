package org.lastack.lab;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.play.Who;
import org.lastack.tcp.Segment;

/** Which packets are meant: the next ones of a kind, of either host unless {@link #from} says whose. */
public final class Which {
    private final String kind;
    private final Predicate<Segment> like;
    private final @Nullable Who from;
    private final int port;
    private final int times;

    private Which(String kind, Predicate<Segment> like, @Nullable Who from, int port, int times) {
        this.kind = kind;
        this.like = like;
        this.from = from;
        this.port = port;
        this.times = times;
    }

    static Which next(String kind, Predicate<Segment> like) {
        return new Which(kind, like, null, 0, 1);
    }

    /** Only what this host sends. */
    public Which from(Who host) {
        return new Which(kind, like, host, port, times);
    }

    /** Only what this end of a connection sends. */
    public Which from(End end) {
        return new Which(kind, like, end.who(), end.clientPort(), times);
    }

    /** So many of them instead of one. */
    public Which times(int count) {
        return new Which(kind, like, from, port, count);
    }

    int count() {
        return times;
    }

    boolean fits(Who sender, Segment segment) {
        int clientPort = sender == Who.CLIENT ? segment.srcPort() : segment.dstPort();
        return (from == null || from == sender) && (port == 0 || port == clientPort) && like.test(segment);
    }

    @Override
    public String toString() {
        return "the next " + (times == 1 ? "" : times + " ") + kind + (from == null ? "" : " from the " + from);
    }
}
