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

    @Test
    void icmp6_has_no_source_quench() {
        assertThrows(IllegalArgumentException.class, () -> encoded(IcmpError.SOURCE_QUENCH, true));
    }
}
