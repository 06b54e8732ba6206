package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.world.Dice;

/** Packets to octets and back, and octets that are no packet. */
class PacketCodecTest {
    private static final IpAddress A4 = IpAddress.of("192.0.2.1");
    private static final IpAddress B4 = IpAddress.of("198.51.100.200");
    private static final IpAddress A6 = IpAddress.of("2001:db8::1");
    private static final IpAddress B6 = IpAddress.of("fe80::ffff:0:2");

    private static Options options(Dice dice) {
        Options o = Options.NONE;
        o = dice.percent(50) ? o.withMss(1 + dice.below(65_535)) : o;
        o = dice.percent(50) ? o.withWindowScale(dice.below(15)) : o;
        o = o.withSackPermitted(dice.percent(50));
        o = dice.percent(50) ? o.withTimestamps(new Timestamps((int) dice.next(), (int) dice.next())) : o;
        return dice.percent(30) ? o.withOther(Bytes.fromHex("fe06aabbccdd")) : o;
    }

    @Test
    void whatIsEncodedDecodesToTheSame() throws MalformedPacketException {
        Dice dice = new Dice(1);
        for (int i = 0; i < 2000; i++) {
            boolean v6 = dice.percent(50);
            Segment segment = new Segment(
                    dice.below(65_536),
                    dice.below(65_536),
                    (int) dice.next(),
                    (int) dice.next(),
                    dice.below(0x1000),
                    dice.below(65_536),
                    dice.below(65_536),
                    options(dice),
                    Bytes.pattern(dice.below(251), dice.below(40)));
            Packet packet = new Packet(v6 ? A6 : A4, v6 ? B6 : B4, segment).padded(dice.below(7));
            assertEquals(packet, PacketCodec.decode(PacketCodec.encode(packet)));
        }
    }

