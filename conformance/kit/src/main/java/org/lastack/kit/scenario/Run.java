package org.lastack.kit.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * One scenario on its way: plays the steps, is told what the stack says, records the trace. It never waits; it says when it
 * wants to be resumed. Whoever drives it owns the clock.
 */
final class Run {
    /** More events than any sane stack makes: two ends that answer each other for ever are stopped here. */
    static final int MOST_EVENTS = 20_000;

    /** More than any scenario sends to a stack: it makes up what it hands out, and a report of it would fill the memory. */
    static final long MOST_READ = 16_000_000;

    private static final long POLL = Time.ms(5);

    private final Scenario scenario;
    private final Profile profile;
    private final StackUnderTest stack;
    private final PortBlock lane;
    private final LongConsumer hear;

    /** What the peers answer by themselves, as it was when they heard what it answers. */
    private final Deque<Answer> owed = new ArrayDeque<>();

    private record Answer(int conn, Segment segment) {}

    private final List<Event> events = new ArrayList<>();
    private long octetsRead;
    private final Map<Integer, PeerSide> peers = new HashMap<>();
    private final Map<Integer, Call> pending = new HashMap<>();

    private long began = -1;
    private int next;
    /** Until when the current step waits at most; -1 when it has not begun to wait. */
    private long limit = -1;
    /** How many events there were when the wait began. */
    private int mark;
    /** How many events there were before the last step, when that was one to which the stack may have answered; else -1. */
    private int answers = -1;
    /** The time of the latest event. */
    private long clock;

    /** What the stack calls a socket that was made where there was one. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private final Set<Integer> made = new HashSet<>();
    /** How many octets each socket of the stack has taken; what its connection is by now does not matter. */
    private final Map<Integer, Long> taken = new HashMap<>();

    private int fresh = Observed.FIRST_SOCKET + PortBlock.CONNECTIONS;
    private long wake;
    private long lateness;
    private boolean over;

    /**
     * Prepares a run.
     *
     * @param profile the stack's
     * @param hear called with the present time after everything that was done to the stack: passes on what it has said, so
     *     that an answer stands in the trace before the next stimulus
     */
    Run(Scenario scenario, StackUnderTest stack, Profile profile, PortBlock lane, LongConsumer hear) {
        this.hear = hear;
        this.scenario = scenario;
        this.profile = profile;
        this.stack = stack;
        this.lane = lane;
    }

    boolean over() {
        return over;
    }

    /** When to call {@link #resume}, unless something comes before. */
    long wake() {
        return wake;
    }

    /** Notes that the driver was late by so much, in doing or in hearing: rules allow for a little. */
    void late(long micros) {
        lateness = Math.max(lateness, micros);
    }

    Trace trace() {
        return new Trace(profile.name(), lateness, events);
    }

    /** Returns what was seen until the stack broke its contract, and that it did. */
    Trace brokenTrace() {
        List<Event> seen = new ArrayList<>(events);
        seen.add(new Event.Note(clock, "here the stack broke the contract"));
        return new Trace(profile.name(), lateness, seen);
    }

    /** Returns the trace of a run on a wall clock, during which the machine stalled at times. */
    Trace trace(Stalls stalls) {
        for (Event event : events) {
            late(stalls.around(began + event.at()));
        }
        return trace();
    }

    /** How long the steps that are left will take at least. */
    long left(long now) {
        long left =
                limit >= 0 && next < scenario.steps().size() && scenario.steps().get(next) instanceof Step.Pass
                        ? Math.max(0, limit - now)
                        : 0;
        for (int i = limit >= 0 ? next + 1 : next; i < scenario.steps().size(); i++) {
            left += scenario.steps().get(i) instanceof Step.Pass p ? p.span().micros(profile) : 0;
        }
        return left;
    }

    /** Plays steps until one has to wait. */
    void resume(long now) {
        if (began < 0) {
            began = now;
            new TreeMap<>(scenario.settings()).forEach((knob, value) -> record(new Event.Configured(0, knob, value)));
        }
        while (!over) {
            if (next == scenario.steps().size()) {
                if (watched(now)) {
                    stop(now);
                }
                return;
            }
            Step step = scenario.steps().get(next);
            int size = events.size();
            if (!play(step, now)) {
                return;
            }
            answers = waits(step) ? -1 : size;
            next++;
            limit = -1;
        }
    }

