package org.lastack.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Checksum;
import org.lastack.capture.Notice;
import org.lastack.capture.Seen;
import org.lastack.tcp.Seq;
import org.lastack.world.Side;

/** One connection as it is seen, packet by packet; what is kept of it does not grow with its length. */
final class Track {
    /** How many packets before a reset are looked at. */
    static final int CONTEXT = 24;

    /** Two looks at one packet, at a mirror port or at both sides of a router, are not farther apart, in microseconds. */
    private static final long MIRRORED = 100_000;

    private static final int MOST_KEPT = 100_000;

    /** A SYN does not come later than so many packets of its connection. */
    private static final int REORDERED = 8;

    final int number;
    final Ends ends;
    final boolean clientLow;
    /** Whether a SYN told who is the client; otherwise it is guessed by the ports. */
    final boolean rolesSeen;

    /** What may be the beginning of the next connection between the same ends. */
    final Successor successor = new Successor();

    final Half client = new Half(Side.CLIENT);
    final Half server = new Half(Side.SERVER);
    final Seen first;
    Seen last;
    long packets;
    long duplicates;
    long strays;
    /** The last packets before the first reset; before the end when there was none. */
    final Deque<Seen> context = new ArrayDeque<>();

    final List<Seen> afterReset = new ArrayList<>();
    /** All packets, when they were asked for. */
    final List<Seen> kept = new ArrayList<>();

    final boolean keep;
    /** The first packet of the client after the SYN,ACK. */
    @Nullable
    Seen afterHandshake;
    /** What answered the SYN with the numbers of another connection, and the reset which that drew. */
    @Nullable
    Seen stale;

    @Nullable
    Seen staleReset;
    /** The connection that had the same ends before. */
    @Nullable
    Before before;
    /** A SYN of another connection between the same ends that came although this one had not ended. */
    @Nullable
    Seen overtaken;

    /** The first ICMP error about a segment of it, and how many there were. */
    @Nullable
    Notice notice;

    long notices;

    /** Whether a limit of memory ended the watching, not the connection or the capture. */
    boolean givenUp;

    /** An earlier connection between the same ends. */
    record Before(int number, Seen last, boolean closed, Ends ends) {}

    Track(int number, Ends ends, Seen first, boolean keep) {
        this.number = number;
        this.ends = ends;
        this.first = first;
        this.last = first;
        this.keep = keep;
        boolean low = Ends.fromLow(first);
        rolesSeen = first.syn();
        if (first.syn()) {
            clientLow = low != first.hasAck();
        } else {
            clientLow = ends.lowPort() > ends.highPort() || ends.lowPort() == ends.highPort() && low;
        }
    }

    Half from(Seen s) {
        return Ends.fromLow(s) == clientLow ? client : server;
    }

    Half other(Half half) {
        return half == client ? server : client;
    }

    Half half(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /** Takes one more packet; tells what the observer should count it as. */
    void add(Seen s) {
        Half from = from(s);
        Half to = other(from);
        if (mirrored(s)) {
            duplicates++;
            return;
        }
        last = s;
        packets++;
        if (keep && kept.size() < MOST_KEPT) {
            kept.add(s);
        }
        if (isStale(s, from)) {
            return;
        }
        boolean spoiled = s.sum() == Checksum.WRONG && from.packets > from.wrongSums + from.offloaded;
        boolean idle = !s.hasAck() && !s.syn() && !s.rst(); // RFC 9293 §3.10.7.4: without an ACK it is dropped
        if (spoiled || idle || !from.plausible(s) && !s.rst()) {
            strays++;
            return;
        }
        if (from == client && server.syn != null && !s.syn() && !s.rst() && afterHandshake == null) {
            afterHandshake = s;
        }
        from.beforeFin();
        from.sent(s, to);
        remember(s);
    }

    /** Takes an ICMP error; one about numbers that are not those of the connection may be forged (RFC 5927 §4). */
    void add(Notice told) {
        Half sender = isLow(told) == clientLow ? client : server;
        if (sender.known && sender.sentAbout(told.seq())) {
            notice = notice == null ? told : notice;
            notices++;
        }
    }

    private boolean isLow(Notice told) {
        return ends.lowPort() == told.srcPort() && ends.low().equals(told.src());
    }

    /** An ACK instead of a SYN,ACK, from TIME-WAIT or from a connection that only one end still has (RFC 9293 §3.5.1). */
    private boolean isStale(Seen s, Half from) {
        if (from == server && client.syn != null && server.syn == null && s.hasAck() && !s.syn() && !s.rst()) {
            boolean other = Seq.lt(s.ack(), client.syn.seq() + 1);
            stale = other && stale == null ? s : stale;
            return other;
        }
        if (from == client && s.rst() && stale != null && s.seq() == stale.ack()) {
            staleReset = staleReset == null ? s : staleReset;
            return true;
        }
        return false;
    }

    private void remember(Seen s) {
        if (client.resets.isEmpty() && server.resets.isEmpty() || s.rst() && isFirstReset()) {
            context.addLast(s);
            if (context.size() > CONTEXT) {
                context.removeFirst();
            }
        } else if (afterReset.size() < CONTEXT) {
            afterReset.add(s);
        }
    }

    private boolean isFirstReset() {
        return client.resets.size() + server.resets.size() == 1;
    }

    /** Tells whether it is the same packet once more and no repetition: with the same identification or on another layer. */
    private boolean mirrored(Seen s) {
        for (Seen known : context) {
            if (same(known, s)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(Seen a, Seen b) {
        return a.seq() == b.seq()
                && a.ack() == b.ack()
                && a.flags() == b.flags()
                && a.text() == b.text()
                && a.window() == b.window()
                && a.id() == b.id()
                && a.checksum() == b.checksum()
                && a.srcPort() == b.srcPort()
                && a.src().equals(b.src())
                && Math.abs(b.at() - a.at()) <= MIRRORED
                && (a.id() > 0 || a.ttl() != b.ttl() || a.layers() != b.layers());
    }

    /** Tells whether nothing more is to come: both directions are closed, or it was reset. */
    boolean over() {
        boolean reset = !client.resets.isEmpty() || !server.resets.isEmpty();
        return reset || client.finAcked != null && server.finAcked != null;
    }

    /** Tells whether both directions are closed, so that one end has a TIME-WAIT. */
    boolean closed() {
        return client.resets.isEmpty() && server.resets.isEmpty() && over();
    }

    /** Tells whether a packet of the capture is missing that somebody has received. */
    boolean lossy() {
        return client.unseen + server.unseen + client.jumps + server.jumps > 0;
    }

    boolean oneSided() {
        return !client.seen() || !server.seen();
    }

    /** Tells whether it begins another connection between the same ends. */
    boolean isOvertakenBy(Seen s) {
        if (!s.syn() || s.hasAck() || s.fin()) {
            return false; // no stack opens with a FIN
        }
        Half from = from(s);
        if (from.syn != null) {
            return from.syn.seq() != s.seq();
        }
        boolean crossing = !from.seen() && other(from).syn != null;
        boolean late = !over()
                && from.known
                && packets < REORDERED
                && Integer.compareUnsigned(from.nxt - s.end(), 1 << 16) < 0;
        return !crossing && !late;
    }
}
