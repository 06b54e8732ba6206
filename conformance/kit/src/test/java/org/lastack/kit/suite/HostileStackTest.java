package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastack.host.Result;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;

/** Whatever a stack sends, the kit ends with a verdict or with one line on what broke the contract. */
@Timeout(60)
class HostileStackTest {
    /** The reference with something in place of each packet that it sends. */
    private static final class Hostile extends ForwardingStack {
        private final Function<Bytes, List<Bytes>> instead;

        Hostile(ReferenceStack inner, Function<Bytes, List<Bytes>> instead) {
            super(inner);
            this.instead = instead;
        }

        @Override
        public void attach(Output output) {
            super.attach(new Output() {
                @Override
                public void packet(Bytes octets) {
                    instead.apply(octets).forEach(output::packet);
                }

                @Override
                public void done(int socket, Result result) {
                    output.done(socket, result);
                }
            });
        }
    }

    @Test
    void a_hundred_thousand_packets_at_once_are_a_flood() {
        says("the stack floods", packet -> Collections.nCopies(100_000, packet));
    }

    /** Octets are written over the packet from an offset on, or the packet ends there. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an empty packet,             0, cut",
        "one octet,                   1, cut",
        "a cut IP header,            19, cut",
        "no TCP header,              20, cut",
        "a cut TCP header,           39, cut",
        "no IP version,               0, 05",
        "IPv6 in twenty octets,       0, 60",
        "an IP header of nothing,     0, 40",
        "an IP header beyond its end, 0, 4f",
        "a length beyond the end,     2, ffff",
        "a length below the headers,  2, 0014",
        "a TCP header of nothing,    32, 00",
        "a TCP header beyond its end,32, f0",
        "another protocol,            9, 11",
    })
    void what_is_no_packet_is_named(String what, int offset, String octets) {
        says("the stack sent a packet that is none", packet -> List.of(spoilt(packet, offset, octets)));
    }

    private static Bytes spoilt(Bytes packet, int offset, String octets) {
        if (octets.equals("cut")) {
            return packet.slice(0, offset);
        }
        byte[] raw = packet.toArray();
        Bytes over = Bytes.fromHex(octets);
        over.copyTo(raw, offset);
        return Bytes.copyOf(raw);
    }

    /** Options whose length is 0, 1 or beyond the header, in place of the MSS of the SYN. */
    @ParameterizedTest
    @CsvSource({"02000000", "02010000", "02ff05b4", "fdff0000", "00000000", "08020101"})
    void options_that_overrun_end_in_a_verdict_or_are_named(String options) {
        Verdict verdict = verdict(packet -> List.of(withOptions(packet, Bytes.fromHex(options))));
        assertTrue(verdict.kind() == Verdict.Kind.PASS || verdict.kind() == Verdict.Kind.FAIL);
        assertEquals(
                verdict.kind() == Verdict.Kind.PASS ? 0 : 1,
                verdict.why().lines().count(),
                verdict.why());
    }

    /** Writes over the first option, if there is one, and mends the checksum: nothing else is wrong with the packet. */
    private static Bytes withOptions(Bytes packet, Bytes options) {
        if (packet.length() < 44 || (packet.at(32) >> 4) < 6) {
            return packet;
        }
        byte[] raw = packet.toArray();
        int before = sum(raw, 40, 4);
        options.copyTo(raw, 40);
        int check = ((raw[36] & 0xff) << 8 | raw[37] & 0xff) + before - sum(raw, 40, 4);
        check = Math.floorMod(check, 0xffff);
        raw[36] = (byte) (check >> 8);
        raw[37] = (byte) check;
        return Bytes.copyOf(raw);
    }

    private static int sum(byte[] raw, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += (raw[i] & 0xff) << 8 | raw[i + 1] & 0xff;
        }
        return sum;
    }

    @Test
    void packets_of_64_kilobytes_are_packets() {
        UnaryOperator<Bytes> large = packet -> {
            try {
                Packet p = PacketCodec.decode(packet);
                int room = 65_535 - packet.length();
                return p.segment().data().isEmpty()
                        ? packet
                        : PacketCodec.encode(new Packet(
                                p.src(),
                                p.dst(),
                                p.segment().withData(p.segment().data().plus(Bytes.pattern(0, room)))));
            } catch (MalformedPacketException e) {
                throw new AssertionError(e);
            }
        };
        Verdict verdict = verdict(packet -> List.of(large.apply(packet)));
        assertTrue(verdict.kind() == Verdict.Kind.PASS || verdict.kind() == Verdict.Kind.FAIL, verdict.why());
    }

    private static void says(String expected, Function<Bytes, List<Bytes>> instead) {
        Verdict verdict = verdict(instead);
        assertEquals(Verdict.Kind.FAIL, verdict.kind());
        ContractException e = verdict.counterexample().breach();
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(verdict.why().contains(e.getMessage()), verdict.why());
    }

    private static Verdict verdict(Function<Bytes, List<Bytes>> instead) {
        Certification.Plan plan = new Certification.Plan(List.of(Rules.get("HC-SEND")), 1, 20, Set.of(), false);
        try {
            return Certification.run(
                            () -> new Hostile(ReferenceStack.linux(), instead), plan, Certification.Listener.SILENT)
                    .verdicts()
                    .get(0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
