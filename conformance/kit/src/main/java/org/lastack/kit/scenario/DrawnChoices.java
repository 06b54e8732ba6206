package org.lastack.kit.scenario;

import java.util.List;

/**
 * Choices from a list of drawn numbers of 0 to {@link #RANGE} - 1, each used once, in order; when they run out, the
 * simplest option is chosen. A smaller number never makes a less simple choice, so that shrinking the list shrinks the
 * scenario.
 */
public final class DrawnChoices implements Choices {
    public static final int RANGE = 1 << 16;

    private final List<Integer> drawn;
    private int next;

    public DrawnChoices(List<Integer> drawn) {
        this.drawn = List.copyOf(drawn);
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
