package org.lastack.machine;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;

/** A first-in first-out queue of octets that can be read at any offset: a send or a receive buffer. */
final class OctetQueue {
    private static final byte[] NOTHING = new byte[0];

    private byte[] array = NOTHING;
    private int start;
    private int length;

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    void append(Bytes octets) {
        int needed = length + octets.length();
        if (start + needed > array.length) {
            byte[] roomy = needed > array.length ? new byte[Math.max(2 * array.length, needed)] : array;
            System.arraycopy(array, start, roomy, 0, length);
            array = roomy;
            start = 0;
        }
        octets.copyTo(array, start + length);
        length = needed;
    }

    /** Returns a copy of {@code count} octets from the given offset on. */
    Bytes peek(int offset, int count) {
        if (offset < 0 || count < 0 || offset + count > length) {
            throw new IndexOutOfBoundsException("octets " + offset + " + " + count + " of " + length);
        }
        return Bytes.copyOf(array, start + offset, count);
    }

    void drop(int count) {
        if (count < 0 || count > length) {
            throw new IndexOutOfBoundsException("drop " + count + " of " + length);
        }
        start += count;
        length -= count;
        if (length == 0) {
            start = 0;
        }
    }

    void clear() {
        array = NOTHING;
        start = 0;
        length = 0;
    }

    OctetQueue copy() {
        OctetQueue copy = new OctetQueue();
        copy.append(peek(0, length));
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OctetQueue that && peek(0, length).equals(that.peek(0, that.length));
    }

    @Override
    public int hashCode() {
        return peek(0, length).hashCode();
    }
}
