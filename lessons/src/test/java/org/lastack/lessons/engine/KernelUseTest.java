package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each moment at which a use of the kernel can be stopped. */
class KernelUseTest {
    private final List<String> told = new ArrayList<>();

    private Runnable given(Runnable waiting) {
        told.add("turn");
        return () -> told.add("end");
    }

    private String work() {
        told.add("work");
        return "done";
    }

    @Test
    void the_turn_lasts_as_long_as_the_work_however_that_ends() {
        assertEquals(Optional.of("done"), new KernelUse(this::given).run(this::work, () -> {}));
        assertEquals(List.of("turn", "work", "end"), told);
        assertThrows(
                IllegalStateException.class,
                () -> new KernelUse(this::given)
                        .run(
                                () -> {
                                    throw new IllegalStateException("mine");
                                },
                                () -> {}));
        assertEquals(List.of("turn", "work", "end", "turn", "end"), told);
    }

    @Test
    void one_that_is_stopped_before_it_is_asked_for_takes_no_turn() {
        KernelUse use = new KernelUse(this::given);
        assertTrue(use.stop());
        assertEquals(Optional.empty(), use.run(this::work, () -> {}));
        assertEquals(List.of(), told);
    }

    @Test
    void one_that_waits_is_interrupted() {
        KernelUse[] use = new KernelUse[1];
        use[0] = new KernelUse(waiting -> {
            waiting.run();
            Thread.sleep(60_000);
            return given(waiting);
        });
        assertEquals(Optional.empty(), use[0].run(this::work, () -> assertTrue(use[0].stop())));
        assertEquals(List.of(), told);
        assertFalse(Thread.interrupted());
    }

    @Test
    void one_that_is_stopped_when_it_has_just_waited_gives_the_turn_back() {
        KernelUse[] use = new KernelUse[1];
        use[0] = new KernelUse(waiting -> {
            assertTrue(use[0].stop());
            return given(waiting);
        });
        assertEquals(Optional.empty(), use[0].run(this::work, () -> {}));
        assertEquals(List.of("turn", "end"), told);
        assertFalse(Thread.interrupted(), "the thread goes on to other work");
    }

    @Test
    void one_that_has_begun_is_not_stopped_here() {
        KernelUse use = new KernelUse(this::given);
        use.run(
                () -> {
                    assertFalse(use.stop());
                    return work();
                },
                () -> {});
        assertFalse(use.stop());
        assertEquals(List.of("turn", "work", "end"), told);
        assertFalse(Thread.interrupted());
    }
}
