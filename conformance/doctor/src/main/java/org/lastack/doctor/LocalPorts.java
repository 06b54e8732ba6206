package org.lastack.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/** Ports that run out towards one peer: connect() fails with EADDRNOTAVAIL when all are taken. */
final class LocalPorts {
    private static final String RANGE = "ipv4/ip_local_port_range";
    /**
     * From half on connect() has used up the ports of the parity that it tries first, and walks through all of them before it tries
     * the others (__inet_hash_connect): it becomes slow before it fails.
     */
    private static final int HALF = 2;
    /** Where all are used up some are free for a moment all the same: one has ended, and the next has not taken its port yet. */
    private static final int HUNDREDTH = 100;

    /** Where connections go, and from which address: among them ports must differ. */
    private record Destination(IpAddress from, IpAddress to, int port) {}

    private LocalPorts() {}

    static void find(Look look, List<Finding> found) {
        String[] range = look.now().settings().getOrDefault(RANGE, "").strip().split("\\s+", -1);
        if (range.length != 2) {
            return;
        }
        int low = Integer.parseInt(range[0]);
        int high = Integer.parseInt(range[1]);
        int size = high - low + 1 - reserved(look.now(), low, high);
        Map<Destination, List<SeenSocket>> taken = new HashMap<>();
        for (SeenSocket s : look.now().sockets()) {
            if (s.state() != State.LISTEN && s.localPort() >= low && s.localPort() <= high) {
                taken.computeIfAbsent(new Destination(s.local(), s.remote(), s.remotePort()), d -> new ArrayList<>())
                        .add(s);
            }
        }
        taken.forEach((to, sockets) -> {
            List<SeenSocket> firm =
                    sockets.stream().filter(s -> !reusable(s, look.now())).toList();
            Set<Integer> ports = new HashSet<>();
            firm.forEach(s -> ports.add(s.localPort()));
            if (ports.size() * HALF >= size) {
                found.add(running(look, to, firm, ports.size(), size));
            }
        });
    }

    /** Counts the ports of the range that connect() leaves out; the setting has ports and ranges, with commas between them. */
    private static int reserved(Snapshot now, int low, int high) {
        int count = 0;
        for (String part : List.of(now.settings()
                .getOrDefault("ipv4/ip_local_reserved_ports", "")
                .strip()
                .split(",", -1))) {
            if (!part.isEmpty()) {
                int dash = part.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
                int last = Integer.parseInt(part.substring(dash + 1));
                count += Math.max(0, Math.min(last, high) - Math.max(first, low) + 1);
            }
        }
        return count;
    }

    /** Tells whether connect() may take over a TIME-WAIT. Whether it had timestamps cannot be seen: where they are on, most have. */
    static boolean reusable(SeenSocket s, Snapshot now) {
        long reuse = now.setting("ipv4/tcp_tw_reuse");
        boolean here = loopback(s.local()) || loopback(s.remote());
        return s.state() == State.TIME_WAIT
                && now.setting("ipv4/tcp_timestamps") != 0
                && (reuse == 1 || reuse == 2 && here);
    }

    private static boolean loopback(IpAddress address) {
        return address.isV6()
                ? address.equals(IpAddress.of("::1"))
                : address.octets().at(0) == 127;
    }

    private static Finding running(Look look, Destination to, List<SeenSocket> sockets, int ports, int size) {
        long waiting =
                sockets.stream().filter(s -> s.state() == State.TIME_WAIT).count();
        boolean fails = (size - ports) * HUNDREDTH < size;
        return new Finding(
                fails ? Harm.FAILS : Harm.NEAR,
                fails ? "ports-exhausted" : "ports-running-out",
                ports + " of the " + size + " ports for outgoing connections from " + to.from() + " to " + to.to()
                        + " port " + to.port() + " are taken, " + waiting + " of them by TIME-WAIT",
                fails
                        ? "connect() to that destination fails with EADDRNOTAVAIL. Other destinations are not concerned,"
                                + " nor are incoming connections."
                        : "connect() to that destination searches longer and longer, and fails with EADDRNOTAVAIL when all are taken."
                                + " Other destinations are not concerned, nor are incoming connections.",
                Say.groups(
                        sockets.stream().filter(SeenSocket::held).toList(),
                        s -> Say.holder(s, look.now()),
                        group -> " open"),
                "Keep connections open and use them again: that is the mend. Then tcp_tw_reuse = 1 with timestamps at both ends, a"
                        + " wider ip_local_port_range, or more addresses on either side.",
                "Do not lower tcp_max_tw_buckets, and tcp_fin_timeout does not shorten TIME-WAIT, which is 60 s and cannot be set.",
                11);
    }
}
