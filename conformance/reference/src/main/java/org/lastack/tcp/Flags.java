package org.lastack.tcp;

/** The control bits of a segment (RFC 9293 §3.1), as a bit set in an {@code int}. */
public final class Flags {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};

    private Flags() {}

    /** Returns the names as the RFC writes them, for example {@code FIN,ACK}; {@code none} when no bit is set. */
    public static String show(int flags) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((flags & 1 << i) != 0) {
                text.append(text.length() == 0 ? "" : ",").append(NAMES[i]);
            }
        }
        return text.length() == 0 ? "none" : text.toString();
    }
}
