package org.lastack.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.capture.Pieces.IP;
import static org.lastack.capture.Pieces.IP6;
import static org.lastack.capture.Pieces.ethernet;
import static org.lastack.capture.Pieces.outer;
import static org.lastack.capture.Pieces.read;
import static org.lastack.capture.Pieces.udp;
import static org.lastack.capture.Written.hex;
import static org.lastack.capture.Written.plus;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Segment;

/** One segment in all that it may be wrapped in, each written down as its standard says. */
class DissectorTest {
    private static final byte[] FRAME = ethernet("0800", IP);

    private static Arguments of(String layers, int link, byte[]... parts) {
        return Arguments.of(layers, link, plus(parts));
    }

    static Stream<Arguments> links() {
        return Stream.of(
                of("Ethernet, IPv4", LinkType.ETHERNET, FRAME),
                of("Ethernet, IPv4", LinkType.ETHERNET, FRAME, hex("5555 5555")), // padding and a checksum
                of("Ethernet, IPv6", LinkType.ETHERNET, ethernet("86dd", IP6)),
                of("Ethernet, IPv4", LinkType.ETHERNET, ethernet("0090 aaaa 03 000000 0800", IP)),
                of("Ethernet, VLAN, IPv4", LinkType.ETHERNET, ethernet("8100 0005 0800", IP)),
                of("Ethernet, VLAN, VLAN, IPv4", LinkType.ETHERNET, ethernet("88a8 0005 8100 0006 0800", IP)),
                of("Ethernet, MPLS, IPv4", LinkType.ETHERNET, ethernet("8847 00010040 00011140", IP)),
                of("Ethernet, MPLS, IPv6", LinkType.ETHERNET, ethernet("8847 00011140", IP6)),
                of("Ethernet, MPLS, Ethernet, IPv4", LinkType.ETHERNET, ethernet("8847 00011140 00000000", FRAME)),
                of("Ethernet, PPPoE, PPP, IPv4", LinkType.ETHERNET, ethernet("8864 1100 0001 00b6 0021", IP)),
                of("PPPoE, PPP, IPv4", LinkType.PPPOE, hex("1100 0001 00b6 0021"), IP),
                of("PPP, IPv4", LinkType.PPP, hex("0021"), IP),
                of("PPP, IPv4", LinkType.PPP, hex("ff03 0021"), IP),
                of("PPP, IPv4", LinkType.PPP, hex("ff03 21"), IP),
                of("PPP, IPv6", LinkType.PPP_HDLC, hex("ff03 0057"), IP6),
                of("raw, IPv4", LinkType.RAW, IP),
                of("raw, IPv6", LinkType.RAW, IP6),
                of("raw, IPv4", LinkType.RAW_BSD, IP),
                of("raw, IPv4", LinkType.RAW_OPENBSD, IP),
                of("raw, IPv4", LinkType.IPV4, IP),
                of("raw, IPv6", LinkType.IPV6, IP6),
                of("loopback, IPv4", LinkType.NULL, hex("02000000"), IP),
                of("loopback, IPv4", LinkType.NULL, hex("00000002"), IP),
                of("loopback, IPv6", LinkType.NULL, hex("1e000000"), IP6),
                of("loopback, IPv6", LinkType.LOOP, hex("0000001c"), IP6),
                of("Linux cooked, IPv4", LinkType.SLL, hex("0004 0001 0006 020000000001 0000 0800"), IP),
                of("Linux cooked, IPv4", LinkType.SLL2, hex("0800 0000 00000002 0001 04 06 020000000001 0000"), IP));
    }

