package com.example.tinytcp;

/** What a connection does with a segment: the checks of RFC 9293 §3.10.7.3 and §3.10.7.4, in their order, with RFC 5961. */
final class Arrivals {
    private final TinyTcp tcp;
    private final Connection c;
    private final SendQueue sending;

    Arrivals(TinyTcp tcp, Connection connection) {
        this.tcp = tcp;
        this.c = connection;
        this.sending = connection.sending();
    }

    void arrive(Segment s) {
        if (c.state() == State.SYN_SENT) {
            whileOpening(s);
        } else if (s.has(Segment.RST)) {
            reset(s);
        } else if (s.has(Segment.SYN)) {
            syn(s);
        } else if (numbered(s) && s.has(Segment.ACK) && acknowledges(s)) {
            text(s);
        }
        c.send();
    }

    private void whileOpening(Segment s) {
        boolean acked = s.has(Segment.ACK) && sending.advancedBy(s.ack());
        if (s.has(Segment.ACK) && !acked) {
            if (!s.has(Segment.RST)) {
                tcp.transmit(s.refusal());
            }
        } else if (s.has(Segment.RST)) {
            if (acked) {
                c.die(Failure.REFUSED);
            }
        } else if (s.has(Segment.SYN) && !acked) {
            c.greet(s);
            c.enter(State.SYN_RECEIVED);
            c.sendSyn();
        } else if (s.has(Segment.SYN)) {
            c.greet(s);
            c.enter(State.ESTABLISHED);
            c.acknowledged(s);
            c.oweAck();
            text(s.withoutSyn());
        }
    }

    private void reset(Segment s) {
        if (s.seq() != c.receiving().nxt()) {
            if (c.receiving().inWindow(s.seq())) {
                c.oweAck(); // a challenge: whoever is in earnest will come again with the right number
            }
            return;
        }
        switch (c.state()) {
            case SYN_RECEIVED -> c.die(Failure.REFUSED);
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> c.die(Failure.RESET);
            default -> c.die(null);
        }
    }

    private void syn(Segment s) {
        if (c.state() == State.SYN_RECEIVED && c.passive && c.receiving().inWindow(s.seq())) {
            c.die(null); // the peer has begun anew; its next SYN will find the listener
        } else {
            c.oweAck();
        }
    }

    /** The first check. A zero window takes nothing but ACKs. */
    private boolean numbered(Segment s) {
        if (c.receiving().acceptable(s)) {
            return true;
        }
        boolean onlyTooLong =
                c.receiving().window() == 0 && s.seq() == c.receiving().nxt();
        if (onlyTooLong && s.has(Segment.ACK)) {
            acknowledges(s);
        } else if (c.state() == State.TIME_WAIT && repeatsFin(s)) {
            c.waitAnew();
        }
        c.oweAck();
        return false;
    }

    private boolean repeatsFin(Segment s) {
        return s.has(Segment.FIN)
                && s.has(Segment.ACK)
                && s.end() == c.receiving().nxt()
                && !sending.neverSent(s.ack());
    }

    /** The fifth check; false when nothing more of the segment counts. */
    private boolean acknowledges(Segment s) {
        if (c.state() == State.SYN_RECEIVED) {
            if (!sending.advancedBy(s.ack())) {
                tcp.transmit(s.refusal());
                return false;
            }
            c.enter(State.ESTABLISHED);
            tcp.established(c);
        }
        if (sending.neverSent(s.ack())) {
            c.oweAck();
            return false;
        }
        c.acknowledged(s);
        if (sending.finAcknowledged()) {
            switch (c.state()) {
                case FIN_WAIT_1 -> c.enter(State.FIN_WAIT_2);
                case CLOSING -> c.enter(State.TIME_WAIT);
                case LAST_ACK -> c.die(null);
                default -> {}
            }
        }
        return c.state() != State.CLOSED;
    }

    /** The seventh check, and the eighth. */
    private void text(Segment s) {
        if (s.length() > 0) {
            c.oweAck();
        }
        if (!c.state().receives()) {
            return;
        }
        if (c.receiving().take(s) > 0 && c.released()) {
            c.abort(); // nobody will ever read it
        } else if (c.receiving().takeFin(s)) {
            switch (c.state()) {
                case ESTABLISHED -> c.enter(State.CLOSE_WAIT);
                case FIN_WAIT_1 -> c.enter(State.CLOSING);
                default -> c.enter(State.TIME_WAIT);
            }
        }
    }
}
