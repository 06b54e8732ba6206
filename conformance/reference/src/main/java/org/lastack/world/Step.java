package org.lastack.world;

import org.lastack.host.Call;
import org.lastack.tcp.Bytes;

/**
 * One thing that is done in a {@link World}. A packet is named by who sent it, or in whose name it was forged, and its number
 * among those, from 0 on.
 */
public sealed interface Step {
    /** The application makes a call. */
    record Do(Side who, int socket, Call call) implements Step {}

    /** One copy of the packet arrives. */
    record Deliver(Side from, int packet) implements Step {}

    /** One copy of the packet is lost. */
    record Drop(Side from, int packet) implements Step {}

    /** There is one copy more of the packet under way. */
    record Copy(Side from, int packet) implements Step {}

    /** The packet is held back, or let go again: it does not arrive by itself meanwhile. */
    record Hold(Side from, int packet) implements Step {}

    /** A whole IP packet that neither host sent is under way; it may be malformed. */
    record Inject(Side from, Bytes octets) implements Step {}

    /** The next timer of a host goes off, and the clock goes on to that instant. */
    record Timer(Side who) implements Step {}

    /** The clock goes on to the instant; all timers before it go off, and none that is due at it. */
    record Before(long at) implements Step {}

    /** The clock goes on to the instant; all timers go off that are due until then. */
    record Until(long at) implements Step {}
}
