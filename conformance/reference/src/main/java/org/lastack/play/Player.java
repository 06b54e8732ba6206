package org.lastack.play;

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

/** Who sits at one side of a table: an application and its host, or nobody. */
final class Player implements Host.Output {
    private static final int PORT = 80;
    private static final int MOST_READ = 65_536;
    private static final int WRITTEN = 100;

    private final Table table;
    private final Who who;
    private final IpAddress address;
    private final @Nullable Host host;
    private final Map<Integer, Call> pending = new LinkedHashMap<>();
    private final Map<Integer, Result> completed = new LinkedHashMap<>();
    /** The sockets that the application holds, and what brought each into being. */
    private final Map<Integer, Call> sockets = new LinkedHashMap<>();

    /** Where the packets of this side are among the flights of the table. */
    final List<Integer> places = new ArrayList<>();

    private long written;

    Player(Table table, Who who, IpAddress address, @Nullable Host host) {
        this.table = table;
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
        table.note(who, new Event.Called(table.now(), socket, call));
        Call waits = pending.put(socket, call);
        Result result = host.call(table.now(), socket, call, this);
        if (!(result instanceof Result.Pending)) {
            // What has waited before still does: a close that lingers, for one.
            if (pending.remove(socket) != null && waits != null) {
                pending.put(socket, waits);
            }
            table.note(who, new Event.Returned(table.now(), socket, call, result));
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

    void arrive(Flight flight) {
        if (host == null) {
            return;
        }
        Packet packet = flight.packet();
        if (packet == null || flight.forged()) {
            host.arrive(table.now(), flight.raw(), this);
        } else {
            host.arrive(table.now(), packet, this);
        }
    }

    void tick() {
        if (host != null) {
            host.tick(table.now(), this);
        }
    }

    @Override
    public void send(Packet packet) {
        table.sent(who, packet);
    }

    @Override
    public void done(int socket, Result result) {
        Call call = pending.remove(socket);
        completed.put(socket, result);
        if (call != null) { // of two calls that waited on one socket the later one is told
            table.note(who, new Event.Returned(table.now(), socket, call, result));
        }
    }

    @Override
    public void became(int socket, State state) {
        table.note(who, new Event.InState(table.now(), socket, state));
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
        if (sockets.isEmpty() && who == Who.SERVER) {
            all.add(new Step.Do(who, freeSocket, new Call.Listen(address, PORT)));
        } else if (who == Who.CLIENT && peer != null && sockets.isEmpty()) {
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
