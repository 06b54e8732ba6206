package org.lastack.stacks.linux;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.linux.Connections.Connection;
import org.lastack.stacks.linux.Connections.Name;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;

/**
 * Ends the connections that live on without a socket. Left alone they would keep the namespace for minutes, and count as
 * orphans in the limit that the whole system shares: the next run would find them there.
 */
final class Leftovers {
    private static final int QUIET_MS = 20;
    private static final long MOST_NANOS = 1_000_000_000L;

    private Leftovers() {}

    /** Plays the peer of each: a segment out of the window draws an ACK, whose number makes a RST that is believed. */
    static void end(Namespace namespace, Tun tun, boolean v6) {
        List<Connection> left = Stream.concat(
                        Connections.in(namespace, false).stream(),
                        v6 ? Connections.in(namespace, true).stream() : Stream.of())
                .filter(Leftovers::isOrphan)
                .toList();
        if (left.isEmpty()) {
            return;
        }
        namespace.sysctl("ipv4/tcp_invalid_ratelimit", "0");
        for (Connection each : left) {
            // No window is so wide that both are in it.
            tun.write(packet(each.remote(), each.local(), 0, Flags.ACK));
            tun.write(packet(each.remote(), each.local(), 1 << 31, Flags.ACK));
        }
        long end = System.nanoTime() + MOST_NANOS;
        while (System.nanoTime() - end < 0 && Poll.readable(tun.fd(), QUIET_MS)) {
            for (Bytes packet = tun.read(); packet != null; packet = tun.read()) {
                Bytes rst = rst(packet);
                if (rst != null) {
                    tun.write(rst);
                }
            }
        }
    }

    private static boolean isOrphan(Connection connection) {
        return switch (connection.state()) {
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
            default -> false;
        };
    }

    private static Bytes packet(Name from, Name to, int seq, int flags) {
        Segment segment = Segment.of(from.port(), to.port(), seq, 0, flags, 0);
        return PacketCodec.encode(new Packet(from.address(), to.address(), segment));
    }

    /** The RST that ends the connection that a packet is from, or null when it says no number, or has ended. */
    private static @Nullable Bytes rst(Bytes octets) {
        try {
            Packet packet = PacketCodec.decode(octets);
            Segment got = packet.segment();
            if (got.rst() || !got.hasAck()) {
                return null;
            }
            Name from = new Name(packet.dst(), got.dstPort());
            Name to = new Name(packet.src(), got.srcPort());
            return packet(from, to, got.ack(), Flags.RST);
        } catch (MalformedPacketException e) {
            return null;
        }
    }
}
