package org.lastack.stacks.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** C's int in the byte order of this machine, alone or as the members of a struct. */
final class NativeInts {
    private NativeInts() {}

    static byte[] octets(int... values) {
        ByteBuffer octets = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.nativeOrder());
        for (int value : values) {
            octets.putInt(value);
        }
        return octets.array();
    }

    static int intAt(byte[] octets, int index) {
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getInt(index);
    }
}
