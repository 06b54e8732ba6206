package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("try") // a turn is held, not used
class KernelTurnTest {
    @BeforeEach
    void needsTheKnob() {
        Here.need(
                Files.isReadable(Path.of("/proc/sys/net/ipv4/tcp_mem")) && OrphanLimit.available(),
                "turns are for the system's own root");
    }

    @Test
    void the_second_waits_until_the_first_has_ended() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch has = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (KernelTurn turn = KernelTurn.take(waits::countDown)) {
                has.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (KernelTurn first = KernelTurn.take(() -> {})) {
            second.start();
            assertTrue(waits.await(30, TimeUnit.SECONDS));
            assertFalse(has.await(300, TimeUnit.MILLISECONDS));
        }
        assertTrue(has.await(30, TimeUnit.SECONDS));
        second.join();
    }

    @Test
    void who_waits_can_be_interrupted_and_holds_nothing_then() throws Exception {
        AtomicReference<Class<?>> end = new AtomicReference<>();
        CountDownLatch waits = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (KernelTurn turn = KernelTurn.take(waits::countDown)) {
                end.set(KernelTurn.class);
            } catch (InterruptedException e) {
                end.set(InterruptedException.class);
            }
        });
        try (KernelTurn first = KernelTurn.take(() -> {})) {
            second.start();
            assertTrue(waits.await(30, TimeUnit.SECONDS));
            second.interrupt();
            second.join();
        }
        assertEquals(InterruptedException.class, end.get());
        KernelTurn.take(() -> {}).close();
    }

    @Test
    void an_interrupt_from_before_is_heard_too() throws Exception {
        try (KernelTurn first = KernelTurn.take(() -> {})) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> KernelTurn.take(() -> {}));
        }
    }
}
