package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;

class JudgementTest {
    @Test
    void a_number_that_has_nothing_to_do_with_the_connection_is_said_as_it_is() {
        int far = (int) 4_000_000_000L;
        assertEquals("RST,ACK seq -1 ack 2", shown(999, 2002));
        assertEquals("RST,ACK seq @4000000000 ack 2", shown(far, 2002));
        assertEquals("RST,ACK seq 1 ack @4000000000", shown(1001, far));
        assertEquals("RST,ACK seq 1 ack @0", Judgement.show(segment(5, 0), 4, 998_999_988));
    }

    private static String shown(int seq, int ack) {
        return Judgement.show(segment(seq, ack), 1000, 2000);
    }

    private static Segment segment(int seq, int ack) {
        return Segment.of(8080, 49152, seq, ack, Flags.RST | Flags.ACK, 0);
    }
}
