package org.lastack.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.machine.Settings;
import org.lastack.play.Who;
import org.lastack.stacks.linux.KernelConnection;
import org.lastack.stacks.linux.LinuxStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * The running kernel, in a network namespace of its own, and a reference as its peer. Time is real: a thread carries the
 * packets and runs the peer's timers, whatever the lesson does meanwhile.
 */
final class KernelWorld implements World {
    private static final long PATIENCE = 2 * Time.MINUTE;
    /** No packet for so long means that none is on its way: a kernel delays an ACK by 40 ms. */
    private static final long QUIET = Time.ms(60);

    private static final long NAP_MS = 2;
    private static final int LONGEST_WAIT_MS = 100;

    private record Flight(long at, long number, Who to, Packet packet) {}

    private final Who kernel;
    private final LinuxStack stack;
    private final Host peer;
    private final Weather weather;
    private final long zero = System.nanoTime();
    private final Map<Who, List<Event>> events = new EnumMap<>(Who.class);
    private final Map<Who, Map<Integer, Result>> completed = new EnumMap<>(Who.class);
    private final Map<Integer, Call> kernelPending = new HashMap<>();
    private final Map<Integer, Call> peerPending = new HashMap<>();
    private final Map<Integer, Integer> socketByPort = new HashMap<>();
    private final Map<Integer, State> kernelStates = new HashMap<>();
    private final PriorityQueue<Flight> air =
            new PriorityQueue<>(Comparator.comparingLong(Flight::at).thenComparingLong(Flight::number));
    private long flights;
    private long heardAt;
    private int connecting;
    private boolean closed;
    /** The time of what is being done, so that all that follows from it at once has the same; -1 when nothing is. */
    private long turn = -1;

    private KernelWorld(Who kernel, LinuxStack stack, long delay) {
        this.kernel = kernel;
        this.stack = stack;
        peer = new Host(Settings.rfc9293(), stack.profile().peer4());
        for (Who who : Who.values()) {
            events.put(who, new ArrayList<>());
            completed.put(who, new HashMap<>());
        }
        weather = new Weather(address(Who.CLIENT), delay);
    }

    /**
     * Sets up the kernel and its peer.
     *
     * @throws StackUnavailableException when this system or its permissions do not allow it
     */
    static KernelWorld open(Who kernel, long delay) throws StackUnavailableException {
        KernelWorld world = new KernelWorld(kernel, LinuxStack.open(), delay);
        world.stack.attach(world.new Ear());
        Thread driver = new Thread(world::drive, "lastack-lab");
        driver.setDaemon(true);
        driver.start();
        return world;
    }

    /** Sets a sysctl; false when there is none of that name. */
    synchronized boolean set(String knob, long value) {
        list(kernel).add(new Event.Configured(now(), knob, value));
        return stack.set(knob, value);
    }

    @Override
    public long now() {
        return (System.nanoTime() - zero) / 1000;
    }

    @Override
    public void run(long micros) {
        long end = now() + micros;
        runUntil(() -> now() >= end, micros);
    }

