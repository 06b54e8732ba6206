package org.lastack.capture;

import org.jspecify.annotations.Nullable;
import org.lastack.capture.Dissector.Rest;
import org.lastack.tcp.IpAddress;

/** Takes one frame out of its wrappings, each in one method; links and tags are in {@link LinkHeaders}. */
final class Unwrapping {
    private static final int ICMP_LIKE_NONE = 59;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int IPV4 = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int GRE = 47;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;
    private static final int ETHERNET = 97;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int NO_ID = -1;
    /** The most that is believed of a packet whose length field is 0, as the kernel leaves it for the card (BIG TCP). */
    private static final int MOST_OFFLOADED = 1 << 19;

    private final Frame frame;
    private final Fragments fragments;
    private final Addresses addresses;
    private long layers;
    private int depth;

    /** What IP says of the segment inside. */
    record Carrier(long layers, IpAddress src, IpAddress dst, int ttl, int id, boolean whole) {}

    Unwrapping(Frame frame, Fragments fragments, Addresses addresses) {
        this.frame = frame;
        this.fragments = fragments;
        this.addresses = addresses;
    }

    Found link() {
        return new LinkHeaders(this).link(frame.link(), new Rest(frame.octets(), frame.length()));
    }

    /** Notes a layer; false when there are more than any traffic has. */
    boolean enter(Layer layer) {
        layers = layer.inside(layers);
        depth++;
        return depth <= Layer.MOST;
    }

    /** An IP packet of either version. */
    Found ip(Rest rest) {
        Found lack = rest.lacks(1);
        if (lack != null) {
            return lack;
        }
        int version = rest.u8(0) >> 4;
        return version == 4 ? ipv4(rest) : version == 6 ? ipv6(rest) : Unseen.OTHER;
    }

