package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
    /** Octet k of every stream is k mod 251, wherever a piece of it begins and however long it is. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 251", "250, 2", "1000000000000, 600", "-1, 3", "-252, 600", "65500, 65600", "7, 200000"})
    void a_piece_of_the_stream_counts_from_the_beginning(long offset, int length) {
        Bytes piece = Bytes.pattern(offset, length);

        assertEquals(length, piece.length());
        for (int i = 0; i < length; i++) {
            assertEquals(Math.floorMod(offset + i, 251L), piece.at(i), "octet " + i);
        }
    }

    @Test
    void equal_are_the_same_octets_wherever_they_are_kept() {
        Bytes one = Bytes.pattern(3, 40);
        assertEquals(Bytes.copyOf(one.toArray()), one);
        assertEquals(Bytes.pattern(3 + 251, 40), one);
        assertNotEquals(Bytes.pattern(4, 40), one);
        assertNotEquals(Bytes.pattern(3, 41), one);
    }
}
