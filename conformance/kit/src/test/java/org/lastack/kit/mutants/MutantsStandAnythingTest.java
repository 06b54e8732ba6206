package org.lastack.kit.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.world.Dice;

/** A mutant decides wrongly, but the arithmetic beneath its decisions throws nothing, whatever arrives. */
class MutantsStandAnythingTest {
    private static final int LIVES = Integer.getInteger("fuzz.lives", 60);
    private static final int ARRIVALS = 40;
    private static final IpAddress OWN = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.2");
    private static final int[] FLAGS = {
        Flags.ACK,
        Flags.ACK,
        Flags.ACK,
        Flags.FIN | Flags.ACK,
        Flags.FIN | Flags.ACK,
        Flags.SYN,
        Flags.SYN | Flags.ACK,
        Flags.RST,
        Flags.FIN,
        0
    };

    @Test
    void no_mutant_throws_whatever_arrives() {
        Map<String, RuntimeException> thrown = new TreeMap<>();
        for (Mutant mutant : Mutants.all()) {
            for (int seed = 1; seed <= LIVES; seed++) {
                try (ReferenceStack stack = mutant.stacks().get()) {
                    new Life(stack.host(stack.settings(), OWN), new Dice(seed)).run();
                } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
                    thrown.putIfAbsent(mutant.id(), e);
                }
            }
        }
        thrown.values().forEach(Throwable::printStackTrace);
        Assertions.assertEquals(Map.of(), thrown);
    }

    /** One host, whatever comes to it, and an application that writes, reads and closes. */
    private static final class Life implements Host.Output {
        private final Host host;
        private final Dice dice;
        private final List<Segment> sent = new ArrayList<>();
        private long now = Time.SECOND;

        Life(Host host, Dice dice) {
            this.host = host;
            this.dice = dice;
        }

        void run() {
            host.call(now, 1, new Call.Listen(OWN, 80), this);
            if (dice.percent(50)) {
                host.call(now, 2, new Call.Connect(OWN, 90, PEER, 5000), this);
            } else {
                arrive(Segment.of(5000, 80, 0, 0, Flags.SYN, 65_535));
                arrive(next(Flags.ACK, 0, 0, 65_535));
                host.call(now, 2, new Call.Accept(1), this);
            }
            for (int i = 0; i < ARRIVALS; i++) {
                int flags = i == 0 ? Flags.SYN | Flags.ACK : FLAGS[dice.below(FLAGS.length)];
                int window = dice.percent(70) ? 65_535 : dice.below(3);
                arrive(next(flags, dice.percent(60) ? 0 : off(), dice.percent(60) ? 0 : off(), window)
                        .withData(Bytes.pattern(0, dice.percent(60) ? 0 : dice.below(100))));
                if (dice.percent(40)) {
                    host.call(now, 2, call(), this);
                }
                for (int t = dice.percent(30) ? 3 : 0; t > 0 && host.nextWake() < Time.NEVER; t--) {
                    now = Math.max(now, host.nextWake()) + 1;
                    tick();
                }
            }
        }

        /** A mutant whose timer never moves is known to the host, which says so. */
        private void tick() {
            try {
                host.tick(now, this);
            } catch (IllegalStateException e) {
                now += Time.SECOND;
            }
        }

        private int off() {
            return dice.below(60) - 30;
        }

        private void arrive(Segment segment) {
            host.arrive(now, new Packet(PEER, OWN, segment), this);
        }

        /** What the peer could send next, or nearly. */
        private Segment next(int flags, int seqOff, int ackOff, int window) {
            Segment s = sent.isEmpty() ? Segment.of(90, 5000, 0, 0, Flags.ACK, 0) : sent.get(sent.size() - 1);
            return Segment.of(s.dstPort(), s.srcPort(), s.ack() + seqOff, s.end() + ackOff, flags, window);
        }

        private Call call() {
            return switch (dice.below(6)) {
                case 0, 1 -> new Call.Write(Bytes.pattern(0, dice.below(5000)));
                case 2 -> new Call.Read(dice.below(100));
                case 3 -> new Call.Shutdown(Call.How.values()[dice.below(3)]);
                case 4 -> dice.percent(30) ? new Call.Close() : new Call.Read(10_000);
                default -> new Call.Receive(1 + dice.below(100));
            };
        }

        @Override
        public void send(Packet packet) {
            if (!packet.segment().rst()) {
                sent.add(packet.segment());
            }
        }

        @Override
        public void done(int socket, Result result) {}
    }
}
