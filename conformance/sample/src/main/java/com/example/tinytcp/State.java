package com.example.tinytcp;

/** The states of a connection, by the names of RFC 9293 §3.3.2. A port that listens is no connection here. */
public enum State {
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    CLOSED;

    /** Tells whether both sides have agreed on their numbers. */
    public boolean open() {
        return this != SYN_SENT && this != SYN_RECEIVED && this != CLOSED;
    }

    /** Tells whether octets of the peer may still come. */
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }

    /** Tells whether the application may still write. */
    boolean sends() {
        return this == SYN_SENT || this == SYN_RECEIVED || this == ESTABLISHED || this == CLOSE_WAIT;
    }
}
