package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastack.machine.Settings;
import org.lastack.tcp.AnyPacket;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.world.Dice;

/** Whatever arrives in whatever state, a host throws nothing, comes to rest, and says no more than it can have to say. */
class ArrivingFuzzTest {
    /** More when asked: {@code -Dfuzz.packets=10000000}. */
    private static final int COUNT = Integer.getInteger("fuzz.packets", 50_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int ARRIVALS_OF_A_HOST = 100;
    private static final int MOST_ANSWERS = 10_000;

    private static final int[] FLAGS = {
        Flags.ACK,
        Flags.ACK,
        Flags.ACK,
        Flags.SYN,
        Flags.SYN | Flags.ACK,
        Flags.FIN | Flags.ACK,
        Flags.FIN | Flags.ACK,
        Flags.RST,
        Flags.RST | Flags.ACK,
        Flags.FIN,
        0,
        0x3f
    };

    private final Dice dice = new Dice(SEED);
    private final AnyPacket any = new AnyPacket(dice);
    private final Set<State> met = EnumSet.noneOf(State.class);

    @Test
    void nothing_that_arrives_is_too_much_for_a_host() {
        for (int i = 0; i < COUNT; i += ARRIVALS_OF_A_HOST) {
            new Life().run(i);
        }
        assertEquals(EnumSet.allOf(State.class), met);
    }

    /** One host, and whatever comes to it. */
    private final class Life implements Host.Output {
        private final boolean v6 = dice.percent(40);
        private final IpAddress own = IpAddress.of(v6 ? "2001:db8::1" : "192.0.2.1");
        private final IpAddress peer = IpAddress.of(v6 ? "2001:db8::2" : "192.0.2.2");
        private final Host host = new Host(dice.percent(50) ? Settings.rfc9293() : Settings.linux(), own);
        private Packet sent = new Packet(own, peer, Segment.of(80, 5000, 0, 0, Flags.ACK, 1000));
        private long now = Time.SECOND;
        private int answers;
        private int sockets = 1;

        void run(int number) {
            host.call(now, 1, new Call.Listen(own, 80), this);
            if (dice.percent(30)) {
                host.call(now, ++sockets, new Call.Connect(own, 80, peer, 5000), this);
            }
            for (int i = 0; i < ARRIVALS_OF_A_HOST; i++) {
                Bytes octets = any.next(arriving(), sent);
                note();
                try {
                    turn(octets);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + SEED + ", number " + (number + i) + ": " + octets.toHex(), e);
                }
                assertTrue(answers < MOST_ANSWERS, "seed " + SEED + ", number " + (number + i) + ": no end");
            }
        }

        private void note() {
            met.addAll(host.connections().stream().map(Host.Entry::state).toList());
            met.add(host.state(1));
        }

        private void turn(Bytes octets) {
            answers = 0;
            host.arrive(now, octets, this);
            if (dice.percent(40)) {
                host.call(now, 1 + dice.below(sockets), call(), this);
            }
            if (dice.percent(20)) {
                host.call(now, sockets + 1, new Call.Accept(1), this);
                sockets += host.state(sockets + 1) == State.CLOSED ? 0 : 1;
            }
            for (int timers = dice.percent(20) ? dice.below(4) : 0;
                    timers > 0 && host.nextWake() < Time.NEVER;
                    timers--) {
                now = Math.max(now, host.nextWake());
                host.tick(now, this);
            }
        }

        private Call call() {
            return switch (dice.below(12)) {
                case 0, 1, 2 -> new Call.Write(Bytes.pattern(0, dice.below(dice.percent(90) ? 50 : 50_000)));
                case 3 -> new Call.Read(dice.below(100));
                case 4 -> new Call.Receive(1 + dice.below(100));
                case 5, 6 -> new Call.Shutdown(Call.How.values()[dice.below(3)]);
                case 7 -> dice.percent(30) ? new Call.Close() : new Call.Status();
                case 8 -> dice.percent(10) ? new Call.Abort() : new Call.Poll();
                case 9 -> new Call.TakeError();
                default ->
                    new Call.SetOption(
                            SocketOption.values()[dice.below(SocketOption.values().length)], dice.below(5) - 1);
            };
        }

        /** What the peer could send next, or nearly. */
        private Packet arriving() {
            Segment s = sent.segment();
            int far = dice.percent(90) ? 3 : 70_000;
            Segment segment = Segment.of(
                            dice.percent(95) ? s.dstPort() : dice.below(65_536),
                            dice.percent(95) ? s.srcPort() : dice.below(65_536),
                            s.ack() + dice.below(far) - far / 2,
                            s.end() + dice.below(far) - far / 2,
                            FLAGS[dice.below(FLAGS.length)],
                            dice.percent(70) ? 65_535 : dice.below(3))
                    .withData(Bytes.pattern(0, dice.percent(60) ? 0 : dice.below(100)));
            return new Packet(peer, own, segment);
        }

        @Override
        public void send(Packet packet) {
            answers++;
            sent = packet.segment().rst() ? sent : packet;
        }

        @Override
        public void done(int socket, Result result) {}
    }
}
