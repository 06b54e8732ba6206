package org.lastack.kit.scenario;

/**
 * Where a scenario gets what it leaves open: positions, sizes, who closes first. They are drawn, or come from a list that
 * was kept. The first option and the lowest number are the simplest: shrinking goes there.
 */
public interface Choices {
    /** Chooses a number from {@code low} to {@code high}, both included. */
    int between(int low, int high);

    /** Chooses one of the options. */
    @SuppressWarnings("unchecked")
    default <T> T oneOf(T... options) {
        return options[between(0, options.length - 1)];
    }

    /** Chooses; the simpler is false. */
    default boolean flip() {
        return between(0, 1) == 1;
    }
}
