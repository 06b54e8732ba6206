package org.lastack.kit.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Time;

class ReferenceStackTest {
    private final List<Bytes> sent = new ArrayList<>();

    @Test
    void the_clock_stops_where_something_is_said() {
        StackUnderTest stack = connecting(ReferenceStack.rfc9293());
        // RFC 6298 §2.1: the SYN is sent again after a second.
        assertEquals(Time.SECOND, stack.advance(Time.MINUTE));
        assertEquals(2, sent.size());
    }

    @Test
    void a_timer_that_never_moves_is_an_error_and_no_endless_loop() {
        StackUnderTest stack = connecting(
                ReferenceStack.ofMachine("stuck", Settings.rfc9293(), (settings, tcb) -> new Machine(settings, tcb) {
                    @Override
                    protected void retransmissionTimeout() {
                        // forgets to set the timer anew
                    }
                }));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> stack.advance(Time.MINUTE));
        assertTrue(e.getMessage().contains("again and again"), e.getMessage());
    }

    @Test
    void a_knob_has_its_linux_name_and_no_other_is_taken() {
        assertTrue(ReferenceStack.linux().set("tcp_fin_timeout", 3));
        assertFalse(ReferenceStack.linux().set("fin_timeout", 3));
    }

    private StackUnderTest connecting(StackUnderTest stack) {
        stack.attach(new StackUnderTest.Output() {
            @Override
            public void packet(Bytes octets) {
                sent.add(octets);
            }

            @Override
            public void done(int socket, Result result) {}
        });
        Profile profile = stack.profile();
        assertEquals(Result.pending(), stack.call(2, new Call.Connect(profile.local4(), 0, profile.peer4(), 80)));
        return stack;
    }
}
