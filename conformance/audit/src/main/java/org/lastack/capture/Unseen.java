package org.lastack.capture;

/** Why a frame shows no TCP segment. */
public enum Unseen implements Found {
    /** Another protocol. */
    OTHER,
    /** Part of a datagram of which other parts are still to come. */
    FRAGMENT,
    /** So little was captured that the TCP header is not whole. */
    CUT,
    /** Lengths that contradict each other: no receiver takes it. */
    MALFORMED,
    /** A kind of link that cannot be read. */
    STRANGE_LINK
}
