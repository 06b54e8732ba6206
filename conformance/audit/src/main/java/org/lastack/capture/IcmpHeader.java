package org.lastack.capture;

import org.jspecify.annotations.Nullable;
import org.lastack.capture.Dissector.Rest;
import org.lastack.capture.Unwrapping.Carrier;
import org.lastack.tcp.IpAddress;

/** An ICMP message, as far as it is an error about a TCP segment: it quotes the beginning of that. */
final class IcmpHeader {
    private static final int HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP = 6;

    /** Ports and sequence number: what RFC 792 has quoted at least. */
    private static final int QUOTED = 8;

    private IcmpHeader() {}

    static Found read(Frame frame, Carrier carrier, Rest rest, boolean v6, Addresses addresses) {
        int ip = v6 ? IPV6_HEADER : IPV4_HEADER;
        if (!rest.has(HEADER + ip)) {
            return Unseen.OTHER;
        }
        Notice.@Nullable Kind kind =
                v6 ? Notice.Kind.of6(rest.u8(0), rest.u8(1)) : Notice.Kind.of4(rest.u8(0), rest.u8(1));
        Rest quoted = rest.after(HEADER);
        boolean tcp = quoted.u8(0) >> 4 == (v6 ? 6 : 4) && quoted.u8(v6 ? 6 : 9) == TCP;
        Rest segment = quoted.after(v6 ? IPV6_HEADER : (quoted.u8(0) & 15) * 4);
        if (kind == null || !tcp || !segment.has(QUOTED)) {
            return Unseen.OTHER;
        }
        int length = v6 ? 16 : 4;
        int src = v6 ? 8 : 12;
        IpAddress from = addresses.at(quoted.octets(), src, length);
        IpAddress to = addresses.at(quoted.octets(), src + length, length);
        int mtu = kind != Notice.Kind.TOO_LONG
                ? 0
                : v6 ? Math.max(0, rest.octets().i32(4)) : rest.u16(6);
        return new Notice(
                frame.number(),
                frame.at(),
                carrier.src(),
                kind,
                from,
                segment.u16(0),
                to,
                segment.u16(2),
                segment.octets().i32(4),
                mtu);
    }
}
