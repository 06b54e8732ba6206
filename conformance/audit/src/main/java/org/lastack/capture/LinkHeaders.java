package org.lastack.capture;

import org.lastack.capture.Dissector.Rest;

/** What stands before IP: headers of links, tags, labels. */
final class LinkHeaders {
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88A8;
    private static final int OLD_VLAN = 0x9100;
    private static final int MPLS = 0x8847;
    private static final int MPLS_MULTICAST = 0x8848;
    private static final int PPPOE = 0x8864;
    private static final int BRIDGED = 0x6558;
    private static final int PPP = 0x880B;
    private static final int ERSPAN = 0x88BE;
    private static final int ERSPAN_3 = 0x22EB;
    /** Below this the field is a length, and what comes is in the next header (IEEE 802.3). */
    private static final int LEAST_TYPE = 0x0600;

    private final Unwrapping unwrapping;

    LinkHeaders(Unwrapping unwrapping) {
        this.unwrapping = unwrapping;
    }

    Found link(int link, Rest rest) {
        return switch (link) {
            case LinkType.ETHERNET -> ethernet(rest);
            case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD, LinkType.IPV4, LinkType.IPV6 ->
                enter(Layer.RAW) ? unwrapping.ip(rest) : Unseen.MALFORMED;
            case LinkType.NULL, LinkType.LOOP -> loopback(rest);
            case LinkType.SLL -> cooked(rest, 16, 14);
            case LinkType.SLL2 -> cooked(rest, 20, 0);
            case LinkType.PPP, LinkType.PPP_HDLC -> ppp(rest);
            case LinkType.PPPOE -> pppoe(rest);
            default -> Unseen.STRANGE_LINK;
        };
    }

    private boolean enter(Layer layer) {
        return unwrapping.enter(layer);
    }

    Found ethernet(Rest rest) {
        Found lack = rest.lacks(14);
        if (lack != null || !enter(Layer.ETHERNET)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        return typed(rest.u16(12), rest.after(14));
    }

    /** Linux "any": the protocol stands at an index of its own. */
    private Found cooked(Rest rest, int header, int type) {
        Found lack = rest.lacks(header);
        if (lack != null || !enter(Layer.COOKED)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        return typed(rest.u16(type), rest.after(header));
    }

    /** The family is 2 for IPv4, and one of several numbers for IPv6, in whatever order; IP itself tells which. */
    private Found loopback(Rest rest) {
        Found lack = rest.lacks(4);
        if (lack != null || !enter(Layer.LOOPBACK)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        int order = rest.octets().i32(0);
        int family = order >>> 16 == 0 ? order : Integer.reverseBytes(order);
        boolean ip = family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
        return ip ? unwrapping.ip(rest.after(4)) : Unseen.OTHER;
    }

    Found ppp(Rest rest) {
        Found lack = rest.lacks(4);
        if (lack != null || !enter(Layer.PPP)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        int start = rest.u16(0) == 0xff03 ? 2 : 0;
        boolean compressed = (rest.u8(start) & 1) == 1;
        int protocol = compressed ? rest.u8(start) : rest.u16(start);
        Rest inner = rest.after(start + (compressed ? 1 : 2));
        return protocol == 0x21 || protocol == 0x57
                ? unwrapping.ip(inner)
                : protocol == 0x281 ? mpls(inner) : Unseen.OTHER;
    }

    private Found pppoe(Rest rest) {
        Found lack = rest.lacks(8);
        if (lack != null || !enter(Layer.PPPOE)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        boolean session = rest.u8(1) == 0;
        return session ? ppp(rest.after(6)) : Unseen.OTHER;
    }

    private Found typed(int type, Rest rest) {
        return switch (type) {
            case IPV4, IPV6 -> unwrapping.ip(rest);
            case VLAN, SERVICE_VLAN, OLD_VLAN -> vlan(rest);
            case MPLS, MPLS_MULTICAST -> mpls(rest);
            case PPPOE -> pppoe(rest);
            default -> type < LEAST_TYPE ? subnetwork(rest) : Unseen.OTHER;
        };
    }

    private Found vlan(Rest rest) {
        Found lack = rest.lacks(4);
        if (lack != null || !enter(Layer.VLAN)) {
            return lack == null ? Unseen.MALFORMED : lack;
        }
        return typed(rest.u16(2), rest.after(4));
    }

    /** The header of IEEE 802.2 with that of a subnetwork, as RFC 1042 has it. */
    private Found subnetwork(Rest rest) {
        boolean snap = rest.has(8) && rest.u16(0) == 0xaaaa && rest.u8(2) == 3 && rest.u8(3) == 0;
        int type = snap ? rest.u16(6) : 0;
        return type < LEAST_TYPE ? Unseen.OTHER : typed(type, rest.after(8));
    }

    /** Labels up to the last one (RFC 3032); what it carries shows in the first bits, with a control word before Ethernet. */
    private Found mpls(Rest labels) {
        if (!enter(Layer.MPLS)) {
            return Unseen.MALFORMED;
        }
        Rest rest = labels;
        boolean last = false;
        while (!last) {
            Found lack = rest.lacks(5);
            if (lack != null) {
                return lack;
            }
            last = (rest.u8(2) & 1) == 1;
            rest = rest.after(4);
        }
        int version = rest.u8(0) >> 4;
        return version == 4 || version == 6
                ? unwrapping.ip(rest)
                : version == 0 ? ethernet(rest.after(4)) : ethernet(rest);
    }

    /** What a tunnel says it carries, by the types of Ethernet. */
    Found carried(int type, boolean sequence, Rest rest) {
        return switch (type) {
            case BRIDGED -> ethernet(rest);
            case PPP -> ppp(rest);
            case ERSPAN -> enter(Layer.ERSPAN) ? ethernet(rest.after(sequence ? 8 : 0)) : Unseen.MALFORMED;
            case ERSPAN_3 -> {
                boolean more = rest.has(12) && (rest.u8(11) & 1) == 1;
                yield enter(Layer.ERSPAN) ? ethernet(rest.after(more ? 20 : 12)) : Unseen.MALFORMED;
            }
            default -> typed(type, rest);
        };
    }
}
