package org.lastack.machine;

/** Why a connection ended otherwise than by two FINs: what RFC 9293 tells the user. */
public enum Fault {
    /** "Connection refused": a RST answered our SYN. */
    REFUSED,
    /** "Connection reset". */
    RESET,
    /** A reset after the peer's FIN, as Linux tells it. */
    BROKEN_PIPE,
    /** "Connection aborted due to user timeout", and R2. */
    TIMED_OUT
}
