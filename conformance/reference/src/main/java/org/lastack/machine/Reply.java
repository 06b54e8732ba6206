package org.lastack.machine;

/** What the machine answers to a call (RFC 9293 §3.10). */
public enum Reply {
    OK,
    /** Nothing can be done now: no room, or nothing there. */
    WAIT,
    /** "Connection does not exist". */
    NO_CONNECTION,
    /** "Connection closing". */
    CLOSING
}
