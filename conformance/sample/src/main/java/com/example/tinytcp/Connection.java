package com.example.tinytcp;

/**
 * One connection: what the application may ask of it, and what it does in answer to segments and to time. No call blocks. A
 * connection that was closed goes on by itself until the peer has everything.
 */
public final class Connection {
    private static final int MSS = 1460;

    final Tuple tuple;
    final boolean passive;

    private final TinyTcp tcp;
    private final SendQueue sending;
    private final Retransmission again = new Retransmission();
    private ReceiveQueue receiving;
    private State state;
    private Failure failure;
    private boolean released;
    private boolean probing;
    private boolean owesAck;
    private long timeWaitEnd = Retransmission.NEVER;

    private Connection(TinyTcp tcp, Tuple tuple, boolean passive, int iss) {
        this.tcp = tcp;
        this.tuple = tuple;
        this.passive = passive;
        this.sending = new SendQueue(iss);
    }

    /** Sends a SYN. */
    static Connection active(TinyTcp tcp, Tuple tuple, int iss) {
        Connection c = new Connection(tcp, tuple, false, iss);
        c.state = State.SYN_SENT;
        c.sendSyn();
        return c;
    }

    /** Answers a SYN. */
    static Connection passive(TinyTcp tcp, Segment syn, int iss) {
        Connection c = new Connection(tcp, syn.tuple(), true, iss);
        c.greet(syn);
        c.state = State.SYN_RECEIVED;
        c.sendSyn();
        return c;
    }

    public State state() {
        return state;
    }

    /** Why the connection is no more; null while all is well. */
    public Failure failure() {
        return failure;
    }

    /** Takes octets to send, as many as there is room for; -1 when this direction is closed. */
    public int write(byte[] octets) {
        if (!state.sends() || sending.ended()) {
            return -1;
        }
        int taken = sending.write(octets);
        send();
        return taken;
    }

    /** Returns up to so many octets; none when none are there yet, null when no more will come. */
    public byte[] read(int most) {
        if (receiving == null || !receiving.holds()) {
            boolean over = receiving != null && receiving.ended() || state == State.CLOSED;
            return over ? null : Segment.NO_TEXT;
        }
        byte[] octets = receiving.read(most);
        if (state.receives() && receiving.openWindow()) {
            owesAck = true;
            send();
        }
        return octets;
    }

    /** Closes the sending direction once everything written is out; the other stays open. */
    public void shutdownOutput() {
        if (!state.sends() || sending.ended()) {
            return;
        }
        if (state == State.SYN_SENT) {
            die(null);
            return;
        }
        sending.end();
        state = state == State.CLOSE_WAIT ? State.LAST_ACK : State.FIN_WAIT_1;
        send();
    }

    /** Closes both directions. Octets that nobody will read any more are an error that the peer is told of, by a RST. */
    public void close() {
        released = true;
        if (receiving != null && receiving.holds() && (state.receives() || state == State.CLOSE_WAIT)) {
            abort();
        } else {
            shutdownOutput();
        }
    }

    /** Ends the connection at once and forgets what was not sent. */
    public void abort() {
        released = true;
        if (state == State.SYN_RECEIVED || state.receives() || state == State.CLOSE_WAIT) {
            sendFlags(Segment.RST | Segment.ACK);
        }
        die(null);
    }

    SendQueue sending() {
        return sending;
    }

    ReceiveQueue receiving() {
        return receiving;
    }

    boolean released() {
        return released;
    }

    void enter(State next) {
        state = next;
        if (next == State.TIME_WAIT) {
            again.stop();
            waitAnew();
        }
    }

    /** Begins the 2MSL of TIME-WAIT, or begins it again. */
    void waitAnew() {
        timeWaitEnd = tcp.now() + TinyTcp.TIME_WAIT;
    }

    /** Ends here and now, for this reason or for none. */
    void die(Failure why) {
        state = State.CLOSED;
        failure = why;
        again.stop();
        timeWaitEnd = Retransmission.NEVER;
        if (why == Failure.RESET && receiving != null) {
            receiving.flush();
        }
        tcp.forget(this);
    }

    /** Learns from the peer's SYN. */
    void greet(Segment syn) {
        receiving = new ReceiveQueue(syn.seq() + 1);
        sending.mss(Math.min(syn.mss(), MSS));
        sending.firstWindow(syn);
    }

    void acknowledged(Segment s) {
        if (sending.advancedBy(s.ack())) {
            sending.acknowledge(s.ack());
            again.acknowledged(tcp.now(), s.ack());
            again.stop();
            if (sending.inFlight()) {
                again.start(tcp.now());
            }
        }
        sending.hearWindow(s);
        if (sending.window() == 0) {
            again.answered();
        }
    }

    void oweAck() {
        owesAck = true;
    }

    /** Sends what may be sent, and the ACK that is owed if nothing carried it. */
    void send() {
        if (state == State.SYN_SENT || state == State.CLOSED) {
            return;
        }
        for (SendQueue.Piece piece = sending.next(); piece != null; piece = sending.next()) {
            if (probing) {
                probing = false;
                again.forgetBackOff();
            }
            again.measure(tcp.now(), sending.nxt());
            send(piece);
            if (!again.runs()) {
                again.start(tcp.now());
            }
        }
        if (sending.blocked() && !probing) {
            probing = true;
            again.start(tcp.now());
        }
        if (owesAck) {
            sendFlags(Segment.ACK);
        }
    }

    /** When time alone will make it do something. */
    long deadline() {
        return Math.min(again.deadline(), timeWaitEnd);
    }

    /** The deadline is here. */
    void timeout() {
        if (state == State.TIME_WAIT) {
            die(null);
        } else if (!again.backOff(tcp.now())) {
            die(Failure.TIMED_OUT);
        } else if (sending.inFlight()) {
            send(sending.again());
        } else {
            // A probe: a number that the peer had before makes it say what its window is.
            transmit(sending.una() - 1, Segment.ACK, Segment.NO_TEXT);
        }
    }

    void sendSyn() {
        again.measure(tcp.now(), sending.nxt());
        again.start(tcp.now());
        send(sending.again());
    }

    void sendFlags(int flags) {
        transmit(sending.nxt(), flags, Segment.NO_TEXT);
    }

    private void send(SendQueue.Piece piece) {
        int ack = receiving == null ? 0 : Segment.ACK;
        transmit(piece.seq(), piece.flags() | ack, piece.text());
    }

    private void transmit(int seq, int flags, byte[] text) {
        owesAck = false;
        int ack = receiving == null ? 0 : receiving.nxt();
        int window = receiving == null ? ReceiveQueue.CAPACITY : receiving.window();
        int mss = (flags & Segment.SYN) != 0 ? MSS : 0;
        tcp.transmit(new Segment(tuple.address(), tuple.port(), tuple.ownPort(), seq, ack, flags, window, mss, text));
    }
}