    /** Rules allow an answer to be a little late, as the driver was: for so long the driver watches on after the last step. */
    private boolean watched(long now) {
        if (limit < 0) {
            limit = now + Math.min(lateness, profile.bearable());
        }
        wake = limit;
        return now >= limit;
    }

    /** What is not in the trace did not happen up to here. */
    private void stop(long now) {
        over = true;
        if (now - began > clock) {
            record(new Event.Note(at(now), "end of watching"));
        }
    }

    private static boolean waits(Step step) {
        return step instanceof Step.Pass
                || step instanceof Step.Await
                || step instanceof Step.Accept
                || step instanceof Step.Read;
    }

    /** The time of an event; what the stack said while it was being spoken to comes before what is done next. */
    private long at(long now) {
        clock = Math.max(clock, now - began);
        return clock;
    }

    /** The stack sent a packet that belongs to this run. */
    void packet(long now, Packet packet) {
        if (!packet.isUnicast()) {
            record(new Event.Sent(at(now), packet, false)); // to nobody: no connection has such an address
            return;
        }
        Segment s = packet.segment();
        PeerSide peer = peer(s.dstPort() - lane.peerPort());
        if (peer.stackPort == 0) {
            peer.stackPort = s.srcPort();
        }
        boolean lost = peer.loseNext > 0;
        peer.loseNext -= lost ? 1 : 0;
        record(new Event.Sent(at(now), packet, lost));
        peer.observer.sent(at(now), s, lost);
        if (peer.autoAck && !lost && !s.syn() && !s.rst() && s.len() > 0) {
            int conn = s.dstPort() - lane.peerPort();
            owed.add(new Answer(conn, peer.resolve(Template.ack(), at(now))));
        }
    }

    /**
     * Sends the next answer that the peer gives by itself; false when it has none. What the stack said at once is passed on before,
     * for it was sent before the answer came.
     */
    boolean answer(long now) {
        Answer next = owed.poll();
        if (next == null) {
            return false;
        }
        deliver(next.conn(), Template.ack(), next.segment(), now);
        return true;
    }

    /** A pending call of this run completed. */
    void done(long now, int number, Result result) {
        int socket = known(number);
        Call call = pending.remove(socket);
        if (call == null) {
            throw new ContractException("the stack completed a call on socket " + socket + " that has none pending");
        }
        returned(now, socket, call, result);
    }

    private boolean play(Step step, long now) {
        if (step instanceof Step.Pass s) {
            return passed(s.span(), now);
        }
        if (step instanceof Step.Await s) {
            return awaited(s, now);
        }
        if (step instanceof Step.Accept s) {
            return accepted(s, now);
        }
        if (step instanceof Step.Read s) {
            return readThrough(s, now);
        }
        act(step, now);
        return true;
    }

    private void act(Step step, long now) {
        if (step instanceof Step.Send s) {
            transmit(s.conn(), s.segment(), s.lost(), now);
        } else if (step instanceof Step.Icmp s) {
            complain(s, now);
        } else if (step instanceof Step.Do s) {
            call(socket(s.conn()), s.call(), now);
        } else if (step instanceof Step.DoOnListener s) {
            call(Observed.LISTENER, s.call(), now);
        } else if (step instanceof Step.Write s) {
            int socket = socket(s.conn());
            call(socket, new Call.Write(Bytes.pattern(taken.getOrDefault(number(socket), 0L), s.octets())), now);
        } else if (step instanceof Step.AutoAck s) {
            peer(s.conn()).autoAck = s.on();
        } else if (step instanceof Step.LoseNext s) {
            peer(s.conn()).loseNext = s.packets();
        } else if (step instanceof Step.Connect s) {
            int port = lane.peerPort() + s.conn();
            int from = s.anyPort() ? 0 : peer(s.conn()).stackPort;
            call(socket(s.conn()), new Call.Connect(local(), from, remote(), port), now);
        } else {
            call(Observed.LISTENER, new Call.Listen(local(), lane.listenPort()), now);
        }
    }