    /** The Internet checksum as RFC 1071 defines it, over the octets of a hexadecimal text. */
    private static int checksum(String hex) {
        int sum = 0;
        String even = hex.length() % 4 == 0 ? hex : hex + "00";
        for (int i = 0; i < even.length(); i += 4) {
            sum += Integer.parseInt(even.substring(i, i + 4), 16);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Test
    void aPacketHasTheLayoutOfTheRfcsAndChecksumsThatAddUp() {
        Segment fin = Segment.of(0x1234, 80, 0xfffffffe, 5, Flags.FIN | Flags.ACK, 0xabcd)
                .withOptions(Options.NONE.withTimestamps(new Timestamps(1, 2)))
                .withData(Bytes.fromHex("010203"));
        String four = PacketCodec.encode(new Packet(A4, B4, fin)).toHex();
        String ip = four.substring(0, 40);
        String tcp = four.substring(40);
        assertEquals("45000037", ip.substring(0, 8)); // version, header length, total length 55
        assertEquals("06", ip.substring(18, 20));
        assertEquals("c0000201" + "c63364c8", ip.substring(24));
        assertEquals("12340050" + "fffffffe" + "00000005" + "8011" + "abcd", tcp.substring(0, 32));
        assertEquals("0000" + "0101080a" + "00000001" + "00000002" + "010203", tcp.substring(36));
        assertEquals(0xffff, checksum(ip));
        assertEquals(0xffff, checksum(ip.substring(24) + "0006" + "0023" + tcp));

        String six = PacketCodec.encode(new Packet(A6, B6, fin)).toHex();
        assertEquals("60000000" + "0023" + "06", six.substring(0, 14));
        assertEquals(0xffff, checksum(six.substring(16, 80) + "00000023" + "00000006" + six.substring(80)));
    }

    @Test
    void everySingleFlippedBitIsNoticedOrChangesAFieldThatNoChecksumCovers() throws MalformedPacketException {
        for (boolean v6 : List.of(false, true)) {
            Segment segment = Segment.of(1, 2, 3, 4, Flags.ACK, 5).withData(Bytes.pattern(0, 7));
            Packet packet = new Packet(v6 ? A6 : A4, v6 ? B6 : B4, segment);
            byte[] octets = PacketCodec.encode(packet).toArray();
            for (int bit = 0; bit < 8 * octets.length; bit++) {
                byte[] broken = octets.clone();
                broken[bit / 8] ^= (byte) (1 << bit % 8);
                // IPv6 has no header checksum: traffic class, flow label and hop limit may be anything.
                boolean free = v6 && (bit / 8 == 0 && bit % 8 < 4 || bit / 8 < 4 && bit / 8 > 0 || bit / 8 == 7);
                if (free) {
                    assertEquals(packet, PacketCodec.decode(Bytes.copyOf(broken)));
                } else {
                    assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(Bytes.copyOf(broken)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTruncationIsRefused(boolean v6) {
        Segment segment = Segment.of(1, 2, 3, 4, Flags.ACK, 5).withData(Bytes.pattern(0, 7));
        Bytes octets = PacketCodec.encode(new Packet(v6 ? A6 : A4, v6 ? B6 : B4, segment));
        for (int length = 0; length < octets.length(); length++) {
            Bytes cut = octets.slice(0, length);
            assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(cut));
        }
    }

    /** Options in hexadecimal, padded to words, and what becomes of them: RFC 9293 MUST-5, 6, 7, 68. */
    @ParameterizedTest
    @CsvSource({
        "fe040000, ignored", "01010101, ignored", "00ffffff, ignored", "0204, malformed", "02, malformed",
        "fe000000, malformed", "fe010000, malformed", "fe050000, malformed", "080affff, malformed", "020305, ignored"
    })
    void unknownOptionsAreIgnoredAndBrokenOnesRefused(String hex, String expected) throws MalformedPacketException {
        Bytes octets = withRawOptions(hex);
        if (expected.equals("malformed")) {
            assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(octets));
        } else {
            Segment segment = PacketCodec.decode(octets).segment();
            assertTrue(segment.fin());
            assertEquals(0, segment.options().mss());
        }
    }

    private static Bytes withRawOptions(String hex) {
        Bytes raw = Bytes.fromHex(hex);
        // Fills the options with no-operations from the front, so that a broken one comes last.
        Bytes padded = Bytes.fromHex("01010101".substring(0, 2 * ((4 - raw.length() % 4) % 4)))
                .plus(raw);
        Segment fin = Segment.of(1, 2, 3, 4, Flags.FIN | Flags.ACK, 5).withOptions(Options.NONE.withOther(padded));
        return PacketCodec.encode(new Packet(A4, B4, fin));
    }

    /** As a sender may pack them that leaves no gaps: MSS, scale, SACK, timestamps and 21 octets more. */
    @Test
    void optionsThatFillTheHeaderAreWrittenAgain() throws MalformedPacketException {
        Packet packet = PacketCodec.decode(
                withRawOptions("02040400" + "030307" + "0402" + "080a0000000100000002" + "fe15" + "00".repeat(19)));
        assertEquals(1024, packet.segment().options().mss());
        assertEquals(21, packet.segment().options().other().length());
        assertEquals(packet, PacketCodec.decode(PacketCodec.encode(packet)));
    }

    @Test
    void whoLooksOnReadsWhatNoReceiverTakes() {
        Bytes malformed = withRawOptions("fe000000");
        Packet seen = PacketCodec.decodeSpoiled(malformed);
        assertTrue(seen != null && seen.segment().fin() && seen.dst().equals(B4), () -> "of " + malformed);
        assertEquals(Bytes.fromHex("fe000000"), seen.segment().options().other());
        assertTrue(PacketCodec.checksumHolds(malformed));

        byte[] raw = malformed.toArray();
        raw[36] ^= 1; // the TCP checksum
        Bytes spoiled = Bytes.copyOf(raw);
        assertEquals(seen, PacketCodec.decodeSpoiled(spoiled));
        assertFalse(PacketCodec.checksumHolds(spoiled));

        Bytes cut = malformed.slice(0, 39);
        assertNull(PacketCodec.decodeSpoiled(cut));
        assertFalse(PacketCodec.checksumHolds(cut));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, true",
        "223.255.255.255, true",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "0.0.0.0, false",
        "2001:db8::1, true",
        "fe80::1, true",
        "ff02::1, false"
    })
    void broadcastAndMulticastAreNotUnicast(String address, boolean unicast) {
        assertEquals(unicast, IpAddress.of(address).isUnicast());
    }

    @Test
    void whatCannotBeAPacketIsAnErrorOfTheCaller() {
        Segment ack = Segment.of(1, 2, 3, 4, Flags.ACK, 5);
        assertThrows(IllegalArgumentException.class, () -> PacketCodec.encode(new Packet(A4, B6, ack)));
        Segment full = ack.withOptions(Options.NONE.withOther(Bytes.pattern(0, 41)));
        assertThrows(IllegalArgumentException.class, () -> PacketCodec.encode(new Packet(A4, B4, full)));
    }

    @ParameterizedTest
    @CsvSource({"'45', IPv4 header cut short", "'', IP version 0", "'77', IP version 7", "'60', IPv6 header cut short"})
    void theReasonIsSaid(String hex, String reason) {
        MalformedPacketException e =
                assertThrows(MalformedPacketException.class, () -> PacketCodec.decode(Bytes.fromHex(hex)));
        assertEquals(reason, e.getMessage());
    }
}
