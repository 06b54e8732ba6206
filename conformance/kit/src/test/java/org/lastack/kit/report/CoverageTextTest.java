package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTextTest {
    @Test
    void one_line_counts_cells_and_holes() {
        assertEquals(
                "coverage: 3 of 4 cells of state and stimulus, 1 hole\n",
                text(Made.everything(), 80).line());
        Report two = Made.report(
                Made.stack("strict", true, Made.pass("NC-FIN", Map.of())),
                Made.stack("loose", true, Made.pass("NC-FIN", Map.of())));
        assertEquals(
                "coverage: strict 3 of 4 cells of state and stimulus, 1 hole; loose 3 of 4, 1 hole\n",
                text(two, 100).line());
    }

    @Test
    void the_matrices_have_a_column_for_every_state() {
        assertEquals("""

                What arrives, toy 1

                  ┌ ESTABLISHED
                  │     ┌ CLOSING
                  12    0     SYN in the window
                  123k  ·     text in order
                  –     –     old timestamp, no RST

                What the application calls, toy 1

                  ┌ LISTEN
                  7     CLOSE

                how often each was tried; 0 never, · does not occur, – not claimed
                """, text(Made.everything(), 80).tables());
    }

    @Test
    void a_hole_stands_out_and_a_long_row_is_broken() {
        String narrow = new CoverageText(Made.everything(), 26, Ink.COLOUR).tables();
        assertTrue(narrow.contains("12    \u001b[31m0     \u001b[0mSYN in the\n              window\n"), narrow);
    }

    private static CoverageText text(Report report, int columns) {
        return new CoverageText(report, columns, Ink.PLAIN);
    }
}
