package org.lastack.kit.compare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;

/**
 * A walk through the life and the end of a connection, or of several beside each other: calls, options, segments and ICMP errors
 * at random, likely ones and wild ones; some connections are accepted late, and the listener ends now and then. After
 * each step there is time for the answer, a delayed ACK included, so that both stacks of a comparison have given theirs.
 */
public final class RandomScenario {
    /** Longer than any ACK is delayed, and shorter than what ends an orphan. */
    private static final Span SETTLE = Span.ms(260);

    private static final List<Position> POSITIONS = List.of(Position.values());
    private static final int MOST_STEPS = 14;
    /** No retransmission and this after it is over just before a step, where a timer that is late parts who does the same. */
    private static final int USER_TIMEOUT_MS = 170;

    private static final int MOST_TEXT = 400;

    /** How many connections a walk has at most. */
    static final int CONNECTIONS = 3;

    private static final List<IcmpError> ERRORS = List.of(IcmpError.values());
    private static final List<How> HOWS = List.of(How.values());

    private final Random random;
    private final Script script = Script.begin();
    /** The connections that were opened, and of those the ones of which the application has the socket, or will accept it. */
    private int opened;

    private final Set<Integer> held = new HashSet<>();
    private final Deque<Integer> queue = new ArrayDeque<>();
    /** Whether there is a listener, whether there ever was one, and whether its socket is closed. */
    private boolean listening;

    private boolean listenerSeen;
    private boolean listenerClosed;
    private int conn;

    private RandomScenario(Random random) {
        this.random = random;
    }

    /** Returns the next walk of one connection, without options and errors, that the random numbers lead to. */
    public static Scenario next(Random random) {
        return new RandomScenario(random).walk(false);
    }

    /** Returns the next walk of whatever kind that the random numbers lead to. */
    public static Scenario wide(Random random) {
        return new RandomScenario(random).walk(random.nextInt(3) > 0);
    }

    private Scenario walk(boolean wide) {
        int iss = random.nextBoolean() ? 1_000_000 : -random.nextInt(3000);
        Scenario.Peer peer = Scenario.Peer.PLAIN
                .withIss(iss)
                .withTimestamps(random.nextInt(3) == 0)
                .withV6(random.nextInt(4) == 0);
        // A limit on answers would make them depend on the pace.
        script.set("tcp_invalid_ratelimit", 0).peer(peer);
        int most = wide && random.nextInt(3) == 0 ? CONNECTIONS : 1;
        open(wide);
        int steps = 3 + random.nextInt(MOST_STEPS - 2);
        for (int i = 0; i < steps; i++) {
            if (opened < most && random.nextInt(3) == 0) {
                open(true);
            } else {
                conn = opened == 1 ? 0 : random.nextInt(opened);
                script.on(conn);
                step(wide);
            }
            script.pass(SETTLE);
        }
        return script.build();
    }

    /** @param late whether it may be accepted late */
    private void open(boolean late) {
        conn = opened++;
        script.on(conn);
        boolean peerMay = listening || !listenerSeen;
        if (peerMay && random.nextBoolean()) {
            listening = true;
            listenerSeen = true;
            script.handshake();
            queue.add(conn);
        } else {
            script.open(Opener.STACK);
            held.add(conn);
        }
        if (!late || random.nextInt(6) > 0) {
            accept();
        }
        script.pass(SETTLE);
    }

    /** Accepts in the order in which they came, as the queue gives them. */
    private void accept() {
        for (Integer next = queue.poll(); next != null; next = queue.poll()) {
            script.step(new Step.Accept(next, Span.ms(0)));
            held.add(next);
        }
    }

    private void step(boolean wide) {
        int kind = wide ? random.nextInt(12) : -1;
        boolean holds = held.contains(conn);
        if (kind == 0 && listening) {
            accept();
        } else if (kind == 1) {
            script.icmp(ERRORS.get(random.nextInt(ERRORS.size())));
        } else if (kind == 2 && listenerSeen && !listenerClosed) {
            listener();
        } else if (kind == 3 && holds) {
            option();
        } else if (kind == 4 && holds && random.nextBoolean()) {
            // It has returned before the next step.
            script.option(SocketOption.LINGER, 1).close().pass(Span.ms(1300));
            held.remove(conn);
        } else if (holds && random.nextInt(5) < 2) {
            call();
        } else {
            segment();
        }
    }

