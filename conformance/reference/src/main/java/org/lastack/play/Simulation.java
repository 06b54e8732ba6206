package org.lastack.play;

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
 * A table that moves by itself: a network decides what becomes of each packet, and a clock jumps from event to event. The same
 * every time, and all of it is steps, so that they can be taken again by hand.
 */
public final class Simulation {
    /** A copy of a packet arrives; those of one instant do in the order in which they set out. */
    private record Arrival(long at, long number, Step.Deliver step) {}

    private final Table table;
    private final Script seats;
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
        this(Script.between(settings, settings), network);
    }

    private Simulation(Script seats, Network network) {
        this(
                seats,
                new Host(settings(seats.client()), seats.client().address()),
                new Host(settings(seats.server()), seats.server().address()),
                network);
    }

    private static Settings settings(Script.Seat seat) {
        Settings settings = seat.settings();
        return settings == null ? Settings.rfc9293() : settings;
    }

    /** Two hosts, which must have the addresses 192.0.2.1 (client) and 192.0.2.2 (server). */
    public Simulation(Host client, Host server, Network network) {
        this(Script.between(client.settings(), server.settings()), client, server, network);
    }

    private Simulation(Script seats, Host client, Host server, Network network) {
        this.seats = seats;
        this.network = network;
        table = new Table(seats, who -> who == Who.CLIENT ? client : server, false);
    }

    /** Returns the application at the client. */
    public Application client() {
        return new Application(this, Who.CLIENT);
    }

    /** Returns the application at the server. */
    public Application server() {
        return new Application(this, Who.SERVER);
    }

    Table table() {
        return table;
    }

    IpAddress address(Who who) {
        return seats.seat(who).address();
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

    Result call(Who who, int socket, Call call) {
        catchUp();
        Result result = table.call(new Step.Do(who, socket, call));
        decide();
        return result;
    }

    /** The clock of the table stands where something happened last. */
    private void catchUp() {
        if (now > table.now()) {
            table.go(new Step.Before(now));
        }
    }

    /** Lets the network decide of the packets that were sent since it last did. */
    private void decide() {
        for (; decided < table.seenCount(); decided++) {
            Seen one = table.seen(decided);
            if (one.event() instanceof Event.Sent e) {
                decide(one.who(), one.packet(), e.packet());
            }
        }
    }

    private void decide(Who from, int number, Packet packet) {
        List<Long> delays = network.fate(now, packet);
        if (loseNext != null && loseNext.test(packet)) {
            loseNext = null;
            delays = List.of();
        }
        if (delays.isEmpty()) {
            table.go(new Step.Drop(from, number));
        }
        for (int copy = 1; copy < delays.size(); copy++) {
            table.go(new Step.Copy(from, number));
        }
        if (network.holds(packet)) {
            table.go(new Step.Hold(from, number));
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
        Who from = packet.dst().equals(address(Who.CLIENT)) ? Who.SERVER : Who.CLIENT;
        table.go(new Step.Inject(from, PacketCodec.encode(packet)));
        Flight flight = table.latest();
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
        long timer = Math.min(table.nextWake(Who.CLIENT), table.nextWake(Who.SERVER));
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
            table.go(arrival.step());
        } else {
            table.go(new Step.Timer(table.nextWake(Who.CLIENT) <= now ? Who.CLIENT : Who.SERVER));
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
     * @param stranger the side whose host another could not do again, or null: in the script nobody sits there, and what it sent is
     *     injected
     */
    public Optional<Script> script(@Nullable Who stranger) {
        List<Step> steps = new ArrayList<>(table.script(stranger));
        if (now > table.now()) {
            steps.add(new Step.Before(now));
        }
        Script empty = stranger == null ? seats : seats.without(stranger);
        return steps.size() > Script.MOST_STEPS ? Optional.empty() : Optional.of(empty.withSteps(steps));
    }
}
