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
import org.junit.jupiter.api.io.TempDir;

/** Turns on a file of the test's own: on that of the kernel somebody else may have one. */
@Timeout(60)
@SuppressWarnings("try") // a turn is held, not used
class KernelTurnTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aFile() throws Exception {
        Here.need(System.getProperty("os.name").equals("Linux"), "the locks are Linux's");
        Files.createFile(folder.resolve("kernel"));
    }

    private KernelTurn take(Runnable waiting) throws InterruptedException {
        return KernelTurn.take(folder.resolve("kernel"), LibC.LOCK_EX_NB, waiting);
    }

    @Test
    void the_second_waits_until_the_first_has_ended() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch has = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (KernelTurn turn = take(waits::countDown)) {
                has.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (KernelTurn first = take(() -> {})) {
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
            try (KernelTurn turn = take(waits::countDown)) {
                end.set(KernelTurn.class);
            } catch (InterruptedException e) {
                end.set(InterruptedException.class);
            }
        });
        try (KernelTurn first = take(() -> {})) {
            second.start();
            assertTrue(waits.await(30, TimeUnit.SECONDS));
            second.interrupt();
            second.join();
        }
        assertEquals(InterruptedException.class, end.get());
        take(() -> {}).close();
    }

    @Test
    void an_interrupt_from_before_is_heard_too() throws Exception {
        try (KernelTurn first = take(() -> {})) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> take(() -> {}));
        }
    }
}
