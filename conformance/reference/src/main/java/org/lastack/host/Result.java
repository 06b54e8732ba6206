package org.lastack.host;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.State;

/** What a stack answers to a {@link Call}. */
public sealed interface Result {
    /** Done. */
    record Ok() implements Result {}

    /** A write took so many octets. */
    record Count(int octets) implements Result {}

    /** A read brought these. */
    record Data(Bytes octets) implements Result {}

    /** A read found the end of the stream. */
    record Eof() implements Result {}

    /** The call would block; its result comes later. */
    record Pending() implements Result {}

    /** The answer to {@link Call.Status}. */
    record InState(State state) implements Result {}

    /** The answer to {@link Call.Poll}. */
    record Ready(Set<Readiness> events) implements Result {
        public Ready {
            // A set of enums, which needs no hashing: half of what the browser would load comes with that of
            // Set.copyOf.
            EnumSet<Readiness> copy = EnumSet.noneOf(Readiness.class);
            copy.addAll(events);
            events = Collections.unmodifiableSet(copy);
        }
    }

    /** The call failed. */
    record Failed(Errno errno) implements Result {}

    static Result ok() {
        return new Ok();
    }

    static Result eof() {
        return new Eof();
    }

    static Result pending() {
        return new Pending();
    }

    static Result failed(Errno errno) {
        return new Failed(errno);
    }

    /** Tells whether the call failed with this error. */
    default boolean is(Errno errno) {
        return this instanceof Failed f && f.errno() == errno;
    }

    /** Returns the result as the line protocol writes it. */
    default String show() {
        if (this instanceof Count r) {
            return "ok " + r.octets();
        }
        if (this instanceof Data r) {
            return "ok " + r.octets().length() + " octets";
        }
        if (this instanceof InState r) {
            return "ok " + r.state();
        }
        if (this instanceof Ready r) {
            return showReady(r.events());
        }
        if (this instanceof Failed r) {
            return "err " + r.errno();
        }
        return this instanceof Eof ? "eof" : this instanceof Pending ? "pending" : "ok";
    }

    private static String showReady(Set<Readiness> events) {
        StringBuilder text = new StringBuilder("ok");
        for (Readiness event : Readiness.values()) {
            text.append(events.contains(event) ? " " + event.word() : "");
        }
        return text.toString();
    }
}
