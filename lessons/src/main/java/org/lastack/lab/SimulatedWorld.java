package org.lastack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.host.Tuple;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Tcb;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Application;
import org.lastack.world.Script;
import org.lastack.world.Side;
import org.lastack.world.Simulation;

/** Two references and a clock that jumps. */
final class SimulatedWorld implements LabWorld {
    static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    static final IpAddress SERVER = IpAddress.of("192.0.2.2");
    private static final long PATIENCE = 24 * 60 * Time.MINUTE;

    private final Simulation simulation;
    private final NetworkConditions conditions;
    private final Map<Side, List<Event>> configured;
    /** The hosts that are not the reference: a script could not do again what they did. */
    private final List<Side> strangers = new ArrayList<>();

    SimulatedWorld(Preset client, Preset server, long delay) {
        conditions = new NetworkConditions(CLIENT, delay);
        simulation = new Simulation(client.host(CLIENT), server.host(SERVER), conditions);
        configured = Map.of(Side.CLIENT, configured(client), Side.SERVER, configured(server));
        if (client.maker() != null) {
            strangers.add(Side.CLIENT);
        }
        if (server.maker() != null) {
            strangers.add(Side.SERVER);
        }
    }

    private static List<Event> configured(Preset preset) {
        List<Event> events = new ArrayList<>();
        preset.changed().forEach((knob, value) -> events.add(new Event.Configured(0, knob, value)));
        return events;
    }

    private Application side(Side who) {
        return who == Side.CLIENT ? simulation.client() : simulation.server();
    }

    @Override
    public long now() {
        return simulation.now();
    }

    @Override
    public void run(long micros) {
        simulation.run(micros);
    }

    @Override
    public boolean runUntil(BooleanSupplier condition, long most) {
        return simulation.runUntil(condition, most);
    }

    @Override
    public boolean quiet() {
        return !simulation.underWay();
    }

    @Override
    public Result call(Side who, int socket, Call call) {
        return side(who).call(socket, call);
    }

    @Override
    public @Nullable Result completed(Side who, int socket) {
        return side(who).completed(socket);
    }

    @Override
    public IpAddress address(Side who) {
        return side(who).address();
    }

    @Override
    public NetworkConditions conditions() {
        return conditions;
    }

    @Override
    public Packet inject(Packet packet) {
        return simulation.inject(packet, conditions.delay());
    }

    @Override
    public Trace trace(Side who) {
        Trace seen = side(who).trace();
        List<Event> events = new ArrayList<>(configured.getOrDefault(who, List.of()));
        events.addAll(seen.events());
        return new Trace(seen.stack(), seen.lateness(), events);
    }

    @Override
    public Profile profile(Side who) {
        return new ReferenceStack(who.toString(), side(who).host().settings()).profile();
    }

    @Override
    public List<Sockets.Row> sockets(Side who) {
        return rows(who, side(who).host(), now());
    }

    /** The connections of a reference. */
    static List<Sockets.Row> rows(Side who, Host host, long now) {
        List<Sockets.Row> rows = new ArrayList<>();
        for (Host.Entry entry : host.connections()) {
            Tcb tcb = host.snapshot(entry.tuple());
            if (tcb != null) {
                rows.add(row(who, entry, tcb, now));
            }
        }
        return rows;
    }

    private static Sockets.Row row(Side who, Host.Entry entry, Tcb tcb, long now) {
        Tuple t = entry.tuple();
        String timer = "";
        long at = Time.NEVER;
        Tcb.Timers timers = tcb.timers;
        String[] names = {"retransmit", "persist", "keepalive", "fin-wait-2", "time-wait"};
        long[] times = {timers.retransmit, timers.persist, timers.keepalive, timers.finWait2, timers.timeWait};
        for (int i = 0; i < names.length; i++) {
            if (times[i] < at) {
                at = times[i];
                timer = names[i];
            }
        }
        return new Sockets.Row(
                who,
                entry.state(),
                tcb.rcv.unreadLength()
                        + (tcb.rcv.endUnread && !tcb.minisock ? 1 : 0), // Linux counts the FIN until the end is read
                tcb.snd.queued(),
                t.local() + ":" + t.localPort(),
                t.remote() + ":" + t.remotePort(),
                timer,
                at == Time.NEVER ? at : at - now,
                entry.socket() < 0);
    }

    @Override
    public long patience() {
        return PATIENCE;
    }

    @Override
    public String kind() {
        return "simulated";
    }

    @Override
    public Optional<String> script() {
        return strangers.size() == 2
                ? Optional.empty()
                : simulation
                        .script(strangers.isEmpty() ? null : strangers.get(0))
                        .map(Script::encode);
    }

    @Override
    public void close() {}
}
