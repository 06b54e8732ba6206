package org.lastack.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Options.Timestamps;

/** Packets to octets and back: IPv4 (RFC 791) and IPv6 (RFC 8200) without options or extensions, TCP (RFC 9293 §3.1). */
public final class PacketCodec {
    private static final int TCP = 6;
    private static final int IP4_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int MOST_OPTIONS = 40;

    /** What Ethernet fills up with is not said: anything but 0 shows who takes it for something. */
    private static final byte PADDING = 0x55;

    private static final int END = 0;
    private static final int NOP = 1;
    private static final int MSS = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int TIMESTAMPS = 8;

    private PacketCodec() {}

    /**
     * Returns the packet as octets, with all checksums right.
     *
     * @throws IllegalArgumentException when the addresses are of two families, or the options exceed 40 octets
     */
    public static Bytes encode(Packet packet) {
        if (packet.src().isV6() != packet.dst().isV6()) {
            throw new IllegalArgumentException("addresses of two families: " + packet);
        }
        Segment s = packet.segment();
        byte[] options = encodeOptions(s.options());
        int tcpLength = TCP_HEADER + options.length + s.data().length();
        int ipHeader = packet.src().isV6() ? IP6_HEADER : IP4_HEADER;
        byte[] out = new byte[ipHeader + tcpLength + packet.padding()];
        Arrays.fill(out, ipHeader + tcpLength, out.length, PADDING);
        if (packet.src().isV6()) {
            encodeIp6(packet, tcpLength, out);
        } else {
            encodeIp4(packet, tcpLength, out);
        }
        put16(out, ipHeader, s.srcPort());
        put16(out, ipHeader + 2, s.dstPort());
        put32(out, ipHeader + 4, s.seq());
        put32(out, ipHeader + 8, s.ack());
        out[ipHeader + 12] = (byte) ((TCP_HEADER + options.length) / 4 << 4 | s.flags() >> 8);
        out[ipHeader + 13] = (byte) s.flags();
        put16(out, ipHeader + 14, s.window());
        put16(out, ipHeader + 18, s.urgent());
        System.arraycopy(options, 0, out, ipHeader + TCP_HEADER, options.length);
        s.data().copyTo(out, ipHeader + TCP_HEADER + options.length);
        put16(out, ipHeader + 16, tcpChecksum(out, ipHeader, tcpLength));
        return Bytes.owning(out);
    }

    private static void encodeIp4(Packet packet, int tcpLength, byte[] out) {
        out[0] = 0x45;
        put16(out, 2, IP4_HEADER + tcpLength);
        out[6] = 0x40; // don't fragment
        out[8] = 64;
        out[9] = TCP;
        packet.src().octets().copyTo(out, 12);
        packet.dst().octets().copyTo(out, 16);
        put16(out, 10, ~fold(sum(out, 0, IP4_HEADER)));
    }

    private static void encodeIp6(Packet packet, int tcpLength, byte[] out) {
        out[0] = 0x60;
        put16(out, 4, tcpLength);
        out[6] = TCP;
        out[7] = 64;
        packet.src().octets().copyTo(out, 8);
        packet.dst().octets().copyTo(out, 24);
    }

    /** Each on its own word as it is usual; without the gaps between them where they would not fit otherwise. */
    private static byte[] encodeOptions(Options o) {
        byte[] out = new byte[64 + o.other().length()];
        int roomy = writeOptions(o, out, true);
        int length = roomy <= MOST_OPTIONS ? roomy : writeOptions(o, out, false);
        int padded = (length + 3) / 4 * 4;
        if (padded > MOST_OPTIONS) {
            throw new IllegalArgumentException("options of " + padded + " octets do not fit into " + MOST_OPTIONS);
        }
        byte[] exact = new byte[padded]; // what is left is END, which is 0
        System.arraycopy(out, 0, exact, 0, length);
        return exact;
    }

