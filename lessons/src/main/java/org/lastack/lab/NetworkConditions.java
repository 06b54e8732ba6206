package org.lastack.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.world.Dice;
import org.lastack.world.Network;
import org.lastack.world.Side;

/** What the network does to packets: a delay, some loss, and what a lesson asks for by name. */
final class NetworkConditions implements Network {
    private enum Deed {
        DROP,
        HOLD,
        COPY
    }

    private static final class Order {
        final Deed deed;
        final PacketFilter which;
        final long delay;
        int left;

        Order(Deed deed, PacketFilter which, long delay) {
            this.deed = deed;
            this.which = which;
            this.delay = delay;
            this.left = which.count();
        }
    }

    private final IpAddress client;
    private final List<Order> orders = new ArrayList<>();
    /** Packets that come later than usual, by identity. */
    private final Set<Packet> held = Collections.newSetFromMap(new IdentityHashMap<>());

    private long delay;
    private int loss;
    private Dice dice = new Dice(1);
    private @Nullable Middlebox box;

    NetworkConditions(IpAddress client, long delay) {
        this.client = client;
        this.delay = delay;
    }

    long delay() {
        return delay;
    }

    int loss() {
        return loss;
    }

    void delay(long micros) {
        if (micros <= 0) {
            throw new IllegalArgumentException("a packet takes some time: a delay must be more than 0");
        }
        delay = micros;
    }

    void loss(int percent, long seed) {
        loss = percent;
        dice = new Dice(seed);
    }

    /** Everything goes through this box from now on. */
    void box(Middlebox between) {
        box = between;
    }

    void drop(PacketFilter which) {
        orders.add(new Order(Deed.DROP, which, 0));
    }

    void hold(PacketFilter which, long later) {
        orders.add(new Order(Deed.HOLD, which, later));
    }

    void copy(PacketFilter which, long later) {
        orders.add(new Order(Deed.COPY, which, later));
    }

    @Override
    public boolean holds(Packet packet) {
        return held.contains(packet);
    }

    @Override
    public synchronized List<Long> fate(long at, Packet packet) {
        List<Long> fate = fateOnTheWire(packet);
        // What is lost is lost on the sender's side of the box.
        return fate.isEmpty() || box == null || box.passes(at, packet) ? fate : List.of();
    }

    private List<Long> fateOnTheWire(Packet packet) {
        Side sender = packet.src().equals(client) ? Side.CLIENT : Side.SERVER;
        for (Order order : orders) {
            if (order.left > 0 && order.which.fits(sender, packet.segment())) {
                order.left--;
                return obey(order, packet);
            }
        }
        return loss > 0 && dice.percent(loss) ? List.of() : List.of(delay);
    }

    private List<Long> obey(Order order, Packet packet) {
        return switch (order.deed) {
            case DROP -> List.of();
            case HOLD -> {
                held.add(packet);
                yield List.of(delay + order.delay);
            }
            case COPY -> List.of(delay, delay + order.delay);
        };
    }
}
