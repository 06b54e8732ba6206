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
import org.lastack.play.Application;
import org.lastack.play.Script;
import org.lastack.play.Simulation;
import org.lastack.play.Who;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** Two references and a clock that jumps. */
final class SimulatedWorld implements World {
    static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    static final IpAddress SERVER = IpAddress.of("192.0.2.2");
    private static final long PATIENCE = 24 * 60 * Time.MINUTE;

    private final Simulation simulation;
    private final Weather weather;
    private final Map<Who, List<Event>> configured;
    /** The hosts that are not the reference: a script could not do again what they did. */
    private final List<Who> strangers = new ArrayList<>();

    SimulatedWorld(Preset client, Preset server, long delay) {
        weather = new Weather(CLIENT, delay);
        simulation = new Simulation(client.host(CLIENT), server.host(SERVER), weather);
        configured = Map.of(Who.CLIENT, configured(client), Who.SERVER, configured(server));
        if (client.maker() != null) {
            strangers.add(Who.CLIENT);
        }
        if (server.maker() != null) {
            strangers.add(Who.SERVER);
        }
    }

    private static List<Event> configured(Preset preset) {
        List<Event> events = new ArrayList<>();
        preset.changed().forEach((knob, value) -> events.add(new Event.Configured(0, knob, value)));
        return events;
    }

    private Application side(Who who) {
        return who == Who.CLIENT ? simulation.client() : simulation.server();
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
    public Result call(Who who, int socket, Call call) {
        return side(who).call(socket, call);
    }

    @Override
    public @Nullable Result completed(Who who, int socket) {
        return side(who).completed(socket);
    }

    @Override
    public IpAddress address(Who who) {
        return side(who).address();
    }

    @Override
    public Weather weather() {
        return weather;
    }

    @Override
    public Packet inject(Packet packet) {
        return simulation.inject(packet, weather.delay());
    }

    @Override
    public Trace trace(Who who) {
        Trace seen = side(who).trace();
        List<Event> events = new ArrayList<>(configured.getOrDefault(who, List.of()));
        events.addAll(seen.events());
        return new Trace(seen.stack(), seen.lateness(), events);
    }

    @Override
    public Profile profile(Who who) {
        return new ReferenceStack(who.toString(), side(who).host().settings()).profile();
    }

    @Override
    public List<Sockets.Row> sockets(Who who) {
        return rows(who, side(who).host(), now());
    }

    /** The connections of a reference. */
    static List<Sockets.Row> rows(Who who, Host host, long now) {
        List<Sockets.Row> rows = new ArrayList<>();
        for (Host.Entry entry : host.connections()) {
            Tcb tcb = host.snapshot(entry.tuple());
            if (tcb != null) {
                rows.add(row(who, entry, tcb, now));
            }
        }
        return rows;
    }

    private static Sockets.Row row(Who who, Host.Entry entry, Tcb tcb, long now) {
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
                tcb.rcv.unreadLength(),
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
