package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MutantsCommandTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void every_mutant_is_shown_under_the_rule_that_catches_it() {
        assertEquals(0, run("mutants"), this::text);
        assertTrue(text().contains("  TW-RESTART\n    ✔ tw-no-restart ("), text());
        assertTrue(text().contains(" caught, 0 escaped; 0 rules without a mutant\n"), text());
    }

    @Test
    void a_mutant_that_escapes_is_named_and_the_exit_code_says_so() {
        // The only scenario that is tried shows some mutants, and not all.
        assertEquals(1, run("mutants", "--tries", "1"), this::text);
        assertTrue(text().contains("NOT CAUGHT"), text());
    }

    @Test
    void no_tries_at_all_are_refused() {
        assertEquals(2, run("mutants", "--tries", "0"));
        assertEquals("lastack: --tries must be at least 1, not 0\n", text());
    }

    @Test
    void what_is_no_kernel_and_no_mutant_of_one_is_refused() {
        assertEquals(2, run("mutants", "lixun"));
        assertEquals(2, run("mutants", "linux-6.12", "--only", "no such"));
        assertEquals(2, run("mutants", "--only", "time-wait"));
        assertEquals(
                "lastack: no kernel is called lixun; one is linux-6.12\n"
                        + "lastack: no mutant has no such in its name\n"
                        + "lastack: --only chooses among the mutants of a KERNEL: lastack mutants linux-6.12 --only time-wait\n",
                text());
    }

    private int run(String... args) {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.run(stream, stream, args);
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
