package org.lastack.doctor;

import java.util.ArrayList;
import java.util.List;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Listeners: queues that are full, and connections that ended before anybody accepted them. */
final class Accepting {
    /**
     * A connection that was not accepted for so long was not just met on its way: a SYN that is not answered is repeated after as
     * long (RFC 6298 §2.1), and people notice.
     */
    private static final long SOON = Time.SECOND;

    private Accepting() {}

    static void find(Look look, List<Finding> found) {
        List<SeenSocket> listeners = look.in(State.LISTEN);
        // As sk_acceptq_is_full(): the queue takes one more than its backlog.
        List<SeenSocket> full =
                listeners.stream().filter(s -> s.unread() > s.unsent()).toList();
        List<SeenSocket> unaccepted = look.in(State.CLOSE_WAIT).stream()
                .filter(s -> !s.held())
                .filter(s -> look.quiet(s) >= SOON || look.quiet(s) == Look.UNKNOWN)
                .toList();
        if (!full.isEmpty()) {
            found.add(full(look, full));
        }
        if (!unaccepted.isEmpty()) {
            found.add(unaccepted(look, unaccepted, listeners));
        }
        drops(look, found);
    }

    private static Finding full(Look look, List<SeenSocket> full) {
        return new Finding(
                Harm.FAILS,
                "accept-queue-full",
                Say.many(full.size(), "listener has", "listeners have") + " a full accept queue",
                "Handshakes that complete now are dropped: clients believe themselves connected, and wait, or see the SYN,ACK"
                        + " again and again. The program does not call accept() as fast as connections come.",
                full.stream()
                        .map(s -> s.name() + ": " + s.unread() + " wait, the backlog is " + s.unsent() + "; "
                                + Say.holder(s, look.now()))
                        .toList(),
                "Find out why the program does not accept: stopped, hung, at its limit of descriptors, or one thread for all. Then"
                        + " raise its backlog in listen(), with net.core.somaxconn.",
                "Leave tcp_abort_on_overflow at 0: with 1 clients fail that would have been served a moment later.",
                14);
    }

    private static Finding unaccepted(Look look, List<SeenSocket> sockets, List<SeenSocket> listeners) {
        List<String> who = new ArrayList<>();
        who.addAll(Say.groups(
                sockets, s -> "port " + s.localPort() + ", " + listener(s, listeners, look.now()), Say::peers));
        boolean known = sockets.stream().anyMatch(s -> look.quiet(s) >= SOON);
        return new Finding(
                known ? Harm.LEAKS : Harm.ODD,
                "close-wait-unaccepted",
                Say.sockets(sockets.size()) + " in CLOSE-WAIT that nobody has accepted (no inode)"
                        + (known ? "" : "; cannot tell for how long: look twice, with --for 10s"),
                "The peer has connected and closed again while the connection waited in the accept queue of a listener. Nobody forgot"
                        + " a close() here: the program has not called accept(), and each of these takes a place in its queue.",
                who,
                "Find out why the program does not accept. When it does, it gets these connections, reads their end, and closes them.",
                "No sysctl ends them; ending or restarting the listener resets them.",
                14);
    }

    /** Returns who holds the listener that a connection came to. */
    private static String listener(SeenSocket child, List<SeenSocket> listeners, Snapshot now) {
        List<SeenSocket> on = listeners.stream()
                .filter(l -> l.localPort() == child.localPort() && (l.local().equals(child.local()) || any(l)))
                .toList();
        if (on.isEmpty()) {
            return "no listener on it is seen";
        }
        SeenSocket one = on.get(0);
        String backlog = one.unsent() == SeenSocket.NO_BACKLOG ? "" : ", backlog " + one.unsent();
        return "listener of " + Say.holder(one, now) + " with " + one.unread() + " in its queue" + backlog;
    }

    private static boolean any(SeenSocket listener) {
        for (int i = 0; i < listener.local().octets().length(); i++) {
            if (listener.local().octets().at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void drops(Look look, List<Finding> found) {
        long drops = look.rise("TcpExt.ListenDrops");
        boolean now = drops > 0;
        long overflows = now ? look.rise("TcpExt.ListenOverflows") : look.total("TcpExt.ListenOverflows");
        if (!now && (look.elapsed() != Look.UNKNOWN || look.total("TcpExt.ListenDrops") == 0)) {
            return;
        }
        found.add(new Finding(
                now ? Harm.FAILS : Harm.ODD,
                "listen-drops",
                "Listeners dropped a SYN or the last ACK of a handshake " + look.often("TcpExt.ListenDrops") + "; "
                        + overflows + " of these because an accept queue was full",
                now
                        ? "Clients wait for a second and more, or time out, while this goes on."
                        : "That is the sum of the past; whether it goes on shows with --for 10s.",
                List.of(),
                "Look which listener fills its queue: ss -lt, the columns Recv-Q and Send-Q. Accept sooner, then raise the backlog.",
                "Leave tcp_abort_on_overflow at 0, and tcp_synack_retries as it is.",
                14));
    }
}
