package org.lastack.stacks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.StackUnavailableException;

class KernelMutantTest {
    private static final String SOURCE = """
            int other(int a);

            int other(int a)
            {
            	return a == 1;
            }

            static void *wanted(int a,
            		    int b)
            {
            	if (a == 1)
            		one(a);
            	/* then */
            	if (a == 1)
            		two(b);
            }
            """;

    @Test
    void the_text_goes_in_its_function_and_behind_what_is_named() {
        KernelMutant first = mutant("", "a == 1", "a == 2");
        assertEquals(SOURCE.replace("(a == 1)\n\t\tone", "(a == 2)\n\t\tone"), first.in(SOURCE));
        KernelMutant second = mutant("  @ then\n", "a == 1", "a == 2");
        assertEquals(SOURCE.replace("(a == 1)\n\t\ttwo", "(a == 2)\n\t\ttwo"), second.in(SOURCE));
    }

    @Test
    void what_is_not_there_is_named() {
        assertEquals(
                "the source has no \"return a\" in wanted() of net/x.c, for the mutant m",
                assertThrows(
                                StackUnavailableException.class,
                                () -> mutant("", "return a", "x").in(SOURCE))
                        .getMessage());
        assertThrows(
                StackUnavailableException.class,
                () -> mutant("  @ now\n", "a == 1", "x").in(SOURCE));
        assertThrows(IllegalArgumentException.class, () -> KernelMutant.of("m  TW-RST  net/x.c\n  bug\n"));
    }

    @Test
    void each_is_for_a_rule_that_there_is() {
        List<KernelMutant> all = KernelMutant.all();
        assertTrue(all.size() >= 20, all.size() + " mutants");
        all.forEach(m -> assertNotNull(Rules.find(m.rule()), m.id()));
        assertEquals(all.size(), all.stream().map(KernelMutant::id).distinct().count());
    }

    /** What every Linux breaks is broken without the mutant too. */
    @Test
    void none_is_for_a_rule_that_linux_is_known_to_break() throws IOException {
        Set<String> known = new HashSet<>();
        for (Path file : Kernels.knownDeviations("linux-6.12")) {
            known.addAll(KnownDeviations.of(Files.readAllLines(file)).rules());
        }
        assertTrue(known.contains("SY-CHALLENGE"), known::toString);
        assertEquals(
                List.of(),
                KernelMutant.all().stream()
                        .filter(m -> known.contains(m.rule()))
                        .toList());
    }

    private static KernelMutant mutant(String behind, String goes, String comes) {
        String entry = "m  TW-RST  net/x.c  wanted\n  A bug.\n" + behind + "  - " + goes + "\n  + " + comes + "\n";
        return KernelMutant.of(entry).get(0);
    }
}
