package org.lastack.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.lastack.capture.Pieces.IP;
import static org.lastack.capture.Pieces.IP6;
import static org.lastack.capture.Written.hex;
import static org.lastack.capture.Written.plus;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentsTest {
    private final Dissector dissector = new Dissector();

    private Found read(byte[] octets, int captured) {
        Octets kept = new Octets(Arrays.copyOf(octets, Math.min(captured, octets.length)));
        return dissector.of(new Frame(1, 0, LinkType.RAW, kept, octets.length));
    }

    private Found read(byte[] octets) {
        return read(octets, octets.length);
    }

    private static byte[] part(int id, int from, int to) {
        byte[] payload = Arrays.copyOfRange(IP, 20, IP.length);
        byte[] header = Arrays.copyOf(IP, 20);
        Pieces.put16(header, 2, 20 + to - from);
        Pieces.put16(header, 4, id);
        Pieces.put16(header, 6, from / 8 | (to < payload.length ? 0x2000 : 0));
        return plus(header, Arrays.copyOfRange(payload, from, to));
    }

    @Test
    void parts_make_a_segment_in_whatever_order_they_come() {
        int end = IP.length - 20;
        for (List<byte[]> parts : List.of(
                List.of(part(1, 0, 40), part(1, 40, 80), part(1, 80, end)),
                List.of(part(1, 80, end), part(1, 40, 80), part(1, 0, 40)),
                List.of(part(1, 40, 80), part(1, 40, 80), part(1, 80, end), part(1, 0, 40)))) {
            for (byte[] part : parts.subList(0, parts.size() - 1)) {
                assertEquals(Unseen.FRAGMENT, read(part));
            }
            Seen seen = assertInstanceOf(Seen.class, read(parts.get(parts.size() - 1)));
            assertEquals(100, seen.text());
            assertEquals(Checksum.RIGHT, seen.sum());
            assertEquals("raw, IPv4, fragments", Layer.show(seen.layers()));
        }
        assertEquals(0, dissector.incomplete());
    }

    @Test
    void parts_of_two_datagrams_are_kept_apart() {
        int end = IP.length - 20;
        read(part(1, 0, 40));
        assertEquals(Unseen.FRAGMENT, read(part(2, 40, end)));
        assertInstanceOf(Seen.class, read(part(1, 40, end)));
        assertEquals(1, dissector.incomplete());
    }

    @Test
    void parts_that_were_cut_tell_the_header_and_the_length() {
        int end = IP.length - 20;
        read(part(1, 0, 80), 60);
        Seen seen = assertInstanceOf(Seen.class, read(part(1, 80, end), 60));
        assertEquals(100, seen.text());
        assertEquals(Checksum.UNKNOWN, seen.sum());
    }

    @Test
    void parts_of_ipv6_make_a_segment() {
        byte[] payload = Arrays.copyOfRange(IP6, 40, IP6.length);
        assertEquals(Unseen.FRAGMENT, read(part6("0600 0001 00000009", Arrays.copyOf(payload, 64))));
        byte[] rest = Arrays.copyOfRange(payload, 64, payload.length);
        assertEquals(
                100,
                assertInstanceOf(Seen.class, read(part6("0600 0040 00000009", rest)))
                        .text());
        assertEquals(
                100,
                assertInstanceOf(Seen.class, read(part6("0600 0000 0000000a", payload)))
                        .text(),
                "an atomic one");
    }

    private static byte[] part6(String fragment, byte[] payload) {
        byte[] header = Arrays.copyOf(IP6, 40);
        header[6] = 44;
        Pieces.put16(header, 4, 8 + payload.length);
        return plus(header, hex(fragment), payload);
    }

    @Test
    void what_waits_in_vain_is_limited() {
        for (int id = 0; id < 10_000; id++) {
            read(part(id, 0, 40));
        }
        assertEquals(10_000, dissector.incomplete());
    }
}
