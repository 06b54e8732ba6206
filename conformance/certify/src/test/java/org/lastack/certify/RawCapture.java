package org.lastack.certify;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;

/** A capture file of IP packets, as pcap has it. */
final class RawCapture {
    private static final int RAW_IP = 101;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawCapture() {
        out.writeBytes(ByteBuffer.allocate(24)
                .putInt(0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(RAW_IP)
                .array());
    }

    /** Adds a packet, at so many microseconds. */
    RawCapture add(long at, Packet packet) {
        return add(at, PacketCodec.encode(packet).toArray(), Integer.MAX_VALUE);
    }

    /** Adds a packet of which only the first octets are kept. */
    RawCapture add(long at, byte[] octets, int most) {
        int kept = Math.min(octets.length, most);
        out.writeBytes(ByteBuffer.allocate(16)
                .putInt((int) (at / 1_000_000))
                .putInt((int) (at % 1_000_000))
                .putInt(kept)
                .putInt(octets.length)
                .array());
        out.write(octets, 0, kept);
        return this;
    }

    byte[] octets() {
        return out.toByteArray();
    }
}
