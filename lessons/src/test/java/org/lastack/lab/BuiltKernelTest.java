package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.kernel.Kernels;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/** A lesson's kernel in virtual time: long waits take no time, and are as long as the kernel makes them. */
class BuiltKernelTest {
    private List<String> command = List.of();
    private Net net;

    @BeforeEach
    void build() {
        try {
            command = Kernels.program("linux-6.12", line -> {});
        } catch (StackUnavailableException e) {
            assertFalse("true".equals(System.getenv("CI")), e.getMessage());
            Assumptions.abort(e.getMessage());
        }
    }

    private Connection connect(Side kernel) {
        net = new Net(BuiltKernel.open(command, kernel, Time.ms(10)));
        return net.connect(80);
    }

    @AfterEach
    void close() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void time_wait_lasts_a_minute_and_ends_though_nothing_is_said() {
        Connection connection = connect(Side.CLIENT);
        connection.client.close();
        net.settle();
        connection.server.close();
        net.settle();
        assertEquals(State.TIME_WAIT, connection.client.state());
        long lasted = net.until(connection.client, State.CLOSED).micros();
        assertTrue(lasted >= Time.MINUTE, lasted + " us");
        assertTrue(
                lasted <= Time.MINUTE * 9 / 8,
                lasted + " us: the steps of the kernel's timers are an eighth of their length");
    }

    /** The kernel's user timeout, in lesson 7. */
    @Test
    void a_reader_who_does_not_come_is_given_up_after_the_user_timeout() {
        Connection connection = connect(Side.SERVER);
        while (connection.server.send(100_000).octets() > 0) {
            net.advance(Time.ms(50));
        }
        connection.server.option("TCP_USER_TIMEOUT", 1000);
        connection.server.close();
        assertTrue(net.until(connection.server, State.CLOSED).micros() < Time.seconds(10));
    }

    @Test
    void any_text_is_written_and_read() {
        Connection connection = connect(Side.CLIENT);
        connection.client.send("good bye");
        net.settle();
        assertEquals("ok \"good bye\"", connection.server.read().toString());
        connection.server.send("bye");
        net.settle();
        assertEquals("ok \"bye\"", connection.client.read().toString());
    }

    /** Quiet is not before the ACK that the kernel holds back: it has read nothing yet, and its peer's text was small. */
    @Test
    void it_settles_when_nothing_is_owed_any_more() {
        Connection connection = connect(Side.CLIENT);
        for (int i = 0; i < 40; i++) {
            connection.server.send(1);
            net.settle();
        }
        net.erase();
        net.advance(Time.SECOND);
        assertEquals(0, net.segments());
    }

    /** Only numbers that the kernel draws by chance may differ, and it has no chance. */
    @Test
    void the_same_calls_make_the_same_trace() {
        assertEquals(twoCloses(), twoCloses());
    }

    private List<String> twoCloses() {
        Connection connection = connect(Side.SERVER);
        connection.client.send(3000);
        net.settle();
        connection.server.readAll();
        connection.server.close();
        net.settle();
        connection.client.close();
        net.until(connection.server, State.CLOSED);
        List<String> events = net.world().trace(Side.SERVER).events().stream()
                .map(Object::toString)
                .toList();
        net.close();
        return events;
    }
}
