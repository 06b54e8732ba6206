package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;

/** A peer written by hand: one connection, seen from the other end of the wire. */
final class Wire implements StackUnderTest.Output {
    /** How long a test waits for what must come: generous, because nothing depends on how long it took. */
    private static final long PATIENCE_MS = 10_000;

    private final StackUnderTest stack;
    private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();
    private final IpAddress own;
    private final IpAddress theirs;
    private final int port;
    private final int stackPort;

    int sndNxt = 1_000_000;
    int rcvNxt;

    record Done(int socket, Result result) {}

    private Wire(StackUnderTest stack, boolean v6, int port, int stackPort) {
        this.stack = stack;
        this.port = port;
        this.stackPort = stackPort;
        own = v6 ? stack.profile().peer6() : stack.profile().peer4();
        theirs = v6 ? stack.profile().local6() : stack.profile().local4();
    }

    static Wire to(StackUnderTest stack, boolean v6, int port, int stackPort) {
        Wire wire = new Wire(stack, v6, port, stackPort);
        stack.attach(wire);
        return wire;
    }

    @Override
    public void packet(Bytes octets) {
        Packet packet = decoded(octets);
        if (packet.segment().dstPort() == port) {
            packets.add(packet);
        }
    }

    static Packet decoded(Bytes octets) {
        try {
            return PacketCodec.decode(octets);
        } catch (MalformedPacketException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for what must come true. */
    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it did not come true within " + PATIENCE_MS + " ms");
            Thread.sleep(2);
        }
    }

    @Override
    public void done(int socket, Result result) {
        done.add(new Done(socket, result));
    }

    IpAddress own() {
        return own;
    }

    IpAddress theirs() {
        return theirs;
    }

    /** Sends a segment with the current numbers and counts what it occupies. */
    void send(int flags, String text) {
        Segment segment = Segment.of(port, stackPort, sndNxt, rcvNxt, flags, 60_000)
                .withData(Bytes.copyOf(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        stack.deliver(PacketCodec.encode(new Packet(own, theirs, segment)));
        sndNxt += segment.len();
    }

    void send(int flags) {
        send(flags, "");
    }

    /** Waits for the next segment and takes its sequence space as received. */
    Segment next() {
        Packet packet = poll(packets, PATIENCE_MS);
        if (packet == null) {
            throw new AssertionError("no segment came within " + PATIENCE_MS + " ms");
        }
        Segment segment = packet.segment();
        rcvNxt = segment.end();
        return segment;
    }

    /** Tells whether such a segment has come and nobody has taken it. */
    boolean has(Predicate<Segment> which) {
        return packets.stream().map(Packet::segment).anyMatch(which);
    }

    /** Waits for the next completion of a pending call. */
    Done nextDone() {
        Object next = poll(done, PATIENCE_MS);
        if (next == null) {
            throw new AssertionError("no call completed within " + PATIENCE_MS + " ms");
        }
        return (Done) next;
    }

    /** Returns what comes in this many milliseconds. */
    List<Segment> during(long milliseconds) {
        List<Segment> seen = new ArrayList<>();
        long end = System.nanoTime() + milliseconds * 1_000_000;
        for (long left = milliseconds; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            Packet packet = poll(packets, left);
            if (packet != null) {
                seen.add(packet.segment());
            }
        }
        return seen;
    }

    private static <T> T poll(BlockingQueue<T> queue, long milliseconds) {
        try {
            return queue.poll(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The peer opens to a listening socket 1, which socket 2 then accepts. */
    void open() {
        send(Flags.SYN);
        next();
        send(Flags.ACK);
    }
}