    static Stream<Arguments> tunnels() {
        return Stream.of(
                of("raw, IPv4, IPv4", LinkType.RAW, outer(4, IP)),
                of("raw, IPv4, IPv6", LinkType.RAW, outer(41, IP6)),
                of("raw, IPv4, GRE, IPv4", LinkType.RAW, outer(47, plus(hex("0000 0800"), IP))),
                of(
                        "raw, IPv4, GRE, IPv6",
                        LinkType.RAW,
                        outer(47, plus(hex("b000 86dd 00000000 00000007 00000001"), IP6))),
                of("raw, IPv4, GRE, Ethernet, IPv4", LinkType.RAW, outer(47, plus(hex("2000 6558 00000007"), FRAME))),
                of(
                        "raw, IPv4, GRE, PPP, IPv4",
                        LinkType.RAW,
                        outer(47, plus(hex("3081 880b 00b4 0001 00000001 00000002 0021"), IP))),
                of(
                        "raw, IPv4, GRE, ERSPAN, Ethernet, IPv4",
                        LinkType.RAW,
                        outer(47, plus(hex("1000 88be 00000001 1001000000000000"), FRAME))),
                of("raw, IPv4, VXLAN, Ethernet, IPv4", LinkType.RAW, udp(4789, plus(hex("08000000 00000500"), FRAME))),
                of(
                        "raw, IPv4, Geneve, Ethernet, IPv4",
                        LinkType.RAW,
                        udp(6081, plus(hex("0100 6558 00000500 01020300"), FRAME))),
                of("raw, IPv4, GTP-U, IPv4", LinkType.RAW, udp(2152, plus(hex("30 ff 00b4 00000001"), IP))),
                of(
                        "raw, IPv4, GTP-U, IPv4",
                        LinkType.RAW,
                        udp(2152, plus(hex("34 ff 00b4 00000001 0000 00 85 01 0000 00"), IP))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"links", "tunnels"})
    void the_segment_is_found_inside(String layers, int link, byte[] octets) {
        Seen seen = assertInstanceOf(Seen.class, read(link, octets));
        assertEquals(layers, Layer.show(seen.layers()));
        assertEquals(4000, seen.srcPort());
        assertEquals(80, seen.dstPort());
        assertEquals(1000, seen.seq());
        assertEquals(2000, seen.ack());
        assertEquals(Flags.ACK | Flags.PSH, seen.flags());
        assertEquals(512, seen.window());
        assertEquals(100, seen.text());
        assertTrue(seen.stamped());
        assertEquals(77, seen.tsVal());
        assertEquals(64, seen.ttl());
        assertEquals(Checksum.RIGHT, seen.sum());
        assertTrue(
                seen.src().toString().matches("10\\.0\\.0\\.1|2001:db8::1"),
                seen.src().toString());
    }

    @Test
    void every_link_cut_anywhere_shows_the_same_or_nothing() {
        Stream.concat(links(), tunnels()).forEach(a -> {
            byte[] octets = (byte[]) a.get()[2];
            for (int kept = 0; kept < octets.length; kept++) {
                Found found = read((int) a.get()[1], octets, kept);
                if (found instanceof Seen seen) {
                    assertEquals(1000, seen.seq());
                    assertEquals(100, seen.text(), "the length is in the headers");
                }
            }
        });
    }

    @Test
    void of_what_is_cut_after_the_header_the_checksum_is_unknown() {
        Seen seen = assertInstanceOf(Seen.class, read(LinkType.ETHERNET, FRAME, 64));
        assertEquals(Checksum.UNKNOWN, seen.sum());
        assertEquals(100, seen.text());
        assertEquals(Unseen.CUT, read(LinkType.ETHERNET, FRAME, 50));
    }

    @Test
    void options_of_a_syn_are_read() {
        Options options = Options.NONE.withMss(1460).withWindowScale(7).withSackPermitted(true);
        Segment syn = Segment.of(4000, 80, 1, 0, Flags.SYN, 65_535).withOptions(options);
        Seen seen = assertInstanceOf(Seen.class, read(LinkType.RAW, Pieces.ip4(syn)));
        assertEquals(1460, seen.mss());
        assertEquals(7, seen.scale());
        assertEquals(1, seen.len());
    }

    @Test
    void a_super_segment_has_length_0_until_the_card_cuts_it() {
        byte[] large = Pieces.ip4(Pieces.SEGMENT.withData(Bytes.pattern(0, 40_000)));
        Pieces.put16(large, 2, 0);
        Seen seen = assertInstanceOf(Seen.class, read(LinkType.ETHERNET, Written.framed(large)));
        assertEquals(40_000, seen.text());
        byte[] jumbo = Arrays.copyOf(IP6, IP6.length);
        Pieces.put16(jumbo, 4, 0);
        assertEquals(
                100, assertInstanceOf(Seen.class, read(LinkType.RAW, jumbo)).text());
    }

    @Test
    void a_checksum_that_the_card_completes_is_told_from_a_wrong_one() {
        byte[] octets = IP.clone();
        int tcp = octets.length - 20;
        int pseudo = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + tcp;
        Pieces.put16(octets, 36, pseudo);
        assertEquals(Checksum.OFFLOADED, ((Seen) read(LinkType.RAW, octets)).sum());
        Pieces.put16(octets, 36, pseudo + 3);
        assertEquals(Checksum.WRONG, ((Seen) read(LinkType.RAW, octets)).sum());
    }

    @Test
    void extension_headers_of_ipv6_are_passed() {
        byte[] tcp = Arrays.copyOfRange(IP6, 40, IP6.length);
        byte[] header = Arrays.copyOf(IP6, 40);
        header[6] = 0; // hop-by-hop, then destination options, then the authentication header
        byte[] extended = plus(
                header,
                hex("3c00 010400000000 3300 010400000000 0604 0000 00000001 00000001 000000000000000000000000"),
                tcp);
        Pieces.put16(extended, 4, extended.length - 40);
        Seen seen = assertInstanceOf(Seen.class, read(LinkType.RAW, extended));
        assertEquals(100, seen.text());
        assertEquals(Checksum.RIGHT, seen.sum());
    }

    @Test
    void what_is_no_tcp_is_nothing() {
        assertEquals(Unseen.OTHER, read(LinkType.ETHERNET, ethernet("0806", new byte[28])));
        assertEquals(Unseen.OTHER, read(LinkType.RAW, outer(1, new byte[8])));
        assertEquals(Unseen.OTHER, read(LinkType.RAW, udp(53, new byte[40])));
        assertEquals(Unseen.STRANGE_LINK, read(147, IP));
        byte[] wrong = IP.clone();
        wrong[32] = 0x10; // a data offset of 4
        assertEquals(Unseen.MALFORMED, read(LinkType.RAW, wrong));
        byte[] overrun = IP.clone();
        overrun[43] = 40; // the length of an option
        assertEquals(Unseen.MALFORMED, read(LinkType.RAW, overrun));
    }

    @Test
    void tunnels_in_tunnels_have_an_end() {
        byte[] octets = IP;
        for (int i = 0; i < 40; i++) {
            octets = outer(4, octets);
        }
        assertEquals(Unseen.MALFORMED, read(LinkType.RAW, octets));
    }
}
