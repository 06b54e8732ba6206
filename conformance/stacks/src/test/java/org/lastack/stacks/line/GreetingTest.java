package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Time;

/** What a program says of its timeouts. */
class GreetingTest {
    @Test
    void a_stack_with_one_timeout_says_one() {
        Profile fast = profile("rto_ms=200");
        assertEquals(Time.ms(200), fast.rto());
        assertEquals(Time.ms(200), fast.minRto());
        assertEquals(Time.SECOND, fast.synRto(), "RFC 6298 §2.1: nothing was measured yet");
        assertEquals(Time.seconds(3), profile("rto_ms=3000").synRto());
    }

    @Test
    void a_stack_with_several_can_say_them() {
        Profile profile = profile("rto_ms=1500 min_rto_ms=200 syn_rto_ms=6000");
        assertEquals(Time.ms(1500), profile.rto());
        assertEquals(Time.ms(200), profile.minRto());
        assertEquals(Time.seconds(6), profile.synRto());
    }

    private static Profile profile(String timeouts) {
        return Greeting.DEFAULT.profile("ok toy clock=virtual msl_ms=1000 " + timeouts);
    }
}
