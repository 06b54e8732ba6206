package org.lastack.trace;

import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;

/** One thing seen at the boundary of a stack, with its time in microseconds since the trace began. */
public sealed interface Event {
    long at();

    /** The stack was given this setting before anything else, by its Linux name. */
    record Configured(long at, String knob, long value) implements Event {}

    /** The application made a call on a socket. */
    record Called(long at, int socket, Call call) implements Event {}

    /** The call got its result, at once or later; {@link Result.Pending} is not recorded. */
    record Returned(long at, int socket, Call call, Result result) implements Event {}

    /** The network handed this packet to the stack. */
    record Arrived(long at, Packet packet) implements Event {}

    /** Octets that are no well-formed packet (a bad checksum, for one) were handed to the stack. */
    record ArrivedRaw(long at, Bytes octets, String what) implements Event {}

    /** The stack sent this packet; whether the network then lost it is for the drawing alone. */
    record Sent(long at, Packet packet, boolean lost) implements Event {}

    /** The stack sent octets that are no well-formed TCP packet. */
    record SentRaw(long at, Bytes octets, String why) implements Event {}

    /** The network lost a packet on its way to the stack. */
    record Lost(long at, Packet packet) implements Event {}

    /** The stack itself told its state: for drawings, never for a rule. */
    record InState(long at, int socket, State state) implements Event {}

    /** A word of the observer: what it waited for, what it gave up. */
    record Note(long at, String text) implements Event {}
}
