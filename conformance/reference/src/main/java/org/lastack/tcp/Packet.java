package org.lastack.tcp;

/** A segment between two addresses: what one IP packet carries. */
public record Packet(IpAddress src, IpAddress dst, Segment segment) {
    /** Tells whether it travels between two hosts: a connection has no other packets (RFC 9293 MUST-57). */
    public boolean isUnicast() {
        return src.isUnicast() && dst.isUnicast();
    }

    @Override
    public String toString() {
        return src + ":" + segment.srcPort() + " > " + dst + ":" + segment.dstPort() + " " + segment;
    }
}
