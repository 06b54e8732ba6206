package org.lastack.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequence numbers around 2^32, addresses, and times as people write them. */
class SeqTest {
    @Test
    void comparisonsGoAroundTheCorner() {
        int last = 0xffffffff;
        assertTrue(Seq.lt(last, 0));
        assertTrue(Seq.gt(5, last - 5));
        assertTrue(Seq.leq(7, 7) && Seq.geq(7, 7));
        assertFalse(Seq.lt(0, last));
        assertEquals(3, Seq.max(last, 3));
        assertTrue(Seq.inWindow(1, last, 3));
        assertFalse(Seq.inWindow(2, last, 3));
        assertFalse(Seq.inWindow(last, last, 0));
        assertTrue(Seq.inWindow(last, last - 1, 0x40000000));
        assertEquals("4294967295", Seq.show(last));
    }

    @Test
    void aSegmentCountsItsSynAndItsFin() {
        Segment all = Segment.of(1, 2, 0xfffffffe, 0, Flags.SYN | Flags.FIN, 0).withData(Bytes.pattern(0, 3));
        assertEquals(5, all.len());
        assertEquals(3, all.end());
        assertEquals(2, all.finSeq());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::, ::",
        "::1, ::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "fe80::, fe80::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8"
    })
    void addressesAreReadAndWritten(String text, String shown) {
        assertEquals(shown, IpAddress.of(text).toString());
        assertEquals(IpAddress.of(text), IpAddress.of(shown));
    }

    @ParameterizedTest
    @CsvSource({"''", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1:2", "1::2::3", "12345::", "a.b.c.d"})
    void whatIsNoAddressIsRefused(String text) {
        org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, () -> IpAddress.of(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000 s", "60080000, 60.080 s", "999, 0.000 s", "-1500000, -1.500 s"})
    void timesAreShownInSeconds(long micros, String shown) {
        assertEquals(shown, Time.show(micros));
    }
}
