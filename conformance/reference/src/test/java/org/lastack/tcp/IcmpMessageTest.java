package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IcmpMessageTest {
    private static final IpAddress A4 = IpAddress.of("192.0.2.1");
    private static final IpAddress B4 = IpAddress.of("192.0.2.16");
    private static final IpAddress A6 = IpAddress.of("2001:db8::1");
    private static final IpAddress B6 = IpAddress.of("2001:db8::16");

    private static Packet about(boolean v6) {
        Segment fin = Segment.of(8000, 16_000, 0xfffffffe, 7, Flags.FIN | Flags.ACK, 1000);
        return v6 ? new Packet(A6, B6, fin) : new Packet(A4, B4, fin);
    }

    private static Bytes encoded(IcmpError error, boolean v6) {
        return IcmpMessage.encode(error, about(v6), v6 ? B6 : B4);
    }

    @ParameterizedTest
    @EnumSource
    void an_error_says_about_which_segment_it_is(IcmpError error) {
        assertEquals(
                new IcmpMessage(error, A4, 8000, B4, 16_000, 0xfffffffe), IcmpMessage.decode(encoded(error, false)));
        if (error.existsIn(true)) {
            assertEquals(
                    new IcmpMessage(error, A6, 8000, B6, 16_000, 0xfffffffe), IcmpMessage.decode(encoded(error, true)));
        }
    }

    /** Written by hand after RFC 792: port unreachable, about eight octets of a segment alone. */
    @Test
    void eight_octets_of_the_segment_are_enough() {
        String ip = "4500003800000000400100000a0000020a000001";
        String icmp = "0303000000000000";
        String quoted = "45000028000000004006000" + "00a0000010a000002" + "1f403e8000000009";
        byte[] raw = Bytes.fromHex(ip + icmp + quoted).toArray();
        PacketCodec.put16(raw, 10, ~PacketCodec.fold(PacketCodec.sum(raw, 0, 20)));
        PacketCodec.put16(raw, 22, ~PacketCodec.fold(PacketCodec.sum(raw, 20, raw.length - 20)));
        assertEquals(
                new IcmpMessage(
                        IcmpError.PORT_UNREACHABLE,
                        IpAddress.of("10.0.0.1"),
                        8000,
                        IpAddress.of("10.0.0.2"),
                        16_000,
                        9),
                IcmpMessage.decode(Bytes.copyOf(raw)));
        assertNull(IcmpMessage.decode(Bytes.copyOf(raw, 0, raw.length - 1)));
    }

    @Test
    void octets_that_were_changed_or_cut_short_are_no_error() {
        for (boolean v6 : new boolean[] {false, true}) {
            Bytes whole = encoded(IcmpError.HOST_UNREACHABLE, v6);
            int header = v6 ? 40 : 20;
            assertNotNull(IcmpMessage.decode(whole));
            for (int i = header; i < whole.length(); i++) {
                byte[] raw = whole.toArray();
                raw[i] ^= 0x10;
                assertNull(IcmpMessage.decode(Bytes.copyOf(raw)), "octet " + i);
            }
            for (int length = 0; length < header + 8; length++) {
                assertNull(IcmpMessage.decode(whole.slice(0, length)), "length " + length);
            }
            assertNull(IcmpMessage.decode(PacketCodec.encode(about(v6))));
        }
    }

    /** A port unreachable of either version about whatever stands in the quote, with right checksums. */
    private static Bytes quoting(boolean v6, Bytes quote) {
        Bytes like = IcmpMessage.encode(IcmpError.PORT_UNREACHABLE, about(v6), v6 ? B6 : B4);
        int header = v6 ? 40 : 20;
        byte[] raw = like.slice(0, header + 8).plus(quote).toArray();
        PacketCodec.put16(raw, v6 ? 4 : 2, v6 ? raw.length - header : raw.length);
        PacketCodec.put16(raw, header + 2, 0);
        PacketCodec.put16(raw, 10, v6 ? PacketCodec.get16(like, 10) : 0);
        long pseudo = v6 ? PacketCodec.sum(raw, 8, 32) + 58 + raw.length - header : 0;
        PacketCodec.put16(
                raw, header + 2, ~PacketCodec.fold(pseudo + PacketCodec.sum(raw, header, raw.length - header)));
        if (!v6) {
            PacketCodec.put16(raw, 10, ~PacketCodec.fold(PacketCodec.sum(raw, 0, header)));
        }
        return Bytes.copyOf(raw);
    }

    @Test
    void a_quote_is_of_the_same_version_of_IP_and_holds_the_ports() {
        for (boolean v6 : new boolean[] {false, true}) {
            Bytes same = PacketCodec.encode(about(v6));
            Bytes other = PacketCodec.encode(about(!v6));
            int least = v6 ? 48 : 28;
            for (int length = 0; length <= 60; length++) {
                IcmpMessage read = IcmpMessage.decode(quoting(v6, same.slice(0, Math.min(length, same.length()))));
                assertEquals(length >= least, read != null, v6 + ", " + length + " octets");
                Bytes crossed = quoting(v6, other.slice(0, Math.min(length, other.length())));
                assertNull(IcmpMessage.decode(crossed), v6 + ", " + length + " octets of the other version");
            }
        }
    }

    @Test
    void a_quote_whose_header_lies_is_no_quote() {
        byte[] quote = PacketCodec.encode(about(false)).toArray();
        for (int words = 0; words < 16; words++) {
            quote[0] = (byte) (0x40 + words);
            boolean fits = words >= 5 && 4 * words + 8 <= quote.length;
            assertEquals(fits, IcmpMessage.decode(quoting(false, Bytes.copyOf(quote))) != null, words + " words");
        }
        quote[0] = 0x45;
        quote[7] = 1; // a later fragment, where no ports are
        assertNull(IcmpMessage.decode(quoting(false, Bytes.copyOf(quote))));
    }

    @Test
    void what_lies_behind_the_message_is_not_part_of_it() {
        for (boolean v6 : new boolean[] {false, true}) {
            Bytes whole = encoded(IcmpError.HOST_UNREACHABLE, v6);
            assertEquals(IcmpMessage.decode(whole), IcmpMessage.decode(whole.plus(Bytes.fromHex("0000"))));
        }
    }

    @Test
    void icmp6_has_no_source_quench() {
        assertThrows(IllegalArgumentException.class, () -> encoded(IcmpError.SOURCE_QUENCH, true));
    }
}
