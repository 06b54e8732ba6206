package org.lastack.kit.scenario;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.Profile;

/**
 * What the kit does to a stack: calls from above, segments from the wire, time passing. A value: it can be generated,
 * shrunk, printed, stored and compared.
 *
 * @param settings knobs of the stack by their Linux names, set before anything else
 * @param peer how the peer introduces itself
 */
public record Scenario(Map<String, Long> settings, Peer peer, List<Step> steps) {
    public Scenario {
        // In the order of their names, so that a report of the same run is the same.
        settings = settings.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(settings));
        steps = List.copyOf(steps);
    }

    /**
     * How the peer introduces itself in its SYN.
     *
     * @param iss the initial sequence number of connection 0; further ones add a million each
     * @param mss the MSS option, 0 to leave it out
     * @param window the window it offers at first, in octets
     * @param timestamps whether it offers timestamps
     * @param scale the shift of its window scale option; null when it offers none
     * @param sack whether it offers SACK; null for no
     */
    public record Peer(
            boolean v6,
            int iss,
            int mss,
            int window,
            boolean timestamps,
            @Nullable Integer scale,
            @Nullable Boolean sack) {
        /** A plain one: IPv4, MSS 1460, a window of 64 KB, no timestamps. */
        public static final Peer PLAIN = new Peer(false, 1_000_000, 1460, 65535, false, null, null);

        public Peer withV6(boolean v6) {
            return new Peer(v6, iss, mss, window, timestamps, scale, sack);
        }

        public Peer withIss(int number) {
            return new Peer(v6, number, mss, window, timestamps, scale, sack);
        }

        public Peer withWindow(int octets) {
            return new Peer(v6, iss, mss, octets, timestamps, scale, sack);
        }

        public Peer withMss(int octets) {
            return new Peer(v6, iss, octets, window, timestamps, scale, sack);
        }

        public boolean offersSack() {
            return Boolean.TRUE.equals(sack);
        }

        public Peer withSack() {
            return new Peer(v6, iss, mss, window, timestamps, scale, true);
        }

        public Peer withScale(int shift) {
            return new Peer(v6, iss, mss, window, timestamps, shift, sack);
        }

        public Peer withTimestamps(boolean offered) {
            return new Peer(v6, iss, mss, window, offered, scale, sack);
        }
    }

    /** Returns how long it takes at most on such a stack, in microseconds: all its waits together. */
    public long longest(Profile profile) {
        return steps.stream()
                .mapToLong(step -> Math.max(0, limit(step).micros(profile)))
                .sum();
    }

    private static Span limit(Step step) {
        return step instanceof Step.Accept s
                ? s.limit()
                : step instanceof Step.Read s
                        ? s.limit()
                        : step instanceof Step.Await s
                                ? s.limit()
                                : step instanceof Step.Pass s ? s.span() : Span.ms(0);
    }

    public Scenario withPeer(Peer other) {
        return new Scenario(settings, other, steps);
    }

    /** Returns the scenario as numbered lines, one a step. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((knob, value) -> text.append("    set ")
                        .append(knob)
                        .append(' ')
                        .append(value)
                        .append('\n'));
        text.append("    peer ").append(peer.v6 ? "ipv6" : "ipv4");
        text.append(" iss ").append(Integer.toUnsignedString(peer.iss));
        text.append(" mss ").append(peer.mss).append(" window ").append(peer.window);
        text.append(peer.timestamps ? " timestamps" : "");
        text.append(peer.scale == null ? "" : " scale " + peer.scale);
        text.append(peer.offersSack() ? " sack\n" : "\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append(i < 9 ? " " : "")
                    .append(i + 1)
                    .append("  ")
                    .append(show(steps.get(i)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String show(Step step) {
        if (step instanceof Step.Do s) {
            return on(s.conn()) + s.call().show();
        }
        if (step instanceof Step.DoOnListener s) {
            return "listener: " + s.call().show();
        }
        if (step instanceof Step.Write s) {
            return on(s.conn()) + "write " + s.octets();
        }
        if (step instanceof Step.Read s) {
            return on(s.conn()) + "read " + (s.total() == Integer.MAX_VALUE ? "all" : "up to " + s.total());
        }
        if (step instanceof Step.Send s) {
            return on(s.conn()) + "peer sends " + s.segment() + (s.lost() ? ", lost" : "");
        }
        if (step instanceof Step.Icmp s) {
            return on(s.conn()) + "peer sends ICMP " + s.error();
        }
        if (step instanceof Step.Await s) {
            return on(s.conn()) + "wait for " + s.what() + ", at most " + s.limit();
        }
        if (step instanceof Step.Pass s) {
            return "pass " + s.span();
        }
        if (step instanceof Step.AutoAck s) {
            return on(s.conn()) + "peer " + (s.on() ? "acknowledges everything" : "stops acknowledging");
        }
        if (step instanceof Step.LoseNext s) {
            return on(s.conn()) + "lose the next " + s.packets() + " from the stack";
        }
        if (step instanceof Step.Accept s) {
            return on(s.conn()) + "accept";
        }
        return step instanceof Step.Connect s
                ? on(s.conn()) + "connect" + (s.anyPort() ? " from any port" : "")
                : "listen";
    }

    private static String on(int conn) {
        return conn == 0 ? "" : "connection " + conn + ": ";
    }
}
