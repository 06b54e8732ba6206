package org.lastack.stacks.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** The kernel's struct sockaddr_in and sockaddr_in6. */
final class SocketAddress {
    /** Room for either. */
    static final int MOST = 28;

    private static final int LENGTH4 = 16;

    private SocketAddress() {}

    static int family(IpAddress address) {
        return address.isV6() ? LibC.AF_INET6 : LibC.AF_INET;
    }

    static byte[] of(IpAddress address, int port) {
        ByteBuffer octets = ByteBuffer.allocate(address.isV6() ? MOST : LENGTH4).order(ByteOrder.nativeOrder());
        octets.putShort((short) family(address)).put((byte) (port >> 8)).put((byte) port);
        octets.position(address.isV6() ? 8 : 4);
        return octets.put(address.octets().toArray()).array();
    }

    static int port(byte[] octets) {
        return (octets[2] & 0xff) << 8 | octets[3] & 0xff;
    }

    static Connections.Name name(byte[] octets) {
        boolean v6 = ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getShort() == LibC.AF_INET6;
        IpAddress address = new IpAddress(v6 ? Bytes.copyOf(octets, 8, 16) : Bytes.copyOf(octets, 4, 4));
        return new Connections.Name(address, port(octets));
    }
}
