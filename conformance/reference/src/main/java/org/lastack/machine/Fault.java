package org.lastack.machine;

import org.lastack.tcp.IcmpError;

/** Why a connection ended otherwise than by two FINs: what RFC 9293 tells the user. */
public enum Fault {
    /** "Connection refused": a RST answered our SYN. */
    REFUSED,
    /** "Connection reset". */
    RESET,
    /** A reset after the peer's FIN, as Linux tells it. */
    BROKEN_PIPE,
    /** "Connection aborted due to user timeout", and R2. */
    TIMED_OUT,
    /** What ICMP says of the peer's host, or of a router that gave up. */
    HOST_UNREACHABLE,
    /** What ICMP says of the peer's network. */
    NET_UNREACHABLE;

    /** Returns what an ICMP error means to the user. */
    public static Fault of(IcmpError error) {
        return switch (error) {
            case NET_UNREACHABLE -> NET_UNREACHABLE;
            case PORT_UNREACHABLE -> REFUSED;
            default -> HOST_UNREACHABLE;
        };
    }
}
