package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.report.KnownDeviations;

class PatienceTest {
    @ParameterizedTest
    @CsvSource({"10, 10000", "10s, 10000", "500ms, 500", "2m, 120000", "60m, 3600000", "1ms, 1", "007s, 7000"})
    void a_time_is_read_with_and_without_its_unit(String text, long milliseconds) {
        assertEquals(milliseconds, Patience.of(text).toMillis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "0ms", "-1", "+1", "1.5", "1h", "10 s", "s", "61m", "3601", "99999999999999999999", "١٠"
            })
    void what_is_no_time_or_none_to_wait_for_is_refused_in_a_line(String text) {
        Problem e = assertThrows(Problem.class, () -> Patience.of(text));
        assertEquals(
                "--patience is a time such as 10s, 500ms or 2m, at most an hour, not '" + text + "'", e.getMessage());
    }

    @Test
    void a_stack_that_answers_no_lines_needs_none() {
        for (String stack : List.of("reference", "linux")) {
            Problem e = assertThrows(Problem.class, () -> Target.of(stack, null, List.of(), "10s"));
            assertEquals("--patience is for programs that answer line by line; " + stack + " is none", e.getMessage());
        }
    }

    @Test
    void the_line_that_tries_a_rule_again_has_it_too() {
        Target target = Target.of(null, null, List.of("./shim"), "10s").get(0);
        String again =
                target.replay("TW-RST", new CertifyRun(List.of(), 1, 60, 60, false, false, KnownDeviations.NONE));
        assertTrue(again.contains(" --patience 10s -- ./shim"), again);
    }
}
