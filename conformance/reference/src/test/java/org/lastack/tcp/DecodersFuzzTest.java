package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lastack.world.Dice;

/** Whatever the octets are, who reads them gives a packet, an error, or the one exception that is declared. */
class DecodersFuzzTest {
    /** More when asked: {@code -Dfuzz.packets=10000000}. */
    private static final int COUNT = Integer.getInteger("fuzz.packets", 50_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private final Dice dice = new Dice(SEED);
    private final AnyPacket any = new AnyPacket(dice);

    private int packets;
    private int errors;

    @Test
    void no_octets_are_too_much_for_a_decoder() {
        for (int i = 0; i < COUNT; i++) {
            boolean v6 = dice.percent(50);
            Bytes octets = any.next(packet(v6), packet(dice.percent(80) == v6));
            try {
                read(octets);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", number " + i + ": " + octets.toHex(), e);
            }
        }
        assertTrue(packets > COUNT / 5 && errors > COUNT / 10, packets + " packets and " + errors + " errors");
    }

    private void read(Bytes octets) {
        try {
            Packet packet = PacketCodec.decode(octets);
            packet.segment().options().userTimeout();
            assertEquals(packet, PacketCodec.decode(PacketCodec.encode(packet)));
            packets++;
        } catch (MalformedPacketException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        }
        PacketCodec.decodeSpoiled(octets);
        PacketCodec.checksumHolds(octets);
        errors += IcmpMessage.decode(octets) == null ? 0 : 1;
    }

    private Packet packet(boolean v6) {
        Segment segment = Segment.of(
                        dice.below(65_536),
                        dice.below(65_536),
                        (int) dice.next(),
                        (int) dice.next(),
                        dice.below(64),
                        dice.below(65_536))
                .withData(Bytes.pattern(0, dice.below(dice.percent(90) ? 20 : 1500)));
        return v6
                ? new Packet(IpAddress.of("2001:db8::1"), IpAddress.of("2001:db8::16"), segment)
                : new Packet(IpAddress.of("192.0.2.1"), IpAddress.of("192.0.2.16"), segment);
    }
}