    private boolean passed(Span span, long now) {
        if (limit < 0) {
            limit = now + span.micros(profile);
        }
        wake = limit;
        return now >= limit;
    }

    private boolean awaited(Step.Await step, long now) {
        if (limit < 0) {
            limit = now + step.limit().micros(profile);
            mark = answers >= 0 ? answers : events.size();
        }
        wake = limit;
        if (holds(step)) {
            return true;
        }
        if (now < limit) {
            return false;
        }
        record(new Event.Note(at(now), "waited for " + step.what() + " in vain"));
        over = step.what() == Expect.SYN; // without a connection the rest means nothing
        return true;
    }

    private boolean holds(Step.Await step) {
        Knowledge k = peer(step.conn()).observer.present();
        return switch (step.what()) {
            case SYN -> k.state == State.SYN_SENT && k.opened || k.state == State.SYN_RECEIVED;
            case FIN -> k.finSent && k.peerRcvNxt - k.finSeq > 0;
            case RST -> k.resetByStack;
            case ACK_OF_ALL -> k.opened && k.ackSent == k.peerSndNxt;
            case ALL_DATA -> k.peerRcvNxt - (k.iss + 1) >= k.written;
            case ALL_ACKED -> k.allAcked();
            case DONE -> !pending.containsKey(socket(step.conn()));
            case SEGMENT -> sentSince(mark, step.conn());
        };
    }

    private boolean sentSince(int index, int conn) {
        for (int i = index; i < events.size(); i++) {
            if (events.get(i) instanceof Event.Sent e && e.packet().segment().dstPort() == lane.peerPort() + conn) {
                return true;
            }
        }
        return false;
    }

    private boolean accepted(Step.Accept step, long now) {
        limit = limit < 0 ? now + step.limit().micros(profile) : limit;
        wake = now + POLL;
        Call call = new Call.Accept(Observed.LISTENER);
        Result result = ask(socket(step.conn()), call);
        hear.accept(now);
        boolean again = result.is(Errno.EAGAIN);
        if (again && now < limit) {
            return false;
        }
        record(new Event.Called(at(now), socket(step.conn()), call));
        returned(now, socket(step.conn()), call, result);
        over = again;
        return true;
    }

    private boolean readThrough(Step.Read step, long now) {
        limit = limit < 0 ? now + step.limit().micros(profile) : limit;
        wake = now + POLL;
        Call call = new Call.Read(65536);
        while (peer(step.conn()).observer.present().read < step.total()) {
            Result result = ask(socket(step.conn()), call);
            if (result.is(Errno.EAGAIN) && now < limit) {
                return false;
            }
            record(new Event.Called(at(now), socket(step.conn()), call));
            returned(now, socket(step.conn()), call, result);
            hear.accept(now);
            if (!(result instanceof Result.Data)) {
                return true;
            }
        }
        return true;
    }

    private void call(int socket, Call call, long now) {
        record(new Event.Called(at(now), socket, call));
        if (socket >= Observed.FIRST_SOCKET) {
            peer(socket - Observed.FIRST_SOCKET).observer.called(at(now), call);
        }
        Result result = ask(socket, call);
        if (result instanceof Result.Pending) {
            pending.put(socket, call);
        } else {
            returned(now, socket, call, result);
        }
        hear.accept(now);
    }

    /** A socket that is made where there was one is another one: the stack never gets the number of the old one again. */
    private Result ask(int socket, Call call) {
        boolean makes = call instanceof Call.Connect || call instanceof Call.Accept || call instanceof Call.Listen;
        if (makes && fresh < PortBlock.SOCKETS && made.remove(socket)) {
            numbers.put(socket, fresh++);
        }
        Call there = call instanceof Call.Accept a ? new Call.Accept(number(a.listener())) : call;
        Result result = stack.call(number(socket), there);
        if (call instanceof Call.Write && result instanceof Result.Count count) {
            taken.merge(number(socket), (long) count.octets(), Long::sum);
        }
        if (makes && !(result instanceof Result.Failed)) {
            made.add(socket);
        }
        return result;
    }

