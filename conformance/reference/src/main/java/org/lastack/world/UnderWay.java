package org.lastack.world;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Packet;

/**
 * A packet that has set out: how many copies of it are still under way, and how many have arrived.
 *
 * @param from who sent it, or in whose name it was forged
 * @param number its number among those, from 0 on
 * @param packet what it is; null when it is malformed
 * @param raw the octets of a forged one, otherwise none
 * @param forged whether neither host sent it
 * @param at when it set out
 * @param copies how many of it are under way
 * @param arrived how many of it have arrived
 * @param held whether it is held back
 */
public record UnderWay(
        Side from,
        int number,
        @Nullable Packet packet,
        Bytes raw,
        boolean forged,
        long at,
        int copies,
        int arrived,
        boolean held) {
    UnderWay lessOne() {
        return new UnderWay(from, number, packet, raw, forged, at, copies - 1, arrived, held);
    }

    UnderWay plusOne() {
        return new UnderWay(from, number, packet, raw, forged, at, copies + 1, arrived, held);
    }

    UnderWay delivered() {
        return new UnderWay(from, number, packet, raw, forged, at, copies - 1, arrived + 1, held);
    }

    UnderWay turned() {
        return new UnderWay(from, number, packet, raw, forged, at, copies, arrived, !held);
    }
}
