package org.lastack.kit.scenario;

/** What a scenario waits for. */
public enum Expect {
    /** The stack sent anything at all since the step before, when that was one to answer; else since the wait began. */
    SEGMENT,
    /** The stack sent a SYN, or a SYN-ACK, that is not yet answered. */
    SYN,
    /** The stack's FIN reached the peer, now or before. */
    FIN,
    /** The stack sent a RST since the connection began. */
    RST,
    /** The stack acknowledged everything that the peer sent. */
    ACK_OF_ALL,
    /** Everything that the application wrote reached the peer. */
    ALL_DATA,
    /** Everything that the application wrote was acknowledged by the peer. */
    ALL_ACKED,
    /** The pending call of the socket completed. */
    DONE
}
