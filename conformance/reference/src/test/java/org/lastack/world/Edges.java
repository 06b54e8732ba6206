package org.lastack.world;

import org.lastack.machine.Range;

/** Values at the edges of a range, on both sides of them. */
final class Edges {
    private Edges() {}

    /** Returns one of those that are most likely to be forgotten. */
    static long of(Range range, Dice dice) {
        return switch (dice.below(9)) {
            case 0 -> range.least() - 1;
            case 1 -> range.least();
            case 2 -> range.least() + 1;
            case 3 -> range.most();
            case 4 -> range.most() + 1;
            case 5 -> 0;
            case 6 -> -1;
            case 7 -> dice.percent(50) ? Long.MAX_VALUE : Long.MIN_VALUE;
            default -> 1L << dice.below(40);
        };
    }
}
