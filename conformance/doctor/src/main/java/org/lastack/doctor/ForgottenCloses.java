package org.lastack.doctor;

import java.util.List;
import org.lastack.tcp.State;

/** CLOSE-WAIT that a process holds: the peer has closed, and the application here has not. */
final class ForgottenCloses {
    /** The FIN of the peer is the last octet that is unread. */
    private static final long FIN = 1;

    private ForgottenCloses() {}

    static void find(Look look, List<Finding> found) {
        List<SeenSocket> held =
                look.in(State.CLOSE_WAIT).stream().filter(SeenSocket::held).toList();
        List<SeenSocket> forgotten =
                held.stream().filter(s -> s.unsent() == 0 && look.outworn(s)).toList();
        List<SeenSocket> ageless = held.stream()
                .filter(s -> s.unsent() == 0 && look.quiet(s) == Look.UNKNOWN)
                .toList();
        if (!forgotten.isEmpty()) {
            found.add(forgotten(look, forgotten));
        }
        if (!ageless.isEmpty()) {
            found.add(ageless(look, ageless));
        }
    }

    private static Finding forgotten(Look look, List<SeenSocket> sockets) {
        return new Finding(
                Harm.LEAKS,
                "close-wait-forgotten",
                Say.sockets(sockets.size()) + " in CLOSE-WAIT, quiet for longer than " + Say.length(look.patience()),
                "The peer has closed, and the application here has not. The kernel never ends such a connection by itself: each"
                        + " keeps its descriptor and its buffers until the process closes it or ends.",
                Say.groups(
                        sockets,
                        s -> Say.holder(s, look.now()),
                        group -> Say.peers(group) + "; " + reading(group) + oldest(look, group)),
                "Mend the program: close() when read() says the end of the stream, also on the paths that fail. A restart frees"
                        + " them for now. If it is at work on an answer for a peer that only half-closed, all is well.",
                "No sysctl ends CLOSE-WAIT: not tcp_fin_timeout, not tcp_orphan_retries, not tcp_max_tw_buckets."
                        + " tcp_keepalive_time does nothing unless the program asks for SO_KEEPALIVE.",
                14);
    }

    private static Finding ageless(Look look, List<SeenSocket> sockets) {
        return new Finding(
                Harm.ODD,
                "close-wait-of-unknown-age",
                Say.sockets(sockets.size())
                        + " in CLOSE-WAIT; cannot tell for how long, since /proc/net/tcp has no times",
                "The peer has closed, and the application here has not yet. Whether it forgot, or still answers, shows after some"
                        + " time.",
                Say.groups(sockets, s -> Say.holder(s, look.now()), group -> Say.peers(group)),
                "Look for longer than " + Say.length(look.patience()) + ", with --for 90s.",
                "",
                14);
    }

    private static String reading(List<SeenSocket> group) {
        long unread = group.stream().filter(s -> s.unread() > FIN).count();
        long end = group.stream().filter(s -> s.unread() == 0).count();
        if (unread > 0) {
            return unread + " with text that it has not read";
        }
        return end > 0 ? end + " of which it has read the end" : "it has not read the end";
    }

    private static String oldest(Look look, List<SeenSocket> group) {
        long most = group.stream().mapToLong(look::quiet).max().orElse(0);
        return "; the oldest for " + Say.length(most) + " at least";
    }
}
