package org.lastack.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.machine.Settings;
import org.lastack.stacks.linux.KernelConnection;
import org.lastack.stacks.linux.KernelStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/** A real kernel and a reference as its peer. What time is, and who lets it pass, its kinds know. */
abstract class KernelWorld implements LabWorld {

    private record Flight(long at, long number, Side to, Packet packet) {}

    private final Side kernel;
    private final KernelStack stack;
    private final Host peer;
    private final NetworkConditions conditions;
    private final Map<Side, List<Event>> events = new EnumMap<>(Side.class);
    private final Map<Side, Map<Integer, Result>> completed = new EnumMap<>(Side.class);
    private final Map<Integer, Call> kernelPending = new HashMap<>();
    private final Map<Integer, Call> peerPending = new HashMap<>();
    private final Map<Integer, Integer> socketByPort = new HashMap<>();
    private final Map<Integer, State> kernelStates = new HashMap<>();
    private final PriorityQueue<Flight> air =
            new PriorityQueue<>(Comparator.comparingLong(Flight::at).thenComparingLong(Flight::number));
    /** What the kernel has said and nobody has passed on yet; filled from whatever thread. */
    private final Queue<Runnable> said = new ConcurrentLinkedQueue<>();

    private final Acknowledged acknowledged = new Acknowledged();
    private long flights;
    private long lateness;
    private int connecting;
    private boolean closed;
    /** The time of what is being done, so that all that follows from it at once has the same; -1 when nothing is. */
    private long turn = -1;

    KernelWorld(Side kernel, KernelStack stack, long delay) {
        this.kernel = kernel;
        this.stack = stack;
        peer = new Host(Settings.rfc9293(), stack.profile().peer4());
        for (Side who : Side.values()) {
            events.put(who, new ArrayList<>());
            completed.put(who, new HashMap<>());
        }
        conditions = new NetworkConditions(address(Side.CLIENT), delay);
    }

    /** Sets a sysctl; false when there is none of that name. */
    synchronized boolean set(String knob, long value) {
        list(kernel).add(new Event.Configured(now(), knob, value));
        return stack.set(knob, value);
    }

    /**
     * The kernel answers while a packet is handed to it, so all that it has to say can be read now, but for an ACK that it
     * delays: that one it owes as long as it has taken more than it has acknowledged. What the peer delays is not on its way, as in
     * a simulation.
     */
    @Override
    public synchronized boolean quiet() {
        hear();
        return air.isEmpty() && !owes();
    }