    private static int writeOptions(Options o, byte[] out, boolean aligned) {
        int at = 0;
        if (o.mss() > 0) {
            at = head(out, at, 0, MSS, 4);
            put16(out, at - 2, o.mss());
        }
        if (o.windowScale() >= 0) {
            at = head(out, at, aligned ? 1 : 0, WINDOW_SCALE, 3);
            out[at - 1] = (byte) o.windowScale();
        }
        if (o.sackPermitted()) {
            at = head(out, at, aligned ? 2 : 0, SACK_PERMITTED, 2);
        }
        Timestamps ts = o.timestamps();
        if (ts != null) {
            at = head(out, at, aligned ? 2 : 0, TIMESTAMPS, 10);
            put32(out, at - 8, ts.tsVal());
            put32(out, at - 4, ts.tsEcr());
        }
        o.other().copyTo(out, at);
        return at + o.other().length();
    }

    /** Writes so many no-operations, kind and length, and returns where the option ends. */
    private static int head(byte[] out, int from, int gap, int kind, int length) {
        int at = from;
        for (int i = 0; i < gap; i++) {
            out[at++] = NOP;
        }
        out[at] = (byte) kind;
        out[at + 1] = (byte) length;
        return at + length;
    }

    /**
     * Reads one packet.
     *
     * @throws MalformedPacketException when the octets are no well-formed TCP packet with a right checksum
     */
    public static Packet decode(Bytes octets) throws MalformedPacketException {
        Datagram datagram = tcp(octets);
        check(sum(datagram, TCP) == 0xffff, "wrong TCP checksum");
        Bytes tcp = datagram.payload;
        int header = header(tcp);
        int padding = octets.length() - datagram.end;
        return packet(datagram, header, decodeOptions(tcp.slice(TCP_HEADER, header)))
                .padded(padding);
    }

    /**
     * Reads a packet that no receiver takes, for whoever looks on: all but the checksum and the options, which stay raw. Null when
     * the octets are not even that.
     */
    public static @Nullable Packet decodeSpoiled(Bytes octets) {
        try {
            Datagram datagram = tcp(octets);
            int header = header(datagram.payload);
            return packet(datagram, header, Options.NONE.withOther(datagram.payload.slice(TCP_HEADER, header)));
        } catch (MalformedPacketException e) {
            return null;
        }
    }

    /** Tells whether the octets are a packet with a right TCP checksum, whatever its options are. */
    public static boolean checksumHolds(Bytes octets) {
        try {
            return sum(tcp(octets), TCP) == 0xffff;
        } catch (MalformedPacketException e) {
            return false;
        }
    }

    /** What IP carries from whom to whom, and where it ends. */
    record Datagram(IpAddress src, IpAddress dst, Bytes payload, int end) {}

    private static Datagram tcp(Bytes octets) throws MalformedPacketException {
        Datagram datagram = datagram(octets, TCP, TCP);
        check(datagram.payload.length() >= TCP_HEADER, "TCP header cut short");
        return datagram;
    }

    /** Reads the IP header, which must say that it carries the first protocol in IPv4, the second in IPv6. */
    static Datagram datagram(Bytes octets, int protocol4, int protocol6) throws MalformedPacketException {
        int version = octets.isEmpty() ? 0 : octets.at(0) >> 4;
        if (version == 4) {
            return datagram4(octets, protocol4);
        }
        if (version == 6) {
            return datagram6(octets, protocol6);
        }
        throw new MalformedPacketException("IP version " + version);
    }

    private static Datagram datagram4(Bytes octets, int protocol) throws MalformedPacketException {
        check(octets.length() >= IP4_HEADER, "IPv4 header cut short");
        int header = (octets.at(0) & 15) * 4;
        int total = get16(octets, 2);
        check(header >= IP4_HEADER && total >= header && total <= octets.length(), "wrong IPv4 length");
        check((get16(octets, 6) & 0x3fff) == 0, "a fragment");
        check(octets.at(9) == protocol, "not TCP but protocol " + octets.at(9));
        check(fold(octets.slice(0, header).sum()) == 0xffff, "wrong IPv4 checksum");
        IpAddress src = new IpAddress(octets.slice(12, 16));
        IpAddress dst = new IpAddress(octets.slice(16, 20));
        return new Datagram(src, dst, octets.slice(header, total), total);
    }

    private static Datagram datagram6(Bytes octets, int protocol) throws MalformedPacketException {
        check(octets.length() >= IP6_HEADER, "IPv6 header cut short");
        int payload = get16(octets, 4);
        check(IP6_HEADER + payload <= octets.length(), "wrong IPv6 length");
        check(octets.at(6) == protocol, "not TCP but next header " + octets.at(6));
        IpAddress src = new IpAddress(octets.slice(8, 24));
        IpAddress dst = new IpAddress(octets.slice(24, 40));
        return new Datagram(src, dst, octets.slice(IP6_HEADER, IP6_HEADER + payload), IP6_HEADER + payload);
    }

