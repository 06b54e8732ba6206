package org.lastack.world;

import java.util.List;
import org.lastack.tcp.Packet;

/** What happens to each packet on its way: a function, so that a lesson can say "lose the first FIN". */
@FunctionalInterface
public interface Network {
    /**
     * Decides on one packet.
     *
     * @param at when it was sent
     * @return after how many microseconds each copy arrives: none when it is lost, two when it is duplicated
     */
    List<Long> fate(long at, Packet packet);

    /** Tells whether a packet, of which it was decided just now, comes later than others because somebody wants that. */
    default boolean holds(Packet packet) {
        return false;
    }

    /** Every packet arrives once, after the same time. */
    static Network perfect(long delay) {
        return (at, packet) -> List.of(delay);
    }

    /** Loses, duplicates and reorders packets with the given chances in percent; a reordered one takes up to four times as long. */
    static Network unreliable(long seed, long delay, int loss, int duplication, int reordering) {
        Dice dice = new Dice(seed);
        return (at, packet) -> {
            if (dice.percent(loss)) {
                return List.of();
            }
            long first = dice.percent(reordering) ? delay + dice.below((int) (3 * delay) + 1) : delay;
            return dice.percent(duplication) ? List.of(first, first + dice.below((int) delay + 1)) : List.of(first);
        };
    }
}
