package org.lastack.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.capture.Pieces.frames;
import static org.lastack.capture.Written.hex;
import static org.lastack.capture.Written.plus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureReaderTest {
    private static final byte[] SIX = hex("010203040506");
    private static final long AT = 1_700_000_000_123_456L;

    private static byte[] octets(Frame frame) {
        byte[] octets = new byte[frame.octets().length()];
        frame.octets().copyTo(octets, 0);
        return octets;
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void pcap_of_both_byte_orders_and_resolutions(boolean little, boolean nanoseconds) throws IOException {
        ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        List<Frame> frames = frames(new Written(order, nanoseconds, LinkType.RAW)
                .add(AT, SIX)
                .add(AT + 1, SIX, 4)
                .octets());
        assertEquals(2, frames.size());
        assertEquals(AT, frames.get(0).at());
        assertEquals(LinkType.RAW, frames.get(0).link());
        assertArrayEquals(SIX, octets(frames.get(0)));
        assertEquals(2, frames.get(1).number());
        assertEquals(4, frames.get(1).octets().length());
        assertEquals(6, frames.get(1).length());
    }

    private static byte[] block(ByteOrder order, int type, byte[] body) {
        int padded = (body.length + 3) / 4 * 4;
        return ByteBuffer.allocate(12 + padded)
                .order(order)
                .putInt(type)
                .putInt(12 + padded)
                .put(body)
                .putInt(8 + padded, 12 + padded)
                .array();
    }

    private static byte[] section(ByteOrder order) {
        return block(
                order,
                0x0A0D0D0A,
                ByteBuffer.allocate(16)
                        .order(order)
                        .putInt(0x1A2B3C4D)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array());
    }

    private static byte[] card(ByteOrder order, int link, int snaplen, byte[] options) {
        ByteBuffer fixed = ByteBuffer.allocate(8)
                .order(order)
                .putShort((short) link)
                .putShort((short) 0)
                .putInt(snaplen);
        return block(order, 1, plus(fixed.array(), options));
    }

    private static byte[] option(ByteOrder order, int code, byte[] value) {
        int padded = (value.length + 3) / 4 * 4;
        return ByteBuffer.allocate(4 + padded)
                .order(order)
                .putShort((short) code)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    private static byte[] packet(ByteOrder order, int card, long ticks, byte[] octets, int length) {
        byte[] fixed = ByteBuffer.allocate(20)
                .order(order)
                .putInt(card)
                .putInt((int) (ticks >>> 32))
                .putInt((int) ticks)
                .putInt(octets.length)
                .putInt(length)
                .array();
        return block(order, 6, plus(fixed, octets));
    }

    /** The beginning of a file with one Ethernet card. */
    static byte[] head() {
        return plus(section(ByteOrder.LITTLE_ENDIAN), card(ByteOrder.LITTLE_ENDIAN, LinkType.ETHERNET, 0, new byte[0]));
    }

    /** A packet of that card. */
    static byte[] framed(long at, byte[] octets) {
        return packet(ByteOrder.LITTLE_ENDIAN, 0, at, octets, octets.length);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void pcapng_with_several_interfaces_and_clocks(boolean little) throws IOException {
        ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] offset =
                ByteBuffer.allocate(8).order(order).putLong(1_700_000_000L).array();
        byte[] file = plus(
                section(order),
                card(order, LinkType.RAW, 0, new byte[0]),
                card(order, LinkType.ETHERNET, 96, option(order, 9, new byte[] {9})),
                card(order, LinkType.RAW, 0, option(order, 9, new byte[] {3})),
                card(order, LinkType.RAW, 0, option(order, 9, new byte[] {(byte) 0x94})),
                card(order, LinkType.RAW, 0, plus(option(order, 9, new byte[] {6}), option(order, 14, offset))),
                packet(order, 0, AT, SIX, 6),
                packet(order, 1, AT * 1000 + 999, SIX, 1500),
                packet(order, 2, AT / 1000, SIX, 6),
                block(order, 0x0BAD, SIX),
                packet(order, 3, (AT / 1_000_000 << 20) + (1 << 19), SIX, 6),
                packet(order, 4, 123_456, SIX, 6));
        List<Frame> frames = frames(file);
        assertEquals(
                List.of(AT, AT, AT / 1000 * 1000, AT / 1_000_000 * 1_000_000 + 500_000, AT),
                frames.stream().map(Frame::at).toList());
        assertEquals(LinkType.ETHERNET, frames.get(1).link());
        assertEquals(1500, frames.get(1).length());
        assertArrayEquals(SIX, octets(frames.get(4)));
    }

    @Test
    void simple_and_old_packet_blocks() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] simple = plus(ByteBuffer.allocate(4).order(order).putInt(6).array(), SIX);
        byte[] old = packet(order, 7 << 16, AT, SIX, 6); // interface 0, of which 7 were dropped
        old[0] = 2;
        byte[] file = plus(section(order), card(order, LinkType.RAW, 4, new byte[0]), old, block(order, 3, simple));
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(file));
        Frame first = reader.next();
        Frame second = reader.next();
        assertNotNull(first);
        assertNotNull(second);
        assertEquals(AT, first.at());
        assertEquals(AT, second.at(), "it has no time of its own");
        assertEquals(4, second.octets().length(), "as much as the interface keeps");
        assertNull(reader.next());
        assertEquals(7, reader.dropped());
        assertEquals("", reader.flaw());
    }

    @Test
    void statistics_tell_what_was_dropped() throws IOException {
        ByteOrder order = ByteOrder.BIG_ENDIAN;
        byte[] count = ByteBuffer.allocate(8).putLong(11).array();
        byte[] statistics = block(order, 5, plus(new byte[12], option(order, 5, count), option(order, 7, count)));
        byte[] file = plus(section(order), card(order, LinkType.RAW, 0, new byte[0]), statistics);
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(file));
        assertNull(reader.next());
        assertEquals(22, reader.dropped());
    }

    @Test
    void a_new_section_may_have_another_byte_order_and_other_interfaces() throws IOException {
        byte[] file = plus(
                section(ByteOrder.LITTLE_ENDIAN),
                card(ByteOrder.LITTLE_ENDIAN, LinkType.RAW, 0, new byte[0]),
                packet(ByteOrder.LITTLE_ENDIAN, 0, AT, SIX, 6),
                section(ByteOrder.BIG_ENDIAN),
                card(ByteOrder.BIG_ENDIAN, LinkType.ETHERNET, 0, new byte[0]),
                packet(ByteOrder.BIG_ENDIAN, 0, AT, SIX, 6));
        assertEquals(
                List.of(LinkType.RAW, LinkType.ETHERNET),
                frames(file).stream().map(Frame::link).toList());
    }

    @Test
    void a_file_that_ends_too_early_tells_what_is_whole_and_says_so() throws IOException {
        byte[] whole = Written.ethernet().add(AT, SIX).add(AT, SIX).octets();
        for (int length = 24; length < whole.length; length++) {
            CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(Arrays.copyOf(whole, length)));
            int frames = 0;
            while (reader.next() != null) {
                frames++;
            }
            assertEquals((length - 24) / 22, frames);
            assertEquals((length - 24) % 22 == 0, reader.flaw().isEmpty(), reader.flaw());
        }
    }

    @Test
    void lengths_that_cannot_be_are_damage() throws IOException {
        byte[] file = Written.ethernet().add(AT, SIX).add(AT, SIX).octets();
        file[24 + 22 + 11] = 0x7f;
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(file));
        assertNotNull(reader.next());
        assertNull(reader.next());
        assertTrue(reader.flaw().startsWith("it is damaged after packet 1: a packet of "), reader.flaw());
        assertNull(reader.next());
    }

    @ParameterizedTest
    @CsvSource({
        "'', it is empty",
        "a1, 'it has 1 octets, fewer than any capture'",
        "28b52ffd, 'it is neither pcap nor pcapng but packed with zstd: unpack it first (zstd -dc FILE | lastack audit -)'",
        "00000000, 'it is neither pcap nor pcapng; editcap converts other formats'",
        "a1b2c3d4 0002, it ends in its header"
    })
    void what_is_no_capture_is_said_in_a_line(String digits, String words) {
        CaptureException e =
                assertThrows(CaptureException.class, () -> CaptureReader.of(new ByteArrayInputStream(hex(digits))));
        assertEquals(words, e.getMessage());
        assertTrue(words.getBytes(StandardCharsets.UTF_8).length < 200);
    }
}
