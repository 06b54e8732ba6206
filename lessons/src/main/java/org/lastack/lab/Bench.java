package org.lastack.lab;

import java.util.function.Supplier;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** A reference without its closing part, in whose place a {@link Teardown} decides. */
final class Bench extends Machine {
    private final Teardown teardown;
    private long alarm = Time.NEVER;

    Bench(Settings settings, Tcb tcb, Teardown teardown) {
        super(settings, tcb);
        this.teardown = teardown;
        teardown.mount(this);
    }

    static Machine.Maker maker(Supplier<? extends Teardown> teardowns) {
        return (settings, tcb) -> new Bench(settings, tcb, teardowns.get());
    }

    // What the teardown asks for

    void enter(State state) {
        switch (state) {
            case CLOSED -> end();
            case TIME_WAIT -> enterTimeWait();
            default -> become(state);
        }
    }

    void fin() {
        if (!snd.finQueued) {
            queueFin();
            transmit();
        } else if (finAlone() && !ourFinIsAcknowledged()) {
            retransmitFin();
        }
    }

    /** It leaves at the end of the turn, unless a FIN carries it. */
    void acknowledge() {
        ackNow();
    }

    boolean covers(Segment segment) {
        return acknowledgesOurFin(segment);
    }

    void alarm(long micros) {
        if (micros < Time.MILLISECOND) {
            throw new IllegalArgumentException("a timer of " + micros + " µs is too short: it takes microseconds");
        }
        alarm = now + micros;
    }

    void stop() {
        alarm = Time.NEVER;
    }

    long rto() {
        return backedOff(rto.backoff);
    }

    // What the reference leaves to it

    @Override
    protected void closeInEstablished() {
        teardown.close();
    }

    @Override
    protected void closeInCloseWait() {
        teardown.close();
    }

    @Override
    protected boolean firstCheckSequenceNumber(Segment seg) {
        if (!seg.rst() && !isStale(seg) && !acceptable(seg) && seg.hasAck() && repeatsFin(seg)) {
            teardown.fin(seg);
            return false;
        }
        return super.firstCheckSequenceNumber(seg);
    }

    @Override
    protected boolean fifthCheckAck(Segment seg) {
        boolean on = super.fifthCheckAck(seg);
        if (on && snd.finQueued) {
            teardown.ack(seg);
        }
        return on && !in(State.CLOSED);
    }

    @Override
    protected boolean ourFinAcknowledged(Segment seg) {
        return true;
    }

    @Override
    protected void eighthCheckFin(Segment seg) {
        if (finIsNext(seg)) {
            acceptFin();
            teardown.fin(seg);
        } else if (repeatsFin(seg)) {
            teardown.fin(seg);
        } else if (seg.fin()) {
            ackNow();
        }
    }

    /** The state is the teardown's affair, whether the FIN could leave or not. */
    @Override
    protected void finLeft() {}

    /** So is the time in TIME-WAIT. */
    @Override
    protected void startTimeWaitTimer() {}

    /** So is the FIN, once all text is acknowledged. */
    @Override
    protected void startRetransmit() {
        if (!finAlone()) {
            super.startRetransmit();
        }
    }

    @Override
    protected void retransmissionTimeout() {
        if (finAlone()) {
            timers.retransmit = Time.NEVER;
        } else {
            super.retransmissionTimeout();
        }
    }

    private boolean finAlone() {
        return snd.finSent && snd.queued() == 0;
    }

    @Override
    public long nextWake() {
        return in(State.CLOSED) ? super.nextWake() : Math.min(super.nextWake(), alarm);
    }

    @Override
    public void tick(long instant, Output out) {
        super.tick(instant, out);
        if (alarm <= now && !in(State.CLOSED)) {
            alarm = Time.NEVER;
            teardown.timeout();
            if (rcv.ackNow) {
                sendAck();
            }
        }
    }
}
