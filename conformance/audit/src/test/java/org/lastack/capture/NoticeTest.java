package org.lastack.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;

/** ICMP errors about TCP segments, as RFC 792 and RFC 4443 have them. */
class NoticeTest {
    private static final String[] V4 = {"192.0.2.1", "192.0.2.2", "192.0.2.9"};
    private static final String[] V6 = {"2001:db8::1", "2001:db8::2", "2001:db8::9"};

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(IcmpError.NET_UNREACHABLE, Notice.Kind.NET_UNREACHABLE),
                Arguments.of(IcmpError.HOST_UNREACHABLE, Notice.Kind.HOST_UNREACHABLE),
                Arguments.of(IcmpError.PORT_UNREACHABLE, Notice.Kind.PORT_UNREACHABLE),
                Arguments.of(IcmpError.TIME_EXCEEDED, Notice.Kind.TIME_EXCEEDED));
    }

    private static Found read(byte[] ip) {
        return new Dissector().of(new Frame(7, 8, LinkType.RAW, new Octets(ip), ip.length));
    }

    private static byte[] error(IcmpError error, String[] addresses) {
        Packet about = new Packet(
                IpAddress.of(addresses[0]),
                IpAddress.of(addresses[1]),
                Segment.of(40_000, 80, 1234, 0, Flags.SYN, 65_535));
        return IcmpMessage.encode(error, about, IpAddress.of(addresses[2])).toArray();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void both_versions_say_what_was_wrong_with_which_segment(IcmpError error, Notice.Kind kind) {
        for (String[] addresses : new String[][] {V4, V6}) {
            Notice notice = assertInstanceOf(Notice.class, read(error(error, addresses)));
            assertEquals(
                    new Notice(
                            7,
                            8,
                            IpAddress.of(addresses[2]),
                            kind,
                            IpAddress.of(addresses[0]),
                            40_000,
                            IpAddress.of(addresses[1]),
                            80,
                            1234,
                            0),
                    notice);
        }
    }

    @Test
    void what_is_too_long_says_what_fits() {
        byte[] four = error(IcmpError.HOST_UNREACHABLE, V4);
        four[21] = 4;
        four[26] = 1400 >> 8;
        four[27] = (byte) 1400;
        assertEquals(1400, assertInstanceOf(Notice.class, read(four)).mtu());
        byte[] six = error(IcmpError.HOST_UNREACHABLE, V6);
        six[40] = 2;
        six[41] = 0;
        six[46] = 1280 >> 8;
        six[47] = (byte) 1280;
        Notice notice = assertInstanceOf(Notice.class, read(six));
        assertEquals(1280, notice.mtu());
        assertEquals(Notice.Kind.TOO_LONG, notice.kind());
    }

    @Test
    void what_is_no_error_about_tcp_is_another_protocol() {
        byte[] echo = error(IcmpError.HOST_UNREACHABLE, V4);
        echo[20] = 8;
        assertEquals(Unseen.OTHER, read(echo));
        byte[] udp = error(IcmpError.HOST_UNREACHABLE, V4);
        udp[28 + 9] = 17;
        assertEquals(Unseen.OTHER, read(udp));
    }
}
