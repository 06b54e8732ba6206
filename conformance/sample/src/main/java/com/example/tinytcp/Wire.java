package com.example.tinytcp;

import java.nio.ByteBuffer;

/** Segments as IPv4 packets, to and from one address. */
final class Wire {
    private static final int IP_HEADER = 20;
    private static final int TCP_HEADER = 20;
    private static final int TCP = 6;
    private static final int TIME_TO_LIVE = 64;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int FRAGMENT = 0x3fff;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_MSS = 2;

    private final int own;
    private int packets;

    Wire(int own) {
        this.own = own;
    }

    /** Returns the segment of the packet; null when it is not for this address, spoiled, or from nobody that could be answered. */
    Segment parse(byte[] octets) {
        if (octets.length < IP_HEADER || octets[0] >> 4 != 4) {
            return null;
        }
        ByteBuffer ip = ByteBuffer.wrap(octets);
        int header = 4 * (octets[0] & 15);
        int total = ip.getShort(2) & 0xffff;
        int source = ip.getInt(12);
        if (header < IP_HEADER || total < header + TCP_HEADER || total > octets.length) {
            return null;
        }
        if ((ip.getShort(6) & FRAGMENT) != 0 || octets[9] != TCP || sum(octets, 0, header, 0) != 0xffff) {
            return null;
        }
        if (ip.getInt(16) != own
                || !unicast(source)
                || sum(octets, header, total, pseudo(source, total - header)) != 0xffff) {
            return null;
        }
        return parse(ByteBuffer.wrap(octets, header, total - header).slice(), source);
    }

    private static Segment parse(ByteBuffer tcp, int source) {
        int header = 4 * (tcp.get(12) >> 4 & 15);
        if (header < TCP_HEADER || header > tcp.limit()) {
            return null;
        }
        byte[] text = new byte[tcp.limit() - header];
        tcp.get(header, text);
        return new Segment(
                source,
                tcp.getShort(0) & 0xffff,
                tcp.getShort(2) & 0xffff,
                tcp.getInt(4),
                tcp.getInt(8),
                tcp.get(13) & 0x3f,
                tcp.getShort(14) & 0xffff,
                mss(tcp, header),
                text);
    }

    /** Reads options as long as they make sense. */
    private static int mss(ByteBuffer tcp, int header) {
        int at = TCP_HEADER;
        while (at < header && tcp.get(at) != OPTION_END) {
            if (tcp.get(at) == OPTION_NOTHING) {
                at++;
                continue;
            }
            int length = at + 1 < header ? tcp.get(at + 1) & 0xff : 0;
            if (length < 2 || at + length > header) {
                return 0;
            }
            if (tcp.get(at) == OPTION_MSS && length == 4) {
                return tcp.getShort(at + 2) & 0xffff;
            }
            at += length;
        }
        return 0;
    }

    /** Returns the packet that carries the segment to the other side. */
    byte[] format(Segment s) {
        int options = s.mss() > 0 ? 4 : 0;
        int header = TCP_HEADER + options;
        byte[] octets = new byte[IP_HEADER + header + s.text().length];
        ByteBuffer packet = ByteBuffer.wrap(octets);
        packet.putShort((short) 0x4500).putShort((short) octets.length);
        packet.putShort((short) packets++).putShort((short) DO_NOT_FRAGMENT);
        packet.put((byte) TIME_TO_LIVE).put((byte) TCP).putShort((short) 0);
        packet.putInt(own).putInt(s.address());
        packet.putShort((short) s.ownPort())
                .putShort((short) s.port())
                .putInt(s.seq())
                .putInt(s.ack());
        packet.put((byte) (header << 2)).put((byte) s.flags()).putShort((short) s.window());
        packet.putInt(0); // the checksum, which follows, and no urgent pointer
        if (options > 0) {
            packet.put((byte) OPTION_MSS).put((byte) options).putShort((short) s.mss());
        }
        packet.put(s.text());
        packet.putShort(10, (short) ~sum(octets, 0, IP_HEADER, 0));
        int length = octets.length - IP_HEADER;
        packet.putShort(IP_HEADER + 16, (short) ~sum(octets, IP_HEADER, octets.length, pseudo(s.address(), length)));
        return octets;
    }

    /** What the checksum of TCP covers besides the segment. */
    private long pseudo(int other, int length) {
        return (own >>> 16) + (own & 0xffff) + (other >>> 16) + (other & 0xffff) + TCP + length;
    }

    /** Adds 16 bits at a time in ones' complement; over what carries its own checksum the sum is 0xffff. */
    private static int sum(byte[] octets, int from, int to, long start) {
        long sum = start;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (octets[i] & 0xff) << 8 : octets[i] & 0xff;
        }
        while (sum > 0xffff) {
            sum = (sum >> 16) + (sum & 0xffff);
        }
        return (int) sum;
    }

    private boolean unicast(int address) {
        int first = address >>> 24;
        return first != 0 && first < 224 && address != own;
    }
}
