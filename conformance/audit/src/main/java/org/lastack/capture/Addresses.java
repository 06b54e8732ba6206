package org.lastack.capture;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** Addresses as they come, each mostly one object however often it comes. */
final class Addresses {
    private static final int SLOTS = 1 << 12;

    private final @Nullable IpAddress[] known = new IpAddress[SLOTS];

    /** Returns the address of 4 or 16 octets that stands at the index. */
    IpAddress at(Octets octets, int at, int length) {
        int hash = 0;
        for (int i = at; i < at + length; i += 4) {
            hash = 31 * hash + octets.i32(i);
        }
        int slot = (hash ^ hash >>> 12 ^ hash >>> 24) & SLOTS - 1;
        IpAddress address = known[slot];
        if (address == null || !same(address.octets(), octets, at, length)) {
            byte[] copy = new byte[length];
            octets.after(at).first(length).copyTo(copy, 0);
            address = new IpAddress(Bytes.copyOf(copy));
            known[slot] = address;
        }
        return address;
    }

    private static boolean same(Bytes address, Octets octets, int at, int length) {
        if (address.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (address.at(i) != octets.u8(at + i)) {
                return false;
            }
        }
        return true;
    }
}
