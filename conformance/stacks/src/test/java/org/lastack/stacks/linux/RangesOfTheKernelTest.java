package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Range;

/** The reference takes what the running kernel takes, and refuses what it refuses; in a namespace of the test's own. */
@Timeout(60)
class RangesOfTheKernelTest {
    /** Where our range is the kernel's to the number; of the others {@link Knob} says why. */
    private static final List<Knob> EXACT = List.of(
            Knob.TCP_RETRIES1,
            Knob.TCP_RETRIES2,
            Knob.TCP_SYN_RETRIES,
            Knob.TCP_SYN_LINEAR_TIMEOUTS,
            Knob.TCP_SYNACK_RETRIES,
            Knob.TCP_TW_REUSE,
            Knob.TCP_TIMESTAMPS,
            Knob.TCP_WINDOW_SCALING,
            Knob.TCP_ABORT_ON_OVERFLOW,
            Knob.TCP_KEEPALIVE_PROBES,
            Knob.SOMAXCONN);

    /** It is of the whole machine and not of a namespace. */
    private static final Set<Knob> NOT_OURS = Set.of(Knob.TCP_MAX_ORPHANS);

    private LinuxStack stack;

    @BeforeEach
    void setUp() {
        stack = Here.stack();
    }

    @AfterEach
    void tearDown() {
        stack.close();
    }

    @Test
    void a_socket_option_is_taken_where_the_kernel_takes_it() {
        assertEquals(Result.ok(), stack.call(1, new Call.Listen(stack.profile().local4(), 8080)));
        for (SocketOption option : SocketOption.values()) {
            Range range = option.range();
            for (long value : new long[] {range.least() - 1, range.least(), -1, 0, 1, range.most(), range.most() + 1}) {
                Result expected = range.contains(value) ? Result.ok() : Result.failed(Errno.EINVAL);
                if (value == (int) value) {
                    assertEquals(
                            expected, stack.call(1, new Call.SetOption(option, (int) value)), option + " " + value);
                }
            }
        }
    }

    @Test
    void what_the_reference_takes_the_kernel_takes() {
        int known = 0;
        for (Knob knob : Knob.values()) {
            if (!NOT_OURS.contains(knob) && stack.set(knob.word(), Math.max(0, knob.linux()))) {
                known++;
                assertTrue(stack.set(knob.word(), Math.max(0, knob.range().least())), knob.word());
                long most = knob == Knob.TCP_RTO_MAX_MS
                        ? knob.linux()
                        : knob.range().most();
                assertTrue(stack.set(knob.word(), most), knob.word());
            }
        }
        assertTrue(known > EXACT.size(), known + " knobs of the kernel");
    }

    @Test
    void what_the_reference_refuses_the_kernel_refuses() {
        for (Knob knob : EXACT) {
            for (long value : new long[] {knob.range().least() - 1, knob.range().most() + 1}) {
                assertThrows(IllegalArgumentException.class, () -> stack.set(knob.word(), value), knob + " " + value);
            }
        }
    }
}
