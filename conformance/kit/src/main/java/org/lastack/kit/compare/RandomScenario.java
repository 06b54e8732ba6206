package org.lastack.kit.compare;

import java.util.List;
import java.util.Random;
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
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.tcp.Flags;

/**
 * A walk through the life and the end of one connection: calls and segments at random, likely ones and wild ones. After
 * each there is time for the answer, a delayed ACK included, so that both stacks of a comparison have given theirs.
 */
public final class RandomScenario {
    /** Longer than any ACK is delayed, and shorter than what ends an orphan. */
    private static final Span SETTLE = Span.ms(260);

    private static final List<Position> POSITIONS = List.of(Position.values());
    private static final int MOST_STEPS = 14;
    private static final int MOST_TEXT = 400;

    private final Random random;
    private final Script script = Script.begin();
    /** Whether the application still has the socket. */
    private boolean held = true;

    private RandomScenario(Random random) {
        this.random = random;
    }

    /** Returns the next walk that the random numbers lead to. */
    public static Scenario next(Random random) {
        return new RandomScenario(random).walk();
    }

    private Scenario walk() {
        int iss = random.nextBoolean() ? 1_000_000 : -random.nextInt(3000);
        Scenario.Peer peer = Scenario.Peer.PLAIN
                .withIss(iss)
                .withTimestamps(random.nextInt(3) == 0)
                .withV6(random.nextInt(4) == 0);
        // A limit on answers would make them depend on the pace.
        script.set("tcp_invalid_ratelimit", 0).peer(peer).open(random.nextBoolean() ? Opener.PEER : Opener.STACK);
        script.pass(SETTLE);
        int steps = 3 + random.nextInt(MOST_STEPS - 2);
        for (int i = 0; i < steps; i++) {
            if (held && random.nextInt(5) < 2) {
                call();
            } else {
                segment();
            }
            script.pass(SETTLE);
        }
        return script.build();
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
                held = false;
            }
            case 11 -> {
                script.abort();
                held = false;
            }
            default -> {
                script.close();
                held = false;
            }
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
