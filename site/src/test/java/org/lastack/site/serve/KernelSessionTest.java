package org.lastack.site.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.KernelUse;
import org.lastack.stacks.linux.KernelTurn;

/** Blocks that need the running kernel, which somebody else may use: they take turns. */
class KernelSessionTest {
    @TempDir
    Path temp;

    /** The kernel: whoever has the permit has the turn. */
    private final Semaphore kernel = new Semaphore(1);

    private Server server;
    private String room;

    @BeforeEach
    void serve() throws IOException {
        server = Server.start(temp, 0, new LessonSessions(2, Duration.ofMinutes(10), Scratch.in(temp), this::turn));
        room = call("open", Map.of()).path("room").asText();
        run("int kept = 1;", false);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Runnable turn(Runnable waiting) throws InterruptedException {
        if (!kernel.tryAcquire()) {
            waiting.run();
            kernel.acquire();
        }
        return kernel::release;
    }

    private JsonNode call(String name, Map<String, ?> body) {
        try {
            return Wire.call(server.address(), name, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode run(String source, boolean onKernel) {
        return call("run", Map.of("room", room, "source", source, "seconds", 20, "kernel", onKernel));
    }

    private CompletableFuture<JsonNode> start(String source) {
        return Aside.call(() -> run(source, true));
    }

    /** Waits until the session says so. */
    private void until(boolean waits) throws InterruptedException {
        while (call("waits", Map.of("room", room)).path("waits").asBoolean() != waits) {
            Thread.sleep(20);
        }
    }

    private static JsonNode get(CompletableFuture<JsonNode> running) throws Exception {
        return running.get(100, TimeUnit.SECONDS);
    }

    @Test
    void a_block_waits_for_its_turn_and_gives_it_back() throws Exception {
        kernel.acquire();
        CompletableFuture<JsonNode> waiting = start("kept + 1");
        until(true);
        assertFalse(waiting.isDone());
        kernel.release();
        assertEquals("2\n", get(waiting).path("shown").asText());
        until(false);
        assertEquals(1, kernel.availablePermits());
        assertEquals("exited", run("System.exit(0);", true).path("end").asText());
        assertEquals(1, kernel.availablePermits());
    }

    @Test
    void it_has_the_turn_while_it_runs_and_no_other_block_does() throws Exception {
        CompletableFuture<JsonNode> running = start("while (true) Thread.sleep(1);");
        while (kernel.availablePermits() > 0) {
            Thread.sleep(20);
        }
        until(false);
        call("stop", Map.of("room", room));
        assertEquals("was stopped", get(running).path("error").asText());
        assertEquals(1, kernel.availablePermits());
        kernel.acquire();
        assertEquals("2\n", run("1 + 1", false).path("shown").asText());
    }

    @Test
    void who_waits_can_be_stopped_and_loses_nothing() throws Exception {
        kernel.acquire();
        CompletableFuture<JsonNode> waiting = start("kept = 2;");
        until(true);
        assertTrue(run("kept", false).path("error").asText().contains("something runs"));
        call("stop", Map.of("room", room));
        JsonNode answer = get(waiting);
        assertEquals("overrun", answer.path("end").asText());
        assertEquals("was stopped", answer.path("error").asText());
        assertTrue(answer.path("kept").asBoolean());
        kernel.release();
        assertEquals("1\n", run("kept", true).path("shown").asText(), "it has not run after all");
    }

    @Test
    void a_lesson_that_is_reset_or_closed_waits_no_longer() throws Exception {
        kernel.acquire();
        CompletableFuture<JsonNode> first = start("kept");
        until(true);
        call("reset", Map.of("room", room));
        assertEquals("was stopped", get(first).path("error").asText());
        CompletableFuture<JsonNode> second = start("1");
        until(true);
        call("close", Map.of("room", room));
        assertEquals("was stopped", get(second).path("error").asText());
        kernel.release();
        assertEquals(1, kernel.availablePermits());
    }

    @Test
    void rooms_that_wait_for_ever_make_way_for_a_newcomer_but_after_those_that_nobody_uses() throws Exception {
        kernel.acquire();
        CompletableFuture<JsonNode> first = start("kept");
        until(true);
        String idle = call("open", Map.of()).path("room").asText();
        String second = call("open", Map.of()).path("room").asText();
        assertTrue(call("waits", Map.of("room", idle)).path("error").asText().contains("has been closed"));
        assertFalse(first.isDone(), "the idle one makes way first");
        var onKernel = Map.of("room", second, "source", "1", "seconds", 20, "kernel", true);
        CompletableFuture<JsonNode> other = Aside.call(() -> call("run", onKernel));
        while (!call("waits", Map.of("room", second)).path("waits").asBoolean()) {
            Thread.sleep(20);
        }
        String third = call("open", Map.of()).path("room").asText();
        assertFalse(third.isEmpty(), "all rooms wait for the kernel, and none of them runs");
        assertEquals("was stopped", get(first).path("error").asText());
        assertFalse(other.isDone());
        call("stop", Map.of("room", second));
        kernel.release();
    }

    @Test
    void the_time_of_a_block_begins_with_its_turn() throws Exception {
        kernel.acquire();
        Map<String, ?> brief = Map.of("room", room, "source", "kept", "seconds", 1, "kernel", true);
        CompletableFuture<JsonNode> waiting = Aside.call(() -> call("run", brief));
        until(true);
        Thread.sleep(1500);
        kernel.release();
        assertEquals("1\n", get(waiting).path("shown").asText());
    }

    @Test
    void the_turn_is_that_of_every_lastack_on_this_machine(@TempDir Path site) throws Exception {
        server.close();
        server = Server.start(site, 0, KernelUse.Turns.RUNNING);
        room = call("open", Map.of()).path("room").asText();
        CompletableFuture<JsonNode> waiting;
        try (KernelTurn turn = KernelTurns.need()) {
            waiting = start("1 + 1");
            until(true);
            assertFalse(waiting.isDone(), turn.toString());
        }
        assertEquals("2\n", get(waiting).path("shown").asText());
    }
}
