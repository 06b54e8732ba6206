package org.lastack.doctor;

import java.util.ArrayList;
import java.util.List;
import org.lastack.tcp.State;

/** Connections that wait for the peer: to answer, to read, or to close. */
final class WaitsForPeer {
    /** One repetition is an ordinary loss. */
    private static final int REPEATED = 2;
    /** Below that nobody asks about what ends by itself. */
    private static final int PILE = 100;

    private WaitsForPeer() {}

    static void find(Look look, List<Finding> found) {
        List<SeenSocket> owing = look.in(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK);
        List<SeenSocket> shut =
                owing.stream().filter(s -> s.timer() == RunningTimer.PERSIST).toList();
        List<SeenSocket> silent = owing.stream()
                .filter(s -> s.timer() == RunningTimer.RETRANSMIT && s.repeats() >= REPEATED)
                .toList();
        List<SeenSocket> open = look.in(State.FIN_WAIT_2);
        List<SeenSocket> kept =
                open.stream().filter(s -> s.held() && look.outworn(s)).toList();
        List<SeenSocket> left = open.stream().filter(s -> !s.held()).toList();
        if (!kept.isEmpty()) {
            found.add(kept(look, kept));
        }
        if (!shut.isEmpty()) {
            found.add(shut(look, shut));
        }
        if (!silent.isEmpty()) {
            found.add(silent(look, silent));
        }
        if (left.size() >= PILE) {
            found.add(left(left));
        }
    }

    private static Finding kept(Look look, List<SeenSocket> sockets) {
        return new Finding(
                Harm.LEAKS,
                "fin-wait-2-held",
                Say.sockets(sockets.size()) + " in FIN-WAIT-2 that a program holds, quiet for longer than "
                        + Say.length(look.patience()),
                "The program here has half-closed (shutdown) and waits; the peer has acknowledged that, and does not close. No timer"
                        + " runs: the kernel waits for as long as the program does.",
                Say.groups(sockets, s -> Say.holder(s, look.now()), Say::peers),
                "Look at the peer for connections in CLOSE-WAIT. Here, give the last read() a time limit, then close(); or set"
                        + " SO_KEEPALIVE where the peer may have gone. If the program means to wait so long, all is well.",
                "Leave tcp_fin_timeout alone: it is only about connections that nobody holds.",
                4);
    }

    private static Finding shut(Look look, List<SeenSocket> sockets) {
        long octets = sockets.stream().mapToLong(SeenSocket::unsent).sum();
        long orphans = sockets.stream().filter(s -> !s.held()).count();
        return new Finding(
                Harm.ODD,
                "peer-does-not-read",
                Say.sockets(sockets.size()) + " closed here, with " + octets
                        + " octets that the peer does not take (a persist timer runs); " + orphans
                        + " of them nobody holds",
                "The peer's window is shut: its program does not read. The FIN waits behind the text, and the kernel keeps both for"
                        + " some minutes, as long as the peer answers probes.",
                Say.groups(sockets, s -> "peer " + s.remote() + where(s, look.now()), Orphans::kept),
                "If it is one address with many, it may be an attack. Limit in the application how long a client may take.",
                "Leave tcp_max_orphans alone; tcp_orphan_retries up to 10 changes nothing for a peer that answers probes.",
                7);
    }

    private static String where(SeenSocket s, Snapshot now) {
        String port = ", port " + s.localPort() + " here, " + s.state();
        return s.held() ? port + ", " + Say.holder(s, now) : port;
    }

    private static Finding silent(Look look, List<SeenSocket> sockets) {
        List<String> who = new ArrayList<>();
        who.addAll(Say.groups(sockets, s -> "peer " + s.remote() + where(s, look.now()), Orphans::kept));
        int most = sockets.stream().mapToInt(SeenSocket::repeats).max().orElse(0);
        return new Finding(
                Harm.ODD,
                "peer-does-not-answer",
                Say.sockets(sockets.size())
                        + " closed here, whose FIN or last text the peer does not acknowledge; it was repeated up to "
                        + Say.times(most),
                "The peer is out of reach, has gone without a word, or something between forgot the connection. These go by themselves, in"
                        + " under two minutes where nobody holds them.",
                who,
                "Nothing, if the peers are phones and the like. Many at once towards one network: look at the path.",
                "Leave tcp_orphan_retries at 0, which means 8.",
                6);
    }

    private static Finding left(List<SeenSocket> sockets) {
        return new Finding(
                Harm.HARMLESS,
                "fin-wait-2-orphans",
                sockets.size() + " in FIN-WAIT-2 that nobody holds",
                "The programs here have closed; the peers have acknowledged that and do not close. The kernel ends each after"
                        + " tcp_fin_timeout, and keeps no more of it than of a TIME-WAIT.",
                Say.groups(sockets, s -> "peer " + s.remote(), group -> ""),
                "Look at the peers for connections in CLOSE-WAIT.",
                "Leave tcp_fin_timeout alone.",
                8);
    }
}
