package org.lastack.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.PacketLabels;
import org.lastack.trace.Trace;
import org.lastack.world.Script.HostSetup;

/**
 * Two hosts, and the packets between them in the hands of whoever plays: nothing arrives and no time passes unless a step
 * says so. The same steps are the same run; taking one back is playing the others again.
 */
public final class World {
    /** How long a packet takes that nobody touches, see {@link #onward}. */
    public static final long DELAY = Time.ms(10);

    /**
     * How much work a script may be, in octets: of the text that is sent, and so many for whatever happens and each timer that
     * goes off. What is more nobody can look through, and a page would stand still over it.
     */
    public static final int MOST_WORK = 60_000_000;

    private static final int WORK_OF_EVENT = 1_000;

    /** Makes a host; a test may make a wrong one. */
    @FunctionalInterface
    public interface Maker {
        Host make(Settings settings, IpAddress address);
    }

    private final Function<Side, @Nullable Host> hosts;
    /** Whether it is for links, and so no longer than anybody can look through. */
    private final boolean bounded;
    /** Which hosts there are: the script without its steps. */
    private final Script beginning;

    private final List<Step> steps = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private final List<UnderWay> flights = new ArrayList<>();
    /** Of the first flights; the others get theirs when somebody asks. */
    private final List<String> labels = new ArrayList<>();

    private PacketLabels labelling = new PacketLabels(List.of());
    private Node client;
    private Node server;
    private long now;
    private int usedSocket;
    private int work;

    /**
     * Plays the script.
     *
     * @throws IllegalArgumentException when a step cannot be done; the message is one sentence for a person
     */
    public World(Script script) {
        this(script, (settings, address) -> new Host(settings, address));
    }

    /** The same with other hosts. */
    public World(Script script, Maker maker) {
        this(script.withSteps(List.of()), who -> made(script.setup(who), maker), true);
        replay(script.steps());
    }

    /** A world of these hosts, in which nothing was done yet. */
    World(Script beginning, Function<Side, @Nullable Host> hosts, boolean bounded) {
        this.beginning = beginning;
        this.hosts = hosts;
        this.bounded = bounded;
        client = newNode(Side.CLIENT);
        server = newNode(Side.SERVER);
    }

    private static @Nullable Host made(HostSetup setup, Maker maker) {
        Settings settings = setup.settings();
        return settings == null ? null : maker.make(settings, setup.address());
    }

    private void replay(List<Step> all) {
        now = 0;
        work = 0;
        usedSocket = 0;
        seen.clear();
        flights.clear();
        labels.clear();
        labelling = new PacketLabels(List.of());
        steps.clear();
        client = newNode(Side.CLIENT);
        server = newNode(Side.SERVER);
        all.forEach(this::take);
    }

