package org.lastack.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Near;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/**
 * A box between the hosts, as a NAT, a firewall or a load balancer is one: it remembers connections that the client opened, each for
 * some time after its last packet, and what belongs to none does not pass. It changes no address.
 *
 * <p>Its memory has the states of Linux's connection tracking ({@code net/netfilter/nf_conntrack_proto_tcp.c}, {@code
 * tcp_conntracks}); it has not that one's shorter times for what was sent and is not acknowledged.
 */
public final class Middlebox {
    private static final String PREFIX = "nf_conntrack_tcp_";
    private static final String LOOSE = PREFIX + "loose";

    /** What the box believes of a connection; the seconds are those of Linux's {@code tcp_timeouts}. */
    private enum Belief {
        SYN_SENT(120),
        SYN_RECV(60),
        ESTABLISHED(432_000),
        FIN_WAIT(120),
        CLOSE_WAIT(60),
        LAST_ACK(30),
        TIME_WAIT(120),
        CLOSE(10);

        private final long seconds;

        Belief(long seconds) {
            this.seconds = seconds;
        }

        String setting() {
            return PREFIX + "timeout_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private record Entry(Belief belief, long until) {}

    private final Map<Belief, Long> timeouts = new EnumMap<>(Belief.class);
    /** By the ports of the client and of the server. */
    private final Map<List<Integer>, Entry> entries =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    /** Whether a connection that it does not know is taken up again in the middle, when the client sends. */
    private boolean loose;

    private boolean resets;
    private @Nullable IpAddress inside;
    private LongSupplier clock = () -> 0;
    private Consumer<Packet> answers = packet -> {};

    private Middlebox(boolean loose) {
        this.loose = loose;
    }

    static Middlebox conntrack() {
        Middlebox box = new Middlebox(true);
        for (Belief belief : Belief.values()) {
            box.timeouts.put(belief, Time.seconds(belief.seconds));
        }
        return box;
    }

    static Middlebox idleTimeout(long micros) {
        Middlebox box = new Middlebox(false);
        for (Belief belief : Belief.values()) {
            box.timeouts.put(belief, micros);
        }
        return box;
    }

    /**
     * Sets one of its times, in seconds, or {@code nf_conntrack_tcp_loose}, by its Linux name.
     *
     * @throws IllegalArgumentException when it has no such setting, or it cannot have that value
     */
    public Middlebox with(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
        List<String> known = new ArrayList<>(List.of(LOOSE));
        for (Belief belief : Belief.values()) {
            known.add(belief.setting());
            if (belief.setting().equals(name)) {
                timeouts.put(belief, Time.seconds(value));
                return this;
            }
        }
        if (!name.equals(LOOSE)) {
            throw new IllegalArgumentException("the box has no " + name + Near.hint(name, known));
        }
        loose = value != 0;
        return this;
    }

    /** Its times, each as the name of a setting and seconds. */
    List<String> settings() {
        return Stream.of(Belief.values())
                .map(b -> b.setting() + " " + timeouts.getOrDefault(b, 0L) / Time.SECOND)
                .toList();
    }

    /** What belongs to no connection is answered with a RST; otherwise it is lost without a word. */
    public Middlebox resets() {
        resets = true;
        return this;
    }

    /** It stands before this client, has this clock, and sends its answers so. */
    void standsBefore(IpAddress client, LongSupplier time, Consumer<Packet> sender) {
        inside = client;
        clock = time;
        answers = sender;
    }

    /** Tells whether a packet passes, and remembers it. */
    boolean passes(long at, Packet packet) {
        Segment segment = packet.segment();
        boolean outwards = packet.src().equals(inside);
        List<Integer> ports = outwards
                ? List.of(segment.srcPort(), segment.dstPort())
                : List.of(segment.dstPort(), segment.srcPort());
        entries.values().removeIf(entry -> entry.until() <= at);
        Entry known = entries.get(ports);
        Belief next = known == null ? first(segment, outwards) : after(known.belief(), segment);
        if (next == null) {
            if (resets && !segment.rst()) {
                answers.accept(new Packet(/* src= */ packet.dst(), /* dst= */ packet.src(), reset(segment)));
            }
            return false;
        }
        entries.put(ports, new Entry(next, at + timeouts.getOrDefault(next, 0L)));
        return true;
    }

    /** What it makes of the first packet of a connection; null when that is none of its. */
    private @Nullable Belief first(Segment s, boolean outwards) {
        boolean opens = s.syn() && !s.hasAck();
        boolean middle = loose && !s.syn() && !s.fin() && !s.rst() && s.hasAck();
        return !outwards ? null : opens ? Belief.SYN_SENT : middle ? Belief.ESTABLISHED : null;
    }

    private static Belief after(Belief now, Segment s) {
        if (s.rst()) {
            return Belief.CLOSE;
        }
        if (s.syn()) {
            boolean anew = now == Belief.TIME_WAIT || now == Belief.CLOSE;
            return s.hasAck() ? now == Belief.SYN_SENT ? Belief.SYN_RECV : now : anew ? Belief.SYN_SENT : now;
        }
        return s.fin() ? afterFin(now) : afterAck(now);
    }

    private static Belief afterFin(Belief now) {
        return switch (now) {
            case SYN_RECV, ESTABLISHED -> Belief.FIN_WAIT;
            case FIN_WAIT, CLOSE_WAIT -> Belief.LAST_ACK;
            default -> now;
        };
    }

    private static Belief afterAck(Belief now) {
        return switch (now) {
            case SYN_RECV -> Belief.ESTABLISHED;
            case FIN_WAIT -> Belief.CLOSE_WAIT;
            case LAST_ACK -> Belief.TIME_WAIT;
            default -> now;
        };
    }

    /** The RST of RFC 9293 §3.5.2 for a connection that does not exist. */
    private static Segment reset(Segment s) {
        int seq = s.hasAck() ? s.ack() : 0;
        int flags = s.hasAck() ? Flags.RST : Flags.RST | Flags.ACK;
        return Segment.of(
                /* srcPort= */ s.dstPort(), /* dstPort= */ s.srcPort(), seq, s.hasAck() ? 0 : s.end(), flags, 0);
    }

    /** What it remembers, and for how long, as {@code conntrack -L} shows it. */
    @Override
    public String toString() {
        long now = clock.getAsLong();
        StringBuilder out = new StringBuilder();
        entries.forEach((ports, entry) -> {
            if (entry.until() > now) {
                out.append("tcp ")
                        .append((entry.until() - now) / Time.SECOND)
                        .append(' ')
                        .append(entry.belief());
                out.append(" sport=")
                        .append(ports.get(0))
                        .append(" dport=")
                        .append(ports.get(1))
                        .append('\n');
            }
        });
        return out.length() == 0 ? "it remembers no connection\n" : out.toString();
    }
}
