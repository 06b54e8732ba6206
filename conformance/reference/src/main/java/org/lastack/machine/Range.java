package org.lastack.machine;

/**
 * The values that something may have which is set by a number.
 *
 * @param unit what the number counts, as a word; empty when nothing has to be said
 */
public record Range(long least, long most, String unit) {
    public boolean contains(long value) {
        return value >= least && value <= most;
    }

    /** Returns the value, or the end of the range that is nearest to it. */
    public long nearest(long value) {
        return Math.max(least, Math.min(most, value));
    }

    /** Returns the range in words, for example {@code 1 to 32767 seconds}. */
    @Override
    public String toString() {
        String between = least + 1 == most ? " or " : " to ";
        return least + between + most + (unit.isEmpty() ? "" : " " + unit);
    }
}
