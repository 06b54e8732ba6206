package org.lastack.world;

import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.trace.Trace;

/** The application at one side of a {@link Simulation}: its calls, and what was seen at the boundary of its host. */
public final class Application {
    private final Simulation simulation;
    private final Side who;

    Application(Simulation simulation, Side who) {
        this.simulation = simulation;
        this.who = who;
    }

    /** Returns the host, to be asked and not to be changed. */
    public Host host() {
        Host host = simulation.world().host(who);
        if (host == null) {
            throw new IllegalStateException("no host is at the " + who);
        }
        return host;
    }

    public IpAddress address() {
        return simulation.address(who);
    }

    /** What was seen at the boundary of the host so far. */
    public Trace trace() {
        return simulation.world().trace(who);
    }

    /** Makes a call, now. */
    public Result call(int socket, Call call) {
        return simulation.call(who, socket, call);
    }

    /** Returns how the last pending call on the socket ended; null while it has not. */
    public @Nullable Result completed(int socket) {
        return simulation.world().completed(who, socket);
    }

    public Result listen(int socket, int port) {
        return call(socket, new Call.Listen(address(), port));
    }

    /** Opens a connection to a port of the other side, from a port that the host chooses. */
    public Result connect(int socket, int port) {
        return call(socket, new Call.Connect(address(), 0, simulation.address(who.other()), port));
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
        return host().state(socket);
    }

    /** Reads all that has come so far, up to the end of the stream or to where it would have to wait. */
    public Bytes readAll(int socket) {
        Bytes all = Bytes.EMPTY;
        while (read(socket) instanceof Result.Data data) {
            all = all.plus(data.octets());
        }
        return all;
    }
}
