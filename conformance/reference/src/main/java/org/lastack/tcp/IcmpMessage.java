package org.lastack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * An ICMP error about a segment, as far as TCP needs to know: it quotes the beginning of that segment, of which the addresses,
 * the ports and the sequence number are here.
 *
 * @param src who sent the segment, and so gets the message
 */
public record IcmpMessage(IcmpError error, IpAddress src, int srcPort, IpAddress dst, int dstPort, int seq) {
    private static final int IP4_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int TCP = 6;

    /** What an error quotes of a TCP header at least: ports and sequence number. */
    private static final int QUOTED = 8;

    /**
     * Writes the packet that tells the sender of this one of an error.
     *
     * @throws IllegalArgumentException when the version of IP has no such error
     */
    public static Bytes encode(IcmpError error, Packet about, IpAddress from) {
        boolean v6 = about.src().isV6();
        if (!error.existsIn(v6)) {
            throw new IllegalArgumentException("ICMPv6 has no " + error);
        }
        Bytes quoted = PacketCodec.encode(about);
        int header = v6 ? IP6_HEADER : IP4_HEADER;
        byte[] out = new byte[header + ICMP_HEADER + quoted.length()];
        out[0] = (byte) (v6 ? 0x60 : 0x45);
        PacketCodec.put16(out, v6 ? 4 : 2, v6 ? out.length - header : out.length);
        out[v6 ? 6 : 9] = (byte) (v6 ? ICMP6 : ICMP);
        out[v6 ? 7 : 8] = 64;
        from.octets().copyTo(out, v6 ? 8 : 12);
        about.src().octets().copyTo(out, v6 ? 24 : 16);
        out[header] = (byte) error.type(v6);
        out[header + 1] = (byte) error.code(v6);
        quoted.copyTo(out, header + ICMP_HEADER);
        if (!v6) {
            PacketCodec.put16(out, 10, ~PacketCodec.fold(PacketCodec.sum(out, 0, header)));
        }
        PacketCodec.put16(out, header + 2, ~checksum(out, v6));
        return Bytes.copyOf(out);
    }

    /** Reads an error about a TCP segment; null when the octets are none of those that {@link IcmpError} names. */
    public static @Nullable IcmpMessage decode(Bytes octets) {
        PacketCodec.Datagram datagram = icmp(octets);
        if (datagram == null) {
            return null;
        }
        boolean v6 = datagram.src().isV6();
        Bytes message = datagram.payload();
        IcmpError error = error(message.at(0), message.at(1), v6);
        Bytes quoted = message.slice(ICMP_HEADER, message.length());
        int header = quotedHeader(quoted, v6);
        if (error == null || header < 0) {
            return null;
        }
        int src = v6 ? 8 : 12;
        int addresses = v6 ? 16 : 4;
        return new IcmpMessage(
                error,
                new IpAddress(quoted.slice(src, src + addresses)),
                PacketCodec.get16(quoted, header),
                new IpAddress(quoted.slice(src + addresses, src + 2 * addresses)),
                PacketCodec.get16(quoted, header + 2),
                PacketCodec.get32(quoted, header + 4));
    }

    /** A whole ICMP message with a right checksum, in ICMPv6 with the pseudo-header before it (RFC 4443 §2.3); else null. */
    private static PacketCodec.@Nullable Datagram icmp(Bytes octets) {
        boolean v6 = !octets.isEmpty() && octets.at(0) >> 4 == 6;
        if (!carries(octets, v6, v6 ? ICMP6 : ICMP)) {
            return null;
        }
        try {
            PacketCodec.Datagram d = PacketCodec.datagram(octets, ICMP, ICMP6);
            int sum = v6
                    ? PacketCodec.sum(d, ICMP6)
                    : PacketCodec.fold(PacketCodec.sum(
                            d.payload().toArray(), 0, d.payload().length()));
            return d.payload().length() >= ICMP_HEADER && sum == 0xffff ? d : null;
        } catch (MalformedPacketException e) {
            return null;
        }
    }

    /** Tells whether an IP header of this version is there and says that it carries this. */
    private static boolean carries(Bytes octets, boolean v6, int protocol) {
        return octets.length() >= (v6 ? IP6_HEADER : IP4_HEADER)
                && octets.at(0) >> 4 == (v6 ? 6 : 4)
                && octets.at(v6 ? 6 : 9) == protocol;
    }

    /**
     * The length of the IP header that an error quotes, with the ports and the sequence number behind it; else -1. What is quoted is
     * of the error's own version of IP, and no later fragment, which has no ports; its lengths may reach beyond what is quoted.
     */
    private static int quotedHeader(Bytes quoted, boolean v6) {
        if (!carries(quoted, v6, TCP) || !v6 && (PacketCodec.get16(quoted, 6) & 0x1fff) != 0) {
            return -1;
        }
        int header = v6 ? IP6_HEADER : (quoted.at(0) & 15) * 4;
        return header >= (v6 ? IP6_HEADER : IP4_HEADER) && quoted.length() >= header + QUOTED ? header : -1;
    }

    private static @Nullable IcmpError error(int type, int code, boolean v6) {
        for (IcmpError error : IcmpError.values()) {
            if (error.existsIn(v6) && error.type(v6) == type && error.code(v6) == code) {
                return error;
            }
        }
        return null;
    }

    /** The sum over the message, in ICMPv6 with the pseudo-header before it (RFC 4443 §2.3); 0xffff when it is right. */
    private static int checksum(byte[] packet, boolean v6) {
        int header = v6 ? IP6_HEADER : (packet[0] & 15) * 4;
        int length = packet.length - header;
        long pseudo = v6 ? PacketCodec.sum(packet, 8, 32) + ICMP6 + length : 0;
        return PacketCodec.fold(pseudo + PacketCodec.sum(packet, header, length));
    }
}
