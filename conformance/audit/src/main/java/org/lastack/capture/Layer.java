package org.lastack.capture;

/** What a segment was wrapped in. */
public enum Layer {
    ETHERNET("Ethernet"),
    COOKED("Linux cooked"),
    LOOPBACK("loopback"),
    RAW("raw"),
    PPP("PPP"),
    PPPOE("PPPoE"),
    VLAN("VLAN"),
    MPLS("MPLS"),
    IPV4("IPv4"),
    IPV6("IPv6"),
    GRE("GRE"),
    ERSPAN("ERSPAN"),
    VXLAN("VXLAN"),
    GENEVE("Geneve"),
    GTPU("GTP-U"),
    FRAGMENTS("fragments");

    /** Bits of one layer in a path. */
    private static final int WIDTH = 5;

    /** More layers than a path has room for are no traffic but a trap. */
    static final int MOST = 12;

    private static final Layer[] ALL = values();

    private final String word;

    Layer(String word) {
        this.word = word;
    }

    /** Returns the path with this layer inside of all others: a number, so that a packet need not carry a list. */
    @SuppressWarnings("EnumOrdinal") // within this run alone
    long inside(long path) {
        return path << WIDTH | ordinal() + 1;
    }

    /** Returns a path in words from outside to inside, for example {@code Ethernet, VLAN, IPv4}. */
    public static String show(long path) {
        StringBuilder text = new StringBuilder();
        for (int i = MOST - 1; i >= 0; i--) {
            int number = (int) (path >>> i * WIDTH) & 31;
            if (number > 0) {
                text.append(text.length() == 0 ? "" : ", ").append(ALL[number - 1].word);
            }
        }
        return text.toString();
    }
}
