package org.lastack.tcp;

/** The states of a connection (RFC 9293 §3.3.2). CLOSED is fictional: there is no TCB. */
public enum State {
    CLOSED("CLOSED"),
    LISTEN("LISTEN"),
    SYN_SENT("SYN-SENT"),
    SYN_RECEIVED("SYN-RECEIVED"),
    ESTABLISHED("ESTABLISHED"),
    FIN_WAIT_1("FIN-WAIT-1"),
    FIN_WAIT_2("FIN-WAIT-2"),
    CLOSE_WAIT("CLOSE-WAIT"),
    CLOSING("CLOSING"),
    LAST_ACK("LAST-ACK"),
    TIME_WAIT("TIME-WAIT");

    private final String rfcName;

    State(String rfcName) {
        this.rfcName = rfcName;
    }

    /** Tells whether both sides have agreed on sequence numbers: ESTABLISHED and every later state. */
    public boolean synchronised() {
        return compareTo(ESTABLISHED) >= 0;
    }

    /** Returns the name as RFC 9293 writes it. */
    @Override
    public String toString() {
        return rfcName;
    }
}
