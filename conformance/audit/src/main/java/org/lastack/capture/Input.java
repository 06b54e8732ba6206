package org.lastack.capture;

import java.io.IOException;
import java.io.InputStream;

/** A stream of octets with the byte order of its file. */
final class Input {
    /** Later than this no packet was seen: some 36000 years. */
    static final long LATEST = 1L << 60;

    private final InputStream stream;
    private boolean little;

    Input(InputStream stream) {
        this.stream = stream;
    }

    void little(boolean order) {
        little = order;
    }

    /** Returns so many octets, or fewer at the end. A false count reserves no memory. */
    byte[] read(int count) throws IOException {
        return stream.readNBytes(count);
    }

    int u16(byte[] octets, int at) {
        int first = octets[at] & 0xff;
        int second = octets[at + 1] & 0xff;
        return little ? second << 8 | first : first << 8 | second;
    }

    int i32(byte[] octets, int at) {
        int first = u16(octets, at);
        int second = u16(octets, at + 2);
        return little ? second << 16 | first : first << 16 | second;
    }

    long u32(byte[] octets, int at) {
        return i32(octets, at) & 0xffffffffL;
    }

    long i64(byte[] octets, int at) {
        long first = u32(octets, at);
        long second = u32(octets, at + 4);
        return little ? second << 32 | first : first << 32 | second;
    }
}
