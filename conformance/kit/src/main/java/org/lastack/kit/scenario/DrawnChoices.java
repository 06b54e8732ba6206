package org.lastack.kit.scenario;

import java.util.List;
import java.util.Random;

/**
 * Choices from a list of drawn numbers of 16 bits, each used once, in order; when they run out, the
 * simplest option is chosen. A smaller number never makes a less simple choice, so that shrinking the list shrinks the
 * scenario.
 */
public final class DrawnChoices implements Choices {
    static final int RANGE = 1 << 16;

    /** More than any scenario needs. */
    private static final int DRAWN = 32;

    private final List<Integer> drawn;
    private int next;

    public DrawnChoices(List<Integer> drawn) {
        this.drawn = List.copyOf(drawn);
    }

    /** Draws the numbers for a scenario. */
    public static List<Integer> draw(Random random) {
        return random.ints(DRAWN, 0, RANGE).boxed().toList();
    }

    /** Returns the numbers that were used up to now. */
    public List<Integer> used() {
        return drawn.subList(0, next);
    }

    @Override
    public int between(int low, int high) {
        if (high < low) {
            throw new IllegalArgumentException("nothing to choose from " + low + " to " + high);
        }
        int number = next < drawn.size() ? drawn.get(next++) : 0;
        return low + (int) ((long) number * ((long) high - low + 1) / RANGE);
    }
}
