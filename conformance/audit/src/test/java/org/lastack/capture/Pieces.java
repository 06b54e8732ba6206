package org.lastack.capture;

import static org.lastack.capture.Written.hex;
import static org.lastack.capture.Written.plus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;

/** A packet for the tests of this package, and what it is wrapped in. */
final class Pieces {
    static final Segment SEGMENT = Segment.of(4000, 80, 1000, 2000, Flags.ACK | Flags.PSH, 512)
            .withOptions(Options.NONE.withTimestamps(new Options.Timestamps(77, 88)))
            .withData(Bytes.pattern(0, 100));
    static final IpAddress FROM = IpAddress.of("10.0.0.1");
    static final IpAddress TO = IpAddress.of("10.0.0.2");
    static final byte[] IP = ip4(SEGMENT);
    static final byte[] IP6 = PacketCodec.encode(
                    new Packet(IpAddress.of("2001:db8::1"), IpAddress.of("2001:db8::2"), SEGMENT))
            .toArray();
    static final byte[] MACS = hex("020000000002 020000000001");

    private Pieces() {}

    static byte[] ip4(Segment segment) {
        return PacketCodec.encode(new Packet(FROM, TO, segment)).toArray();
    }

    static byte[] ethernet(String type, byte[] inner) {
        return plus(MACS, hex(type), inner);
    }

    /** An outer IPv4 header for that protocol, without a checksum, which no looker-on needs. */
    static byte[] outer(int protocol, byte[] inner) {
        byte[] header = hex("4500 0000 0001 0000 40 00 0000 c0a80001 c0a80002");
        header[9] = (byte) protocol;
        put16(header, 2, 20 + inner.length);
        return plus(header, inner);
    }

    static byte[] udp(int port, byte[] inner) {
        byte[] header = hex("d903 0000 0000 0000");
        put16(header, 2, port);
        put16(header, 4, 8 + inner.length);
        return outer(17, plus(header, inner));
    }

    static void put16(byte[] out, int at, int value) {
        out[at] = (byte) (value >> 8);
        out[at + 1] = (byte) value;
    }

    static Found read(int link, byte[] octets) {
        return read(link, octets, octets.length);
    }

    static Found read(int link, byte[] octets, int captured) {
        Octets kept = new Octets(Arrays.copyOf(octets, Math.min(captured, octets.length)));
        return new Dissector().of(new Frame(1, 5, link, kept, octets.length));
    }

    static List<Frame> frames(byte[] file) throws IOException {
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(file));
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }
}
