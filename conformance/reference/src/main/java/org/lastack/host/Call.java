package org.lastack.host;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/**
 * What an application asks of a stack: the user calls of RFC 9293 §3.9.1, as a socket API has them. A call is made on a
 * socket, which is a number that the caller chooses; {@link Listen}, {@link Connect} and {@link Accept} bring a new one
 * into being. No call blocks: one that would have to answers {@link Result.Pending} and completes later.
 */
public sealed interface Call {
    /** Passive OPEN on the stack's own address and port. */
    record Listen(IpAddress local, int port) implements Call {}

    /** Active OPEN; source port 0 lets the stack choose. Completes when the connection is established or refused. */
    record Connect(IpAddress local, int srcPort, IpAddress remote, int port) implements Call {}

    /** Takes the oldest established connection of the listening socket; EAGAIN when there is none. */
    record Accept(int listener) implements Call {}

    /** SEND. Answers how many octets were taken, EAGAIN when the buffer is full. */
    record Write(Bytes data) implements Call {}

    /** RECEIVE of at most so many octets. EAGAIN when nothing is there yet. */
    record Read(int most) implements Call {}

    /** RECEIVE that waits: pending until there is text, the end of the stream, or an error. */
    record Receive(int most) implements Call {}

    /** Asks what the socket is ready for, and does not wait: POSIX {@code poll}. Answers {@link Result.Ready}. */
    record Poll() implements Call {}

    /** SO_ERROR: fails with the error that waits to be told, which is told thereby; ok when there is none. */
    record TakeError() implements Call {}

    /** Closes one or both directions and keeps the socket: POSIX {@code shutdown}. */
    record Shutdown(How how) implements Call {}

    /** Sets a socket option; the unit is the option's own, see {@link SocketOption}. */
    record SetOption(SocketOption option, int value) implements Call {}

    /**
     * CLOSE: the socket is gone for the application, what was written still goes out. Pending while it lingers; it is then
     * completed by the stack.
     */
    record Close() implements Call {}

    /** ABORT. */
    record Abort() implements Call {}

    /** STATUS: answers {@link Result.InState}, or EOPNOTSUPP. */
    record Status() implements Call {}

    /** Which directions a {@link Shutdown} closes. */
    enum How {
        RD,
        WR,
        RDWR
    }

    /** Returns the call as the line protocol writes it, for example {@code shutdown wr}. */
    default String show() {
        if (this instanceof Listen c) {
            return "listen " + c.port();
        }
        if (this instanceof Connect c) {
            return "connect " + c.remote() + " " + c.port();
        }
        if (this instanceof Accept c) {
            return "accept " + c.listener();
        }
        if (this instanceof Write c) {
            return "write " + c.data().length();
        }
        if (this instanceof Read c) {
            return "read " + c.most();
        }
        if (this instanceof Receive c) {
            return "receive " + c.most();
        }
        if (this instanceof Shutdown c) {
            return "shutdown " + (c.how() == How.RD ? "rd" : c.how() == How.WR ? "wr" : "rdwr");
        }
        if (this instanceof SetOption c) {
            return "option " + c.option().word() + " " + c.value();
        }
        if (this instanceof Poll) {
            return "poll";
        }
        if (this instanceof TakeError) {
            return "error";
        }
        return this instanceof Close ? "close" : this instanceof Abort ? "abort" : "state";
    }
}
