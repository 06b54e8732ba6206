package org.lastack.audit;

import org.jspecify.annotations.Nullable;

/** Why a connection ended as it did, or did not end: what a reason is called in filters and files. */
public enum Cause {
    NO_LISTENER("no-listener", 70, "nobody listens there"),
    SYN_UNANSWERED("syn-unanswered", 72, "no answer to the SYN"),
    HANDSHAKE_LEFT("handshake-left", 60, "the handshake was not completed"),
    UNREAD("unread", 95, "closed with text unread"),
    ABORT("abort", 90, "aborted"),
    DATA_AFTER_CLOSE("data-after-close", 96, "text came after close()"),
    KEEPALIVE_RACE("keepalive-race", 98, "a request met a FIN"),
    FORGOTTEN("forgotten", 97, "one end had forgotten the connection"),
    KEEPALIVE_UNANSWERED("keepalive-unanswered", 92, "keep-alive probes were not answered"),
    UNANSWERED("unanswered", 91, "repetitions were not answered"),
    TOLD_BY_ICMP("icmp", 94, "an ICMP error was sent about it"),
    TOO_LONG("too-long", 85, "packets did not fit on the way"),
    BLIND_RESET("blind-reset", 99, "a reset with a wrong number"),
    MIDDLEBOX("middlebox", 100, "a reset that neither end sent"),
    OLD_CONNECTION("old-connection", 89, "a SYN met an older connection"),
    PORT_REUSE("port-reuse", 20, "the same ports once more"),
    FIN_REPEATED("fin-repeated", 40, "a FIN had to be repeated"),
    FIN_UNANSWERED("fin-unanswered", 88, "a FIN was not answered"),
    FIN_HELD("fin-held", 45, "a FIN waited for a window"),
    WINDOW_SHUT("window-shut", 87, "one end does not read"),
    NEVER_CLOSED("never-closed", 86, "an application never closed"),
    LATE_RESET("late-reset", 15, "a reset after the end, which changes nothing");

    private final String word;
    private final int interest;
    private final String title;

    Cause(String word, int interest, String title) {
        this.word = word;
        this.interest = interest;
        this.title = title;
    }

    /** What it is called on the command line and in JSON. */
    public String word() {
        return word;
    }

    /** In a few words, for a table. */
    public String title() {
        return title;
    }

    /** How much it is worth to be looked at, up to 100. */
    int interest() {
        return interest;
    }

    /** Returns the cause of that word, or null. */
    public static @Nullable Cause find(String word) {
        for (Cause cause : values()) {
            if (cause.word.equals(word)) {
                return cause;
            }
        }
        return null;
    }
}