    @Override
    public boolean runUntil(BooleanSupplier condition, long most) {
        long end = now() + most;
        while (!condition.getAsBoolean()) {
            if (now() >= end) {
                return condition.getAsBoolean();
            }
            try {
                Thread.sleep(NAP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized boolean quiet() {
        return air.isEmpty() && now() - heardAt > QUIET;
    }

    @Override
    public synchronized Result call(Who who, int socket, Call call) {
        connecting = call instanceof Call.Connect ? socket : connecting;
        turn = now();
        heardAt = turn;
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
        turn = -1;
        notifyAll();
        return result;
    }

    private List<Event> list(Who who) {
        return events.getOrDefault(who, List.of());
    }

    @Override
    public synchronized @Nullable Result completed(Who who, int socket) {
        return completed.getOrDefault(who, Map.of()).get(socket);
    }

    @Override
    public IpAddress address(Who who) {
        return who == kernel ? stack.profile().local4() : stack.profile().peer4();
    }

    @Override
    public Weather weather() {
        return weather;
    }

    @Override
    public synchronized void inject(Packet packet) {
        Who to = packet.dst().equals(address(Who.CLIENT)) ? Who.CLIENT : Who.SERVER;
        air.add(new Flight(now() + weather.delay(), flights++, to, packet));
        notifyAll();
    }

    @Override
    public synchronized Trace trace(Who who) {
        return new Trace(who == kernel ? stack.profile().name() : "reference", 0, list(who));
    }

    @Override
    public Profile profile(Who who) {
        return who == kernel ? stack.profile() : ReferenceStack.rfc9293().profile();
    }

    @Override
    public synchronized List<Sockets.Row> sockets(Who who) {
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
    public long patience() {
        return PATIENCE;
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
            notifyAll();
        }
        stack.close();
    }

    /** Takes a packet of a host to the other one, as the weather has it. */
    private void carry(Who from, Packet packet) {
        heardAt = moment();
        if (from == Who.CLIENT && packet.segment().syn()) {
            socketByPort.putIfAbsent(packet.segment().srcPort(), connecting);
        }
        List<Long> delays = weather.fate(moment(), packet);
        list(from).add(new Event.Sent(moment(), packet, delays.isEmpty()));
        for (long delay : delays) {
            air.add(new Flight(moment() + delay, flights++, from.other(), packet));
        }
        if (delays.isEmpty()) {
            list(from.other()).add(new Event.Lost(moment(), packet));
        }
        notifyAll();
    }

    private synchronized void drive() {
        try {
            while (!closed) {
                for (Flight due = air.peek(); due != null && due.at() <= now(); due = air.peek()) {
                    air.poll();
                    arrive(due.to(), due.packet());
                }
                if (peer.nextWake() <= now()) {
                    tick();
                }
                Flight next = air.peek();
                long wake = Math.min(next == null ? Time.NEVER : next.at(), peer.nextWake());
                long wait = wake == Time.NEVER ? LONGEST_WAIT_MS : (wake - now()) / Time.MILLISECOND + 1;
                wait(Math.max(1, Math.min(wait, LONGEST_WAIT_MS)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void arrive(Who who, Packet packet) {
        turn = now();
        heardAt = turn;
        list(who).add(new Event.Arrived(turn, packet));
        if (who == kernel) {
            stack.deliver(PacketCodec.encode(packet));
            sample();
        } else {
            peer.arrive(turn, packet, new PeerOutput());
        }
        turn = -1;
    }

    private void tick() {
        turn = now();
        peer.tick(turn, new PeerOutput());
        turn = -1;
    }

    private long moment() {
        return turn < 0 ? now() : turn;
    }

    /** The kernel does not say when a state changes: its table is read after everything that may have changed one. */
    private List<KernelConnection> sample() {
        List<KernelConnection> table = stack.connections();
        Map<Integer, State> now = new HashMap<>();
        for (KernelConnection c : table) {
            now.put(kernel == Who.CLIENT ? c.localPort() : c.remotePort(), c.state());
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

    private void done(Who who, int socket, Result result) {
        Call call = (who == kernel ? kernelPending : peerPending).remove(socket);
        completed.getOrDefault(who, Map.of()).put(socket, result);
        if (call != null) {
            list(who).add(new Event.Returned(moment(), socket, call, result));
        }
    }

    /** Hears the kernel. */
    private final class Ear implements StackUnderTest.Output {
        @Override
        public void packet(Bytes octets) {
            synchronized (KernelWorld.this) {
                try {
                    carry(kernel, PacketCodec.decode(octets));
                } catch (MalformedPacketException e) {
                    list(kernel).add(new Event.SentRaw(now(), octets, String.valueOf(e.getMessage())));
                }
            }
        }

        @Override
        public void done(int socket, Result result) {
            synchronized (KernelWorld.this) {
                KernelWorld.this.done(kernel, socket, result);
            }
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
