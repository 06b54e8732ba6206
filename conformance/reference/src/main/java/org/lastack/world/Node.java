package org.lastack.world;

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
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** What is at one side of a world: an application and its host, or nobody. */
final class Node implements Host.Output {
    private static final int PORT = 80;
    private static final int MOST_READ = 65_536;
    private static final int WRITTEN = 100;

    private final World world;
    private final Side who;
    private final IpAddress address;
    private final @Nullable Host host;
    private final Map<Integer, Call> pending = new LinkedHashMap<>();
    private final Map<Integer, Result> completed = new LinkedHashMap<>();
    /** The sockets that the application holds, and what brought each into being. */
    private final Map<Integer, Call> sockets = new LinkedHashMap<>();

    /** What was seen at the boundary of the host. */
    final List<Event> events = new ArrayList<>();

    /** Where the packets of this side are among the packets of the world. */
    final List<Integer> places = new ArrayList<>();

    private long written;

    Node(World world, Side who, IpAddress address, @Nullable Host host) {
        this.world = world;
        this.who = who;
        this.address = address;
        this.host = host;
    }

    @Nullable
    Host host() {
        return host;
    }

    long nextWake() {
        return host == null ? Time.NEVER : host.nextWake();
    }

    Result call(int socket, Call call) {
        if (host == null) {
            throw new IllegalArgumentException("No application runs at the " + who + ".");
        }
        world.note(who, new Event.Called(world.now(), socket, call));
        Call waits = pending.put(socket, call);
        Result result = host.call(world.now(), socket, call, this);
        if (!(result instanceof Result.Pending)) {
            // What has waited before still does: a close that lingers, for one.
            if (pending.remove(socket) != null && waits != null) {
                pending.put(socket, waits);
            }
            world.note(who, new Event.Returned(world.now(), socket, call, result));
        }
        if (result instanceof Result.Count c) {
            written += c.octets();
        }
        if (isOpening(call) && !(result instanceof Result.Failed)) {
            sockets.put(socket, call);
        } else if (call instanceof Call.Close || call instanceof Call.Abort) {
            sockets.remove(socket);
        }
        return result;
    }

    @Nullable
    Result completed(int socket) {
        return completed.get(socket);
    }

    private static boolean isOpening(Call call) {
        return call instanceof Call.Listen || call instanceof Call.Connect || call instanceof Call.Accept;
    }

    void arrive(UnderWay flight) {
        if (host == null) {
            return;
        }
        Packet packet = flight.packet();
        if (packet == null || flight.forged()) {
            host.arrive(world.now(), flight.raw(), this);
        } else {
            host.arrive(world.now(), packet, this);
        }
    }

    void tick() {
        if (host != null) {
            host.tick(world.now(), this);
        }
    }

    @Override
    public void send(Packet packet) {
        world.sent(who, packet);
    }

    @Override
    public void done(int socket, Result result) {
        Call call = pending.remove(socket);
        completed.put(socket, result);
        if (call != null) { // of two calls that waited on one socket the later one is told
            world.note(who, new Event.Returned(world.now(), socket, call, result));
        }
    }

    @Override
    public void became(int socket, State state) {
        world.note(who, new Event.InState(world.now(), socket, state));
    }

    // What the application may do now

    List<Step.Do> choices(int freeSocket, @Nullable IpAddress peer) {
        List<Step.Do> all = new ArrayList<>();
        if (host == null) {
            return all;
        }
        for (Map.Entry<Integer, Call> held : sockets.entrySet()) {
            if (held.getValue() instanceof Call.Listen listen) {
                onListener(all, host, held.getKey(), listen, freeSocket);
            } else {
                onConnection(all, host.state(held.getKey()), held.getKey());
            }
        }
        if (sockets.isEmpty() && who == Side.SERVER) {
            all.add(new Step.Do(who, freeSocket, new Call.Listen(address, PORT)));
        } else if (who == Side.CLIENT && peer != null && sockets.isEmpty()) {
            all.add(new Step.Do(who, freeSocket, new Call.Connect(address, 0, peer, PORT)));
            reconnect(all, host, freeSocket, peer);
        }
        return all;
    }

    /** From a port of its own choice the application may try the 4-tuple of an old connection again. */
    private void reconnect(List<Step.Do> all, Host own, int freeSocket, IpAddress peer) {
        for (Host.Entry entry : own.connections()) {
            int port = entry.tuple().localPort();
            all.add(new Step.Do(who, freeSocket, new Call.Connect(address, port, peer, PORT)));
        }
    }

    private void onListener(List<Step.Do> all, Host own, int socket, Call.Listen listen, int freeSocket) {
        for (Host.Entry entry : own.connections()) {
            boolean waits = entry.socket() < 0
                    && entry.tuple().localPort() == listen.port()
                    // An orphan has closed, and is past these states.
                    && (entry.state() == State.ESTABLISHED || entry.state() == State.CLOSE_WAIT);
            if (waits) {
                all.add(new Step.Do(who, freeSocket, new Call.Accept(socket)));
                break;
            }
        }
        all.add(new Step.Do(who, socket, new Call.Close()));
    }

    private void onConnection(List<Step.Do> all, State state, int socket) {
        boolean open = state == State.ESTABLISHED || state == State.CLOSE_WAIT;
        if (open) {
            all.add(new Step.Do(who, socket, new Call.Write(Bytes.pattern(written, WRITTEN))));
        }
        if (state != State.SYN_SENT && state != State.SYN_RECEIVED) {
            all.add(new Step.Do(who, socket, new Call.Read(MOST_READ)));
        }
        if (open || state == State.SYN_RECEIVED) {
            all.add(new Step.Do(who, socket, new Call.Shutdown(Call.How.WR)));
        }
        all.add(new Step.Do(who, socket, new Call.Close()));
        all.add(new Step.Do(who, socket, new Call.Abort()));
    }
}
