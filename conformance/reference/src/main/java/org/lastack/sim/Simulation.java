package org.lastack.sim;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Time;

/** Two hosts, a network between them and a clock that jumps from event to event. The same every time. */
public final class Simulation {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.of("192.0.2.2");

    private record Flight(long at, long number, Side to, Packet packet) {}

    private final Side client;
    private final Side server;
    private final PriorityQueue<Flight> air =
            new PriorityQueue<>(Comparator.comparingLong(Flight::at).thenComparingLong(Flight::number));
    private Network network;
    private @Nullable Predicate<Packet> loseNext;
    private long now;
    private long flights;

    /** Two hosts with the same settings. */
    public Simulation(Settings settings, Network network) {
        this(new Host(settings, CLIENT), new Host(settings, SERVER), network);
    }

    /** Two hosts, which must have the addresses 192.0.2.1 (client) and 192.0.2.2 (server). */
    public Simulation(Host client, Host server, Network network) {
        this.client = new Side(this, "client", client, CLIENT);
        this.server = new Side(this, "server", server, SERVER);
        this.network = network;
    }

    public Side client() {
        return client;
    }

    public Side server() {
        return server;
    }

    Side other(Side side) {
        return side == client ? server : client;
    }

    /** Microseconds since the beginning. */
    public long now() {
        return now;
    }

    /** Replaces the network; what is under way still arrives as it was decided. */
    public void network(Network other) {
        network = other;
    }

    /** Loses the next packet that is like this, and only that one. */
    public void loseNext(Predicate<Packet> like) {
        loseNext = like;
    }

    /** Takes a packet from a host; tells whether the network loses it. */
    boolean carry(Side from, Packet packet) {
        Side to = other(from);
        List<Long> delays = network.fate(now, packet);
        if (loseNext != null && loseNext.test(packet)) {
            loseNext = null;
            delays = List.of();
        }
        for (long delay : delays) {
            air.add(new Flight(now + delay, flights++, to, packet));
        }
        if (delays.isEmpty()) {
            to.lost(packet);
        }
        return delays.isEmpty();
    }

    /** A packet that neither host sent is under way from now on, and arrives after the delay. */
    public void inject(Packet packet, long delay) {
        Side to = packet.dst().equals(CLIENT) ? client : server;
        air.add(new Flight(now + delay, flights++, to, packet));
    }

    /** Tells whether any packet is under way. */
    public boolean underWay() {
        return !air.isEmpty();
    }

    /** When something happens next by itself; {@link Time#NEVER} when nothing ever will. */
    public long nextEvent() {
        Flight flight = air.peek();
        long arrival = flight == null ? Time.NEVER : flight.at();
        return Math.min(
                arrival, Math.min(client.host().nextWake(), server.host().nextWake()));
    }

    /** Jumps to the next event and lets it happen. */
    public void step() {
        long next = nextEvent();
        if (next == Time.NEVER) {
            return;
        }
        now = Math.max(now, next);
        Flight flight = air.peek();
        if (flight != null && flight.at() <= now) {
            air.poll();
            flight.to().arrived(flight.packet());
        } else if (client.host().nextWake() <= now) {
            client.host().tick(now, client);
        } else {
            server.host().tick(now, server);
        }
    }

    /** Lets so much time pass. */
    public void run(long micros) {
        long end = now + micros;
        while (nextEvent() <= end) {
            step();
        }
        now = end;
    }

    /** Lets time pass until the condition holds, at most so long; tells whether it holds. */
    public boolean runUntil(BooleanSupplier condition, long most) {
        long end = now + most;
        while (!condition.getAsBoolean()) {
            if (nextEvent() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }
}
