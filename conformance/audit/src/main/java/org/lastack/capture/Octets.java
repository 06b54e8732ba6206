package org.lastack.capture;

/** A view of octets that came from outside, without copying. Numbers are read in network order. */
public final class Octets {
    private final byte[] array;
    private final int from;
    private final int length;

    /** All of the array, which nobody writes to any more. */
    public Octets(byte[] array) {
        this(array, 0, array.length);
    }

    private Octets(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
    }

    public int length() {
        return length;
    }

    /** Returns the octet at the index, 0 to 255. */
    public int u8(int at) {
        return array[from + checked(at, 1)] & 0xff;
    }

    public int u16(int at) {
        int i = from + checked(at, 2);
        return (array[i] & 0xff) << 8 | array[i + 1] & 0xff;
    }

    /** Returns 32 bits; read as unsigned or not, as the reader pleases. */
    public int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    /** Returns all from the index on; nothing when there is nothing left. */
    public Octets after(int at) {
        int start = Math.min(Math.max(at, 0), length);
        return new Octets(array, from + start, length - start);
    }

    /** Returns the first so many octets, or all when there are fewer. */
    public Octets first(int count) {
        return count >= length ? this : new Octets(array, from, Math.max(count, 0));
    }

    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, from, target, at, length);
    }

    /** The sum of the words of 16 bits from the index on, the last octet padded with zero (RFC 1071), not folded. */
    long sum(int at, int count) {
        long sum = 0;
        int end = from + at + (count & ~1);
        for (int i = from + checked(at, count); i < end; i += 2) {
            sum += (array[i] & 0xff) << 8 | array[i + 1] & 0xff;
        }
        return (count & 1) == 0 ? sum : sum + ((array[end] & 0xff) << 8);
    }

    private int checked(int at, int count) {
        if (at < 0 || count < 0 || at > length - count) {
            throw new IndexOutOfBoundsException("octets " + at + " to " + (at + (long) count) + " of " + length);
        }
        return at;
    }
}
