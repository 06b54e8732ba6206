package org.lastack.doctor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lastack.tcp.State;

/** TIME-WAIT: its number, and the limit beyond which it is left out. */
final class TimeWaits {
    /** Below that nobody asks. */
    private static final int PILE = 100;
    /** One of them in the kernel: struct tcp_timewait_sock, as its slab has it on 64 bits. */
    private static final int OCTETS = 256;
    /** Within a tenth of the limit, since the rate at which they come is seldom so even. */
    private static final int TENTH = 10;

    private TimeWaits() {}

    static void find(Look look, List<Finding> found) {
        long count = look.now().pools().getOrDefault("TCP.tw", (long)
                look.in(State.TIME_WAIT).size());
        long limit = look.now().setting("ipv4/tcp_max_tw_buckets");
        boolean near = limit >= 0 && count >= limit - limit / TENTH;
        boolean rising = look.rise("TcpExt.TCPTimeWaitOverflow") > 0;
        boolean ever = look.elapsed() == Look.UNKNOWN && look.total("TcpExt.TCPTimeWaitOverflow") > 0;
        if (near && count > 0 || rising || ever || limit == 0) {
            found.add(limited(look, count, limit, near || rising));
        }
        List<SeenSocket> waiting = look.in(State.TIME_WAIT);
        if (waiting.size() >= PILE) {
            found.add(pile(look, waiting));
        }
    }

    private static Finding limited(Look look, long count, long limit, boolean now) {
        boolean rising = look.rise("TcpExt.TCPTimeWaitOverflow") > 0;
        String where = limit < 0 ? "the limit cannot be read from here" : "tcp_max_tw_buckets is " + limit;
        return new Finding(
                rising ? Harm.FAILS : now ? Harm.NEAR : Harm.ODD,
                "time-wait-limit",
                count + " connections wait in TIME-WAIT (with FIN-WAIT-2 that nobody holds), " + where
                        + "; TIME-WAIT was left out " + look.often("TcpExt.TCPTimeWaitOverflow"),
                "Beyond the limit a connection ends without TIME-WAIT: a peer whose last ACK is lost gets a RST instead, and old"
                        + " segments may reach the next connection with the same ports.",
                List.of(),
                "Raise tcp_max_tw_buckets: each costs " + OCTETS
                        + " octets. Let the other end close first where you can.",
                "Do not lower it to be rid of TIME-WAIT: that is what goes wrong here.",
                11);
    }

    private static Finding pile(Look look, List<SeenSocket> waiting) {
        Set<Integer> services = new HashSet<>();
        look.in(State.LISTEN).forEach(listener -> services.add(listener.localPort()));
        return new Finding(
                Harm.HARMLESS,
                "time-wait",
                waiting.size() + " in TIME-WAIT, which take " + kilobytes(waiting.size()) + " kB and no descriptor",
                "Connections that this host closed first, and that ended well. Each goes by itself within 60 s. They hurt only where"
                        + " outgoing connections to one destination use up its ports: where it is so, that is said above.",
                Say.groups(waiting, s -> ends(s, services), group -> ""),
                "",
                "Leave tcp_max_tw_buckets and tcp_tw_reuse as they are; tcp_fin_timeout has nothing to do with TIME-WAIT.",
                9);
    }

    private static long kilobytes(int count) {
        return (long) count * OCTETS / 1000;
    }

    private static String ends(SeenSocket s, Set<Integer> services) {
        return services.contains(s.localPort()) ? "of the service on port " + s.localPort() : "to " + s.peer();
    }
}
