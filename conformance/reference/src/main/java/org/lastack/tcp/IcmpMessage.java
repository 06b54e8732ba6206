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
        boolean v6 = !octets.isEmpty() && octets.at(0) >> 4 == 6;
        int header = headerOf(octets, v6 ? ICMP6 : ICMP);
        if (header < 0 || octets.length() < header + ICMP_HEADER || checksum(octets.toArray(), v6) != 0xffff) {
            return null;
        }
        Bytes quoted = octets.slice(header + ICMP_HEADER, octets.length());
        int quotedHeader = headerOf(quoted, TCP);
        IcmpError error = error(octets.at(header), octets.at(header + 1), v6);
        if (error == null || quotedHeader < 0 || quoted.length() < quotedHeader + QUOTED) {
            return null;
        }
        int addresses = v6 ? 16 : 4;
        int src = v6 ? 8 : 12;
        return new IcmpMessage(
                error,
                new IpAddress(quoted.slice(src, src + addresses)),
                PacketCodec.get16(quoted, quotedHeader),
                new IpAddress(quoted.slice(src + addresses, src + 2 * addresses)),
                PacketCodec.get16(quoted, quotedHeader + 2),
                PacketCodec.get32(quoted, quotedHeader + 4));
    }

    /** The length of the IP header, when one is there that says it carries this; else -1. */
    private static int headerOf(Bytes octets, int protocol) {
        boolean v6 = !octets.isEmpty() && octets.at(0) >> 4 == 6;
        boolean whole = octets.length() >= (v6 ? IP6_HEADER : IP4_HEADER) && (v6 || octets.at(0) >> 4 == 4);
        return whole && octets.at(v6 ? 6 : 9) == protocol ? v6 ? IP6_HEADER : (octets.at(0) & 15) * 4 : -1;
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
