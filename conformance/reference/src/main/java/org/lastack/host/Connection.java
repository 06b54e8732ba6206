package org.lastack.host;

import org.jspecify.annotations.Nullable;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** What the host knows of a connection beyond its machine: who holds it, who waits for it, when it wants to be woken. */
final class Connection implements Output {
    final Tuple tuple;
    final Machine machine;
    final Tcb tcb;
    private final Host host;
    /** In order of creation: makes timers that are due at the same time go off in a fixed order. */
    private final long number;

    /** The socket that the application holds, or -1. */
    int socket = -1;
    /** The socket that it was last seen as. */
    int shownAs = -1;
    /** The listener whose queue it is in, until accepted. */
    @Nullable
    Listener listener;
    /** Established and waiting in the accept queue. */
    boolean queued;
    /** The connect that waits for it. */
    @Nullable
    Call connecting;
    /** Given up in SYN-SENT by shutdown(): for Linux a socket that never was connected. */
    boolean cancelled;
    /** The RECEIVE that waits. */
    Call.@Nullable Receive receiving;
    /** SO_LINGER in seconds; negative: off. */
    int linger = -1;
    /** The socket whose close waits for our FIN to be acknowledged, or -1. */
    int lingering = -1;

    long lingerUntil = Time.NEVER;
    boolean faultTold;
    boolean countedOrphan;
    boolean countedTimeWait;
    long timeWaitSince;
    /** The TIME-WAIT that this connection took the place of, until it has proved itself (RFC 9293 MAY-2). */
    @Nullable
    Connection superseded;

    long wake = Time.NEVER;
    int place = -1;

    Connection(Host host, Tuple tuple, Machine machine, long number) {
        this.host = host;
        this.tuple = tuple;
        this.machine = machine;
        this.number = number;
        tcb = machine.tcb();
        tcb.localPort = tuple.localPort();
        tcb.remotePort = tuple.remotePort();
    }

    State state() {
        return tcb.state;
    }

    boolean before(Connection other) {
        return wake < other.wake || wake == other.wake && number < other.number;
    }

    long nextWake() {
        return Math.min(machine.nextWake(), lingerUntil);
    }

    @Override
    public void send(Segment segment) {
        host.emit(this, segment);
    }

    @Override
    public void became(State state) {
        host.tellState(this, state);
    }
}
