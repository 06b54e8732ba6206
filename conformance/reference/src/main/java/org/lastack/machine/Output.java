package org.lastack.machine;

import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

/** Where a machine puts what it does. */
public interface Output {
    /** Hears nothing. */
    Output NONE = segment -> {};

    void send(Segment segment);

    /** The connection is now in this state. */
    default void became(State state) {}
}
