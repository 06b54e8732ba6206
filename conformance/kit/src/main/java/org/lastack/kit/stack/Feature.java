package org.lastack.kit.stack;

/** What a stack can do beyond the base of every TCP: the Feature column of the catalogue. */
public enum Feature {
    BASE("base", "Every TCP has it; always claimed."),
    HALFCLOSE("halfclose", "The API can close one direction."),
    HALFDUP("halfdup", "CLOSE also ends receiving (RFC 9293 MAY-1)."),
    SOCKETS(
            "sockets",
            "A sockets API: shutdown in all forms, shared descriptors, errno, reads that wait, poll, SO_ERROR."),
    LINGER("linger", "SO_LINGER."),
    ABORT("abort", "The API has ABORT."),
    FLUSH("flush", "The API has FLUSH (RFC 9293 MAY-14)."),
    STATUS("status", "The API has STATUS."),
    ASYNCREPORT("asyncreport", "The API reports delivery problems before it gives up."),
    ORPHAN("orphan", "A closed handle leaves an orphan that the stack goes on with, under Linux's limits."),
    BACKLOG("backlog", "Listeners with a queue of connections not yet accepted."),
    USERTIMEOUT("usertimeout", "A user timeout for each connection."),
    UTO("uto", "The user timeout option (RFC 5482)."),
    KEEPALIVE("keepalive", "Keep-alive probes."),
    OOO("ooo", "Queues what comes out of order."),
    URG("urg", "Urgent data."),
    ICMP("icmp", "Handles ICMP errors."),
    IP("ip", "Sees the IP addresses of what it gets."),
    ISN("isn", "Initial sequence numbers by clock and hash."),
    QUIET("quiet", "Keeps quiet after a restart."),
    TS("ts", "Timestamps (RFC 7323)."),
    PAWS("paws", "Refuses what has an old timestamp (RFC 7323 §5)."),
    RFC6191("6191", "Judges a SYN in TIME-WAIT by timestamps (RFC 6191)."),
    TW_REOPEN("tw-reopen", "May reopen a connection from TIME-WAIT (RFC 9293 MAY-2)."),
    TW_REUSE("tw-reuse", "May take over a TIME-WAIT of its own for an outgoing connection."),
    RFC1337("1337", "Has the protection of RFC 1337, as the setting tcp_rfc1337 unless it is always on."),
    RFC1337_ALWAYS("1337-always", "That protection is always on; claimed together with 1337."),
    RFC1337_F2("1337-F2", "Has the second fix of RFC 1337, as the value 2 of that setting."),
    RFC5961_RST("5961-RST", "Validates RSTs (RFC 5961 §3)."),
    RFC5961_SYN("5961-SYN", "Challenges SYNs (RFC 5961 §4)."),
    RFC5961_DATA("5961-DATA", "Validates the ACK of data (RFC 5961 §5)."),
    THROTTLE(
            "throttle",
            "Limits the rate of challenge ACKs for each connection; the knob tcp_invalid_ratelimit sets the pause, in milliseconds."),
    LEGACY("legacy", "Has nothing of RFC 5961."),
    RST_TW("rst-tw", "The side that sends a RST holds the connection.");

    private final String word;
    private final String sentence;

    Feature(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** The name in the catalogue and in the line protocol. */
    public String word() {
        return word;
    }

    /** What it is, in a sentence. */
    public String sentence() {
        return sentence;
    }

    /**
     * Finds a feature by its word.
     *
     * @throws IllegalArgumentException when no feature has that word
     */
    public static Feature of(String word) {
        for (Feature feature : values()) {
            if (feature.word.equals(word)) {
                return feature;
            }
        }
        throw new IllegalArgumentException("no feature is called " + word);
    }
}
