package org.lastack.tcp;

/** The control bits of a segment (RFC 9293 §3.1), as a bit set in an {@code int}. */
public final class Flags {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    /** Of ECN (RFC 3168), and the four bits that are reserved: without agreement on a use they mean nothing. */
    public static final int ECE = 0x40;

    public static final int CWR = 0x80;
    public static final int RESERVED = 0xf00;

    /** The bits that decide what becomes of a segment. */
    static final int CONTROL = 0x3f;

    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    private Flags() {}

    /** Returns the names as the RFC writes them, for example {@code FIN,ACK}; {@code none} when no bit is set. */
    public static String show(int flags) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((flags & 1 << i) != 0) {
                text.append(text.length() == 0 ? "" : ",").append(NAMES[i]);
            }
        }
        if ((flags & RESERVED) != 0) {
            text.append(text.length() == 0 ? "" : ",").append("reserved");
        }
        return text.length() == 0 ? "none" : text.toString();
    }
}