    /** The sum over pseudo-header (RFC 9293 §3.1, RFC 8200 §8.1) and payload; 0xffff when the checksum is right. */
    static int sum(Datagram d, int protocol) {
        long pseudo = d.src.octets().sum() + d.dst.octets().sum() + protocol + d.payload.length();
        return fold(pseudo + d.payload.sum());
    }

    private static int header(Bytes tcp) throws MalformedPacketException {
        int header = (tcp.at(12) >> 4) * 4;
        check(header >= TCP_HEADER && header <= tcp.length(), "wrong TCP data offset");
        return header;
    }

    private static Packet packet(Datagram datagram, int header, Options options) {
        Bytes tcp = datagram.payload;
        Segment segment = new Segment(
                get16(tcp, 0),
                get16(tcp, 2),
                get32(tcp, 4),
                get32(tcp, 8),
                get16(tcp, 12) & 0xfff,
                get16(tcp, 14),
                get16(tcp, 18),
                options,
                tcp.slice(header, tcp.length()));
        return new Packet(datagram.src, datagram.dst, segment);
    }

    private static Options decodeOptions(Bytes raw) throws MalformedPacketException {
        Options options = Options.NONE;
        int at = 0;
        while (at < raw.length() && raw.at(at) != END) {
            if (raw.at(at) == NOP) {
                at++;
                continue;
            }
            check(at + 1 < raw.length(), "an option without length");
            int length = raw.at(at + 1);
            check(length >= 2 && at + length <= raw.length(), "an option that overruns the header");
            options = option(options, raw.slice(at, at + length));
            at += length;
        }
        return options;
    }

    private static Options option(Options options, Bytes raw) {
        int kind = raw.at(0);
        if (kind == MSS && raw.length() == 4) {
            return options.withMss(get16(raw, 2));
        }
        if (kind == WINDOW_SCALE && raw.length() == 3) {
            return options.withWindowScale(raw.at(2));
        }
        if (kind == SACK_PERMITTED && raw.length() == 2) {
            return options.withSackPermitted(true);
        }
        if (kind == TIMESTAMPS && raw.length() == 10) {
            return options.withTimestamps(new Timestamps(get32(raw, 2), get32(raw, 6)));
        }
        return options.withOther(options.other().plus(raw));
    }

    private static void check(boolean holds, String otherwise) throws MalformedPacketException {
        if (!holds) {
            throw new MalformedPacketException(otherwise);
        }
    }

    private static int tcpChecksum(byte[] packet, int ipHeader, int tcpLength) {
        boolean v6 = ipHeader == IP6_HEADER;
        long pseudo = pseudo(packet, v6 ? 8 : 12, v6 ? 16 : 4, tcpLength);
        return ~fold(pseudo + sum(packet, ipHeader, tcpLength));
    }

    /** The pseudo-header of RFC 9293 §3.1: both addresses, the protocol, the TCP length. */
    private static long pseudo(byte[] packet, int addresses, int addressLength, int tcpLength) {
        return sum(packet, addresses, 2 * addressLength) + TCP + tcpLength;
    }

    /** The sum of the words of 16 bits of a packet or a part of it. */
    static long sum(byte[] octets, int from, int length) {
        int high = 0;
        int low = 0;
        int even = from + (length & ~1);
        for (int i = from; i < even; i += 2) {
            high += octets[i] & 0xff;
            low += octets[i + 1] & 0xff;
        }
        high += even < from + length ? octets[even] & 0xff : 0;
        return ((long) high << 8) + low;
    }

    static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) folded;
    }

    static void put16(byte[] out, int at, int value) {
        out[at] = (byte) (value >> 8);
        out[at + 1] = (byte) value;
    }

    private static void put32(byte[] out, int at, int value) {
        put16(out, at, value >>> 16);
        put16(out, at + 2, value);
    }

    static int get16(Bytes in, int at) {
        return in.at(at) << 8 | in.at(at + 1);
    }

    static int get32(Bytes in, int at) {
        return get16(in, at) << 16 | get16(in, at + 2);
    }
}
