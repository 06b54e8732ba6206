package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;

/** Turns on files of the test's own: on those of the kernel somebody else may have one. */
@Timeout(60)
@SuppressWarnings("try") // a turn is held, not used
class KernelTurnTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private Path own;
    private Path shared;

    @BeforeEach
    void theFiles() throws Exception {
        Here.need(System.getProperty("os.name").equals("Linux"), "the locks are Linux's");
        own = folder.resolve("own");
        shared = Files.createFile(folder.resolve("shared"));
    }

    private KernelTurn alone(Duration patience, Consumer<String> told) throws InterruptedException {
        return KernelTurn.alone(own, shared, patience, told);
    }

    @Test
    void the_second_waits_until_the_first_has_ended() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch has = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (KernelTurn turn = alone(LONG, line -> waits.countDown())) {
                has.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (KernelTurn first = alone(LONG, told::add)) {
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
            try (KernelTurn turn = alone(LONG, line -> waits.countDown())) {
                end.set(KernelTurn.class);
            } catch (InterruptedException e) {
                end.set(InterruptedException.class);
            }
        });
        try (KernelTurn first = alone(LONG, told::add)) {
            second.start();
            assertTrue(waits.await(30, TimeUnit.SECONDS));
            second.interrupt();
            second.join();
        }
        assertEquals(InterruptedException.class, end.get());
        alone(SHORT, told::add).close();
    }

    @Test
    void an_interrupt_from_before_is_heard_too() throws Exception {
        try (KernelTurn first = alone(LONG, told::add)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> alone(LONG, told::add));
        }
    }

    @Test
    void waiting_has_an_end_and_says_who_has_the_turn_and_since_when() throws Exception {
        String us = "process " + ProcessHandle.current().pid() + ", since "
                + Instant.now().toString().substring(0, 11);
        try (KernelTurn first = alone(LONG, told::add)) {
            assertEquals(List.of(), told);
            StackUnavailableException e = assertThrows(StackUnavailableException.class, () -> alone(SHORT, told::add));
            assertTrue(String.valueOf(e.getMessage()).contains(us), e.getMessage());
            assertEquals(1, told.size());
            assertTrue(told.get(0).contains(us), told.get(0));
        }
    }

    @Test
    void nobody_else_may_open_the_lock_of_who_can_change_something() throws Exception {
        alone(SHORT, told::add).close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
    }

    @Test
    void what_others_lock_with_flock_is_no_matter() throws Exception {
        Here.need(Here.has("flock"), "flock is not installed");
        Process other = new ProcessBuilder("flock", shared + "", "sh", "-c", "echo has; read -r end").start();
        assertEquals("has", other.inputReader().readLine());
        alone(SHORT, told::add).close();
        KernelTurn.shared(shared, SHORT, told::add).close();
        assertEquals(List.of(), told);
        end(other);
    }

    @Test
    void runs_that_change_nothing_share_the_kernel_and_wait_for_one_that_may() throws Exception {
        Process other = turn("shared");
        KernelTurn.shared(shared, SHORT, told::add).close();
        assertEquals(List.of(), told);
        end(other);
        Process root = turn("alone");
        StackUnavailableException e =
                assertThrows(StackUnavailableException.class, () -> KernelTurn.shared(shared, SHORT, told::add));
        assertTrue(String.valueOf(e.getMessage()).contains("process " + root.pid() + " of "), e.getMessage());
        end(root);
    }

    @Test
    void one_that_may_change_something_waits_for_those_that_may_not_but_not_for_ever() throws Exception {
        Process other = turn("shared");
        alone(SHORT, told::add).close();
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(0).contains("process " + other.pid() + " of "), told.get(0));
        assertTrue(told.get(1).contains("going on all the same"), told.get(1));
        end(other);
        told.clear();
        alone(SHORT, told::add).close();
        assertEquals(List.of(), told);
    }

    /** Locks of one process do not exclude each other, so it takes another one. */
    private Process turn(String kind) throws Exception {
        Process other = Children.probe(List.of(), folder, "turn", kind, own + "", shared + "")
                .start();
        assertEquals("has", other.inputReader().readLine());
        return other;
    }

    private static void end(Process other) throws Exception {
        other.getOutputStream().close();
        other.waitFor();
    }
}
