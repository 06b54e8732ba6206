package org.lastack.lab;

import java.nio.charset.StandardCharsets;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.trace.Event;
import org.lastack.world.Side;

/**
 * A segment that neither host sent: of an attacker, or left over from long ago. Its numbers are those that the end in whose
 * name it comes would use next, as seen on the wire, unless it says otherwise.
 */
public final class Forgery {
    private static final int WINDOW = 65_535;

    private final Net net;
    private final Side from;
    private Segment segment;

    Forgery(Net net, Side from, int clientPort, int serverPort, String flags) {
        this.net = net;
        this.from = from;
        int src = from == Side.CLIENT ? clientPort : serverPort;
        int dst = from == Side.CLIENT ? serverPort : clientPort;
        int bits = bits(flags);
        segment = Segment.of(src, dst, 0, 0, bits, WINDOW);
        learn();
    }

    private static int bits(String flags) {
        int bits = 0;
        for (String name : flags.split(",", -1)) {
            bits |= switch (name) {
                case "FIN" -> Flags.FIN;
                case "SYN" -> Flags.SYN;
                case "RST" -> Flags.RST;
                case "PSH" -> Flags.PSH;
                case "ACK" -> Flags.ACK;
                default -> throw new IllegalArgumentException("no flag is called " + name);
            };
        }
        return bits;
    }

    /** The numbers that the wire has shown: the highest that was sent each way. */
    private void learn() {
        int next = 0;
        int acked = 0;
        boolean sent = false;
        boolean heard = false;
        for (Event event : net.world().trace(from).events()) {
            if (event instanceof Event.Sent e && mine(e.packet().segment())) {
                Segment s = e.packet().segment();
                next = s.syn() || !sent || Seq.lt(next, s.end()) ? s.end() : next;
                sent = true;
            } else if (event instanceof Event.Arrived e && theirs(e.packet().segment())) {
                Segment s = e.packet().segment();
                acked = s.syn() || !heard || Seq.lt(acked, s.end()) ? s.end() : acked;
                heard = true;
            }
        }
        segment = segment.withSeq(next).withAck(segment.hasAck() ? acked : 0);
    }

    private boolean mine(Segment s) {
        return s.srcPort() == segment.srcPort() && s.dstPort() == segment.dstPort();
    }

    private boolean theirs(Segment s) {
        return s.srcPort() == segment.dstPort() && s.dstPort() == segment.srcPort();
    }

    /** Its sequence number lies so far above the right one, or below it. */
    public Forgery seq(int offset) {
        segment = segment.withSeq(segment.seq() + offset);
        return this;
    }

    /** Its acknowledgment number lies so far above the right one, or below it. */
    public Forgery ack(int offset) {
        segment = segment.withAck(segment.ack() + offset);
        return this;
    }

    /** It carries text. */
    public Forgery data(String text) {
        segment = segment.withData(Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    /** It is on its way. */
    public void send() {
        net.inject(new Packet(net.world().address(from), net.world().address(from.other()), segment), "somebody");
    }
}
