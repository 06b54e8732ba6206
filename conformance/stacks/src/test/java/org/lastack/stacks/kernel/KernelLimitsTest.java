package org.lastack.stacks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.stacks.linux.KernelConnection;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** The limits that a whole kernel has, with as many connections as it takes to reach them: it is nobody else's. */
@Timeout(600)
class KernelLimitsTest implements StackUnderTest.Output {
    private static final int LISTENER = 1;
    private static final int PORT = 80;
    private static final int FIRST_PORT = 10_000;
    private static final int ISS = 5000;
    private static final int LIMIT = 400;
    private static final int ALL = 1200;

    /** The kernel counts its orphans ten times a second, and what comes between two counts is not counted yet. */
    private static final long COUNTED = Time.ms(300);

    private final List<Segment> sent = new ArrayList<>();
    private VirtualKernel kernel;
    private IpAddress own;
    private IpAddress peer;

    @BeforeEach
    void boot() {
        kernel = new VirtualKernel(BuiltKernel.command());
        own = kernel.profile().local4();
        peer = kernel.profile().peer4();
        kernel.attach(this);
    }

    @AfterEach
    void end() {
        if (kernel != null) {
            kernel.close();
        }
    }

    @Override
    public void packet(Bytes octets) {
        try {
            sent.add(PacketCodec.decode(octets).segment());
        } catch (MalformedPacketException e) {
            throw new AssertionError(octets.toHex(), e);
        }
    }

    @Override
    public void done(int socket, Result result) {
        throw new AssertionError("nothing was pending: " + socket + " " + result.show());
    }

    private void deliver(int connection, int seq, int ack, int flags) {
        Segment segment = Segment.of(FIRST_PORT + connection, PORT, seq, ack, flags, 65_535);
        kernel.deliver(PacketCodec.encode(new Packet(peer, own, segment)));
    }

    /** Returns the number after the last one that the kernel sent on the connection. */
    private int next() {
        return sent.get(sent.size() - 1).end();
    }

    private void open(int from, int to) {
        for (int i = from; i < to; i++) {
            deliver(i, ISS, 0, Flags.SYN);
            deliver(i, ISS + 1, next(), Flags.ACK);
            assertEquals("ok", kernel.call(socket(i), new Call.Accept(LISTENER)).show());
        }
    }

    private static int socket(int connection) {
        return LISTENER + 1 + connection;
    }

    private void close(int connection) {
        assertEquals("ok", kernel.call(socket(connection), new Call.Close()).show());
    }

    private void sleep(long micros) {
        long left = micros;
        while (left > 0) {
            left -= kernel.advance(left);
        }
    }

    private long count(State state) {
        return kernel.connections().stream()
                .map(KernelConnection::state)
                .filter(state::equals)
                .count();
    }

    private long resets() {
        return sent.stream().filter(Segment::rst).count();
    }

    /** RFC 9293 has no such limit; tcp_check_oom() in net/ipv4/tcp.c has, and resets the one that is closed. */
    @Test
    void orphans_over_the_limit_are_reset_and_nobody_else() {
        assertTrue(kernel.set("tcp_max_orphans", LIMIT));
        kernel.call(LISTENER, new Call.Listen(own, PORT));
        open(0, ALL);
        int step = 200;
        int held = step; // the last ones stay with their application
        for (int i = 0; i < ALL - held; i++) {
            close(i);
            if (i % step == step - 1) {
                sleep(COUNTED); // less than the FIN waits before it is sent again
                long orphans = count(State.FIN_WAIT_1);
                assertTrue(orphans <= LIMIT + step, orphans + " orphans");
                assertEquals(i + 1, orphans + resets());
                sent.removeIf(segment -> !segment.rst());
            }
        }
        assertTrue(resets() >= ALL - held - LIMIT - step, resets() + " resets");
        assertEquals(held, count(State.ESTABLISHED));
    }

    /** A connection that finds no bucket is closed at once, and its peer is not told (tcp_time_wait() in net/ipv4/tcp_minisocks.c). */
    @Test
    void time_wait_without_a_bucket_is_over_at_once() {
        assertTrue(kernel.set("tcp_max_tw_buckets", LIMIT));
        kernel.call(LISTENER, new Call.Listen(own, PORT));
        open(0, ALL);
        for (int i = 0; i < ALL; i++) {
            close(i);
            deliver(i, ISS + 1, next(), Flags.FIN | Flags.ACK);
        }
        assertEquals(LIMIT, count(State.TIME_WAIT));
        assertEquals(0, resets());
        deliver(0, ISS + 1, sent.get(0).end(), Flags.FIN | Flags.ACK);
        assertEquals(0, resets(), "the first has its bucket");
        deliver(ALL - 1, ISS + 1, next(), Flags.FIN | Flags.ACK);
        assertEquals(1, resets(), "the last is not known any more");
    }
}
