package org.lastack.doctor;

import java.util.List;
import org.lastack.tcp.State;

/** Connections that nobody holds while their FIN is outstanding, and the limit of the whole system for them. */
final class Orphans {
    /**
     * From a quarter of tcp_max_orphans on the kernel resets some: it counts one double whose peer has not taken anything for long, and
     * double again one with an ICMP error (tcp_out_of_resources, tcp_too_many_orphans).
     */
    private static final int QUARTER = 4;

    /** What a socket has at least that is of interest when memory is short: more than its first buffers. */
    private static final long MUCH = 100_000;

    private Orphans() {}

    static List<SeenSocket> in(Look look) {
        return look.in(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK).stream()
                .filter(s -> !s.held())
                .toList();
    }

    static void find(Look look, List<Finding> found) {
        memory(look, found);
        long count = look.now().pools().getOrDefault("TCP.orphan", 0L);
        long limit = look.now().setting("ipv4/tcp_max_orphans");
        boolean killed = look.rise("TcpExt.TCPAbortOnMemory") > 0;
        if (killed || limit >= 0 && count > 0 && count * QUARTER >= limit) {
            found.add(limited(look, count, limit, killed));
        }
    }

    /** The kernel's own words: from the second number of tcp_mem on it is under pressure, at the third it has no more to give. */
    private static void memory(Look look, List<Finding> found) {
        List<String> limits = List.of(
                look.now().settings().getOrDefault("ipv4/tcp_mem", "").strip().split("\\s+", -1));
        long pages = look.now().pools().getOrDefault("TCP.mem", 0L);
        if (limits.size() != 3 || pages < Long.parseLong(limits.get(1))) {
            return;
        }
        boolean out = pages >= Long.parseLong(limits.get(2));
        found.add(new Finding(
                out ? Harm.FAILS : Harm.NEAR,
                "tcp-memory",
                "All TCP of the system has " + pages + " pages of memory; tcp_mem is " + String.join(" ", limits),
                out
                        ? "There is no more: orphans with text are reset, and what they had not delivered is lost; other connections stall."
                        : "The kernel is under pressure and cuts buffers; at the third number it resets orphans, and what they had not delivered"
                                + " is lost.",
                Say.groups(
                        look.now().sockets().stream()
                                .filter(s -> s.state() != State.LISTEN && s.unread() + s.unsent() > MUCH)
                                .toList(),
                        s -> s.held() ? Say.holder(s, look.now()) : "nobody, " + s.state(),
                        group -> ", with "
                                + group.stream().mapToLong(SeenSocket::unread).sum() + " octets unread and "
                                + group.stream().mapToLong(SeenSocket::unsent).sum() + " not acknowledged"),
                "Find who does not read: a program here (unread), or peers (not acknowledged).",
                "Raise tcp_mem only with the memory for it; tcp_rmem and tcp_wmem are limits of one socket each.",
                7));
    }

    private static Finding limited(Look look, long count, long limit, boolean killed) {
        return new Finding(
                killed ? Harm.FAILS : Harm.NEAR,
                "orphan-limit",
                count + " orphans in the whole system, "
                        + (limit < 0 ? "the limit cannot be read from here" : "tcp_max_orphans is " + limit)
                        + "; connections were reset for want of memory or of places "
                        + look.often("TcpExt.TCPAbortOnMemory"),
                "A connection that is closed with its FIN outstanding, while there are too many, gets a RST: what was written and not"
                        + " yet acknowledged may be lost. From a quarter of the limit on those go first whose peers take nothing.",
                Say.groups(in(look), s -> "peer " + s.remote() + ", " + s.state(), Orphans::kept),
                "Find out why so many peers do not acknowledge: one address that opens many and reads none may be an attack. Limit in the"
                        + " application how long a client may take, before it closes.",
                "Do not lower tcp_orphan_retries: a peer that answers probes keeps its orphan all the same. Raise tcp_max_orphans only with"
                        + " the memory for it.",
                7);
    }

    static String kept(List<SeenSocket> group) {
        long octets = group.stream().mapToLong(SeenSocket::unsent).sum();
        return ", with " + octets + " octets that were not acknowledged";
    }
}
