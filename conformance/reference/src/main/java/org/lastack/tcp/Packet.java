package org.lastack.tcp;

/** A segment between two addresses: what one IP packet carries. */
public record Packet(IpAddress src, IpAddress dst, Segment segment) {
    @Override
    public String toString() {
        return src + ":" + segment.srcPort() + " > " + dst + ":" + segment.dstPort() + " " + segment;
    }
}
