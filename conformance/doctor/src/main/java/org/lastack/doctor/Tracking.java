package org.lastack.doctor;

import java.util.List;
import java.util.Map;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** conntrack: a table that forgets connections which still live, and drops packets when it is full. */
final class Tracking {
    /** With one in ten places left, a burst that is a tenth larger than the last one is dropped. */
    private static final int TENTH = 10;

    private Tracking() {}

    static void find(Look look, List<Finding> found) {
        Map<String, Long> table = look.now().tracking();
        long count = table.getOrDefault("count", 0L);
        // The module may be loaded and track nothing in this namespace.
        if (count == 0) {
            return;
        }
        full(count, table, found);
        halfClosed(look, table, found);
        idle(look, table, found);
    }

    private static void full(long count, Map<String, Long> table, List<Finding> found) {
        long most = table.getOrDefault("max", Long.MAX_VALUE);
        boolean full = count >= most;
        if (count < most - most / TENTH) {
            return;
        }
        found.add(new Finding(
                full ? Harm.FAILS : Harm.NEAR,
                "conntrack-full",
                "conntrack has " + count + " of " + most + " places taken; packets it dropped since it was loaded: "
                        + table.getOrDefault("stat.drop", 0L),
                "When all are taken the packets of new connections are dropped: connect() times out, at both ends nothing says why but the"
                        + " kernel's log (nf_conntrack: table full, dropping packet).",
                List.of(),
                "See what fills it (conntrack -L -p tcp). Do not track what needs no tracking (notrack), or raise nf_conntrack_max.",
                "Do not cut nf_conntrack_tcp_timeout_established below the keep-alive time of your programs: connections that live are"
                        + " forgotten then.",
                17));
    }

    /** conntrack calls a connection so from the ACK of the first FIN on, whichever side sent that. */
    private static void halfClosed(Look look, Map<String, Long> table, List<Finding> found) {
        long timeout = table.getOrDefault("tcp_timeout_close_wait", Look.UNKNOWN);
        if (timeout < 0) {
            return;
        }
        List<SeenSocket> forgotten = look.in(State.CLOSE_WAIT, State.FIN_WAIT_2).stream()
                .filter(s -> s.held() && look.quiet(s) > Time.seconds(timeout))
                .toList();
        if (!forgotten.isEmpty()) {
            found.add(new Finding(
                    Harm.ODD,
                    "conntrack-forgets-half-closed",
                    Say.sockets(forgotten.size()) + " half-closed and quiet for longer than conntrack remembers such ("
                            + timeout + " s)",
                    "If they pass through conntrack here, they have been forgotten: what is sent on them now may be dropped, or leaves with"
                            + " another port behind a translator, and the peer answers with a RST or not at all.",
                    Say.groups(forgotten, s -> s.state() + ", " + Say.holder(s, look.now()), Say::peers),
                    "Close sooner; where a long half-close is meant, raise nf_conntrack_tcp_timeout_close_wait above it.",
                    "tcp_fin_timeout has no part in it.",
                    4));
        }
    }

    private static void idle(Look look, Map<String, Long> table, List<Finding> found) {
        long remembers = table.getOrDefault("tcp_timeout_established", Look.UNKNOWN);
        long first = look.now().setting("ipv4/tcp_keepalive_time");
        if (remembers >= 0 && first > remembers) {
            found.add(new Finding(
                    Harm.ODD,
                    "conntrack-before-keepalive",
                    "conntrack forgets an idle connection after " + remembers + " s; keep-alive probes begin after "
                            + first + " s",
                    "An idle connection through conntrack is forgotten before the first probe, unless the program sets TCP_KEEPIDLE.",
                    List.of(),
                    "Set TCP_KEEPIDLE in the programs, or raise nf_conntrack_tcp_timeout_established.",
                    "",
                    17));
        }
    }
}
