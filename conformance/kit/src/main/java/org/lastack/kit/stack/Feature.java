package org.lastack.kit.stack;

/** What a stack can do beyond the base of every TCP: the Feature column of the catalogue. */
public enum Feature {
    /** Every TCP has it; always claimed. */
    BASE("base"),
    /** The API can close one direction. */
    HALFCLOSE("halfclose"),
    /** CLOSE also ends receiving (RFC 9293 MAY-1). */
    HALFDUP("halfdup"),
    /** A sockets API: shutdown in all forms, shared descriptors, errno, reads that wait, poll, SO_ERROR. */
    SOCKETS("sockets"),
    /** SO_LINGER. */
    LINGER("linger"),
    /** The API has ABORT. */
    ABORT("abort"),
    /** The API has FLUSH (RFC 9293 MAY-14). */
    FLUSH("flush"),
    /** The API has STATUS. */
    STATUS("status"),
    /** The API reports delivery problems before it gives up. */
    ASYNCREPORT("asyncreport"),
    /** A closed handle leaves an orphan that the stack goes on with, under Linux's limits. */
    ORPHAN("orphan"),
    /** Listeners with a queue of connections not yet accepted. */
    BACKLOG("backlog"),
    /** A user timeout for each connection. */
    USERTIMEOUT("usertimeout"),
    /** The user timeout option (RFC 5482). */
    UTO("uto"),
    /** Keep-alive probes. */
    KEEPALIVE("keepalive"),
    /** Queues what comes out of order. */
    OOO("ooo"),
    /** Urgent data. */
    URG("urg"),
    /** Handles ICMP errors. */
    ICMP("icmp"),
    /** Sees the IP addresses of what it gets. */
    IP("ip"),
    /** Initial sequence numbers by clock and hash. */
    ISN("isn"),
    /** Keeps quiet after a restart. */
    QUIET("quiet"),
    /** Timestamps and PAWS (RFC 7323). */
    TS("ts"),
    /** Judges a SYN in TIME-WAIT by timestamps (RFC 6191). */
    RFC6191("6191"),
    /** May reopen a connection from TIME-WAIT (RFC 9293 MAY-2). */
    TW_REOPEN("tw-reopen"),
    /** May take over a TIME-WAIT of its own for an outgoing connection. */
    TW_REUSE("tw-reuse"),
    /** Has the protection of RFC 1337 as a setting. */
    RFC1337("1337"),
    /** Has the second fix of RFC 1337, as the value 2 of that setting. */
    RFC1337_F2("1337-F2"),
    /** Validates RSTs (RFC 5961 §3). */
    RFC5961_RST("5961-RST"),
    /** Challenges SYNs (RFC 5961 §4). */
    RFC5961_SYN("5961-SYN"),
    /** Validates the ACK of data (RFC 5961 §5). */
    RFC5961_DATA("5961-DATA"),
    /** Limits the rate of challenge ACKs for each connection; the knob tcp_invalid_ratelimit sets the pause, in milliseconds. */
    THROTTLE("throttle"),
    /** Has nothing of RFC 5961. */
    LEGACY("legacy"),
    /** The side that sends a RST holds the connection. */
    RST_TW("rst-tw");

    private final String word;

    Feature(String word) {
        this.word = word;
    }

    /** The name in the catalogue and in the line protocol. */
    public String word() {
        return word;
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
