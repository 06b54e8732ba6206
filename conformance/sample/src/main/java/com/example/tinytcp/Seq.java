package com.example.tinytcp;

/** Comparisons of sequence numbers, modulo 2^32. */
final class Seq {
    private Seq() {}

    static boolean before(int a, int b) {
        return a - b < 0;
    }

    /** Tells whether the number is one of the {@code length} numbers from {@code start} on. */
    static boolean within(int number, int start, int length) {
        return Integer.compareUnsigned(number - start, length) < 0;
    }

    /** Tells whether the number is above {@code low} and not above {@code high}. */
    static boolean advances(int number, int low, int high) {
        return number != low && Integer.compareUnsigned(number - low, high - low) <= 0;
    }
}
