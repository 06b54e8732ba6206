package org.lastack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Near;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.machine.Settings;
import org.lastack.stacks.kernel.Kernels;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/** The words of the lessons; {@code import static org.lastack.lab.Lab.*;} brings them all. */
public final class Lab {
    /** The maximum segment lifetime of RFC 9293 §3.4.2: two minutes. */
    public static final long MSL = 2 * Time.MINUTE;

    /** The hosts, for {@link PacketFilter#from(Side)}. */
    public static final Side client = Side.CLIENT;

    /** The hosts, for {@link PacketFilter#from(Side)}. */
    public static final Side server = Side.SERVER;

    public static final State CLOSED = State.CLOSED;
    public static final State LISTEN = State.LISTEN;
    public static final State SYN_SENT = State.SYN_SENT;
    public static final State SYN_RECEIVED = State.SYN_RECEIVED;
    public static final State ESTABLISHED = State.ESTABLISHED;
    public static final State FIN_WAIT_1 = State.FIN_WAIT_1;
    public static final State FIN_WAIT_2 = State.FIN_WAIT_2;
    public static final State CLOSE_WAIT = State.CLOSE_WAIT;
    public static final State CLOSING = State.CLOSING;
    public static final State LAST_ACK = State.LAST_ACK;
    public static final State TIME_WAIT = State.TIME_WAIT;

    /** What {@link End#shutdown(Call.How)} closes. */
    public static final Call.How SHUT_RD = Call.How.RD;

    public static final Call.How SHUT_WR = Call.How.WR;
    public static final Call.How SHUT_RDWR = Call.How.RDWR;

    private static final long DELAY = Time.ms(10);

    private static final List<Drawing> SHOWN = new ArrayList<>();

    private Lab() {}

    // Hosts and networks

    /** Two hosts that do what RFC 9293 says, 10 ms apart. */
    public static Net network() {
        return network(rfc9293());
    }

    /** Two hosts with these settings. */
    public static Net network(Preset both) {
        return network(both, both);
    }

    /** Two hosts with settings of their own. */
    public static Net network(Preset client, Preset server) {
        return new Net(new SimulatedWorld(client, server, DELAY));
    }

    /**
     * A real kernel as the client, and a reference as its server. It is the one that was built for virtual time ({@code ./lastack
     * certify linux-6.12} builds it), or else the running one, whose time is real.
     *
     * @throws org.lastack.kit.stack.StackUnavailableException when this system or its permissions do not allow it
     */
    public static Net kernel() {
        return kernel(Side.CLIENT);
    }

    /** A real kernel as the server, and a reference as its client. */
    public static Net kernelAsServer() {
        return kernel(Side.SERVER);
    }

    private static Net kernel(Side side) {
        return new Net(Kernels.ofLessons(System.err::println)
                .<KernelWorld>map(command -> BuiltKernel.open(command, side, DELAY))
                .orElseGet(() -> RunningKernel.open(side, DELAY)));
    }

    /** What RFC 9293 says. */
    public static Preset rfc9293() {
        return new Preset(Settings.rfc9293());
    }

    /** What Linux does where it departs from RFC 9293. */
    public static Preset linux() {
        return new Preset(Settings.linux());
    }

    // Wrong stacks, and your own

    /**
     * A host with a bug: one that was reported to a real stack, for example {@code "smoltcp 470"}, or any mutant of the kit by its
     * id.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Preset mutant(String name) {
        return Bugs.find(name);
    }

    /** A host with one of the bugs of {@link #bugs}; which, you find out. */
    public static Preset mutant(int number) {
        return Bugs.find(Bugs.unknown(number));
    }

    /** Tells whether the bug of {@link #mutant(int)} is the one of that report. */
    public static boolean guess(int number, String report) {
        return Bugs.unknown(number).equals(report.strip());
    }

    /** The bugs of real stacks that there are mutants of. */
    public static Bugs bugs() {
        return new Bugs();
    }

    /** A host whose connections close as your machine says; all else is the reference. */
    public static Preset mine(Supplier<? extends Teardown> machines) {
        Settings settings = Settings.rfc9293();
        return new Preset(settings, Map.of(), (s, addresses) -> new Host(s, Bench.maker(machines), addresses));
    }

    /** Lets the rules of the kit for the closing of a connection judge your machine. */
    public static Certificate certify(Supplier<? extends Teardown> machines) {
        return Certifier.certify(machines, Certifier.CLOSING);
    }

