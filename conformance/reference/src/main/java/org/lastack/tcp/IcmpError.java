package org.lastack.tcp;

/** The ICMP errors that TCP hears of (RFC 9293 §3.9.2.2), with type and code in ICMP (RFC 792) and in ICMPv6 (RFC 4443). */
public enum IcmpError {
    NET_UNREACHABLE("network unreachable", 3, 0, 1, 0),
    HOST_UNREACHABLE("host unreachable", 3, 1, 1, 3),
    TIME_EXCEEDED("time exceeded", 11, 0, 3, 0),
    /** "Slow down"; deprecated (RFC 6633), and ICMPv6 never had it. */
    SOURCE_QUENCH("source quench", 4, 0, -1, -1),
    PORT_UNREACHABLE("port unreachable", 3, 3, 1, 4);

    private final String words;
    private final int type4;
    private final int code4;
    private final int type6;
    private final int code6;

    IcmpError(String words, int type4, int code4, int type6, int code6) {
        this.words = words;
        this.type4 = type4;
        this.code4 = code4;
        this.type6 = type6;
        this.code6 = code6;
    }

    /** Tells whether it means that trying again is of no use. */
    public boolean hard() {
        return this == PORT_UNREACHABLE;
    }

    /** Tells whether this version of IP has it. */
    public boolean existsIn(boolean v6) {
        return !v6 || type6 >= 0;
    }

    int type(boolean v6) {
        return v6 ? type6 : type4;
    }

    int code(boolean v6) {
        return v6 ? code6 : code4;
    }

    @Override
    public String toString() {
        return words;
    }
}
