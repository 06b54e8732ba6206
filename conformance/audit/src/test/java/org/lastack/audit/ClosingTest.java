package org.lastack.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.lastack.world.Side;

/** Who closed first, where packets are missing: most of these were once told wrong. */
class ClosingTest {
    private static void cannotTell(Noted capture) throws IOException {
        Ending e = capture.ending();
        assertNull(e.closedFirst(), e::sentence);
        assertFalse(e.doubts().isEmpty(), e::sentence);
    }

    @Test
    void text_behind_a_gap_does_not_show_that_the_gap_holds_no_fin_unless_it_is_acknowledged() throws IOException {
        // Missing: the server's FIN, with number 1; it sends on behind it, as nobody should.
        cannotTell(Noted.opened()
                .client("FIN,ACK", 1, 2, 0)
                .server("ACK", 2, 2, 1)
                .server("FIN,ACK", 2, 2, 2)
                .client("RST", 2, 0, 0));
        Ending e = Noted.opened()
                .server("ACK", 101, 1, 100)
                .client("ACK", 1, 201, 0)
                .every(10)
                .client("FIN,ACK", 1, 201, 0)
                .server("ACK", 201, 2, 0)
                .server("FIN,ACK", 201, 2, 0)
                .client("ACK", 2, 202, 0)
                .ending();
        assertEquals(Side.CLIENT, e.closedFirst(), e::sentence);
    }

    @Test
    void a_gap_that_a_fin_fills_later_may_have_held_that_fin() throws IOException {
        // Missing: the server's FIN, before that of the client.
        cannotTell(Noted.opened()
                .client("FIN,ACK", 1, 1, 0)
                .server("ACK", 2, 2, 0)
                .client("RST", 2, 0, 0)
                .server("FIN,ACK", 1, 2, 0));
    }

    @Test
    void a_fin_below_the_number_of_the_own_syn_closes_nothing() throws IOException {
        Ending e = Noted.opened()
                .server("FIN,ACK", -76, 1, 65)
                .client("RST", 1, 0, 0)
                .ending();
        assertNull(e.closedFirst(), e::sentence);
        assertFalse(e.sentence().contains("closed first"), e::sentence);
    }

    @Test
    void fins_of_two_numbers_are_not_believed() throws IOException {
        cannotTell(Noted.opened()
                .every(10)
                .client("FIN,ACK", 1, 1, 0)
                .client("FIN,ACK", 5, 1, 0)
                .server("FIN,ACK", 1, 2, 0)
                .client("ACK", 2, 2, 0));
    }

    @Test
    void numbers_beyond_any_window_are_those_of_another_connection() throws IOException {
        // Missing: the FIN of the client before, and both SYNs of the second connection.
        cannotTell(Noted.opened()
                .server("FIN,ACK", 1, 2, 0)
                .client("ACK", 2, 2, 0)
                .client("ACK", 1_000_003, 101, 10)
                .server("ACK", 101, 1_000_013, 0)
                .client("FIN,ACK", 1_000_013, 101, 0)
                .server("ACK", 101, 1_000_014, 0));
    }

    @Test
    void a_syn_that_nobody_took_may_leave_the_older_connection_where_it_was() throws IOException {
        // The server has had the client's first FIN; the SYN meets that connection and draws an ACK.
        cannotTell(Noted.opened()
                .client("FIN,ACK", 1, 1, 0)
                .server("ACK", 1, 2, 0)
                .client("RST", -270, 0, 0)
                .client("SYN", 1, 0, 0)
                .server("ACK", 1, 2, 0)
                .client("ACK", 3, 1, 0)
                .server("FIN,ACK", 1, 2, 0)
                .client("ACK", 3, 2, 0));
    }

    @Test
    void a_reset_right_after_the_handshake_may_be_an_abort_whose_ack_was_not_seen() throws IOException {
        Ending e = new Noted()
                .every(1)
                .client("SYN", 0, 0, 0)
                .server("SYN,ACK", 0, 1, 0)
                .client("RST", 1, 0, 0)
                .ending();
        assertEquals(Cause.HANDSHAKE_LEFT, e.reasons().get(0).cause(), e::sentence);
        assertTrue(e.has(Cause.ABORT), e::sentence);
    }
}
