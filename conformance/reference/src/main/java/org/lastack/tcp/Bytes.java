package org.lastack.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An immutable string of octets. Slices share storage. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    /** The period of {@link #pattern}: a prime, so that a shift or a repetition shows. */
    private static final int PATTERN = 251;

    /** The beginning of every stream, of which most texts are slices. */
    private static final Bytes STREAM = counted(1 << 16);

    private static final String DIGITS = "0123456789abcdef";

    private final byte[] array;
    private final int from;
    private final int length;

    private Bytes(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** Returns a copy of the array. */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone(), 0, array.length);
    }

    /** Returns the array itself, which nobody else may write to any more. */
    static Bytes owning(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Returns a copy of part of the array. */
    public static Bytes copyOf(byte[] array, int from, int length) {
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(array, from, from + length), 0, length);
    }

    /**
     * Returns the octets that the kit sends from the given offset of a stream on: octet k of every stream is k mod 251.
     */
    public static Bytes pattern(long offset, int length) {
        int first = (int) Math.floorMod(offset, (long) PATTERN);
        return (first + length <= STREAM.length() ? STREAM : counted(first + length)).slice(first, first + length);
    }

    private static Bytes counted(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < PATTERN && i < length; i++) {
            octets[i] = (byte) i;
        }
        for (int done = PATTERN; done < length; done *= 2) {
            System.arraycopy(octets, 0, octets, done, Math.min(done, length - done));
        }
        return new Bytes(octets, 0, length);
    }

    /**
     * Reads hexadecimal digits, two an octet.
     *
     * @throws IllegalArgumentException when a character is no hexadecimal digit, or their number is odd
     */
    public static Bytes fromHex(String hex) {
        if (hex.length() % 2 != 0) {
            throw new IllegalArgumentException("an odd number of hex digits: " + hex.length());
        }
        byte[] octets = new byte[hex.length() / 2];
        for (int i = 0; i < octets.length; i++) {
            int high = Character.digit(hex.charAt(2 * i), 16);
            int low = Character.digit(hex.charAt(2 * i + 1), 16);
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("no hex digits at character " + 2 * i);
            }
            octets[i] = (byte) (high << 4 | low);
        }
        return new Bytes(octets, 0, octets.length);
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Returns the octet at the index, 0 to 255. */
    public int at(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("octet " + index + " of " + length);
        }
        return array[from + index] & 0xff;
    }

    /** Returns the octets from {@code start} (inclusive) to {@code end} (exclusive). */
    public Bytes slice(int start, int end) {
        if (start < 0 || end < start || end > length) {
            throw new IndexOutOfBoundsException("octets " + start + " to " + end + " of " + length);
        }
        return start == end ? EMPTY : new Bytes(array, from + start, end - start);
    }

    /** Returns these octets followed by the others. */
    public Bytes plus(Bytes other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        byte[] both = new byte[length + other.length];
        copyTo(both, 0);
        other.copyTo(both, length);
        return new Bytes(both, 0, both.length);
    }

    /** Copies all octets into the array from the given index on. */
    public void copyTo(byte[] target, int index) {
        System.arraycopy(array, from, target, index, length);
    }

    /** Returns a fresh array of the octets. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** Returns the sum of the words of 16 bits, to which checksums are made (RFC 1071). */
    long sum() {
        return PacketCodec.sum(array, from, length);
    }

    /** Returns the octets as lower-case hexadecimal digits. */
    public String toHex() {
        char[] text = new char[2 * length];
        for (int i = 0; i < length; i++) {
            int octet = array[from + i];
            text[2 * i] = DIGITS.charAt(octet >> 4 & 15);
            text[2 * i + 1] = DIGITS.charAt(octet & 15);
        }
        return new String(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, from, from + length, that.array, that.from, that.from + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + array[from + i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return length <= 16 ? toHex() : slice(0, 16).toHex() + "… (" + length + " octets)";
    }
}
