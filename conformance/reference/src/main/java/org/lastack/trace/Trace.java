package org.lastack.trace;

import java.util.List;

/**
 * What was seen at the boundary of one stack: calls and their results, packets in and out, in the order of their times. A
 * trace is a value.
 *
 * @param stack the name and version of the stack
 * @param lateness by how many microseconds the observer itself was late at its worst; 0 with a virtual clock. A rule adds
 *     it to what it calls prompt.
 */
public record Trace(String stack, long lateness, List<Event> events) {
    public Trace {
        events = List.copyOf(events);
    }

    /** Returns what a capture would have of it: no calls and no results. */
    public Trace withoutCalls() {
        List<Event> seen = events.stream()
                .filter(e -> !(e instanceof Event.Called || e instanceof Event.Returned))
                .toList();
        return new Trace(stack, lateness, seen);
    }
}