    private Found ipv4(Rest rest) {
        Found lack = rest.lacks(IPV4_HEADER);
        if (lack != null || !enter(Layer.IPV4)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        int header = (rest.u8(0) & 15) * 4;
        int stated = rest.u16(2);
        int total = stated == 0 ? Math.min(rest.length(), MOST_OFFLOADED) : stated;
        if (header < IPV4_HEADER || total < header) {
            return Unseen.MALFORMED;
        }
        IpAddress src = addresses.at(rest.octets(), 12, 4);
        IpAddress dst = addresses.at(rest.octets(), 16, 4);
        int protocol = rest.u8(9);
        int id = rest.u16(4);
        Rest payload = new Rest(rest.octets().first(total).after(header), total - header);
        int offset = (rest.u16(6) & 0x1fff) * 8;
        boolean more = (rest.u16(6) & 0x2000) != 0;
        Carrier carrier = new Carrier(layers, src, dst, rest.u8(8), id, true);
        return offset > 0 || more
                ? fragment(carrier, protocol, id, offset, payload, !more)
                : payload(carrier, protocol, payload);
    }

    private Found ipv6(Rest rest) {
        Found lack = rest.lacks(IPV6_HEADER);
        if (lack != null || !enter(Layer.IPV6)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        int stated = rest.u16(4);
        int length = stated == 0 ? Math.min(rest.length() - IPV6_HEADER, MOST_OFFLOADED) : stated;
        IpAddress src = addresses.at(rest.octets(), 8, 16);
        IpAddress dst = addresses.at(rest.octets(), 24, 16);
        Rest payload = new Rest(rest.octets().first(IPV6_HEADER + length).after(IPV6_HEADER), Math.max(0, length));
        return headers(new Carrier(layers, src, dst, rest.u8(7), NO_ID, true), rest.u8(6), payload);
    }

    /** Goes through the extension headers of IPv6 (RFC 8200 §4), each at least eight octets long. */
    private Found headers(Carrier carrier, int first, Rest payload) {
        int next = first;
        Rest rest = payload;
        while (next == HOP_BY_HOP
                || next == ROUTING
                || next == DESTINATION
                || next == MOBILITY
                || next == AUTHENTICATION
                || next == FRAGMENT) {
            Found lack = rest.lacks(8);
            if (lack != null) {
                return lack;
            }
            int follows = rest.u8(0);
            if (next == FRAGMENT) {
                int place = rest.u16(2);
                boolean last = (place & 1) == 0;
                return place < 8 && last
                        ? headers(carrier, follows, rest.after(8))
                        : fragment(carrier, follows, rest.octets().i32(4), place & 0xfff8, rest.after(8), last);
            }
            rest = rest.after(next == AUTHENTICATION ? (rest.u8(1) + 2) * 4 : (rest.u8(1) + 1) * 8);
            next = follows;
        }
        return next == ICMP_LIKE_NONE ? Unseen.OTHER : payload(carrier, next, rest);
    }

    private Found fragment(Carrier carrier, int protocol, int id, int offset, Rest part, boolean last) {
        Rest whole = fragments.add(carrier.src(), carrier.dst(), id, protocol, offset, part, last);
        if (whole == null) {
            return Unseen.FRAGMENT;
        }
        if (!enter(Layer.FRAGMENTS)) {
            return Unseen.MALFORMED;
        }
        return payload(
                new Carrier(layers, carrier.src(), carrier.dst(), carrier.ttl(), carrier.id(), true), protocol, whole);
    }

    private Found payload(Carrier carrier, int protocol, Rest rest) {
        return switch (protocol) {
            case TCP -> TcpHeader.read(frame, carrier, rest);
            case ICMP, ICMP6 -> IcmpHeader.read(frame, carrier, rest, protocol == ICMP6, addresses);
            case IPV4, IPV6 -> ip(rest);
            case GRE -> gre(rest);
            case UDP -> udp(rest);
            case ETHERNET -> new LinkHeaders(this).ethernet(rest.after(2));
            default -> Unseen.OTHER;
        };
    }

    /** Generic routing encapsulation (RFC 2784, RFC 2890); version 1 is that of PPTP (RFC 2637). */
    private Found gre(Rest rest) {
        Found lack = rest.lacks(8);
        if (lack != null || !enter(Layer.GRE)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        int flags = rest.u16(0);
        int type = rest.u16(2);
        boolean sequence = (flags & 0x1000) != 0;
        if ((flags & 7) == 1) {
            int header = 8 + (sequence ? 4 : 0) + ((flags & 0x80) != 0 ? 4 : 0);
            return new LinkHeaders(this).ppp(rest.after(header));
        }
        if ((flags & 0x4007) != 0) {
            return Unseen.OTHER;
        }
        int header = 4 + ((flags & 0x8000) != 0 ? 4 : 0) + ((flags & 0x2000) != 0 ? 4 : 0) + (sequence ? 4 : 0);
        Rest inner = rest.after(header);
        return new LinkHeaders(this).carried(type, sequence, inner);
    }

    /** Of all that travels over UDP only tunnels are of interest. */
    private Found udp(Rest rest) {
        if (!rest.has(16)) {
            return Unseen.OTHER;
        }
        Rest inner = rest.first(Math.max(8, rest.u16(4))).after(8);
        Found found = inner.has(8) ? tunnel(rest.u16(2), inner) : null;
        return found == null ? Unseen.OTHER : found;
    }

    private @Nullable Found tunnel(int port, Rest rest) {
        switch (port) {
            case 4789, 8472 -> { // VXLAN (RFC 7348), and where Linux had it before
                boolean vxlan = rest.u8(0) == 8 && rest.u8(7) == 0;
                return vxlan && enter(Layer.VXLAN) ? new LinkHeaders(this).ethernet(rest.after(8)) : null;
            }
            case 6081 -> { // RFC 8926
                int header = 8 + (rest.u8(0) & 0x3f) * 4;
                boolean geneve = rest.u8(0) >> 6 == 0;
                return geneve && enter(Layer.GENEVE)
                        ? new LinkHeaders(this).carried(rest.u16(2), false, rest.after(header))
                        : null;
            }
            case 2152 -> {
                return gtp(rest);
            }
            default -> {
                return null;
            }
        }
    }

    /** GTP-U, version 1 (3GPP TS 29.281 §5): only what carries a user's packet. */
    private @Nullable Found gtp(Rest rest) {
        int flags = rest.u8(0);
        if ((flags & 0xf0) != 0x30 || rest.u8(1) != 255 || !enter(Layer.GTPU)) {
            return null;
        }
        boolean optional = (flags & 7) != 0;
        Rest inner = rest.after(optional ? 12 : 8);
        int next = (flags & 4) != 0 && rest.has(12) ? rest.u8(11) : 0;
        while (next != 0) {
            int length = inner.has(1) ? inner.u8(0) * 4 : 0;
            if (length == 0 || !inner.has(length)) {
                return Unseen.MALFORMED;
            }
            next = inner.u8(length - 1);
            inner = inner.after(length);
        }
        return ip(inner);
    }
}
