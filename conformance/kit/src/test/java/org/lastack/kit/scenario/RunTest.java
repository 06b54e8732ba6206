package org.lastack.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Time;

/** A run, resumed by hand. */
class RunTest {
    @Test
    void a_driver_that_was_late_watches_so_much_longer() {
        Scenario scenario = Script.begin().pass(Span.ms(10)).build();
        StackUnderTest stack = ReferenceStack.rfc9293();
        Run run = new Run(scenario, stack, stack.profile(), PortBlock.number(0), now -> {});
        run.resume(0);
        run.late(Time.ms(300));
        run.resume(Time.ms(310));
        assertFalse(run.over());
        assertEquals(Time.ms(610), run.wake());
        run.resume(Time.ms(610));
        assertTrue(run.over());
        assertEquals(Time.ms(300), run.trace().lateness());
        assertEquals(Time.ms(610), run.trace().events().get(0).at());
    }
}
