package org.lastack.audit;

import org.lastack.audit.Survey.Point;

/**
 * What is true of a capture as a whole when one of its connections is judged.
 *
 * @param until when the last packet was seen, in microseconds since 1970
 * @param lossy whether packets are missing, be it in another connection
 * @param at where it was made, if somebody said so
 */
record Conditions(long until, boolean lossy, Point at) {
    /** Tells whether it was made at that end. */
    boolean at(Half half) {
        return at.word().equals(half.side.toString());
    }
}