    private boolean owes() {
        for (Map.Entry<Integer, Integer> known : socketByPort.entrySet()) {
            if (stack.received(known.getValue()) > acknowledged.octets(known.getKey())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized Result call(Side who, int socket, Call call) {
        hear();
        connecting = call instanceof Call.Connect ? socket : connecting;
        turn = now();
        List<Event> seen = list(who);
        int mark = seen.size();
        seen.add(new Event.Called(turn, socket, call));
        Map<Integer, Call> pending = who == kernel ? kernelPending : peerPending;
        pending.put(socket, call);
        Result result = who == kernel ? stack.call(socket, call) : peer.call(turn, socket, call, new PeerOutput());
        if (call instanceof Call.Accept && !(result instanceof Result.Ok)) {
            seen.subList(mark, seen.size()).clear(); // somebody waits for a connection: not worth a word
        } else if (!(result instanceof Result.Pending)) {
            pending.remove(socket);
            seen.add(new Event.Returned(turn, socket, call, result));
        }
        sample();
        hear();
        turn = -1;
        wake();
        return result;
    }

    private List<Event> list(Side who) {
        return events.getOrDefault(who, List.of());
    }

    @Override
    public synchronized @Nullable Result completed(Side who, int socket) {
        hear();
        return completed.getOrDefault(who, Map.of()).get(socket);
    }

    @Override
    public IpAddress address(Side who) {
        return who == kernel ? stack.profile().local4() : stack.profile().peer4();
    }

    @Override
    public NetworkConditions conditions() {
        return conditions;
    }

    @Override
    public synchronized Packet inject(Packet packet) {
        Side to = packet.dst().equals(address(Side.CLIENT)) ? Side.CLIENT : Side.SERVER;
        air.add(new Flight(now() + conditions.delay(), flights++, to, packet));
        wake();
        return packet;
    }

    @Override
    public synchronized Trace trace(Side who) {
        hear();
        return new Trace(who == kernel ? stack.profile().name() : "reference", lateness, list(who));
    }

    @Override
    public Profile profile(Side who) {
        return who == kernel ? stack.profile() : ReferenceStack.rfc9293().profile();
    }

    @Override
    public synchronized List<Sockets.Row> sockets(Side who) {
        if (who != kernel) {
            return SimulatedWorld.rows(who, peer, now());
        }
        return sample().stream().map(this::row).toList();
    }

    private Sockets.Row row(KernelConnection c) {
        return new Sockets.Row(
                kernel,
                c.state(),
                c.unread(),
                c.unacked(),
                c.local() + ":" + c.localPort(),
                c.remote() + ":" + c.remotePort(),
                c.timer(),
                c.timer().isEmpty() ? Time.NEVER : c.left(),
                !c.held());
    }

    @Override
    public String kind() {
        return stack.profile().name();
    }

    @Override
    public Optional<String> script() {
        return Optional.empty();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wake();
        stack.close();
    }

    /** Passes on all that the kernel has said up to now: only then is its silence a fact. */
    final void hear() {
        if (!closed) {
            stack.catchUp();
        }
        for (Runnable one = said.poll(); one != null; one = said.poll()) {
            one.run();
        }
    }

    /** Takes a packet of a host to the other one, as the conditions has it. */
    private void carry(Side from, Packet packet) {
        Segment segment = packet.segment();
        int port = from == Side.CLIENT ? segment.srcPort() : segment.dstPort();
        if (from == Side.CLIENT && segment.syn()) {
            socketByPort.putIfAbsent(port, connecting);
        }
        if (from == kernel) {
            acknowledged.by(port, segment);
        } else {
            acknowledged.of(port, segment);
        }
        List<Long> delays = conditions.fate(moment(), packet);
        list(from).add(new Event.Sent(moment(), packet, delays.isEmpty()));
        for (long delay : delays) {
            air.add(new Flight(moment() + delay, flights++, from.other(), packet));
        }
        if (delays.isEmpty()) {
            list(from.other()).add(new Event.Lost(moment(), packet));
        }
    }

    /** What is done is done now for the packets and the peer's timers too. */
    abstract void wake();

    /** The kernel as it is under this world. */
    final KernelStack stack() {
        return stack;
    }

    /** Tells whether it has ended. */
    final synchronized boolean isClosed() {
        return closed;
    }

    /** Does what is due; returns when there is something to do again. */
    final synchronized long step() {
        if (closed) {
            return Time.NEVER;
        }
        hear();
        for (Flight due = air.peek(); due != null && due.at() <= now(); due = air.peek()) {
            air.poll();
            arrive(due);
        }
        if (peer.nextWake() <= now()) {
            tick();
        }
        Flight next = air.peek();
        return Math.min(next == null ? Time.NEVER : next.at(), peer.nextWake());
    }

    private void arrive(Flight flight) {
        hear();
        turn = now();
        late(flight.at());
        list(flight.to()).add(new Event.Arrived(turn, flight.packet()));
        if (flight.to() == kernel) {
            stack.deliver(PacketCodec.encode(flight.packet()));
            sample();
            hear();
        } else {
            peer.arrive(turn, flight.packet(), new PeerOutput());
        }
        turn = -1;
    }

    private void tick() {
        turn = now();
        late(peer.nextWake());
        peer.tick(turn, new PeerOutput());
        turn = -1;
    }

    /** What should have been done at that instant is done now. */
    private void late(long due) {
        lateness = Math.max(lateness, turn - due);
    }

    private long moment() {
        return turn < 0 ? now() : turn;
    }

    /** The kernel does not say when a state changes: its table is read after everything that may have changed one. */
    final List<KernelConnection> sample() {
        List<KernelConnection> table = stack.connections();
        Map<Integer, State> now = new HashMap<>();
        for (KernelConnection c : table) {
            now.put(kernel == Side.CLIENT ? c.localPort() : c.remotePort(), c.state());
        }
        for (Map.Entry<Integer, Integer> known : socketByPort.entrySet()) {
            State state = now.getOrDefault(known.getKey(), State.CLOSED);
            State before = kernelStates.getOrDefault(known.getKey(), State.CLOSED);
            kernelStates.put(known.getKey(), state);
            if (before != state) {
                list(kernel).add(new Event.InState(moment(), known.getValue(), state));
            }
        }
        return table;
    }

    private void done(Side who, int socket, Result result) {
        Call call = (who == kernel ? kernelPending : peerPending).remove(socket);
        completed.getOrDefault(who, Map.of()).put(socket, result);
        if (call != null) {
            list(who).add(new Event.Returned(moment(), socket, call, result));
        }
    }

    /** Hears the kernel, from whatever thread and without the lock: who holds it may wait for the thread that tells. */
    final class Ear implements StackUnderTest.Output {
        @Override
        public void packet(Bytes octets) {
            say(() -> {
                try {
                    carry(kernel, PacketCodec.decode(octets));
                } catch (MalformedPacketException e) {
                    list(kernel).add(new Event.SentRaw(moment(), octets, String.valueOf(e.getMessage())));
                }
            });
        }

        @Override
        public void done(int socket, Result result) {
            say(() -> KernelWorld.this.done(kernel, socket, result));
        }

        private void say(Runnable what) {
            said.add(what);
            wake();
        }
    }

    /** Hears the peer, with the lock held. */
    private final class PeerOutput implements Host.Output {
        @Override
        public void send(Packet packet) {
            carry(kernel.other(), packet);
        }

        @Override
        public void done(int socket, Result result) {
            KernelWorld.this.done(kernel.other(), socket, result);
        }

        @Override
        public void became(int socket, State state) {
            list(kernel.other()).add(new Event.InState(moment(), socket, state));
        }
    }
}