    private int number(int socket) {
        return lane.firstSocket() + numbers.getOrDefault(socket, socket);
    }

    private int known(int number) {
        return numbers.entrySet().stream()
                .filter(e -> e.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(number);
    }

    private void returned(long now, int socket, Call call, Result result) {
        record(new Event.Returned(at(now), socket, call, result));
        if (socket >= Observed.FIRST_SOCKET) {
            peer(socket - Observed.FIRST_SOCKET).observer.returned(call, result);
        }
    }

    private void transmit(int conn, Template template, boolean lost, long now) {
        PeerSide peer = peer(conn);
        if (peer.stackPort == 0) {
            peer.stackPort = lane.listenPort();
        }
        Segment segment = peer.resolve(template, at(now));
        if (lost) {
            record(new Event.Lost(at(now), packet(template, segment)));
            peer.observer.lost(segment);
        } else {
            deliver(conn, template, segment, now);
        }
    }

    private Packet packet(Template template, Segment segment) {
        Integer padding = template.padding();
        return template.route().packet(remote(), local(), segment).padded(padding == null ? 0 : padding);
    }

    private void deliver(int conn, Template template, Segment segment, long now) {
        Packet packet = packet(template, segment);
        Bytes octets = template.badChecksum() ? spoil(PacketCodec.encode(packet)) : PacketCodec.encode(packet);
        String flaw = template.maybeFlawed() ? flaw(octets) : "";
        if (!flaw.isEmpty()) {
            record(new Event.ArrivedRaw(at(now), octets, segment + " with " + flaw));
        } else {
            record(new Event.Arrived(at(now), packet));
        }
        if (flaw.isEmpty() && packet.isUnicast()) {
            peer(conn).observer.arrived(at(now), segment);
        }
        stack.deliver(octets);
        hear.accept(now);
    }

    private void complain(Step.Icmp step, long now) {
        Packet about = latest(step.conn());
        if (about == null || !step.error().existsIn(scenario.peer().v6())) {
            return;
        }
        Bytes octets = IcmpMessage.encode(step.error(), about, remote());
        record(new Event.ArrivedRaw(at(now), octets, "ICMP " + step.error() + ", about " + about.segment()));
        stack.deliver(octets);
        hear.accept(now);
    }

    private @Nullable Packet latest(int conn) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof Event.Sent e && e.packet().segment().dstPort() == lane.peerPort() + conn) {
                return e.packet();
            }
        }
        return null;
    }

    /** Says why no receiver takes the octets for a packet; empty when it does. */
    private static String flaw(Bytes octets) {
        try {
            PacketCodec.decode(octets);
            return "";
        } catch (MalformedPacketException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Turns one bit of the TCP checksum. */
    private Bytes spoil(Bytes octets) {
        byte[] raw = octets.toArray();
        int header = scenario.peer().v6() ? 40 : 20;
        raw[header + 16] ^= 0x40;
        return Bytes.copyOf(raw);
    }

    private void record(Event event) {
        if (events.size() >= MOST_EVENTS) {
            throw new ContractException("more than " + MOST_EVENTS + " events in one scenario: the stack floods");
        }
        events.add(event);
        octetsRead += event instanceof Event.Returned r && r.result() instanceof Result.Data d
                ? d.octets().length()
                : 0;
        if (octetsRead > MOST_READ) {
            throw new ContractException("more than " + MOST_READ + " octets read in one scenario: the stack floods");
        }
    }

    private PeerSide peer(int conn) {
        return peers.computeIfAbsent(conn, c -> new PeerSide(scenario.peer(), lane.peerPort() + c, c));
    }

    private static int socket(int conn) {
        return conn + Observed.FIRST_SOCKET;
    }

    private IpAddress local() {
        return scenario.peer().v6() && profile.local6() != null ? profile.local6() : profile.local4();
    }

    private IpAddress remote() {
        return scenario.peer().v6() && profile.peer6() != null ? profile.peer6() : profile.peer4();
    }
}
