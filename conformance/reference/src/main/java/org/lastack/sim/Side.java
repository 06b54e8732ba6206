package org.lastack.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** One of the two hosts of a {@link Simulation}, with the calls of its application and what was seen at its boundary. */
public final class Side implements Host.Output {
    private final Simulation simulation;
    private final String name;
    private final Host host;
    private final IpAddress address;
    private final List<Event> events = new ArrayList<>();
    private final Map<Integer, Call> pending = new LinkedHashMap<>();
    private final Map<Integer, Result> completed = new LinkedHashMap<>();

    Side(Simulation simulation, String name, Host host, IpAddress address) {
        this.simulation = simulation;
        this.name = name;
        this.host = host;
        this.address = address;
    }

    public Host host() {
        return host;
    }

    public IpAddress address() {
        return address;
    }

    /** What was seen at the boundary of this host so far. */
    public Trace trace() {
        return new Trace(name, 0, events);
    }

    /** Makes a call, now. */
    public Result call(int socket, Call call) {
        events.add(new Event.Called(simulation.now(), socket, call));
        Call waits = pending.put(socket, call);
        Result result = host.call(simulation.now(), socket, call, this);
        if (!(result instanceof Result.Pending)) {
            // What has waited before still does: a close that lingers, for one.
            if (pending.remove(socket) != null && waits != null) {
                pending.put(socket, waits);
            }
            events.add(new Event.Returned(simulation.now(), socket, call, result));
        }
        return result;
    }

    /** Returns how the last pending call on the socket ended; null while it has not. */
    public @Nullable Result completed(int socket) {
        return completed.get(socket);
    }

    public Result listen(int socket, int port) {
        return call(socket, new Call.Listen(address, port));
    }

    /** Opens a connection to a port of the other side, from a port that the host chooses. */
    public Result connect(int socket, int port) {
        return call(socket, new Call.Connect(address, 0, simulation.other(this).address, port));
    }

    public Result accept(int socket, int listener) {
        return call(socket, new Call.Accept(listener));
    }

    public Result write(int socket, Bytes data) {
        return call(socket, new Call.Write(data));
    }

    public Result read(int socket) {
        return call(socket, new Call.Read(65_536));
    }

    /** Closes the sending direction alone. */
    public Result shutdown(int socket) {
        return call(socket, new Call.Shutdown(Call.How.WR));
    }

    public Result close(int socket) {
        return call(socket, new Call.Close());
    }

    public Result abort(int socket) {
        return call(socket, new Call.Abort());
    }

    public State state(int socket) {
        return host.state(socket);
    }

    /** Reads all that has come so far, up to the end of the stream or to where it would have to wait. */
    public Bytes readAll(int socket) {
        Bytes all = Bytes.EMPTY;
        while (read(socket) instanceof Result.Data data) {
            all = all.plus(data.octets());
        }
        return all;
    }

    void arrived(Packet packet) {
        events.add(new Event.Arrived(simulation.now(), packet));
        host.arrive(simulation.now(), packet, this);
    }

    void lost(Packet packet) {
        events.add(new Event.Lost(simulation.now(), packet));
    }

    @Override
    public void send(Packet packet) {
        boolean lost = simulation.carry(this, packet);
        events.add(new Event.Sent(simulation.now(), packet, lost));
    }

    @Override
    public void done(int socket, Result result) {
        Call call = pending.remove(socket);
        completed.put(socket, result);
        if (call == null) {
            throw new IllegalStateException("socket " + socket + " had no call that was pending");
        }
        events.add(new Event.Returned(simulation.now(), socket, call, result));
    }

    @Override
    public void became(int socket, State state) {
        events.add(new Event.InState(simulation.now(), socket, state));
    }
}