    private void listener() {
        Call call = switch (random.nextInt(5)) {
            case 0 -> new Call.Close();
            case 1, 2 -> new Call.Shutdown(HOWS.get(random.nextInt(HOWS.size())));
            case 3 -> new Call.Status();
            default -> new Call.Poll();
        };
        boolean ends = call instanceof Call.Close || call instanceof Call.Shutdown s && s.how() != How.WR;
        listening &= !ends;
        listenerClosed = call instanceof Call.Close;
        if (ends) {
            queue.clear();
        }
        script.step(new Step.DoOnListener(call));
    }

    private void call() {
        switch (random.nextInt(14)) {
            case 0, 1 -> script.write(length());
            case 2 -> script.readOnce();
            case 3 -> script.call(new Call.Read(length()));
            case 4, 5 -> script.shutdown(How.WR);
            case 6 -> script.shutdown(random.nextBoolean() ? How.RD : How.RDWR);
            case 7 -> script.call(new Call.Status());
            case 8 -> script.call(new Call.Poll());
            case 9 -> script.call(new Call.TakeError());
            case 10 -> {
                script.option(SocketOption.LINGER, 0).close();
                held.remove(conn);
            }
            case 11 -> {
                script.abort();
                held.remove(conn);
            }
            default -> {
                script.close();
                held.remove(conn);
            }
        }
    }

    /** What is soon felt, or ends a connection at once. */
    private void option() {
        switch (random.nextInt(5)) {
            case 0 -> script.option(SocketOption.LINGER2, random.nextBoolean() ? -1 : 60);
            case 1 -> script.option(SocketOption.USER_TIMEOUT, USER_TIMEOUT_MS);
            case 2 -> script.option(SocketOption.CORK, 1).option(SocketOption.CORK, 0);
            default ->
                script.option(SocketOption.KEEPIDLE, 1)
                        .option(SocketOption.KEEPINTVL, 1)
                        .option(SocketOption.KEEPCNT, 1 + random.nextInt(2))
                        .option(SocketOption.KEEPALIVE, 1);
        }
    }

    private void segment() {
        if (random.nextInt(3) == 0) {
            script.send(wild());
        } else {
            likely();
        }
    }

    /** What a peer in its right mind sends; the network may lose it. */
    private void likely() {
        Template segment = switch (random.nextInt(6)) {
            case 0, 1 -> Template.ack();
            case 2 -> Template.data(length());
            case 3 -> Template.finAgain();
            default -> Template.fin().with(random.nextInt(3) == 0 ? length() : 0);
        };
        AckRef acks = random.nextInt(4) == 0 ? AckRef.BUT_FIN : AckRef.ALL;
        if (random.nextInt(6) == 0) {
            script.sendLost(segment.acking(acks));
        } else {
            script.send(segment.acking(acks));
        }
    }

    /** What an attacker, an old incarnation or a broken peer sends. */
    private Template wild() {
        int flags = switch (random.nextInt(9)) {
            case 0, 1 -> Flags.RST;
            case 2 -> Flags.RST | Flags.ACK;
            case 3 -> Flags.SYN;
            case 4 -> Flags.FIN | Flags.ACK;
            case 5 -> random.nextBoolean() ? Flags.FIN : 0;
            case 6 -> random.nextInt(0x20);
            default -> Flags.ACK;
        };
        Template segment = Template.of(flags).at(place()).acking(acked());
        boolean text = (flags & (Flags.RST | Flags.SYN)) == 0 && random.nextInt(3) == 0;
        segment = segment.with(text ? length() : 0);
        return switch (random.nextInt(12)) {
            case 0 -> segment.withTsVal(TsRef.recent(-100_000));
            case 1 -> segment.withoutTimestamps();
            default -> segment;
        };
    }

    private SeqRef place() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> SeqRef.peerFin(random.nextInt(3) - 1);
            case 2 -> SeqRef.peerFin(-random.nextInt(MOST_TEXT));
            case 3 -> SeqRef.rcvNxt(random.nextInt(2 * MOST_TEXT) - MOST_TEXT);
            default -> POSITIONS.get(random.nextInt(POSITIONS.size())).seq();
        };
    }

    private AckRef acked() {
        return switch (random.nextInt(6)) {
            case 0 -> AckRef.unsent(1 + random.nextInt(1000));
            case 1 -> AckRef.NOTHING_NEW;
            case 2 -> new AckRef(AckRef.Base.SND_UNA, -random.nextInt(MOST_TEXT));
            case 3 -> AckRef.BUT_FIN;
            default -> AckRef.ALL;
        };
    }

    /** Often so little that it fits into a hole, or makes one octet of difference. */
    private int length() {
        return random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 1 + random.nextInt(MOST_TEXT);
    }
}