    /** Does a step; an error leaves the world halfway. */
    private void take(Step step) {
        try {
            go(step);
        } catch (IllegalStateException e) { // a machine that never comes to rest
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The same where nobody asks whether it can be done. */
    void go(Step step) {
        if (step instanceof Step.Do s) {
            call(s);
        } else {
            act(step);
            steps.add(step);
        }
    }

    /** Makes a call, and returns what it answers at once. */
    Result call(Step.Do step) {
        usedSocket = Math.max(usedSocket, step.socket());
        Result result = node(step.who()).call(step.socket(), step.call());
        steps.add(step);
        return result;
    }

    private Node newNode(Side who) {
        return new Node(this, who, beginning.setup(who).address(), hosts.apply(who));
    }

    /** Returns what has been played so far. */
    public Script script() {
        return beginning.withSteps(steps);
    }

    /**
     * Returns the steps; with a stranger those in whose script there is no such host: what it sent is injected, and what was done to it
     * and to the packets on their way to it is left out.
     */
    List<Step> script(@Nullable Side stranger) {
        if (stranger == null) {
            return steps;
        }
        List<Step> kept = new ArrayList<>();
        long clock = 0;
        int next = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (!isDoneTo(stranger, steps.get(i))) {
                kept.add(steps.get(i));
            }
            for (; next < seen.size() && seen.get(next).step() <= i; next++) {
                Seen one = seen.get(next);
                if (one.who() == stranger && one.event() instanceof Event.Sent e) {
                    if (e.at() > clock) {
                        kept.add(new Step.Before(e.at()));
                        clock = e.at();
                    }
                    kept.add(new Step.Inject(stranger, PacketCodec.encode(e.packet())));
                }
            }
        }
        return kept;
    }

    private static boolean isDoneTo(Side stranger, Step step) {
        return step instanceof Step.Do s && s.who() == stranger
                || step instanceof Step.Timer t && t.who() == stranger
                || step instanceof Step.Deliver d && d.from() != stranger
                || step instanceof Step.Drop x && x.from() != stranger
                || step instanceof Step.Copy y && y.from() != stranger
                || step instanceof Step.Hold h && h.from() != stranger
                || step instanceof Step.Inject j && j.from() != stranger;
    }

    /**
     * Does one thing more.
     *
     * @throws IllegalArgumentException when it cannot be done, and nothing has changed then
     */
    public void play(Step step) {
        beginning.checkNext(step, steps.size());
        try {
            take(step);
        } catch (IllegalArgumentException e) {
            replay(new ArrayList<>(steps));
            throw e;
        }
    }

    /** Takes the last step back; does nothing when there is none. */
    public void undo() {
        undo(1);
    }

    /** Takes back so many steps, or all there are. */
    public void undo(int count) {
        int left = Math.max(0, steps.size() - count);
        replay(new ArrayList<>(steps.subList(0, left)));
    }

    // What there is

    /** Microseconds since the beginning. */
    public long now() {
        return now;
    }

    /** Returns everything that has happened, in its order. */
    public List<Seen> seen() {
        return Collections.unmodifiableList(new ArrayList<>(seen));
    }

    /** Returns how much has happened: the size of {@link #seen()}, which is copied at each call. */
    public int seenCount() {
        return seen.size();
    }

    /** Returns one thing that has happened. */
    public Seen seen(int index) {
        return seen.get(index);
    }

    /** Returns what was seen at the boundary of one host. */
    public Trace trace(Side who) {
        return new Trace(who.toString(), 0, node(who).events);
    }

    /** Returns all packets there ever were, in the order in which they set out; those under way have copies. */
    public List<UnderWay> flights() {
        return Collections.unmodifiableList(new ArrayList<>(flights));
    }

    /** Returns the packet at that place of {@link #flights()}, which is copied at each call. */
    public UnderWay flight(int place) {
        return flights.get(place);
    }

    /** Returns the packet that set out last. */
    UnderWay latest() {
        return flights.get(flights.size() - 1);
    }

    /** Returns where among {@link #flights} the packet of that number of this side is; -1 when there is none. */
    public int place(Side from, int number) {
        List<Integer> all = node(from).places;
        return number < 0 || number >= all.size() ? -1 : all.get(number);
    }

    /**
     * Returns one line for each packet of {@link #flights}, with numbers that count from each side's SYN. Packets of a second
     * connection and of later ones say of which they are; what a line says does not change any more.
     */
    public List<String> labels() {
        for (UnderWay flight : flights.subList(labels.size(), flights.size())) {
            Packet packet = flight.packet();
            labels.add(
                    packet == null
                            ? flight.raw().length() + " octets that are no TCP packet"
                            : labelling.label(packet, flight.from() == Side.CLIENT));
        }
        return Collections.unmodifiableList(new ArrayList<>(labels));
    }

    /** Returns how the last pending call on the socket of that side ended; null while it has not. */
    public @Nullable Result completed(Side who, int socket) {
        return node(who).completed(socket);
    }

    /** Returns the host at that side, to be asked and not to be changed; null where none is. */
    public @Nullable Host host(Side who) {
        return node(who).host();
    }

    /** When the next timer of that side goes off; {@link Time#NEVER} when none will. */
    public long nextWake(Side who) {
        return node(who).nextWake();
    }

    /** Returns what the application at that side may do now. */
    public List<Step.Do> choices(Side who) {
        IpAddress peer = beginning.setup(who.other()).address();
        return node(who).choices(usedSocket + 1, peer);
    }

    /**
     * Returns what comes next when nobody interferes: the oldest packet that is not held back arrives {@link #DELAY} after it
     * set out, or a timer goes off before that. Empty when nothing ever will.
     */
    public List<Step> onward() {
        List<Step> next = new ArrayList<>();
        Side first = nextWake(Side.CLIENT) <= nextWake(Side.SERVER) ? Side.CLIENT : Side.SERVER;
        UnderWay flight = firstNotHeld();
        long due = flight == null ? Time.NEVER : Math.max(now, flight.at() + DELAY);
        if (flight == null || nextWake(first) < due) {
            if (nextWake(first) != Time.NEVER) {
                next.add(new Step.Timer(first));
            }
            return next;
        }
        if (due > now) {
            next.add(new Step.Before(due));
        }
        next.add(new Step.Deliver(flight.from(), flight.number()));
        return next;
    }

    private @Nullable UnderWay firstNotHeld() {
        for (UnderWay flight : flights) {
            if (flight.copies() > 0 && !flight.held()) {
                return flight;
            }
        }
        return null;
    }

    // Doing

    private Node node(Side who) {
        return who == Side.CLIENT ? client : server;
    }

    private void act(Step step) {
        if (step instanceof Step.Deliver s) {
            deliver(underWay(s.from(), s.packet()));
        } else if (step instanceof Step.Drop s) {
            drop(underWay(s.from(), s.packet()));
        } else if (step instanceof Step.Copy s) {
            int place = underWay(s.from(), s.packet());
            flights.set(place, flights.get(place).plusOne());
        } else if (step instanceof Step.Hold s) {
            int place = underWay(s.from(), s.packet());
            flights.set(place, flights.get(place).turned());
        } else if (step instanceof Step.Inject s) {
            inject(s.from(), s.octets());
        } else if (step instanceof Step.Timer s) {
            timer(s.who());
        } else if (step instanceof Step.Before s) {
            advance(s.at(), s.at() - 1);
        } else if (step instanceof Step.Until s) {
            advance(s.at(), s.at());
        }
    }

    /** Returns the place of the packet among the flights. */
    private int underWay(Side from, int number) {
        int place = place(from, number);
        if (place < 0 || flights.get(place).copies() == 0) {
            throw new IllegalArgumentException("There is no packet " + number + " of the " + from + " under way.");
        }
        return place;
    }

    private void setOut(UnderWay flight) {
        node(flight.from()).places.add(flights.size());
        flights.add(flight);
    }

    private void deliver(int place) {
        UnderWay flight = flights.get(place).delivered();
        flights.set(place, flight);
        Side to = flight.from().other();
        Packet packet = flight.packet();
        Event event = packet == null
                ? new Event.ArrivedRaw(now, flight.raw(), "no TCP packet")
                : new Event.Arrived(now, packet);
        saw(new Seen(steps.size(), to, event, flight.number()));
        node(to).arrive(flight);
    }

    private void drop(int place) {
        UnderWay flight = flights.get(place).lessOne();
        flights.set(place, flight);
        Packet packet = flight.packet();
        if (packet == null) {
            return;
        }
        if (flight.copies() == 0 && flight.arrived() == 0) {
            markLost(flight);
        }
        saw(new Seen(steps.size(), flight.from().other(), new Event.Lost(now, packet), flight.number()));
    }

    /** None of it will ever arrive: only now is that known of the sending. */
    private void markLost(UnderWay flight) {
        for (int i = seen.size() - 1; i >= 0; i--) {
            Seen one = seen.get(i);
            if (one.event() instanceof Event.Sent e && one.who() == flight.from() && one.packet() == flight.number()) {
                Event lost = new Event.Sent(e.at(), e.packet(), true);
                seen.set(i, new Seen(one.step(), one.who(), lost, one.packet()));
                List<Event> events = node(one.who()).events;
                events.set(events.lastIndexOf(e), lost);
                return;
            }
        }
    }

    private void inject(Side from, Bytes octets) {
        Packet packet;
        try {
            packet = PacketCodec.decode(octets);
        } catch (MalformedPacketException e) {
            packet = null;
        }
        int number = node(from).places.size();
        setOut(new UnderWay(from, number, packet, octets, true, now, 1, 0, false));
        saw(new Seen(steps.size(), from, new Event.Note(now, "forged in the name of the " + from), number));
    }

    private void timer(Side who) {
        long wake = nextWake(who);
        if (wake == Time.NEVER) {
            throw new IllegalArgumentException("The " + who + " has no timer that runs.");
        }
        now = Math.max(now, wake);
        work(WORK_OF_EVENT);
        node(who).tick();
    }

    private void advance(long to, long limit) {
        if (to < now) {
            throw new IllegalArgumentException("The clock is at " + Time.show(now) + " and does not go back.");
        }
        long wake = Math.min(nextWake(Side.CLIENT), nextWake(Side.SERVER));
        while (wake <= limit) {
            timer(nextWake(Side.CLIENT) == wake ? Side.CLIENT : Side.SERVER);
            wake = Math.min(nextWake(Side.CLIENT), nextWake(Side.SERVER));
        }
        now = to;
    }

    private void saw(Seen one) {
        Packet packet = one.event() instanceof Event.Sent e ? e.packet() : null;
        work(WORK_OF_EVENT + (packet == null ? 0 : packet.segment().data().length()));
        seen.add(one);
        if (!(one.event() instanceof Event.Note)) {
            node(one.who()).events.add(one.event());
        }
    }

    private void work(int octets) {
        work += bounded ? octets : 0;
        if (work > MOST_WORK) {
            throw new IllegalArgumentException(
                    "More happens until " + Time.show(now) + " than anybody can look through.");
        }
    }

    // What the nodes do

    void note(Side who, Event event) {
        saw(new Seen(steps.size(), who, event, -1));
    }

    /** Where no host is, whoever plays the peer sees everything at once. */
    void sent(Side from, Packet packet) {
        int number = node(from).places.size();
        saw(new Seen(steps.size(), from, new Event.Sent(now, packet, false), number));
        boolean lands = node(from.other()).host() == null;
        setOut(new UnderWay(from, number, packet, Bytes.EMPTY, false, now, lands ? 0 : 1, lands ? 1 : 0, false));
    }
}
