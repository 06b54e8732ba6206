package org.lastack.kit.unusual;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.lastack.host.Result;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;

/** A stack whose packets look otherwise on the wire. */
final class Wire extends ForwardingStack {
    private static final int IP4_HEADER = 20;

    private final UnaryOperator<Bytes> pen;

    Wire(StackUnderTest inner, UnaryOperator<Bytes> pen) {
        super(inner);
        this.pen = pen;
    }

    /** One of which the segments look otherwise. */
    static Wire ofSegments(StackUnderTest inner, UnaryOperator<Segment> pen) {
        return new Wire(inner, octets -> {
            Packet p = decode(octets);
            return PacketCodec.encode(new Packet(p.src(), p.dst(), pen.apply(p.segment())));
        });
    }

    private static Packet decode(Bytes octets) {
        try {
            return PacketCodec.decode(octets);
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void attach(Output output) {
        super.attach(new Output() {
            @Override
            public void packet(Bytes octets) {
                output.packet(pen.apply(octets));
            }

            @Override
            public void done(int socket, Result result) {
                output.done(socket, result);
            }
        });
    }

    /** PSH on all that follows the SYN. */
    static Segment pushed(Segment s) {
        return s.syn() || s.rst() ? s : s.withFlags(s.flags() | Flags.PSH);
    }

    /** Fields that mean nothing have something in them: the urgent pointer without URG, the ACK number without ACK. */
    static Segment unusedFieldsFilled(Segment s) {
        Segment filled = s.withUrgent(0xbeef);
        return s.hasAck() ? filled : filled.withAck(0xdeadbeef);
    }

    /** A SYN that offers ECN (RFC 3168 §6.1.1), SACK and an option for experiments (RFC 6994), the known ones last. */
    static Segment manyOptions(Segment s) {
        if (!s.syn()) {
            return s;
        }
        Options options = s.options().withSackPermitted(!s.hasAck());
        Segment more = s.withOptions(options.withOther(Bytes.fromHex("fd04f989")));
        return s.hasAck() ? more : more.withFlags(s.flags() | 0xc0);
    }

    /** TTL, type of service and identification of an IPv4 packet, traffic class and flow of an IPv6 one. */
    static UnaryOperator<Bytes> otherIpHeaders() {
        int[] sent = {0};
        return octets -> {
            byte[] out = octets.toArray();
            if (out[0] >> 4 == 4) {
                out[1] = 0x10;
                out[4] = (byte) (++sent[0] >> 8);
                out[5] = (byte) sent[0];
                out[6] = 0;
                out[8] = (byte) 255;
                out[10] = 0;
                out[11] = 0;
                int sum = 0;
                for (int i = 0; i < IP4_HEADER; i += 2) {
                    sum += (out[i] & 255) << 8 | out[i + 1] & 255;
                }
                sum = ~((sum & 0xffff) + (sum >> 16));
                out[10] = (byte) (sum >> 8);
                out[11] = (byte) sum;
            } else {
                out[0] = 0x61;
                out[1] = 0x23;
                out[3] = 0x45;
                out[7] = (byte) 255;
            }
            return Bytes.copyOf(out);
        };
    }

    /** What was sent before, by port and number. */
    private static final class Memory {
        private final Map<Integer, Map<Integer, Segment>> first = new HashMap<>();
        private final Map<Integer, Integer> next = new HashMap<>();

        /** Returns the first segment at this number that is as long, or null when it is new. */
        Segment firstOf(Segment s) {
            int ports = s.srcPort() << 16 | s.dstPort();
            if (s.syn()) {
                first.remove(ports);
                next.put(ports, s.end());
                return null;
            }
            Map<Integer, Segment> sent = first.computeIfAbsent(ports, p -> new HashMap<>());
            Segment before = s.len() == 0 ? null : sent.get(s.seq());
            if (before != null && before.len() == s.len()) {
                return before;
            }
            if (s.len() > 0) {
                sent.put(s.seq(), s);
            }
            return null;
        }

        /** Tells whether nothing of it is new. */
        boolean isCopy(Segment s) {
            int ports = s.srcPort() << 16 | s.dstPort();
            int edge = next.getOrDefault(ports, s.seq());
            boolean copy = s.len() > 0 && !s.syn() && Seq.leq(s.end(), edge);
            next.put(ports, s.syn() ? s.end() : Seq.max(edge, s.end()));
            return copy;
        }
    }

    /** Copies have the ACK and the window that they had at first: the queue holds whole segments (RFC 9293 §3.10.8). */
    static UnaryOperator<Segment> copiesAsFirstSent() {
        Memory memory = new Memory();
        return s -> {
            Segment first = s.rst() ? null : memory.firstOf(s);
            return first == null ? s : s.withAck(first.ack()).withWindow(first.window());
        };
    }

    /** Copies offer no window; the next ACK does. */
    static UnaryOperator<Segment> copiesWithoutWindow() {
        Memory memory = new Memory();
        return s -> !s.rst() && memory.isCopy(s) ? s.withWindow(0) : s;
    }
}
