package org.lastack.lab;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

/**
 * The closing part of a connection, for a reader to write: what happens when the application closes, when an ACK or a FIN
 * arrives, and when a timer goes off. Everything before it is done by the bench: the handshake, text and its
 * retransmission, and the checks that a segment passes before anybody looks at its ACK and its FIN.
 */
public abstract class Teardown {
    private @Nullable Bench bench;

    void mount(Bench on) {
        bench = on;
    }

    private Bench bench() {
        if (bench == null) {
            throw new IllegalStateException("a machine does nothing before a connection has it: see certify and mine");
        }
        return bench;
    }

    // What happens

    /** The application ends its direction: in ESTABLISHED, or in CLOSE-WAIT. */
    public abstract void close();

    /** An ACK has come after {@link #close}; whether it covers the FIN, {@link #covers} tells. */
    public abstract void ack(Segment segment);

    /** The peer's FIN has come, and all that lies before it; or the same FIN once more. */
    public abstract void fin(Segment segment);

    /** The time that {@link #timer} was given is over. */
    public abstract void timeout();

    // What can be done

    /** Returns the state; ESTABLISHED at first. */
    public State state() {
        return bench().state();
    }

    /** Enters a state; with CLOSED the connection is forgotten. */
    public void become(State state) {
        bench().enter(state);
    }

    /** Sends our FIN, behind all that was written; later calls send it once more. */
    public void sendFin() {
        bench().fin();
    }

    /** Sends an ACK of all that has come. */
    public void sendAck() {
        bench().acknowledge();
    }

    /** Tells whether the segment acknowledges our FIN. */
    public boolean covers(Segment segment) {
        return bench().covers(segment);
    }

    /**
     * Starts the only timer, or starts it anew; {@link #timeout} is called after so many microseconds.
     *
     * @throws IllegalArgumentException for less than a millisecond
     */
    public void timer(long micros) {
        bench().alarm(micros);
    }

    /** Stops the timer. */
    public void stop() {
        bench().stop();
    }

    /** How long to wait for an ACK before the first retransmission: the RTO of RFC 6298. */
    public long rto() {
        return bench().rto();
    }
}