    /**
     * The same with the rules whose id is like the pattern, in which {@code *} stands for anything.
     *
     * @throws IllegalArgumentException when no rule is
     */
    public static Certificate certify(Supplier<? extends Teardown> machines, String pattern) {
        List<Rule> rules = Rules.matching(pattern);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("no rule is called " + pattern);
        }
        return Certifier.certify(machines, rules);
    }

    // What stands between

    /** A box that remembers connections as Linux's connection tracking does, a NAT for example, for {@link Net#through}. */
    public static Middlebox conntrack() {
        return Middlebox.conntrack();
    }

    /** A box that forgets a connection on which nothing has passed for so long. */
    public static Middlebox idleTimeout(long micros) {
        return Middlebox.idleTimeout(micros);
    }

    // Time

    public static long ms(long milliseconds) {
        return Time.ms(milliseconds);
    }

    public static long seconds(long seconds) {
        return Time.seconds(seconds);
    }

    public static long minutes(long minutes) {
        return minutes * Time.MINUTE;
    }

    // Packets

    /** The next packet, whatever it is. */
    public static PacketFilter next() {
        return PacketFilter.next("packet", s -> true);
    }

    /** The next FIN, with or without text. */
    public static PacketFilter nextFin() {
        return PacketFilter.next("FIN", s -> s.fin());
    }

    /** The next segment that is an acknowledgment and nothing else. */
    public static PacketFilter nextAck() {
        return PacketFilter.next("ACK", s -> s.hasAck() && s.len() == 0 && !s.rst());
    }

    /** The next segment with text. */
    public static PacketFilter nextData() {
        return PacketFilter.next("data", s -> !s.data().isEmpty());
    }

    /** The next SYN, or SYN,ACK. */
    public static PacketFilter nextSyn() {
        return PacketFilter.next("SYN", s -> s.syn());
    }

    /** The next RST. */
    public static PacketFilter nextRst() {
        return PacketFilter.next("RST", s -> s.rst());
    }

    // Drawings and verdicts

    /** What happened between the hosts, as a ladder diagram. */
    public static Drawing ladder(Net net) {
        return new LadderDrawing(Picture.of(net, null), net.world().script());
    }

    /** What happened on one connection, as a ladder diagram. */
    public static Drawing ladder(Connection connection) {
        Net net = connection.net();
        return new LadderDrawing(Picture.of(net, connection), net.world().script());
    }

    /** What happened between the hosts, as a ladder diagram without times: what a kernel does takes as long as it takes. */
    public static Drawing order(Net net) {
        return new LadderDrawing(
                Picture.of(net, null).withoutTimes(), net.world().script());
    }

    /** The states that both ends went through. */
    public static States states(Connection connection) {
        return States.of(connection);
    }

    /** The connections of both hosts, as {@code ss} shows them. */
    public static Sockets sockets(Net net) {
        List<Sockets.Row> rows = new ArrayList<>();
        for (Side who : Side.values()) {
            rows.addAll(net.world().sockets(who));
        }
        return new Sockets(rows);
    }

    /**
     * Lets a rule of the kit judge what one end's host has done so far.
     *
     * @throws IllegalArgumentException when no rule has that id
     */
    public static Verdict judge(String rule, End end) {
        Rule found = Rules.find(rule);
        if (found == null) {
            List<String> ids = Rules.all().stream().map(Rule::id).toList();
            throw new IllegalArgumentException("no rule is called " + rule + Near.hint(rule, ids));
        }
        LabWorld world = end.net().world();
        Trace trace = world.trace(end.who());
        List<Event> events = new ArrayList<>(trace.events());
        // A silence counts up to now.
        events.add(new Event.Note(world.now(), "end of watching"));
        Trace watched = new Trace(trace.stack(), trace.lateness(), events);
        return new Verdict(found, found.judge(Observed.of(watched, world.profile(end.who()))));
    }

    // Showing

    /** Shows a value: a network or a connection as its ladder, a drawing as itself, everything else as its text. */
    public static void show(@Nullable Object value) {
        Object shown = value instanceof Net net ? ladder(net) : value instanceof Connection c ? ladder(c) : value;
        if (shown instanceof Drawing drawing) {
            SHOWN.add(drawing);
            System.out.print(drawing.text());
        } else {
            String text = String.valueOf(shown);
            System.out.print(text.endsWith("\n") ? text : text + "\n");
        }
    }

    /** What an expression comes to, as a lesson shows it: an answer that is nothing but ok needs no words. */
    public static void value(@Nullable Object value) {
        boolean plain = value instanceof Answer answer && answer.plain();
        if (!plain) {
            boolean itself = value instanceof Drawing;
            show(itself ? value : String.valueOf(value));
        }
    }

    /** Returns the texts of all drawings that were shown and whose pictures nobody took. */
    public static List<String> drawnTexts() {
        return SHOWN.stream().map(Drawing::text).toList();
    }

    /** Returns the pictures of all drawings that were shown since the last time; {@code data-script} has the script of one. */
    public static List<String> takePictures() {
        List<Drawing> taken = List.copyOf(SHOWN);
        SHOWN.clear();
        return taken.stream().map(Lab::picture).toList();
    }

    private static String picture(Drawing drawing) {
        String begin = "<svg ";
        return drawing.script()
                .map(script -> begin + "data-script=\"" + script + "\" "
                        + drawing.svg().substring(begin.length()))
                .orElseGet(drawing::svg);
    }
}
