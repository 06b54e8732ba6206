package org.lastack.certify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.stacks.linux.LinuxStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.world.Side;

/**
 * Two network namespaces of the running kernel and a way between them, on which packets are caught at three places: as they leave
 * one end, on the path behind a router, and as they arrive. Both kernels believe to have the same address; the way changes the two
 * addresses of a packet for each other, which no checksum notices.
 */
final class Wire implements AutoCloseable {
    /** One way, in microseconds. */
    static final int DELAY = 10_000;

    /** Some hour of the year 2023, in microseconds. */
    private static final long BEGIN = 1_700_000_000_000_000L;

    /** Clients have ports from here on (ip_local_port_range). */
    private static final int FIRST_FREE = 32_768;

    private final LinuxStack client = LinuxStack.open();
    private final LinuxStack server = LinuxStack.open();
    private final ScheduledExecutorService way = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        return thread;
    });
    private final long start = System.nanoTime();
    private final Map<Integer, Road> roads = new HashMap<>();
    private final List<Caught> caught = new ArrayList<>();

    /** Where a packet is caught. */
    enum Place {
        CLIENT,
        PATH,
        SERVER
    }

    /** A packet where it was caught, read; for an ICMP error the one that it is about. */
    record Caught(long at, Place place, Side sender, byte[] octets, Packet packet) {}

    /** What happens on the way to the packets of one server port. */
    static final class Road {
        private final List<Caught> caught = new ArrayList<>();
        private final List<Caught> held = new ArrayList<>();
        private boolean holding;
        private Lost lost = (sender, packet) -> false;
        private Passing passing = (sender, packet, octets) -> {};
    }

    /** Tells whether a packet is lost before it comes to the path. */
    interface Lost {
        boolean is(Side sender, Packet packet);
    }

    /** Sees what passes on the path, and may send something itself. */
    interface Passing {
        void see(Side sender, Packet packet, byte[] octets);
    }

    Wire() {
        listen(client, Side.CLIENT);
        listen(server, Side.SERVER);
    }

    private void listen(LinuxStack stack, Side side) {
        stack.attach(new StackUnderTest.Output() {
            @Override
            public void packet(Bytes octets) {
                byte[] packet = octets.toArray();
                leaves(side, side == Side.CLIENT ? packet : turned(packet));
            }

            @Override
            public void done(int socket, Result result) {
                // whoever wants to know asks for the state
            }
        });
    }

    Result call(Side side, int socket, Call call) {
        LinuxStack stack = stack(side);
        synchronized (stack) {
            return stack.call(socket, call);
        }
    }

    LinuxStack stack(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    private synchronized Road road(int port) {
        return roads.computeIfAbsent(port, p -> new Road());
    }

    private static int port(Packet packet) {
        boolean toServer = packet.segment().dstPort() < FIRST_FREE;
        return toServer ? packet.segment().dstPort() : packet.segment().srcPort();
    }

    private synchronized void leaves(Side sender, byte[] octets) {
        Caught sent = note(sender == Side.CLIENT ? Place.CLIENT : Place.SERVER, sender, octets);
        Road road = road(port(sent.packet()));
        if (road.holding) {
            road.held.add(sent);
        } else {
            goes(road, sent);
        }
    }

    private void goes(Road road, Caught sent) {
        if (!road.lost.is(sent.sender, sent.packet())) {
            way.schedule(() -> passes(road, sent), DELAY / 2, TimeUnit.MICROSECONDS);
        }
    }

    private synchronized void passes(Road road, Caught sent) {
        byte[] octets = routed(sent.octets);
        note(Place.PATH, sent.sender, octets);
        send(sent.sender, octets);
        road.passing.see(sent.sender, sent.packet(), octets);
    }

    /** From the path on to its receiver. */
    private void send(Side sender, byte[] octets) {
        way.schedule(() -> arrives(sender, routed(octets)), DELAY / 2, TimeUnit.MICROSECONDS);
    }

    private synchronized void arrives(Side sender, byte[] octets) {
        boolean toServer = sender == Side.CLIENT;
        note(toServer ? Place.SERVER : Place.CLIENT, sender, octets);
        (toServer ? server : client).deliver(Bytes.copyOf(toServer ? turned(octets) : octets));
    }

    /** Something on the path sends a packet in the name of that side. */
    synchronized void forge(Side name, byte[] octets) {
        note(Place.PATH, name, octets);
        send(name, octets);
    }

    /** A router on the path tells the client of an error about one of its packets. */
    synchronized void tell(IcmpError error, Packet about) {
        IpAddress router = IpAddress.of(about.src().isV6() ? "2001:db8::fe" : "192.0.2.254");
        byte[] octets = IcmpMessage.encode(error, about, router).toArray();
        note(Place.PATH, Side.SERVER, octets, about);
        way.schedule(() -> told(octets, about), DELAY / 2, TimeUnit.MICROSECONDS);
    }

    private synchronized void told(byte[] octets, Packet about) {
        note(Place.CLIENT, Side.SERVER, octets, about);
        client.deliver(Bytes.copyOf(octets));
    }

    private Caught note(Place place, Side sender, byte[] octets) {
        return note(place, sender, octets, parse(octets));
    }

    private Caught note(Place place, Side sender, byte[] octets, Packet packet) {
        Caught one = new Caught(BEGIN + (System.nanoTime() - start) / 1000, place, sender, octets, packet);
        caught.add(one);
        road(port(packet)).caught.add(one);
        return one;
    }

    /** From now on packets wait where they were sent. */
    synchronized void hold(int port) {
        road(port).holding = true;
    }

    synchronized void release(int port) {
        Road road = road(port);
        road.holding = false;
        road.held.forEach(sent -> goes(road, sent));
        road.held.clear();
    }

    synchronized void lose(int port, Lost lost) {
        road(port).lost = lost;
    }

    synchronized void watch(int port, Passing passing) {
        road(port).passing = passing;
    }

    synchronized List<Caught> caught() {
        return List.copyOf(caught);
    }

    /** What was caught of one server port. */
    synchronized List<Caught> caught(int port) {
        return List.copyOf(road(port).caught);
    }

    private static Packet parse(byte[] octets) {
        try {
            return PacketCodec.decode(Bytes.copyOf(octets));
        } catch (MalformedPacketException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same with its addresses exchanged. */
    private static byte[] turned(byte[] octets) {
        boolean v6 = octets[0] >> 4 == 6;
        int length = v6 ? 16 : 4;
        int src = v6 ? 8 : 12;
        byte[] turned = octets.clone();
        System.arraycopy(octets, src, turned, src + length, length);
        System.arraycopy(octets, src + length, turned, src, length);
        return turned;
    }

    /** The same behind a router: one hop less to live. */
    private static byte[] routed(byte[] octets) {
        return withTtl(octets, ttl(octets) - 1);
    }

    static int ttl(byte[] octets) {
        return octets[octets[0] >> 4 == 6 ? 7 : 8] & 0xff;
    }

    static byte[] withTtl(byte[] octets, int ttl) {
        byte[] other = octets.clone();
        if (octets[0] >> 4 == 6) {
            other[7] = (byte) ttl;
            return other;
        }
        other[8] = (byte) ttl;
        return summed(other);
    }

    /** An IPv4 packet with another identification. */
    static byte[] withId(byte[] octets, int id) {
        byte[] other = octets.clone();
        other[4] = (byte) (id >> 8);
        other[5] = (byte) id;
        return summed(other);
    }

    private static byte[] summed(byte[] header) {
        ByteBuffer in = ByteBuffer.wrap(header);
        in.putShort(10, (short) 0);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += in.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        in.putShort(10, (short) ~(sum + (sum >>> 16)));
        return header;
    }

    @Override
    public void close() {
        way.shutdownNow();
        client.close();
        server.close();
    }
}
