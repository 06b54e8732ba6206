package org.lastack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.rules.Near;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.world.Side;

/** Two hosts, the client and the server, and the network between them. */
public final class Net {
    /** How many events a reader looks at who asked for something else. */
    private static final int BRIEF = 60;

    /** The numbers of sockets are those that rules expect: the listener has 1, connections have those from 2 on. */
    private static final int LISTENER = 1;

    private static final int FIRST = 2;

    /** More listeners than any lesson has. */
    private static final int LISTENERS_FROM = 1000;

    private static final long HANDSHAKE = Time.seconds(10);

    private final LabWorld world;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Picture.Injected> injected = new ArrayList<>();
    private long erased = -1;
    private int nextSocket = FIRST;

    Net(LabWorld world) {
        this.world = world;
    }

    LabWorld world() {
        return world;
    }

    List<Picture.Injected> injected() {
        return injected;
    }

    /** From when on things are drawn. */
    long erased() {
        return erased;
    }

    // The network

    /** Sets how long a packet takes, one way. */
    public Net delay(long micros) {
        world.conditions().delay(micros);
        return this;
    }

    /** Loses so many of a hundred packets, and the same ones every time. */
    public Net loss(int percent) {
        return loss(percent, 1);
    }

    /** Loses so many of a hundred packets; another seed loses others. */
    public Net loss(int percent, long seed) {
        world.conditions().loss(percent, seed);
        return this;
    }

    /**
     * Sets a sysctl of a real kernel by its name, before it is used.
     *
     * @throws IllegalArgumentException when there is none of that name, or no kernel
     */
    public Net set(String knob, long value) {
        if (!(world instanceof KernelWorld kernel)) {
            throw new IllegalArgumentException("this network is simulated: say network(linux().with(...))");
        }
        if (!kernel.set(knob, value)) {
            throw new IllegalArgumentException("the kernel has no " + knob + Near.hint(knob, Preset.settingNames()));
        }
        return this;
    }

    /** Loses the next such packet. */
    public void drop(PacketFilter which) {
        world.conditions().drop(which);
    }

    /** Lets the next such packet come later than others by so much. */
    public void hold(PacketFilter which, long later) {
        world.conditions().hold(which, later);
    }

    /** Lets the next such packet come twice, the second time later by so much. */
    public void copy(PacketFilter which, long later) {
        world.conditions().copy(which, later);
    }

    /**
     * Puts a box between the hosts, through which everything goes from now on, and returns it.
     *
     * @throws IllegalArgumentException when one of them is the running kernel, whose time is real
     */
    public Middlebox through(Middlebox box) {
        if (world instanceof KernelWorld) {
            throw new IllegalArgumentException("a box stands in a simulated network alone: say network(...)");
        }
        box.standsBefore(world.address(Side.CLIENT), world::now, packet -> inject(packet, "a box on the way"));
        world.conditions().box(box);
        return box;
    }

    void inject(Packet packet, String who) {
        injected.add(new Picture.Injected(world.now(), world.inject(packet), who));
    }

    // Connections

    /** The server listens on the port, unless it does so already. */
    public Answer listen(int port) {
        if (ports.contains(port)) {
            return new Answer(Result.ok(), 0);
        }
        int socket = ports.isEmpty() ? LISTENER : LISTENERS_FROM + ports.size();
        ports.add(port);
        return new Answer(world.call(Side.SERVER, socket, new Call.Listen(world.address(Side.SERVER), port)), 0);
    }

    /**
     * Opens a connection to a port of the server's, where somebody listens and accepts, and waits until it is established at
     * both ends.
     *
     * @throws IllegalStateException when that fails; the message says why
     */
    public Connection connect(int port) {
        return connect(0, port);
    }

