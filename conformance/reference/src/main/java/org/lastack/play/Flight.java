package org.lastack.play;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Packet;

/**
 * A packet that was put on the table.
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
public record Flight(
        Who from,
        int number,
        @Nullable Packet packet,
        Bytes raw,
        boolean forged,
        long at,
        int copies,
        int arrived,
        boolean held) {
    Flight lessOne() {
        return new Flight(from, number, packet, raw, forged, at, copies - 1, arrived, held);
    }

    Flight plusOne() {
        return new Flight(from, number, packet, raw, forged, at, copies + 1, arrived, held);
    }

    Flight delivered() {
        return new Flight(from, number, packet, raw, forged, at, copies - 1, arrived + 1, held);
    }

    Flight turned() {
        return new Flight(from, number, packet, raw, forged, at, copies, arrived, !held);
    }
}
