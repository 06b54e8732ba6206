package org.lastack.host;

import org.lastack.machine.Range;

/**
 * The socket options that bear on closing, with the word that the line protocol has for each, and what Linux 6.18 takes: a value
 * out of the range is EINVAL, except where it is said here that another one takes its place.
 */
public enum SocketOption {
    /** SO_LINGER: seconds; negative turns it off. */
    LINGER("linger", Integer.MIN_VALUE, Integer.MAX_VALUE, "seconds"),
    /** TCP_LINGER2: seconds of FIN-WAIT-2 as an orphan, above 120 is 120; 0: tcp_fin_timeout; negative resets at once. */
    LINGER2("linger2", Integer.MIN_VALUE, Integer.MAX_VALUE, "seconds"),
    /** TCP_USER_TIMEOUT: milliseconds; 0: the setting user_timeout. */
    USER_TIMEOUT("user_timeout", 0, Integer.MAX_VALUE, "milliseconds"),
    /** SO_KEEPALIVE: 0 is off. */
    KEEPALIVE("keepalive"),
    /** TCP_KEEPIDLE: seconds. */
    KEEPIDLE("keepidle", 1, 32_767, "seconds"),
    /** TCP_KEEPINTVL: seconds. */
    KEEPINTVL("keepintvl", 1, 32_767, "seconds"),
    /** TCP_KEEPCNT: probes. */
    KEEPCNT("keepcnt", 1, 127, "probes"),
    /** TCP_NODELAY: 0 is off. */
    NODELAY("nodelay"),
    /** TCP_CORK: 0 is off. */
    CORK("cork"),
    /** SO_RCVBUF: octets; what is less than 1152 is that, and what is negative or more than 4 MiB is 4 MiB. */
    RCVBUF("rcvbuf", Integer.MIN_VALUE, Integer.MAX_VALUE, "octets"),
    /** SO_SNDBUF: octets; what is less than 2304 is that, and what is negative or more than 4 MiB is 4 MiB. */
    SNDBUF("sndbuf", Integer.MIN_VALUE, Integer.MAX_VALUE, "octets"),
    /** O_NONBLOCK: 0 is off; matters to a lingering close alone, since no call of ours blocks. */
    NONBLOCK("nonblock");

    private static final int LINGER2_MOST = 120;

    /** Half of what Linux reports, since it doubles what it is given. */
    private static final Range RCVBUF_KEPT = new Range(1_152, 1 << 22, "octets");

    private static final Range SNDBUF_KEPT = new Range(2_304, 1 << 22, "octets");

    private final String word;
    private final Range range;

    SocketOption(String word) {
        this(word, Integer.MIN_VALUE, Integer.MAX_VALUE, "");
    }

    SocketOption(String word, int least, int most, String unit) {
        this.word = word;
        this.range = new Range(least, most, unit);
    }

    public String word() {
        return word;
    }

    /** The values that it takes; any other is EINVAL. */
    public Range range() {
        return range;
    }

    /** Returns what takes the place of a value that it takes: as a rule the value itself. */
    public int kept(int value) {
        return switch (this) {
            case LINGER2 -> Math.min(value, LINGER2_MOST);
            case RCVBUF -> (int) RCVBUF_KEPT.nearest(Integer.toUnsignedLong(value));
            case SNDBUF -> (int) SNDBUF_KEPT.nearest(Integer.toUnsignedLong(value));
            default -> value;
        };
    }
}
