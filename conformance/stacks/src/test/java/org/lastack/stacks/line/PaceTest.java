package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.kit.stack.ContractException;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void answers_of_nearly_a_second_each_are_too_slow_after_a_minute() {
        Pace pace = new Pace(Duration.ofSeconds(5));
        pace.started();
        int answers = 0;
        do {
            answers++;
        } while (!pace.tooSlow(SECOND * 9 / 10));
        assertEquals(82, answers); // the first n with 0.9 n > 60 + 5 + 0.1 n
    }

    @Test
    void answers_of_a_tenth_of_a_second_and_slow_starts_are_not() {
        Pace pace = new Pace(Duration.ofSeconds(5));
        for (int i = 0; i < 10_000; i++) {
            pace.started();
            assertFalse(pace.tooSlow(5 * SECOND));
            assertFalse(pace.tooSlow(SECOND / 10));
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_program_that_is_too_slow_is_ended_with_its_figures() {
        Limits limits = Limits.DEFAULT.withAnswer(Duration.ofSeconds(30));
        List<String> command = List.of("sh", "-c", "while read -r line; do sleep 0.05; echo ok; done");
        ShimProcess process =
                new ShimProcess(command, limits, new Pace(Duration.ofMillis(10)), Mark.next(Mark.HERE), Protocol.NONE);
        ContractException e = assertThrows(ContractException.class, () -> {
            while (true) {
                process.send("advance 1");
                process.answered(process.readLine());
            }
        });
        assertTrue(
                e.getMessage()
                        .matches("sh is too slow: [0-9]+ answers took [0-9.]+ s altogether, of 0.1 s that they"
                                + " may \\(see --patience\\)"),
                e::getMessage);
        assertTrue(process.isGone());
    }
}
