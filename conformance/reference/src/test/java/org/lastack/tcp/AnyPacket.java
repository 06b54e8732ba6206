package org.lastack.tcp;

import org.lastack.tcp.Options.Timestamps;
import org.lastack.world.Dice;

/**
 * Makes octets that are packets, errors about packets, and what lies about itself: lengths, headers and quotes that are not what
 * they say. Most have right checksums, so that what lies behind those is reached. The same dice make the same.
 */
public final class AnyPacket {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int ICMP6 = 58;
    /** IPv6 extension headers: hop-by-hop, routing, fragment, destination options; and none behind. */
    private static final int[] EXTENSIONS = {0, 43, 44, 60, 59};

    private static final String[] RAW_OPTIONS = {
        "", "00", "01", "0101", "02040000", "0204ffff", "03030e", "0303ff", "0402", "080a0000000100000002", "1c040001",
        "1c048001", "1c04", "02", "0200", "0201", "fe", "fe00", "fe02", "fe06aabbccdd", "fe28", "080a00"
    };

    private final Dice dice;

    public AnyPacket(Dice dice) {
        this.dice = dice;
    }

    /**
     * Returns octets of any kind.
     *
     * @param arriving a packet that could arrive
     * @param sent one that an error may be about
     */
    public Bytes next(Packet arriving, Packet sent) {
        Bytes octets = switch (dice.below(4)) {
            case 0 -> error(sent);
            case 1 -> crossed(sent);
            default -> tcp(arriving);
        };
        return dice.percent(35) ? changed(octets) : octets;
    }

    /** The packet, with options of any kind. */
    private Bytes tcp(Packet packet) {
        Options options = packet.segment().options();
        if (dice.percent(30)) {
            String raw = RAW_OPTIONS[dice.below(RAW_OPTIONS.length)] + RAW_OPTIONS[dice.below(RAW_OPTIONS.length)];
            options = Options.NONE.withOther(Bytes.fromHex(raw));
        } else if (dice.percent(20)) {
            options = options.withTimestamps(new Timestamps((int) dice.next(), (int) dice.next()))
                    .withMss(dice.below(2000))
                    .withWindowScale(dice.below(256));
        }
        Segment segment = packet.segment().withOptions(options);
        return PacketCodec.encode(new Packet(packet.src(), packet.dst(), segment));
    }

    /** An error that says the truth. */
    private Bytes error(Packet sent) {
        IcmpError error = IcmpError.values()[dice.below(IcmpError.values().length)];
        boolean exists = error.existsIn(sent.src().isV6());
        return IcmpMessage.encode(exists ? error : IcmpError.PORT_UNREACHABLE, sent, sent.dst());
    }

    /** An error in either version of IP about a quote in either, perhaps an error itself, behind extension headers, or cut short. */
    private Bytes crossed(Packet sent) {
        boolean v6 = dice.percent(50);
        Bytes quote = quote(sent);
        Bytes cut = dice.percent(50) ? quote.slice(0, Math.min(quote.length(), dice.below(80))) : quote;
        IcmpError error = IcmpError.values()[dice.below(IcmpError.values().length)];
        byte[] head = new byte[8];
        head[0] = (byte) (error.existsIn(v6) && dice.percent(90) ? error.type(v6) : dice.below(256));
        head[1] = (byte) (error.existsIn(v6) && dice.percent(90) ? error.code(v6) : dice.below(256));
        Bytes message = Bytes.copyOf(head).plus(cut);
        return v6 && dice.percent(20) ? extended(message, ICMP6) : ip(v6, v6 ? ICMP6 : ICMP, message);
    }

    private Bytes quote(Packet sent) {
        return switch (dice.below(5)) {
            case 0 -> error(sent);
            case 1 -> extended(Bytes.pattern(1, dice.below(40)), TCP);
            case 2 -> ip(dice.percent(50), dice.percent(80) ? TCP : dice.below(256), Bytes.pattern(1, dice.below(40)));
            default -> PacketCodec.encode(sent);
        };
    }

    /** An IPv6 packet with an extension header, whose length may be a lie. */
    private Bytes extended(Bytes payload, int protocol) {
        byte[] extension = new byte[8];
        extension[0] = (byte) protocol;
        extension[1] = (byte) (dice.percent(50) ? 0 : dice.below(256));
        return ip(
                true,
                EXTENSIONS[dice.below(EXTENSIONS.length)],
                Bytes.copyOf(extension).plus(payload));
    }

    private Bytes ip(boolean v6, int protocol, Bytes payload) {
        int options = v6 || dice.percent(70) ? 0 : 4 * dice.below(11);
        int header = v6 ? 40 : 20 + options;
        byte[] out = new byte[header + payload.length()];
        out[0] = (byte) (v6 ? 0x60 : 0x40 + header / 4);
        PacketCodec.put16(out, v6 ? 4 : 2, v6 ? payload.length() : out.length);
        out[v6 ? 6 : 9] = (byte) protocol;
        out[v6 ? 8 : 12] = 10;
        out[v6 ? 24 : 16] = 10;
        payload.copyTo(out, header);
        mend(out);
        return Bytes.copyOf(out);
    }

    /** A few octets are others, or the end is missing, or there is more; most with checksums that are right again. */
    private Bytes changed(Bytes octets) {
        byte[] raw = octets.toArray();
        if (dice.percent(30)) {
            raw = octets.slice(0, dice.below(octets.length() + 1)).toArray();
        } else if (dice.percent(10)) {
            raw = octets.plus(Bytes.pattern(0, dice.below(50))).toArray();
        }
        for (int i = dice.below(4); i > 0 && raw.length > 0; i--) {
            int at = dice.below(dice.percent(50) ? Math.min(raw.length, 60) : raw.length);
            raw[at] = (byte) (dice.percent(50) ? raw[at] ^ 1 << dice.below(8) : dice.below(256));
        }
        if (dice.percent(75)) {
            mend(raw);
        }
        return Bytes.copyOf(raw);
    }

    /** Makes the checksums right of whatever the headers say that it is. */
    private static void mend(byte[] raw) {
        int version = raw.length == 0 ? 0 : raw[0] >> 4 & 15;
        if (version == 4 && raw.length >= 20) {
            int header = Math.max(20, (raw[0] & 15) * 4);
            int end = Math.min(raw.length, PacketCodec.get16(Bytes.copyOf(raw), 2));
            if (header <= end) {
                PacketCodec.put16(raw, 10, 0);
                PacketCodec.put16(raw, 10, ~PacketCodec.fold(PacketCodec.sum(raw, 0, header)));
                mend(raw, header, end, raw[9], PacketCodec.sum(raw, 12, 8));
            }
        } else if (version == 6 && raw.length >= 40) {
            int end = Math.min(raw.length, 40 + PacketCodec.get16(Bytes.copyOf(raw), 4));
            mend(raw, 40, end, raw[6], PacketCodec.sum(raw, 8, 32));
        }
    }

    private static void mend(byte[] raw, int from, int end, int protocol, long addresses) {
        int at = from + (protocol == TCP ? 16 : 2);
        boolean known = protocol == TCP || protocol == ICMP || protocol == ICMP6;
        if (known && at + 2 <= end) {
            long pseudo = protocol == ICMP ? 0 : addresses + protocol + end - from;
            PacketCodec.put16(raw, at, 0);
            PacketCodec.put16(raw, at, ~PacketCodec.fold(pseudo + PacketCodec.sum(raw, from, end - from)));
        }
    }
}
