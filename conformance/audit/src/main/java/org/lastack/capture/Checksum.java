package org.lastack.capture;

/** What the checksum of a segment is worth. */
public enum Checksum {
    RIGHT,
    /** The sum of the pseudo-header alone: the network card was still to do the rest, so it was captured where it was sent. */
    OFFLOADED,
    /** Another value: spoiled on its way, or filled in by a card in another manner. */
    WRONG,
    /** Not all of the segment was captured. */
    UNKNOWN
}
