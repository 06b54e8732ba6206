package org.lastack.kit.scenario;

import org.lastack.host.Call;
import org.lastack.tcp.IcmpError;

/**
 * One thing the kit does. Connections of a scenario are numbered from 0; each has a peer port of its own and one socket.
 */
public sealed interface Step {
    /** The application listens; all connections of a scenario share the listener. */
    record Listen() implements Step {}

    /**
     * The application opens actively; again on the same 4-tuple when the connection had one before, unless the stack is to
     * choose the port again.
     */
    record Connect(int conn, boolean anyPort) implements Step {}

    /** The application accepts the connection; waits until that succeeds or the limit is over. */
    record Accept(int conn, Span limit) implements Step {}

    /** The application makes a call on the connection's socket. */
    record Do(int conn, Call call) implements Step {}

    /** The application makes a call on the listening socket. */
    record DoOnListener(Call call) implements Step {}

    /** The application writes so many octets of its stream. */
    record Write(int conn, int octets) implements Step {}

    /**
     * The application reads until it has had so many octets in all ({@link Integer#MAX_VALUE}: until the end or an error),
     * or the limit is over.
     */
    record Read(int conn, int total, Span limit) implements Step {}

    /** The peer sends a segment, which the network may lose. */
    record Send(int conn, Template segment, boolean lost) implements Step {}

    /** The peer sends an ICMP error about the latest packet of the stack's, where its version of IP has that error. */
    record Icmp(int conn, IcmpError error) implements Step {}

    /** Waits until the stack has done something, or the limit is over. */
    record Await(int conn, Expect what, Span limit) implements Step {}

    /** Lets time pass. */
    record Pass(Span span) implements Step {}

    /** From here on the peer acknowledges at once what reaches it in order, or no longer does. */
    record AutoAck(int conn, boolean on) implements Step {}

    /** The network loses the next packets that the stack sends on this connection. */
    record LoseNext(int conn, int packets) implements Step {}
}
