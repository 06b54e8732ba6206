package org.lastack.kit.scenario;

import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;

/** Between which addresses a segment of the peer's travels. IPv6 has no broadcast: there it is multicast too. */
public enum Route {
    /** From the peer to the stack: the connection's own. */
    DIRECT,
    FROM_MULTICAST,
    TO_MULTICAST,
    FROM_BROADCAST,
    TO_BROADCAST;

    private static final IpAddress BROADCAST = IpAddress.of("255.255.255.255");
    private static final IpAddress ALL_HOSTS = IpAddress.of("224.0.0.1");
    private static final IpAddress ALL_NODES = IpAddress.of("ff02::1");

    Packet packet(IpAddress peer, IpAddress stack, Segment segment) {
        return switch (this) {
            case DIRECT -> new Packet(peer, stack, segment);
            case FROM_MULTICAST -> new Packet(multicast(peer), stack, segment);
            case TO_MULTICAST -> new Packet(peer, multicast(peer), segment);
            case FROM_BROADCAST -> new Packet(broadcast(peer), stack, segment);
            case TO_BROADCAST -> new Packet(peer, broadcast(peer), segment);
        };
    }

    private static IpAddress multicast(IpAddress family) {
        return family.isV6() ? ALL_NODES : ALL_HOSTS;
    }

    private static IpAddress broadcast(IpAddress family) {
        return family.isV6() ? ALL_NODES : BROADCAST;
    }

    /** Returns what a scenario shows: {@code to multicast}. */
    @Override
    public String toString() {
        return switch (this) {
            case DIRECT -> "direct";
            case FROM_MULTICAST -> "from multicast";
            case TO_MULTICAST -> "to multicast";
            case FROM_BROADCAST -> "from broadcast";
            case TO_BROADCAST -> "to broadcast";
        };
    }
}
