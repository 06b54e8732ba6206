package org.lastack.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Ending.Kind;
import org.lastack.capture.CaptureReader;
import org.lastack.capture.Frame;
import org.lastack.capture.Written;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.SocketOption;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;
import org.lastack.world.Network;
import org.lastack.world.Side;
import org.lastack.world.Simulation;

/**
 * Two applications do something over the reference, and packets are captured at one of the ends. What is expected of the audit is
 * written down from what they did.
 *
 * @param number which connection is meant
 * @param kind the ending that it is
 * @param first who closed first, or null
 * @param cause the reason, or null when there is nothing to explain
 * @param where at which ends it can be seen
 * @param presets whose ways it needs
 */
record Scene(
        String name,
        int number,
        Kind kind,
        @Nullable Side first,
        @Nullable Cause cause,
        Set<Side> where,
        Set<Settings> presets,
        Consumer<Play> plot) {
    /** One way, in microseconds. */
    static final long DELAY = 10_000;

    private static final int TTL = 64;

    /** Some hour of the year 2023. */
    static final long BEGIN = 1_700_000_000_000_000L;

    /** What a plot works with: listener 1 and connection 2 at the server, connection 1 at the client. */
    static final class Play {
        final Simulation world;
        /** What a third party has sent. */
        final Set<Packet> forged = new HashSet<>();

        Play(Settings client, Settings server) {
            world = new Simulation(
                    new Host(client, IpAddress.of("192.0.2.1")),
                    new Host(server, IpAddress.of("192.0.2.2")),
                    Network.perfect(DELAY));
        }

        /** Opens the connection and lets it come to rest. */
        void open() {
            world.server().listen(1, 80);
            world.client().connect(1, 80);
            rest();
            world.server().accept(2, 1);
        }

        void rest() {
            world.run(10 * DELAY);
        }

        /** Somebody sends a reset in the name of that side, so far from what the other one expects next. */
        void forge(Side name, int off) {
            boolean client = name == Side.CLIENT;
            List<Event> seen =
                    (client ? world.client() : world.server()).trace().events();
            Packet model = seen.stream()
                    .filter(e -> e instanceof Event.Sent)
                    .map(e -> ((Event.Sent) e).packet())
                    .reduce((a, b) -> b)
                    .orElseThrow();
            Segment s = model.segment();
            Packet reset = model.with(Segment.of(s.srcPort(), s.dstPort(), s.end() + off, 0, Flags.RST, 0));
            forged.add(reset);
            forged.add(world.inject(reset, DELAY));
        }

        /** Nothing arrives any more. */
        void cut() {
            world.network((at, packet) -> List.of());
        }

        void option(Side who, int socket, SocketOption option, int value) {
            (who == Side.CLIENT ? world.client() : world.server()).call(socket, new Call.SetOption(option, value));
        }

        /** The client asks, the server reads and answers, the client reads. */
        void exchange(int octets) {
            world.client().write(1, Bytes.pattern(0, octets));
            rest();
            world.server().readAll(2);
            world.server().write(2, Bytes.pattern(0, 2 * octets));
            rest();
            world.client().readAll(1);
            rest();
        }
    }

    /** A packet as it passed where it was captured. */
    record Passed(long at, Packet packet, Side sender, int ttl) {}

    private static Set<Settings> both() {
        return Set.of(Settings.rfc9293(), Settings.linux());
    }

    static Scene of(String name, Kind kind, @Nullable Side first, @Nullable Cause cause, Consumer<Play> plot) {
        return new Scene(name, 1, kind, first, cause, Set.of(Side.CLIENT, Side.SERVER), both(), plot);
    }

    /** The same for another connection than the first. */
    Scene numbered(int which) {
        return new Scene(name, which, kind, first, cause, where, presets, plot);
    }

    Scene seenAt(Side side) {
        return new Scene(name, number, kind, first, cause, Set.of(side), presets, plot);
    }

    Scene with(Settings preset) {
        return new Scene(name, number, kind, first, cause, where, Set.of(preset), plot);
    }

    /** Plays it and returns what passed at that end. */
    List<Passed> play(Settings settings, Side where) {
        Play play = new Play(settings, settings);
        plot.accept(play);
        List<Passed> passed = new ArrayList<>();
        boolean client = where == Side.CLIENT;
        for (Event event :
                (client ? play.world.client() : play.world.server()).trace().events()) {
            if (event instanceof Event.Sent e) {
                passed.add(new Passed(e.at(), e.packet(), where, TTL));
            } else if (event instanceof Event.Arrived e) {
                int ttl = play.forged.contains(e.packet()) ? TTL - 13 : TTL - 5;
                passed.add(new Passed(e.at(), e.packet(), where.other(), ttl));
            }
        }
        return passed;
    }

    /** Writes a capture of what passed, with so many octets of each packet. */
    static byte[] capture(List<Passed> passed, Predicate<Passed> caught, int snaplen) {
        Written file = Written.ethernet();
        for (Passed one : passed) {
            if (caught.test(one)) {
                byte[] ip = PacketCodec.encode(one.packet()).toArray();
                ip[8] = (byte) one.ttl();
                file.add(BEGIN + one.at(), Written.framed(ip), snaplen);
            }
        }
        return file.octets();
    }

    /** Reads a capture and returns the endings in the order of their numbers. */
    static List<Ending> audit(byte[] capture) throws IOException {
        List<Ending> endings = new ArrayList<>();
        Audit audit = new Audit(endings::add, 0);
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            audit.frame(frame);
        }
        audit.end();
        endings.sort(Comparator.comparingInt(Ending::number));
        return endings;
    }

    @Override
    public String toString() {
        return name;
    }
}
