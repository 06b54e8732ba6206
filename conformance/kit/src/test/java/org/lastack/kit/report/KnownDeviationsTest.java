package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownDeviationsTest {
    @Test
    void a_line_is_a_rule_and_a_reason_which_may_go_on_below() {
        KnownDeviations known = KnownDeviations.of(List.of(
                "# what this stack does",
                "",
                "TW-RESTART   tcp_in.c does not",
                "    restart the timer",
                "TW-RST\told"));
        assertEquals("tcp_in.c does not restart the timer", known.reason("TW-RESTART"));
        assertEquals("old", known.reason("TW-RST"));
        assertNull(known.reason("TW-2MSL"));
    }

    @Test
    void what_is_wrong_is_said_with_its_line() {
        assertEquals("line 2: no rule is called TW-RSTART", message("# x", "TW-RSTART typo"));
        assertEquals("line 1: TW-RST has no reason", message("TW-RST"));
        assertEquals("line 2: TW-RST stands there twice", message("TW-RST a", "TW-RST b"));
        assertEquals("line 1: a reason without a rule before it", message("  why"));
    }

    private static String message(String... lines) {
        return assertThrows(IllegalArgumentException.class, () -> KnownDeviations.of(List.of(lines)))
                .getMessage();
    }
}
