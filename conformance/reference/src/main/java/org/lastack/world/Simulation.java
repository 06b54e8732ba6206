package org.lastack.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/**
 * A world that moves by itself: a network decides what becomes of each packet, and a clock jumps from event to event. The same
 * every time, and all of it is steps, so that they can be taken again by hand.
 */
public final class Simulation {
    /** A copy of a packet arrives; those of one instant do in the order in which they set out. */
    private record Arrival(long at, long number, Step.Deliver step) {}

    private final World world;
    private final Script beginning;
    private final PriorityQueue<Arrival> air =
            new PriorityQueue<>(Comparator.comparingLong(Arrival::at).thenComparingLong(Arrival::number));
    private Network network;
    private @Nullable Predicate<Packet> loseNext;
    private long now;
    private long arrivals;
    /** Of how much that was seen the network has decided what becomes of it. */
    private int decided;

    /** Two hosts with the same settings. */
    public Simulation(Settings settings, Network network) {
        this(new Host(settings, Script.CLIENT), new Host(settings, Script.SERVER), network);
    }

    /** Two hosts, which must have the addresses 192.0.2.1 (client) and 192.0.2.2 (server). */
    public Simulation(Host client, Host server, Network network) {
        this.network = network;
        beginning = Script.between(client.settings(), server.settings());
        world = new World(beginning, who -> who == Side.CLIENT ? client : server, false);
    }

    /** Returns the application at the client. */
    public Application client() {
        return new Application(this, Side.CLIENT);
    }

    /** Returns the application at the server. */
    public Application server() {
        return new Application(this, Side.SERVER);
    }

    World world() {
        return world;
    }

    IpAddress address(Side who) {
        return beginning.setup(who).address();
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

    Result call(Side who, int socket, Call call) {
        catchUp();
        Result result = world.call(new Step.Do(who, socket, call));
        decide();
        return result;
    }

    /** The clock of the world stands where something happened last. */
    private void catchUp() {
        if (now > world.now()) {
            world.go(new Step.Before(now));
        }
    }

    /** Lets the network decide of the packets that were sent since it last did. */
    private void decide() {
        for (; decided < world.seenCount(); decided++) {
            Seen one = world.seen(decided);
            if (one.event() instanceof Event.Sent e) {
                decide(one.who(), one.packet(), e.packet());
            }
        }
    }

    private void decide(Side from, int number, Packet packet) {
        List<Long> delays = network.fate(now, packet);
        if (loseNext != null && loseNext.test(packet)) {
            loseNext = null;
            delays = List.of();
        }
        if (delays.isEmpty()) {
            world.go(new Step.Drop(from, number));
        }
        for (int copy = 1; copy < delays.size(); copy++) {
            world.go(new Step.Copy(from, number));
        }
        if (network.holds(packet)) {
            world.go(new Step.Hold(from, number));
        }
        for (long delay : delays) {
            air.add(new Arrival(now + delay, arrivals++, new Step.Deliver(from, number)));
        }
    }

    /**
     * A packet that neither host sent is under way from now on, and arrives after the delay.
     *
     * @return the packet as it arrives
     */
    public Packet inject(Packet packet, long delay) {
        catchUp();
        Side from = packet.dst().equals(address(Side.CLIENT)) ? Side.SERVER : Side.CLIENT;
        world.go(new Step.Inject(from, PacketCodec.encode(packet)));
        UnderWay flight = world.latest();
        air.add(new Arrival(now + delay, arrivals++, new Step.Deliver(from, flight.number())));
        Packet same = flight.packet();
        return same == null ? packet : same;
    }

    /** Tells whether any packet is under way. */
    public boolean underWay() {
        return !air.isEmpty();
    }

    /** When something happens next by itself; {@link Time#NEVER} when nothing ever will. */
    public long nextEvent() {
        Arrival arrival = air.peek();
        long timer = Math.min(world.nextWake(Side.CLIENT), world.nextWake(Side.SERVER));
        return Math.min(arrival == null ? Time.NEVER : arrival.at(), timer);
    }

    /** Jumps to the next event and lets it happen. */
    public void step() {
        long next = nextEvent();
        if (next == Time.NEVER) {
            return;
        }
        now = Math.max(now, next);
        Arrival arrival = air.peek();
        if (arrival != null && arrival.at() <= now) {
            air.poll();
            catchUp();
            world.go(arrival.step());
        } else {
            world.go(new Step.Timer(world.nextWake(Side.CLIENT) <= now ? Side.CLIENT : Side.SERVER));
        }
        decide();
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

    /**
     * Returns what has happened as a script; empty when it would be too long.
     *
     * @param stranger the side whose host another could not do again, or null: in the script there is no such host, and what it sent is
     *     injected
     */
    public Optional<Script> script(@Nullable Side stranger) {
        List<Step> steps = new ArrayList<>(world.script(stranger));
        if (now > world.now()) {
            steps.add(new Step.Before(now));
        }
        Script empty = stranger == null ? beginning : beginning.without(stranger);
        return steps.size() > Script.MOST_STEPS ? Optional.empty() : Optional.of(empty.withSteps(steps));
    }
}
