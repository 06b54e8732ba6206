package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.world.Side;

/** Quiet on a real kernel, whoever is late. A test that has the lock of the world keeps the thread that carries packets away. */
@Timeout(120)
class RunningKernelTest {
    /** Longer than the kernel delays an ACK, and than a packet is on its way. */
    private static final long LATE = Time.ms(100);

    private RunningKernel world;
    private Connection connection;

    private void open(Side kernel) {
        try {
            world = RunningKernel.open(kernel, Time.ms(10));
        } catch (StackUnavailableException e) {
            assertFalse("true".equals(System.getenv("CI")), e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        connection = new Net(world).connect(80);
        world.runUntil(world::quiet, world.patience());
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private void beLate() {
        long end = world.now() + LATE;
        while (world.now() < end) {
            Thread.onSpinWait();
        }
    }

    private long fins(Side who, boolean sent) {
        return world.trace(who).events().stream()
                .filter(e -> sent
                        ? e instanceof Event.Sent s && s.packet().segment().fin()
                        : e instanceof Event.Arrived a && a.packet().segment().fin())
                .count();
    }

    @Test
    void it_is_not_quiet_while_nobody_has_heard_what_the_kernel_sent() {
        open(Side.CLIENT);
        synchronized (world) {
            connection.client.close();
            beLate();
            assertFalse(world.quiet());
        }
        assertTrue(world.runUntil(world::quiet, world.patience()));
        assertTrue(fins(Side.SERVER, false) >= 1, "on a machine that stalls the kernel has sent it again");
    }

    @Test
    void what_a_call_makes_the_kernel_send_is_seen_when_it_returns() {
        open(Side.CLIENT);
        synchronized (world) {
            connection.client.close();
            assertTrue(fins(Side.CLIENT, true) >= 1);
        }
    }

    @Test
    void it_is_not_quiet_while_the_kernel_delays_an_ack() {
        open(Side.SERVER);
        synchronized (world) {
            connection.client.close();
            world.conditions().delay(Time.seconds(10)); // of the ACK, so that it cannot have come before we look
            while (fins(Side.SERVER, false) == 0) {
                world.step();
            }
            assertFalse(world.quiet());
            beLate();
            assertFalse(world.quiet());
        }
    }

    @Test
    void a_trace_tells_by_how_much_its_world_was_late() {
        open(Side.CLIENT);
        synchronized (world) {
            connection.client.close();
            beLate();
        }
        assertTrue(world.runUntil(world::quiet, world.patience()));
        assertTrue(world.trace(Side.CLIENT).lateness() >= LATE - Time.ms(10));
    }

    @Test
    void who_waits_hears_that_the_thread_which_carries_packets_died() {
        open(Side.SERVER);
        Options tooMany = Options.NONE.withOther(Bytes.pattern(0, 41)); // no header has room for them
        Segment segment = Segment.of(16_000, 80, 1, 1, Flags.ACK, 1000).withOptions(tooMany);
        world.inject(new Packet(world.address(Side.CLIENT), world.address(Side.SERVER), segment));
        IllegalStateException told =
                assertThrows(IllegalStateException.class, () -> world.runUntil(() -> false, world.patience()));
        assertTrue(told.getMessage().startsWith("the thread that carries the packets died: "), told.getMessage());
    }
}
