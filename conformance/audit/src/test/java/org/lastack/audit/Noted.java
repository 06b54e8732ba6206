package org.lastack.audit;

import java.io.IOException;
import java.util.List;
import org.lastack.capture.Written;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/** A capture that is written down by hand, packet by packet: what was missed is not there. */
final class Noted {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.of("192.0.2.2");
    private static final int CLIENT_PORT = 40_000;
    private static final int SERVER_PORT = 80;
    private static final int WINDOW = 65_535;

    /** Numbers are counted from these, those of the SYNs. */
    private static final int CLIENT_ISN = 1_000_000;

    private static final int SERVER_ISN = 5_000_000;

    private final Written file = Written.ethernet();
    private long now = Scene.BEGIN;
    private int step = 260;

    /** The handshake, all three packets of it. */
    static Noted opened() {
        return new Noted().client("SYN", 0, 0, 0).server("SYN,ACK", 0, 1, 0).client("ACK", 1, 1, 0);
    }

    /** How many milliseconds lie between two packets from now on. */
    Noted every(int milliseconds) {
        step = milliseconds;
        return this;
    }

    /** A packet of the client: control bits, number and acknowledgement counted from the SYNs, octets of text. */
    Noted client(String bits, int seq, int ack, int text) {
        return add(true, bits, CLIENT_ISN + seq, SERVER_ISN + ack, text);
    }

    /** The same of the server. */
    Noted server(String bits, int seq, int ack, int text) {
        return add(false, bits, SERVER_ISN + seq, CLIENT_ISN + ack, text);
    }

    private Noted add(boolean byClient, String bits, int seq, int ack, int text) {
        int flags = 0;
        for (String bit : List.of(bits.split(","))) {
            flags |= switch (bit) {
                case "SYN" -> Flags.SYN;
                case "ACK" -> Flags.ACK;
                case "FIN" -> Flags.FIN;
                case "RST" -> Flags.RST;
                default -> throw new IllegalArgumentException(bit);
            };
        }
        Segment segment = Segment.of(
                        byClient ? CLIENT_PORT : SERVER_PORT,
                        byClient ? SERVER_PORT : CLIENT_PORT,
                        seq,
                        (flags & Flags.ACK) == 0 ? 0 : ack,
                        flags,
                        WINDOW)
                .withData(Bytes.pattern(0, text));
        Packet packet = new Packet(byClient ? CLIENT : SERVER, byClient ? SERVER : CLIENT, segment);
        file.add(now, Written.framed(PacketCodec.encode(packet).toArray()));
        now += step * Time.MILLISECOND;
        return this;
    }

    /** What is said of the connection that was seen last. */
    Ending ending() throws IOException {
        List<Ending> endings = Scene.audit(file.octets());
        return endings.get(endings.size() - 1);
    }
}
