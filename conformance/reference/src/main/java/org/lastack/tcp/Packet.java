package org.lastack.tcp;

/**
 * A segment between two addresses: what one IP packet carries.
 *
 * @param padding how many octets the link has put behind its end, as Ethernet does with a short one; they mean nothing
 */
public record Packet(IpAddress src, IpAddress dst, Segment segment, int padding) {
    /** A packet without padding. */
    public Packet(IpAddress src, IpAddress dst, Segment segment) {
        this(src, dst, segment, 0);
    }

    /** Returns the same with another segment. */
    public Packet with(Segment other) {
        return new Packet(src, dst, other, padding);
    }

    /** Returns the same with so many octets behind its end. */
    public Packet padded(int octets) {
        return new Packet(src, dst, segment, octets);
    }

    /** Tells whether it travels between two hosts: a connection has no other packets (RFC 9293 MUST-57). */
    public boolean isUnicast() {
        return src.isUnicast() && dst.isUnicast();
    }

    @Override
    public String toString() {
        return src + ":" + segment.srcPort() + " > " + dst + ":" + segment.dstPort() + " " + segment
                + (padding == 0 ? "" : " and padding of " + padding);
    }
}
