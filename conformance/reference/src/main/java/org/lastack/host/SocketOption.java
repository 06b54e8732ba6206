package org.lastack.host;

/** The socket options that bear on closing, with the word that the line protocol has for each. */
public enum SocketOption {
    /** SO_LINGER: seconds; negative turns it off. */
    LINGER("linger"),
    /** TCP_LINGER2: seconds of FIN-WAIT-2 as an orphan; negative resets at once. */
    LINGER2("linger2"),
    /** TCP_USER_TIMEOUT: milliseconds. */
    USER_TIMEOUT("user_timeout"),
    /** SO_KEEPALIVE: 0 or 1. */
    KEEPALIVE("keepalive"),
    /** TCP_KEEPIDLE: seconds. */
    KEEPIDLE("keepidle"),
    /** TCP_KEEPINTVL: seconds. */
    KEEPINTVL("keepintvl"),
    /** TCP_KEEPCNT: probes. */
    KEEPCNT("keepcnt"),
    /** TCP_NODELAY: 0 or 1. */
    NODELAY("nodelay"),
    /** TCP_CORK: 0 or 1. */
    CORK("cork"),
    /** SO_RCVBUF: octets. */
    RCVBUF("rcvbuf"),
    /** SO_SNDBUF: octets. */
    SNDBUF("sndbuf"),
    /** O_NONBLOCK: 0 or 1; matters to a lingering close alone, since no call of ours blocks. */
    NONBLOCK("nonblock");

    private final String word;

    SocketOption(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
