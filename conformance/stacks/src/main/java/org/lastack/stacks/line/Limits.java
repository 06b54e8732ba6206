package org.lastack.stacks.line;

import java.time.Duration;

/**
 * What the kit bears from a program before it says that the contract is broken.
 *
 * @param answer how long an answer may take, on the wall's clock
 * @param lines how many lines one command may draw
 * @param octets how many octets one command may draw
 * @param line how many octets a line may have
 */
public record Limits(Duration answer, int lines, long octets, int line) {
    /** Wide enough for every honest stack: a read of 65535 octets is a line of 131 kB. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 200_000, 64L << 20, 300_000);

    /** Returns the same limits with another time to answer. */
    public Limits withAnswer(Duration time) {
        return new Limits(time, lines, octets, line);
    }
}
