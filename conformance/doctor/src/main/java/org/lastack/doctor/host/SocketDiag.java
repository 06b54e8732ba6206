package org.lastack.doctor.host;

import static org.lastack.doctor.host.SystemCalls.AF_INET;
import static org.lastack.doctor.host.SystemCalls.AF_INET6;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.RunningTimer;
import org.lastack.doctor.SeenSocket;
import org.lastack.doctor.Traffic;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/** The sockets of the running thread's network namespace, by sock_diag(7), as ss(8) has them. Any user may ask. */
final class SocketDiag {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST_DUMP = 0x301;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NETLINK_HEADER = 16;
    private static final int REQUEST = NETLINK_HEADER + 56;
    private static final int ANSWER = 72;
    private static final int INET_DIAG_INFO = 2;
    private static final int IPPROTO_TCP = 6;
    private static final int BUFFER = 1 << 16;

    /** Where struct tcp_info (linux/tcp.h) has what is read of it. */
    private static final int SINCE_SENT = 44;

    private static final int SINCE_RECEIVED = 52;
    private static final int SINCE_ACK = 56;
    private static final int REPEATED = 100;
    private static final int WINDOW = 228;

    private SocketDiag() {}

    /**
     * Reads all TCP sockets.
     *
     * @param v6 whether there is IPv6: without it the kernel refuses to look for its sockets
     * @throws IOException when the kernel refuses
     */
    static List<SeenSocket> read(boolean v6) throws IOException {
        int fd = SystemCalls.socket(
                SystemCalls.AF_NETLINK, SystemCalls.SOCK_RAW | SystemCalls.O_CLOEXEC, SystemCalls.NETLINK_SOCK_DIAG);
        if (fd < 0) {
            throw refused();
        }
        try {
            List<SeenSocket> sockets = new ArrayList<>();
            dump(fd, AF_INET, sockets);
            if (v6) {
                dump(fd, AF_INET6, sockets);
            }
            return sockets;
        } finally {
            SystemCalls.close(fd);
        }
    }

    private static IOException refused() {
        return new IOException("errno " + SystemCalls.errno());
    }

    private static void dump(int fd, int family, List<SeenSocket> sockets) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        request.putInt(REQUEST).putShort((short) SOCK_DIAG_BY_FAMILY).putShort(NLM_F_REQUEST_DUMP);
        request.putInt(family).putInt(0);
        request.put((byte) family).put((byte) IPPROTO_TCP).put((byte) (1 << (INET_DIAG_INFO - 1)));
        request.put((byte) 0).putInt(-1);
        if (SystemCalls.send(fd, request.array(), REQUEST, 0) != REQUEST) {
            throw refused();
        }
        byte[] octets = new byte[BUFFER];
        boolean more = true;
        while (more) {
            long length = SystemCalls.recv(fd, octets, BUFFER, 0);
            if (length < 0 && SystemCalls.errno() == SystemCalls.EINTR) {
                continue;
            }
            if (length <= 0) {
                throw refused();
            }
            more = messages(ByteBuffer.wrap(octets, 0, (int) length).order(ByteOrder.nativeOrder()), sockets);
        }
    }

    /** Reads the messages of one datagram, and tells whether more are to come. */
    static boolean messages(ByteBuffer in, List<SeenSocket> sockets) throws IOException {
        for (int at = 0; in.limit() - at >= NETLINK_HEADER; ) {
            int length = in.getInt(at);
            int type = in.getShort(at + 4);
            if (type == NLMSG_DONE) {
                return false;
            }
            if (type == NLMSG_ERROR) {
                throw new IOException(
                        "the kernel has no inet_diag for TCP (errno " + -in.getInt(at + NETLINK_HEADER) + ")");
            }
            if (length < NETLINK_HEADER + ANSWER || length > in.limit() - at) {
                throw new IOException("a message of sock_diag is cut off");
            }
            sockets.add(socket(in, at + NETLINK_HEADER, at + length));
            at += (length + 3) & ~3;
        }
        return true;
    }

    /** Reads a struct inet_diag_msg (linux/inet_diag.h) and the attributes after it. */
    private static SeenSocket socket(ByteBuffer in, int at, int end) {
        int octets = in.get(at) == AF_INET ? 4 : 16;
        return new SeenSocket(
                address(in, at + 8, octets),
                port(in, at + 4),
                address(in, at + 24, octets),
                port(in, at + 6),
                KernelNumbers.state(in.get(at + 1)),
                unsigned(in, at + 56),
                unsigned(in, at + 60),
                RunningTimer.of(in.get(at + 2)),
                Time.ms(unsigned(in, at + 52)),
                in.get(at + 3) & 0xff,
                unsigned(in, at + 68),
                unsigned(in, at + 64),
                in.getLong(at + 44),
                traffic(in, at + ANSWER, end),
                List.of());
    }

    private static IpAddress address(ByteBuffer in, int at, int octets) {
        byte[] address = new byte[octets];
        in.get(at, address);
        return KernelNumbers.address(address);
    }

    /** Ports are in the order of the network. */
    private static int port(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 8 | in.get(at + 1) & 0xff;
    }

    private static long unsigned(ByteBuffer in, int at) {
        return in.getInt(at) & 0xffff_ffffL;
    }

    private static @Nullable Traffic traffic(ByteBuffer in, int from, int end) {
        for (int at = from; end - at >= 4; ) {
            int length = in.getShort(at) & 0xffff;
            if (in.getShort(at + 2) == INET_DIAG_INFO && length >= 4 + REPEATED + 4) {
                int info = at + 4;
                return new Traffic(
                        Time.ms(unsigned(in, info + SINCE_SENT)),
                        Time.ms(unsigned(in, info + SINCE_RECEIVED)),
                        Time.ms(unsigned(in, info + SINCE_ACK)),
                        length >= 4 + WINDOW + 4 ? unsigned(in, info + WINDOW) : -1,
                        unsigned(in, info + REPEATED));
            }
            at += Math.max(4, (length + 3) & ~3);
        }
        return null;
    }
}
