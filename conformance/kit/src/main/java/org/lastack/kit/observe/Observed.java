package org.lastack.kit.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * A trace with the knowledge at each of its events, computed once. Rules judge this and nothing else.
 *
 * <p>A socket belongs to a connection by its number: connection c has socket c + {@link #FIRST_SOCKET}, the listener has
 * {@link #LISTENER}. A packet belongs to a connection by the peer's port: the lowest is connection 0. One from or to an address
 * that no host has belongs there too and tells nothing; so do octets that are no well-formed packet, as far as they have
 * that port, and an ICMP error that quotes it.
 */
public final class Observed {
    public static final int LISTENER = 1;
    public static final int FIRST_SOCKET = 2;

    private static final Knowledge NOTHING = new Knowledge();

    /** Where IPv4 and IPv6 (RFC 791, RFC 8200) say what they carry, and the length of a header of the latter. */
    private static final int IP_PROTOCOL = 9;

    private static final int IP6_NEXT = 6;
    private static final int IP6_HEADER = 40;
    private static final int TCP = 6;

    private final Trace trace;
    private final Profile profile;
    private final List<Moment> moments;

    private Observed(Trace trace, Profile profile, List<Moment> moments) {
        this.trace = trace;
        this.profile = profile;
        this.moments = List.copyOf(moments);
    }

    /** Observes a trace of a stack with this profile. */
    public static Observed of(Trace trace, Profile profile) {
        int base = basePort(trace);
        Map<Integer, Observer> observers = new HashMap<>();
        List<Moment> moments = new ArrayList<>(trace.events().size());
        Map<Integer, Knowledge> latest = new HashMap<>();
        for (Event event : trace.events()) {
            int conn = conn(event, base);
            Knowledge before = latest.getOrDefault(conn, NOTHING);
            Knowledge after = before;
            if (conn >= 0) {
                Observer observer = observers.computeIfAbsent(conn, c -> new Observer());
                tell(observer, event);
                after = observer.now();
                latest.put(conn, after);
            }
            moments.add(new Moment(moments.size(), event, conn, before, after));
        }
        return new Observed(trace, profile, moments);
    }

    private static int basePort(Trace trace) {
        int base = Integer.MAX_VALUE;
        for (Event event : trace.events()) {
            int port = peerPort(event);
            base = port > 0 ? Math.min(base, port) : base;
        }
        return base;
    }

    private static int peerPort(Event event) {
        if (event instanceof Event.Arrived e) {
            return e.packet().segment().srcPort();
        }
        if (event instanceof Event.Lost e) {
            return e.packet().segment().srcPort();
        }
        return event instanceof Event.Sent e ? e.packet().segment().dstPort() : -1;
    }

    private static int conn(Event event, int base) {
        if (event instanceof Event.Called e) {
            return e.socket() - FIRST_SOCKET;
        }
        if (event instanceof Event.Returned e) {
            return e.socket() - FIRST_SOCKET;
        }
        int port = event instanceof Event.ArrivedRaw e ? rawPort(e.octets()) : peerPort(event);
        return Math.max(-1, port - base);
    }

    /** Returns the peer's port: the one that an ICMP error quotes, or the one from which spoiled octets come. */
    private static int rawPort(Bytes octets) {
        IcmpMessage icmp = IcmpMessage.decode(octets);
        return icmp != null ? icmp.dstPort() : srcPort(octets);
    }

    /** Returns the source port of TCP octets, whatever is wrong with them; -1 when there is none. */
    private static int srcPort(Bytes raw) {
        boolean v6 = !raw.isEmpty() && raw.at(0) >> 4 == 6;
        int header = v6 ? IP6_HEADER : raw.isEmpty() ? 0 : (raw.at(0) & 15) * 4;
        if (raw.length() < header + 2 || raw.length() <= IP_PROTOCOL || raw.at(v6 ? IP6_NEXT : IP_PROTOCOL) != TCP) {
            return -1;
        }
        return raw.at(header) << 8 | raw.at(header + 1);
    }

    private static void tell(Observer observer, Event event) {
        if (event instanceof Event.Called e) {
            observer.called(e.at(), e.call());
        } else if (event instanceof Event.Returned e) {
            observer.returned(e.call(), e.result());
        } else if (event instanceof Event.Arrived e && e.packet().isUnicast()) {
            observer.arrived(e.at(), e.packet().segment());
        } else if (event instanceof Event.Lost e && e.packet().isUnicast()) {
            observer.lost(e.packet().segment());
        } else if (event instanceof Event.Sent e && e.packet().isUnicast()) {
            observer.sent(e.at(), e.packet().segment(), e.lost());
        }
    }

    public Trace trace() {
        return trace;
    }

    public Profile profile() {
        return profile;
    }

    /** Tells whether the trace shows what the application did; a capture shows packets alone. */
    public boolean showsCalls() {
        return first(m -> m.called() != null) != null;
    }

    /** Returns what the stack was set to, or empty when the trace does not say: it then has its default. */
    public OptionalLong setting(String knob) {
        for (Moment moment : moments) {
            if (moment.event() instanceof Event.Configured e && e.knob().equals(knob)) {
                return OptionalLong.of(e.value());
            }
        }
        return OptionalLong.empty();
    }

    public List<Moment> moments() {
        return moments;
    }

    /** How long an answer may take that the catalogue calls prompt, the observer's own lateness included. */
    public long prompt() {
        return profile.prompt() + trace.lateness();
    }

    /**
     * How long a call may take to return once it need not wait any more. On a wall clock the thread that waits for the stack also waits
     * for a processor, which nobody sees.
     */
    public long returning() {
        return prompt() + (profile.clock() == Profile.Clock.WALL ? Time.ms(600) : 0);
    }

    /** How long an ACK may take that may be delayed (MUST-40: under 500 ms). */
    public long delayed() {
        return 500_000 + profile.granularity() + trace.lateness();
    }

    /**
     * Tells whether the trace can show that nothing came within so many microseconds after the moment: the connection was
     * left alone and watched for that long. A kit that is late on a wall clock may have gone on too early.
     */
    public boolean watched(Moment stimulus, long within) {
        Moment next = firstAfter(stimulus, m -> m.conn() == stimulus.conn() && m.stimulus());
        return (next == null ? end() : next.at()) >= stimulus.at() + within;
    }

    /** The longest time that the peer took up to here to acknowledge what the stack sent: a stack's RTO grows with it. */
    public long roundTrip(Moment until) {
        long longest = 0;
        List<Moment> out = new ArrayList<>();
        for (Moment m : all(m -> m.conn() == until.conn() && m.index() <= until.index())) {
            Segment sent = m.sent();
            if (sent != null && sent.len() > 0) {
                out.add(m);
            } else if (m.arrived() != null && segment(m).hasAck()) {
                for (Moment first : out) {
                    longest = Seq.leq(segment(first).end(), segment(m).ack())
                            ? Math.max(longest, m.at() - first.at())
                            : longest;
                }
                out.removeIf(first -> Seq.leq(segment(first).end(), segment(m).ack()));
            }
        }
        return longest;
    }

    /** Returns the moments of one connection. */
    public List<Moment> of(int conn) {
        return all(m -> m.conn() == conn);
    }

    public List<Moment> all(Predicate<Moment> which) {
        List<Moment> found = new ArrayList<>();
        for (Moment moment : moments) {
            if (which.test(moment)) {
                found.add(moment);
            }
        }
        return found;
    }

    /** Returns the first such moment, or null. */
    public @Nullable Moment first(Predicate<Moment> which) {
        for (Moment moment : moments) {
            if (which.test(moment)) {
                return moment;
            }
        }
        return null;
    }

    /** Returns the first such moment after the given one, or null. */
    public @Nullable Moment firstAfter(Moment start, Predicate<Moment> which) {
        for (int i = start.index() + 1; i < moments.size(); i++) {
            if (which.test(moments.get(i))) {
                return moments.get(i);
            }
        }
        return null;
    }

    /** Returns the last such moment, or null. */
    public @Nullable Moment last(Predicate<Moment> which) {
        for (int i = moments.size() - 1; i >= 0; i--) {
            if (which.test(moments.get(i))) {
                return moments.get(i);
            }
        }
        return null;
    }

    /**
     * Returns what the stack sent on the connection of the stimulus in answer to it: until the next stimulus on that
     * connection, and for at most so many microseconds.
     */
    public List<Moment> replies(Moment stimulus, long within) {
        List<Moment> replies = new ArrayList<>();
        for (int i = stimulus.index() + 1; i < moments.size(); i++) {
            Moment next = moments.get(i);
            if (next.at() > stimulus.at() + within || next.conn() == stimulus.conn() && next.stimulus()) {
                break;
            }
            if (next.conn() == stimulus.conn() && next.sent() != null) {
                replies.add(next);
            }
        }
        return replies;
    }

    /** Returns what the stack sent on this connection after the moment, until {@code end} (microseconds), stimuli or not. */
    public List<Moment> sentBetween(Moment start, long end) {
        return all(m -> m.index() > start.index() && m.at() <= end && m.conn() == start.conn() && m.sent() != null);
    }

    /** When the kit stopped watching: the time of the last event. */
    public long end() {
        return moments.isEmpty() ? 0 : moments.get(moments.size() - 1).at();
    }

    /** Returns the moment at which the call returned, or null when it never did. */
    public @Nullable Moment returnOf(Moment call) {
        Call made = call.called();
        return firstAfter(
                call,
                m -> m.conn() == call.conn()
                        && m.event() instanceof Event.Returned r
                        && r.call().equals(made));
    }

    /** Returns the segment the moment has sent or received; every moment of the wire has one. */
    public static Segment segment(Moment moment) {
        Segment segment = moment.sent() != null ? moment.sent() : moment.arrived();
        if (segment == null) {
            throw new IllegalArgumentException("no segment at " + moment.event());
        }
        return segment;
    }

    /** Returns the peer's packet as the trace has it, or null: for raw details such as addresses. */
    public static @Nullable Packet packet(Moment moment) {
        return moment.event() instanceof Event.Arrived e
                ? e.packet()
                : moment.event() instanceof Event.Sent s ? s.packet() : null;
    }
}
