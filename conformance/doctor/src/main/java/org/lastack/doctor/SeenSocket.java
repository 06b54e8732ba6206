package org.lastack.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/**
 * One TCP socket of the kernel.
 *
 * @param remote the peer; of a listener all zeros
 * @param unread octets that wait for the application, an unread FIN being one; of a listener the connections that wait for accept()
 * @param unsent octets that wait to be sent or acknowledged, a FIN being one; of a listener its backlog, or {@link #NO_BACKLOG}
 * @param left microseconds until the timer goes off
 * @param repeats retransmissions in a row, or unanswered probes
 * @param inode of the descriptor, 0 when nobody holds it: it was closed, or nobody has accepted it yet
 * @param user the number of its user
 * @param cookie what tells it from another socket with the same ports, 0 where the kernel does not tell
 * @param traffic null where the kernel does not tell: of listeners, of TIME-WAIT, in /proc/net/tcp
 * @param owners the processes that hold it, as far as they may be seen
 */
public record SeenSocket(
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort,
        State state,
        long unread,
        long unsent,
        RunningTimer timer,
        long left,
        int repeats,
        long inode,
        long user,
        long cookie,
        @Nullable Traffic traffic,
        List<Owner> owners) {

    /** The backlog of a listener, where the kernel does not tell it. */
    public static final long NO_BACKLOG = Long.MAX_VALUE;

    public SeenSocket {
        owners = List.copyOf(owners);
    }

    /** Tells whether a process holds it, whether that may be seen or not. */
    public boolean held() {
        return inode != 0;
    }

    /** Returns the same socket with these processes. */
    public SeenSocket with(List<Owner> holders) {
        return new SeenSocket(
                local,
                localPort,
                remote,
                remotePort,
                state,
                unread,
                unsent,
                timer,
                left,
                repeats,
                inode,
                user,
                cookie,
                traffic,
                holders);
    }

    /** What stays the same as long as it is the same connection. */
    Object identity() {
        return List.of(local, localPort, remote, remotePort, cookie);
    }

    /** Returns the peer's address and port as people write them. */
    public String peer() {
        return end(remote, remotePort);
    }

    /** Returns the own address and port as people write them. */
    public String name() {
        return end(local, localPort);
    }

    private static String end(IpAddress address, int port) {
        return (address.isV6() ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
