package org.lastack.lab;

import org.lastack.tcp.Time;

/** A length of time that shows itself in seconds. */
public record Elapsed(long micros) implements Comparable<Elapsed> {
    @Override
    public int compareTo(Elapsed other) {
        return Long.compare(micros, other.micros);
    }

    @Override
    public String toString() {
        return Time.show(micros);
    }
}
