package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;

@Timeout(60)
class OrphanLimitTest {
    private static final Path FILE = Path.of("/proc/sys/net/ipv4/tcp_max_orphans");
    private static final Path RECORD = Path.of("/run/lastack-tcp_max_orphans");

    @TempDir
    private Path folder;

    private long before;
    /** Another value, so close to the old one that nothing on this machine minds. */
    private long other;

    @BeforeEach
    void needsTheSystemsRoot() throws Exception {
        Here.need(OrphanLimit.available(), "tcp_max_orphans is for the system's own root");
        before = value();
        other = before - 1;
    }

    @AfterEach
    void nothingStaysChanged() throws Exception {
        waitFor(before);
        assertFalse(Files.exists(RECORD));
    }

    @Test
    void it_lasts_as_long_as_the_stack() throws Exception {
        try (LinuxStack stack = Here.stack()) {
            assertTrue(stack.profile().loneKnobs().contains("tcp_max_orphans"));
            assertTrue(stack.set("tcp_max_orphans", other));
            assertEquals(other, value());
            assertTrue(stack.set("tcp_max_orphans", other - 1));
            assertEquals(other - 1, value());
        }
        assertEquals(before, value());
    }

    @Test
    void it_is_put_back_when_the_process_is_killed() throws Exception {
        Process holder = holder();
        assertEquals(other, value());
        holder.destroyForcibly().waitFor();
        waitFor(before);
    }

    @Test
    void it_is_put_back_when_the_whole_group_is_killed() throws Exception {
        Process holder = holder("setsid");
        assertEquals(other, value());
        kill("KILL", -holder.pid());
        holder.waitFor();
        waitFor(before);
    }

    @Test
    void a_guard_that_is_killed_is_told_and_the_value_is_put_back() throws Exception {
        LinuxStack stack = Here.stack();
        stack.set("tcp_max_orphans", other);
        long guard = guard();
        kill("KILL", guard);
        StackUnavailableException e = assertThrows(StackUnavailableException.class, stack::close);
        assertTrue(String.valueOf(e.getMessage()).contains("process " + guard + ") was killed"), e.getMessage());
        assertEquals(before, value());
    }

    @Test
    void the_next_run_of_anything_puts_it_back_when_run_and_guard_were_killed() throws Exception {
        Process holder = holder();
        kill("KILL", guard());
        holder.destroyForcibly().waitFor();
        assertEquals(other, value());
        Process next = Children.probe(List.of(), folder, "nothing").start();
        String said = new String(next.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(
                said.startsWith("lastack: tcp_max_orphans of the whole system was still " + other
                        + ", left so by a lastack that was killed (process " + holder.pid() + ", "),
                said);
        assertEquals(1, said.lines().count(), said);
        assertEquals(before, value());
    }

    private static long guard() throws Exception {
        OrphanRecord record = OrphanRecord.read(RECORD);
        assertNotNull(record);
        return record.guard().pid();
    }

    private static void kill(String signal, long process) throws Exception {
        List<String> kill = List.of("/bin/sh", "-c", "kill -s " + signal + " -- " + process);
        assertEquals(0, new ProcessBuilder(kill).start().waitFor());
    }

    @Test
    void it_is_put_back_after_ctrl_c_which_the_guard_gets_too() throws Exception {
        Process holder = holder();
        List<ProcessHandle> guards = holder.descendants().toList();
        assertEquals(1, guards.size());
        long guard = guards.get(0).pid();
        new ProcessBuilder("/bin/sh", "-c", "kill -INT " + guard + " " + holder.pid())
                .start()
                .waitFor();
        holder.waitFor();
        waitFor(before);
    }

    @Test
    void a_second_run_waits_for_the_first_and_then_puts_the_same_value_back() throws Exception {
        LinuxStack first = Here.stack();
        LinuxStack second = Here.stack();
        first.set("tcp_max_orphans", other);
        CompletableFuture<Boolean> set = CompletableFuture.supplyAsync(() -> second.set("tcp_max_orphans", other - 1));
        Thread.sleep(100);
        assertFalse(set.isDone());
        assertEquals(other, value());
        first.close();
        assertTrue(set.get());
        assertEquals(other - 1, value());
        second.close();
        assertEquals(before, value());
    }

    private Process holder(String... prefix) throws Exception {
        List<String> words = new ArrayList<>(List.of(prefix));
        // A build that a shell started in the background ignores SIGINT, and so would its children.
        words.addAll(List.of("env", "--default-signal=INT"));
        Process holder =
                Children.probe(words, folder, "orphans", Long.toString(other)).start();
        byte[] said = holder.getInputStream().readNBytes(4);
        assertEquals("set\n", new String(said, StandardCharsets.UTF_8));
        return holder;
    }

    private static long value() throws Exception {
        return Long.parseLong(ProcFile.read(FILE));
    }

    private static void waitFor(long wanted) throws Exception {
        for (int i = 0; i < 500 && (value() != wanted || Files.exists(RECORD)); i++) {
            Thread.sleep(20);
        }
        assertEquals(wanted, value());
    }
}