    /** The same from a port of the client's. */
    public Connection connect(int clientPort, int port) {
        listen(port);
        int socket = nextSocket++;
        Call.Connect call = new Call.Connect(world.address(Side.CLIENT), clientPort, world.address(Side.SERVER), port);
        Result result = world.call(Side.CLIENT, socket, call);
        if (result instanceof Result.Pending) {
            world.runUntil(() -> world.completed(Side.CLIENT, socket) != null, HANDSHAKE);
            Result end = world.completed(Side.CLIENT, socket);
            result = end == null ? result : end;
        }
        if (!(result instanceof Result.Ok)) {
            throw new IllegalStateException("connect: " + result.show());
        }
        int listener = ports.indexOf(port) == 0 ? LISTENER : LISTENERS_FROM + ports.indexOf(port);
        int source = latestPort(port);
        // Not before there is something to accept: a rule may take the first answer for the last.
        boolean accepted = world.runUntil(
                () -> state(Side.SERVER, source, port) != State.SYN_RECEIVED && accept(socket, listener), HANDSHAKE);
        if (!accepted) {
            throw new IllegalStateException("accept: the server has no connection");
        }
        Connection connection = new Connection(this, socket, source, port);
        connections.add(connection);
        return connection;
    }

    private boolean accept(int socket, int listener) {
        return world.call(Side.SERVER, socket, new Call.Accept(listener)) instanceof Result.Ok;
    }

    /** Returns the port of the client's latest SYN. */
    private int latestPort(int serverPort) {
        int port = 0;
        for (Event event : world.trace(Side.CLIENT).events()) {
            if (event instanceof Event.Sent e) {
                Segment s = e.packet().segment();
                port = s.syn() && s.dstPort() == serverPort ? s.srcPort() : port;
            }
        }
        return port;
    }

    List<Connection> connections() {
        return List.copyOf(connections);
    }

    State state(Side who, int clientPort, int serverPort) {
        int near = who == Side.CLIENT ? clientPort : serverPort;
        int far = who == Side.CLIENT ? serverPort : clientPort;
        for (Sockets.Row row : world.sockets(who)) {
            if (row.local().endsWith(":" + near) && row.peer().endsWith(":" + far)) {
                return row.state();
            }
        }
        return State.CLOSED;
    }

    // Time

    /** Returns the time since the beginning. */
    public Elapsed now() {
        return new Elapsed(world.now());
    }

    /** Lets so much time pass. */
    public void advance(long micros) {
        world.run(micros);
    }

    /** Lets time pass until no packet is on its way. */
    public void settle() {
        world.runUntil(world::quiet, world.patience());
    }

    /**
     * Lets time pass until the condition holds, and returns how long that took.
     *
     * @throws IllegalStateException when it takes longer than a day, or two minutes of real time
     */
    public Elapsed until(BooleanSupplier condition) {
        long begin = world.now();
        if (!world.runUntil(condition, world.patience())) {
            throw new IllegalStateException("still not so after " + Time.show(world.now() - begin));
        }
        return new Elapsed(world.now() - begin);
    }

    /** Lets time pass until the end is in that state, and returns how long that took. */
    public Elapsed until(End end, State state) {
        return until(() -> end.state() == state);
    }

    // Drawings

    /** What has happened so far is not drawn any more, and its segments are not counted. */
    public void erase() {
        erased = world.now();
    }

    /** Returns how many segments both hosts have sent, since {@link #erase()} if that was called; what got lost counts too. */
    public long segments() {
        return Stream.of(Side.values())
                .flatMap(who -> world.trace(who).events().stream())
                .filter(e -> e instanceof Event.Sent && e.at() >= erased)
                .count();
    }

    /** Tells whether what happened, since it was last erased, is little enough to look at in one drawing. */
    public boolean brief() {
        return Stream.of(Side.values())
                        .flatMap(who -> world.trace(who).events().stream())
                        .filter(e -> e.at() >= erased)
                        .count()
                <= BRIEF;
    }

    /** Ends both hosts; a simulation needs it not. */
    public void close() {
        world.close();
    }

    @Override
    public String toString() {
        NetworkConditions conditions = world.conditions();
        return "two hosts, " + world.kind() + ", " + Time.show(conditions.delay()) + " apart"
                + (conditions.loss() == 0 ? "" : ", " + conditions.loss() + " % lost") + ", at " + now();
    }
}
