package org.lastack.tcp;

/** Sequence number arithmetic modulo 2^32 (RFC 9293 §3.4). A sequence number is an {@code int}, read as unsigned. */
public final class Seq {
    private Seq() {}

    /** Tells whether {@code a} comes before {@code b}, as long as they are less than 2^31 apart. */
    public static boolean lt(int a, int b) {
        return a - b < 0;
    }

    /** Tells whether {@code a} comes before {@code b} or equals it. */
    public static boolean leq(int a, int b) {
        return a - b <= 0;
    }

    /** Tells whether {@code a} comes after {@code b}. */
    public static boolean gt(int a, int b) {
        return a - b > 0;
    }

    /** Tells whether {@code a} comes after {@code b} or equals it. */
    public static boolean geq(int a, int b) {
        return a - b >= 0;
    }

    /** Returns the later of the two. */
    public static int max(int a, int b) {
        return geq(a, b) ? a : b;
    }

    /** Tells whether {@code from <= n < from + length}, modulo 2^32; false when the length is 0. */
    public static boolean inWindow(int n, int from, int length) {
        return Integer.compareUnsigned(n - from, length) < 0;
    }

    /** Returns the number as people write it: unsigned, decimal. */
    public static String show(int n) {
        return Long.toString(n & 0xffffffffL);
    }
}
