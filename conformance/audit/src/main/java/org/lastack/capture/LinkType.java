package org.lastack.capture;

/** Numbers of the registry of link types, as pcap and pcapng write them; those that can be read. */
public final class LinkType {
    /** BSD loopback: a protocol family in the byte order of whoever captured. */
    public static final int NULL = 0;

    public static final int ETHERNET = 1;
    public static final int PPP = 9;
    /** Raw IP, as some systems wrote it before 101 was agreed upon. */
    public static final int RAW_BSD = 12;

    public static final int RAW_OPENBSD = 14;
    public static final int PPP_HDLC = 50;
    public static final int PPPOE = 51;
    public static final int RAW = 101;
    /** OpenBSD loopback: the family in network order. */
    public static final int LOOP = 108;

    /** Linux "any", version 1. */
    public static final int SLL = 113;

    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    /** Linux "any", version 2. */
    public static final int SLL2 = 276;

    private LinkType() {}

    /** Returns what people call it. */
    public static String name(int link) {
        return switch (link) {
            case NULL, LOOP -> "loopback";
            case ETHERNET -> "Ethernet";
            case PPP, PPP_HDLC -> "PPP";
            case PPPOE -> "PPPoE";
            case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> "raw IP";
            case SLL -> "Linux cooked";
            case SLL2 -> "Linux cooked 2";
            default -> "link type " + link;
        };
    }
}
