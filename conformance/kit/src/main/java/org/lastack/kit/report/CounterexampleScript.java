package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Script;
import org.lastack.world.Script.HostSetup;
import org.lastack.world.Side;
import org.lastack.world.Step;
import org.lastack.world.World;

/**
 * A counterexample as a script for the playground: what the kit did to the stack, with the numbers as they were, is done to
 * the reference. The stack sits at the client's side, nobody at the other; the kit's packets are injected.
 */
public final class CounterexampleScript {
    private final List<Step> steps = new ArrayList<>();
    /** The initial number of the latest connection on each pair of ports. */
    private final Map<Integer, Integer> numbers = new HashMap<>();
    /** What all connections of the stand-in begin with; null: with the same numbers as those of the stack. */
    private final @Nullable Integer iss;

    private final Map<Integer, Integer> sockets = new HashMap<>();
    private final Set<Integer> standing = new HashSet<>();
    private int fresh = 100; // no scenario has so many

    private int injected;
    private long clock;

    private CounterexampleScript(Trace trace, @Nullable Integer iss) {
        this.iss = iss;
        trace.events().forEach(this::add);
    }

    /**
     * Returns the script.
     *
     * @param settings of the reference that is to stand in for the stack, for example {@link #like}
     * @return empty when no connection was tried, or when the trace is more than a script may hold
     */
    public static Optional<String> of(Trace trace, Settings settings) {
        try {
            return script(trace, settings);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // too many timers, or calls and packets of more than two addresses
        }
    }

    private static Optional<String> script(Trace trace, Settings settings) {
        Packet first = firstPacket(trace);
        if (first == null || trace.events().size() > Script.MOST_STEPS / 3) {
            return Optional.empty();
        }
        boolean sent = trace.events().stream()
                .anyMatch(e -> e instanceof Event.Sent s && s.packet().equals(first));
        HostSetup stack = new HostSetup(sent ? first.src() : first.dst(), configured(trace, settings));
        HostSetup kit = new HostSetup(sent ? first.dst() : first.src(), null);
        Script same = new Script(stack, kit, new CounterexampleScript(trace, null).steps);
        List<Integer> isns = isns(trace);
        if (isns.isEmpty() || startsAlike(isns, isns(new World(same).trace(Side.CLIENT)))) {
            return Optional.of(same.encode());
        }
        int iss = isns.get(0);
        Settings numbered = configured(trace, settings).with(Knob.ISS, Integer.toUnsignedLong(iss));
        List<Step> steps = new CounterexampleScript(trace, iss).steps;
        return Optional.of(new Script(new HostSetup(stack.address(), numbered), kit, steps).encode());
    }

    /** Returns the strict settings with the times that the stack has. */
    public static Settings like(Profile profile) {
        Settings settings = nearest(Settings.rfc9293(), Knob.MSL, profile.twoMsl() / 2 / Time.SECOND);
        settings = nearest(settings, Knob.RTO_MIN, profile.minRto() / Time.MILLISECOND);
        settings = nearest(settings, Knob.RTO_INITIAL, profile.synRto() / Time.MILLISECOND);
        settings = nearest(settings, Knob.CLOCK_TICK, profile.granularity() / Time.MILLISECOND);
        return nearest(settings, Knob.DELAYED_ACK, profile.delayedAck() / Time.MILLISECOND);
    }

    /** A stack may say of itself what the reference cannot be. */
    private static Settings nearest(Settings settings, Knob knob, long value) {
        return settings.with(knob, knob.range().nearest(value));
    }

    private static @Nullable Packet firstPacket(Trace trace) {
        for (Event event : trace.events()) {
            if (event instanceof Event.Sent e) {
                return e.packet();
            }
            if (event instanceof Event.Arrived e && e.packet().isUnicast()) {
                return e.packet();
            }
        }
        return null;
    }

    private static Settings configured(Trace trace, Settings settings) {
        Settings all = settings;
        for (Event event : trace.events()) {
            if (event instanceof Event.Configured e && ReferenceStack.takes(e.knob(), e.value())) {
                Settings changed = ReferenceStack.with(all, e.knob(), e.value());
                all = changed == null ? all : changed;
            }
        }
        return all;
    }

    /** The initial sequence numbers that the stack sent. */
    private static List<Integer> isns(Trace trace) {
        List<Integer> isns = new ArrayList<>();
        for (Event event : trace.events()) {
            if (event instanceof Event.Sent e && e.packet().segment().syn()) {
                isns.add(e.packet().segment().seq());
            }
        }
        return isns;
    }

    private static boolean startsAlike(List<Integer> isns, List<Integer> replayed) {
        return !replayed.isEmpty() && replayed.get(0).equals(isns.get(0));
    }

    private void add(Event event) {
        if (event instanceof Event.Called e) {
            at(e.at(), new Step.Do(Side.CLIENT, socket(e), e.call()));
        } else if (event instanceof Event.Sent e && e.packet().segment().syn()) {
            Segment syn = e.packet().segment();
            at(e.at(), null);
            numbers.put(syn.srcPort() << 16 | syn.dstPort(), syn.seq());
        } else if (event instanceof Event.Arrived e) {
            arrive(e.at(), PacketCodec.encode(renumbered(e.packet())));
        } else if (event instanceof Event.ArrivedRaw e) {
            arrive(e.at(), e.octets());
        } else {
            at(event.at(), null);
        }
    }

    /** A socket that is made where one still stands is another one, as it was for the stack. */
    private int socket(Event.Called e) {
        Call call = e.call();
        boolean makes = call instanceof Call.Connect || call instanceof Call.Accept || call instanceof Call.Listen;
        if (makes && !standing.add(e.socket())) {
            sockets.put(e.socket(), fresh++);
        } else if (call instanceof Call.Close || call instanceof Call.Abort) {
            standing.remove(e.socket());
        }
        return sockets.getOrDefault(e.socket(), e.socket());
    }

    /** What acknowledges a number of the stack acknowledges the same place in the stream of the stand-in. */
    private Packet renumbered(Packet packet) {
        Segment s = packet.segment();
        Integer was = numbers.get(s.dstPort() << 16 | s.srcPort());
        return iss == null || was == null || !s.hasAck() ? packet : packet.with(s.withAck(s.ack() - was + iss));
    }

    private void arrive(long instant, Bytes octets) {
        at(instant, new Step.Inject(Side.SERVER, octets));
        steps.add(new Step.Deliver(Side.SERVER, injected++));
    }

    /** What was due at an instant came before what was done at it: the kit lets a stack speak first. */
    private void at(long instant, @Nullable Step step) {
        if (instant > clock) {
            steps.add(new Step.Until(instant));
            clock = instant;
        }
        if (step != null) {
            steps.add(step);
        }
    }
}
