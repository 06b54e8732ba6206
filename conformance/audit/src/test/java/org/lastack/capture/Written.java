package org.lastack.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes captures for tests, octet by octet as the formats are described, and not with the readers' own code. */
public final class Written {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;
    private final boolean nanoseconds;

    /** Begins a pcap file. */
    public Written(ByteOrder order, boolean nanoseconds, int link) {
        this.order = order;
        this.nanoseconds = nanoseconds;
        out.writeBytes(buffer(24)
                .putInt(nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(262_144)
                .putInt(link)
                .array());
    }

    /** A pcap file of Ethernet frames, as most are. */
    public static Written ethernet() {
        return new Written(ByteOrder.LITTLE_ENDIAN, false, LinkType.ETHERNET);
    }

    private ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(order);
    }

    public Written add(long micros, byte[] octets) {
        return add(micros, octets, octets.length);
    }

    /** Adds a packet of which only the first octets are kept. */
    public Written add(long micros, byte[] octets, int kept) {
        int captured = Math.min(kept, octets.length);
        out.writeBytes(buffer(16)
                .putInt((int) (micros / 1_000_000))
                .putInt((int) (micros % 1_000_000 * (nanoseconds ? 1000 : 1)))
                .putInt(captured)
                .putInt(octets.length)
                .array());
        out.write(octets, 0, captured);
        return this;
    }

    public byte[] octets() {
        return out.toByteArray();
    }

    /** Puts an IP packet into an Ethernet frame. */
    public static byte[] framed(byte[] ip) {
        return plus(hex("020000000002" + "020000000001" + (ip[0] >> 4 == 6 ? "86dd" : "0800")), ip);
    }

    /** Returns all of them in a row. */
    public static byte[] plus(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Returns the octets that the hexadecimal digits say; blanks mean nothing. */
    public static byte[] hex(String digits) {
        return java.util.HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
