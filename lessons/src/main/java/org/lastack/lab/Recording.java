package org.lastack.lab;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.machine.Settings;
import org.lastack.play.Script;
import org.lastack.play.Step;
import org.lastack.play.Who;
import org.lastack.sim.Network;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;

/**
 * Writes down what is done to two hosts and to their packets, so that a script can do it again. Of a host that is not the
 * reference only what it sends is known: in the script nobody sits there, and its packets are injected.
 */
final class Recording {
    /** Who sits there: the script without its steps. */
    private final Script seats;

    private final List<Step> steps = new ArrayList<>();
    private final IdentityHashMap<Packet, Step.Deliver> names = new IdentityHashMap<>();
    private int sentByClient;
    private int sentByServer;
    private long clock;

    Recording(Script.Seat client, Script.Seat server) {
        seats = new Script(client, server, List.of());
    }

    /** Returns a host that writes down what is done to it; null where nobody sits. */
    @Nullable
    Host host(Who who) {
        Script.Seat seat = seats.seat(who);
        Settings settings = seat.settings();
        return settings == null ? null : new Heard(who, settings, seat.address());
    }

    private boolean nobody(Who who) {
        return seats.seat(who).settings() == null;
    }

    /** Returns the script up to now; empty when it would be too long. */
    Optional<String> script(long now) {
        List<Step> all = new ArrayList<>(steps);
        if (now > clock) {
            all.add(new Step.Before(now));
        }
        return all.size() > Script.MOST_STEPS
                ? Optional.empty()
                : Optional.of(seats.withSteps(all).encode());
    }

    private void at(long instant, Step step) {
        if (instant > clock) {
            steps.add(new Step.Before(instant));
            clock = instant;
        }
        steps.add(step);
    }

    private Step.Deliver name(Packet packet) {
        Step.Deliver name = packet.src().equals(seats.client().address())
                ? new Step.Deliver(Who.CLIENT, sentByClient++)
                : new Step.Deliver(Who.SERVER, sentByServer++);
        names.put(packet, name);
        return name;
    }

    /** What is forged towards nobody's side is left out: there is no host that it could change. */
    void injected(long instant, Packet packet) {
        Who to = packet.dst().equals(seats.client().address()) ? Who.CLIENT : Who.SERVER;
        if (!nobody(to)) {
            inject(instant, packet, name(packet));
        }
    }

    private void inject(long instant, Packet packet, Step.Deliver name) {
        at(instant, new Step.Inject(name.from(), PacketCodec.encode(packet)));
    }

    /** What the network decides is decided as soon as a packet is sent. */
    Network over(Weather weather) {
        return (instant, packet) -> {
            Step.Deliver name = name(packet);
            List<Long> fate = weather.fate(instant, packet);
            if (nobody(name.from())) {
                inject(instant, packet, name);
            }
            if (nobody(name.from().other())) {
                return fate;
            }
            if (fate.isEmpty()) {
                steps.add(new Step.Drop(name.from(), name.packet()));
            }
            for (int copy = 1; copy < fate.size(); copy++) {
                steps.add(new Step.Copy(name.from(), name.packet()));
            }
            if (weather.held(packet)) {
                steps.add(new Step.Hold(name.from(), name.packet()));
            }
            return fate;
        };
    }

    private final class Heard extends Host {
        private final Who who;

        Heard(Who who, Settings settings, IpAddress address) {
            super(settings, address);
            this.who = who;
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            at(instant, new Step.Do(who, socket, call));
            return super.call(instant, socket, call, output);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Step.Deliver name = names.get(packet);
            if (name == null) {
                throw new IllegalStateException("nobody sent " + packet);
            }
            at(instant, name);
            super.arrive(instant, packet, output);
        }

        @Override
        public void tick(long instant, Output output) {
            // The step moves the clock by itself.
            clock = Math.max(clock, Math.min(nextWake(), instant));
            at(instant, new Step.Timer(who));
            super.tick(instant, output);
        }
    }
}
