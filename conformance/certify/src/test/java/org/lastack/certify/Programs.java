package org.lastack.certify;

import static org.lastack.certify.Wire.Place.CLIENT;
import static org.lastack.certify.Wire.Place.PATH;
import static org.lastack.certify.Wire.Place.SERVER;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Cause;
import org.lastack.audit.Ending.Kind;
import org.lastack.certify.Wire.Caught;
import org.lastack.certify.Wire.Place;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.world.Side;

/** Programs with sockets of the running kernel, and what is to be said of their connections, written down from what they do. */
final class Programs {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private Programs() {}

    /** What one pair of programs does. */
    interface Plot {
        void run(Play play) throws InterruptedException;
    }

    /**
     * A pair of programs, and what is true of the connection between them.
     *
     * @param which of the connections between them is meant, from 1
     * @param first who closed first, or null
     * @param cause what explains it, or null when nothing has to
     * @param places where it can be seen
     */
    record Program(
            String name,
            int which,
            Kind kind,
            @Nullable Side first,
            @Nullable Cause cause,
            Set<Place> places,
            Plot plot) {
        Program(String name, Kind kind, @Nullable Side first, @Nullable Cause cause, Plot plot) {
            this(name, 1, kind, first, cause, EnumSet.allOf(Place.class), plot);
        }

        Program at(Place first, Place... more) {
            return new Program(name, which, kind, this.first, cause, EnumSet.of(first, more), plot);
        }

        Program second() {
            return new Program(name, 2, kind, first, cause, places, plot);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The calls of both programs: the server's listener is one socket, and each of them has one for the connection. */
    static final class Play {
        private static final AtomicInteger SOCKETS = new AtomicInteger();

        final Wire wire;
        final int port;
        final boolean v6;
        private final int listener = SOCKETS.incrementAndGet();
        private int client = SOCKETS.incrementAndGet();
        private int server = SOCKETS.incrementAndGet();

        Play(Wire wire, int port, boolean v6) {
            this.wire = wire;
            this.port = port;
            this.v6 = v6;
        }

        private IpAddress local() {
            var profile = wire.stack(Side.CLIENT).profile();
            return v6 ? profile.local6() : profile.local4();
        }

        private IpAddress remote() {
            var profile = wire.stack(Side.CLIENT).profile();
            return v6 ? profile.peer6() : profile.peer4();
        }

        private int socket(Side side) {
            return side == Side.CLIENT ? client : server;
        }

        Result call(Side side, Call call) {
            return wire.call(side, socket(side), call);
        }

        void listen() {
            must(wire.call(Side.SERVER, listener, new Call.Listen(local(), port)));
        }

        void connect(int from) {
            must(call(Side.CLIENT, new Call.Connect(local(), from, remote(), port)));
        }

        void accept() throws InterruptedException {
            until("accept", () -> wire.call(Side.SERVER, server, new Call.Accept(listener)) instanceof Result.Ok);
        }

        /** Opens the connection: when this returns the handshake is complete at both ends. */
        void open() throws InterruptedException {
            listen();
            connect(0);
            accept();
        }

        /** The same client port once more, in new sockets. */
        void again() throws InterruptedException {
            int from = seen(CLIENT, Side.CLIENT, p -> true).segment().srcPort();
            client = SOCKETS.incrementAndGet();
            server = SOCKETS.incrementAndGet();
            connect(from);
            accept();
        }

        void option(Side side, SocketOption option, int value) {
            must(call(side, new Call.SetOption(option, value)));
        }

        void option(SocketOption option, int value) {
            must(wire.call(Side.SERVER, listener, new Call.SetOption(option, value)));
        }

        void write(Side side, int octets) {
            must(call(side, new Call.Write(Bytes.pattern(0, octets))));
        }

        /** Writes as much as the kernel takes; returns how much that is. */
        int fill(Side side) {
            int sum = 0;
            while (call(side, new Call.Write(Bytes.pattern(0, 10_000))) instanceof Result.Count c) {
                sum += c.octets();
            }
            return sum;
        }

        void read(Side side, int octets) throws InterruptedException {
            int[] sum = new int[1];
            until("read " + octets, () -> {
                if (call(side, new Call.Read(octets - sum[0])) instanceof Result.Data d) {
                    sum[0] += d.octets().length();
                }
                return sum[0] == octets;
            });
        }

        void readToEnd(Side side) throws InterruptedException {
            until("read to the end", () -> call(side, new Call.Read(1 << 16)) instanceof Result.Eof);
        }

        void close(Side side) {
            must(call(side, new Call.Close()));
        }

        void shutdown(Side side) {
            must(call(side, new Call.Shutdown(Call.How.WR)));
        }

        void abort(Side side) {
            must(call(side, new Call.Abort()));
        }

        /** The client asks, the server answers. */
        void exchange() throws InterruptedException {
            write(Side.CLIENT, 100);
            read(Side.SERVER, 100);
            write(Side.SERVER, 200);
            read(Side.CLIENT, 200);
            rest();
        }

        /** So many that the packets of both ends show what they have in common. */
        void exchanges() throws InterruptedException {
            for (int i = 0; i < 4; i++) {
                exchange();
            }
        }

        void closes(Side first) throws InterruptedException {
            close(first);
            readToEnd(first.other());
            close(first.other());
            arrived(first.other(), p -> p.segment().fin());
            rest();
        }

        /** Tells whether the kernel of that side no longer knows the connection. */
        boolean forgotten(Side side) {
            return wire.stack(side).connections().stream()
                    .noneMatch(c -> c.localPort() == port || c.remotePort() == port);
        }

        void hold() {
            wire.hold(port);
        }

        void release() {
            wire.release(port);
        }

        /** Nothing that this side sends comes to the path any more. */
        void cut(Side... senders) {
            wire.lose(port, (sender, p) -> List.of(senders).contains(sender));
        }

        /** The next packet of this kind does not come to the path. */
        void loseNext(Side from, Predicate<Packet> which) {
            boolean[] done = new boolean[1];
            wire.lose(port, (sender, p) -> {
                boolean now = !done[0] && sender == from && which.test(p);
                done[0] |= now;
                return now;
            });
        }

        /** Waits for a packet that this side has sent and that has reached the other end. */
        Packet arrived(Side sender, Predicate<Packet> which) throws InterruptedException {
            return seen(sender == Side.CLIENT ? SERVER : CLIENT, sender, which);
        }

        Packet sent(Side sender, Predicate<Packet> which) throws InterruptedException {
            return seen(sender == Side.CLIENT ? CLIENT : SERVER, sender, which);
        }

        private Packet seen(Place place, Side sender, Predicate<Packet> which) throws InterruptedException {
            List<Packet> found = new ArrayList<>();
            until("a packet of the " + sender + " at " + place, () -> {
                wire.caught(port).stream()
                        .filter(c -> c.place() == place && c.sender() == sender && which.test(c.packet()))
                        .forEach(c -> found.add(c.packet()));
                return !found.isEmpty();
            });
            return found.get(0);
        }

        long count(Place place, Side sender, Predicate<Packet> which) {
            return wire.caught(port).stream()
                    .filter(c -> c.place() == place && c.sender() == sender && which.test(c.packet()))
                    .count();
        }

        /** Waits until nothing has been sent for a while, in which a delayed ACK would have come. */
        void rest() throws InterruptedException {
            rest(100);
        }

        void rest(long milliseconds) throws InterruptedException {
            int before = -1;
            while (before != wire.caught(port).size()) {
                before = wire.caught(port).size();
                Thread.sleep(milliseconds);
            }
        }

        /** Something on the path resets the connection in the name of that side. */
        void forge(Side name, int off, Disguise disguise) {
            Caught model = wire.caught(port).stream()
                    .filter(c -> c.place() == PATH && c.sender() == name)
                    .reduce((a, b) -> b)
                    .orElseThrow();
            Segment s = model.packet().segment();
            Segment reset = Segment.of(s.srcPort(), s.dstPort(), s.end() + off, 0, Flags.RST, 0);
            byte[] octets = PacketCodec.encode(model.packet().with(reset)).toArray();
            wire.forge(name, disguise.put(Wire.withTtl(octets, Wire.ttl(model.octets())), model.octets()));
        }

        void until(String what, BooleanSupplier done) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!done.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("waited in vain for " + what);
                }
                Thread.sleep(5);
            }
        }
    }

    /** How a forged packet is made to look, beside a true one. */
    interface Disguise {
        byte[] put(byte[] forged, byte[] model);
    }

    /** As if it had come from nearer. */
    static final Disguise NEARER = (forged, model) -> Wire.withTtl(forged, Wire.ttl(model) + 13);

    /** With the right time to live, and an identification from elsewhere. */
    static final Disguise NUMBERED = (forged, model) -> Wire.withId(forged, id(model) + 30_000);

    private static int id(byte[] octets) {
        return (octets[4] & 0xff) << 8 | octets[5] & 0xff;
    }

    private static void must(Result result) {
        if (result instanceof Result.Failed) {
            throw new IllegalStateException(result.toString());
        }
    }

    private static boolean fin(Packet p) {
        return p.segment().fin();
    }

    private static boolean rst(Packet p) {
        return p.segment().rst();
    }

    private static boolean text(Packet p) {
        return p.segment().data().length() > 0;
    }

    private static final List<Side> SIDES = List.of(Side.CLIENT, Side.SERVER);

    private static Place place(Side side) {
        return side == Side.CLIENT ? CLIENT : SERVER;
    }

    /** Both directions are closed. */
    private static void closed(List<Program> all, Side one) {
        Side two = one.other();
        all.add(new Program("the " + one + " closes, then the other", Kind.ORDERLY, one, null, p -> {
            p.open();
            p.exchange();
            p.closes(one);
        }));
        all.add(new Program("the " + one + " shuts down, the other goes on and closes", Kind.ORDERLY, one, null, p -> {
            p.open();
            p.exchange();
            p.shutdown(one);
            p.readToEnd(two);
            p.write(two, 5000);
            p.read(one, 5000);
            p.close(two);
            p.readToEnd(one);
            p.close(one);
            p.rest();
        }));
    }

    /** A FIN, or its ACK, is lost; or the other end never closes. */
    private static void unanswered(List<Program> all, Side one) {
        Side two = one.other();
        all.add(new Program("the FIN of the " + one + " is lost once", Kind.ORDERLY, one, Cause.FIN_REPEATED, p -> {
                    p.open();
                    p.exchange();
                    p.loseNext(one, Programs::fin);
                    p.closes(one);
                })
                .at(place(one)));
        all.add(new Program(
                "the ACK of the FIN of the " + one + " is lost", Kind.ORDERLY, one, Cause.FIN_REPEATED, p -> {
                    p.open();
                    p.exchange();
                    p.loseNext(two, x -> !text(x));
                    p.close(one);
                    p.until("a repeated FIN", () -> p.count(place(two), one, Programs::fin) > 1);
                    p.readToEnd(two);
                    p.close(two);
                    p.rest();
                }));
        all.add(new Program(
                "the " + one + " closes and the other does not", Kind.HALF_CLOSED, one, Cause.NEVER_CLOSED, p -> {
                    p.open();
                    p.exchange();
                    p.close(one);
                    p.readToEnd(two);
                }));
        all.add(new Program(
                        "the FIN of the " + one + " has no answer", Kind.UNANSWERED, one, Cause.FIN_UNANSWERED, p -> {
                            p.open();
                            p.exchange();
                            p.cut(SIDES.toArray(new Side[0]));
                            p.close(one);
                            p.until("three FINs", () -> p.count(place(one), one, Programs::fin) > 2);
                        })
                .at(place(one)));
    }

    /** What concerns both ends alike. */
    private static void both(List<Program> all) {
        all.add(new Program("both close at the same time", Kind.SIMULTANEOUS, null, null, p -> {
            p.open();
            p.exchange();
            p.hold();
            p.close(Side.CLIENT);
            p.close(Side.SERVER);
            p.sent(Side.CLIENT, Programs::fin);
            p.sent(Side.SERVER, Programs::fin);
            p.release();
            p.rest();
        }));
        all.add(new Program("nothing is closed", Kind.OPEN, null, null, p -> {
            p.open();
            p.exchange();
        }));
        all.add(new Program("a FIN waits for a window", Kind.ORDERLY, Side.CLIENT, Cause.FIN_HELD, p -> {
            p.listen();
            p.option(SocketOption.RCVBUF, 4096);
            p.connect(0);
            p.accept();
            p.fill(Side.CLIENT);
            p.close(Side.CLIENT);
            p.arrived(Side.SERVER, x -> x.segment().window() == 0);
            Thread.sleep(1500);
            p.readToEnd(Side.SERVER);
            p.close(Side.SERVER);
            p.rest();
        }));
        all.add(new Program("the server does not read", Kind.OPEN, null, Cause.WINDOW_SHUT, p -> {
            p.listen();
            p.option(SocketOption.RCVBUF, 4096);
            p.connect(0);
            p.accept();
            p.fill(Side.CLIENT);
            p.until(
                    "probes",
                    () -> p.count(CLIENT, Side.SERVER, x -> x.segment().window() == 0) > 4);
        }));
    }

    /** One end brings a reset by its call. */
    private static void aborted(List<Program> all, Side one) {
        Side two = one.other();
        all.add(new Program("the " + one + " closes with text unread", Kind.RESET, null, Cause.UNREAD, p -> {
            p.open();
            p.write(two, 100);
            p.arrived(two, Programs::text);
            p.rest();
            p.close(one);
            p.arrived(one, Programs::rst);
        }));
        all.add(new Program(
                "the " + one + " closes with text unread in CLOSE-WAIT", Kind.RESET, two, Cause.UNREAD, p -> {
                    p.open();
                    p.exchange();
                    p.write(two, 100);
                    p.close(two);
                    p.arrived(two, Programs::fin);
                    p.rest();
                    p.close(one);
                    p.arrived(one, Programs::rst);
                }));
        all.add(new Program("the " + one + " closes with linger 0", Kind.RESET, null, Cause.ABORT, p -> {
            p.open();
            p.exchange();
            p.option(one, SocketOption.LINGER, 0);
            p.close(one);
            p.arrived(one, Programs::rst);
        }));
        all.add(new Program("the " + one + " aborts in CLOSE-WAIT", Kind.RESET, two, Cause.ABORT, p -> {
            p.open();
            p.exchange();
            p.close(two);
            p.readToEnd(one);
            p.rest();
            p.abort(one);
            p.arrived(one, Programs::rst);
        }));
    }

    /** One end answers with a reset, as it has closed or forgotten. */
    private static void answered(List<Program> all, Side one) {
        Side two = one.other();
        all.add(new Program(
                "text comes after the " + one + " has closed", Kind.RESET, one, Cause.DATA_AFTER_CLOSE, p -> {
                    p.open();
                    p.close(one);
                    p.readToEnd(two);
                    p.rest();
                    p.write(two, 100);
                    p.arrived(one, Programs::rst);
                }));
        all.add(new Program("the " + one + " has left FIN-WAIT-2", Kind.RESET, one, Cause.FORGOTTEN, p -> {
            p.open();
            p.exchange();
            p.option(one, SocketOption.LINGER2, 1);
            p.close(one);
            p.readToEnd(two);
            p.until("the end of FIN-WAIT-2", () -> p.forgotten(one));
            p.close(two);
            p.arrived(one, Programs::rst);
        }));
        all.add(new Program("the " + one + " has forgotten the connection", Kind.RESET, null, Cause.FORGOTTEN, p -> {
                    p.open();
                    p.exchange();
                    p.loseNext(one, Programs::rst);
                    p.abort(one);
                    p.sent(one, Programs::rst);
                    p.write(two, 100);
                    p.arrived(one, Programs::rst);
                })
                .at(place(two), PATH));
    }

    /** One end is not heard any more. */
    private static void silent(List<Program> all, Side one) {
        all.add(new Program(
                        "keep-alive probes of the " + one + " have no answer",
                        Kind.RESET,
                        null,
                        Cause.KEEPALIVE_UNANSWERED,
                        p -> {
                            p.open();
                            p.exchange();
                            p.cut(SIDES.toArray(new Side[0]));
                            p.option(one, SocketOption.KEEPIDLE, 1);
                            p.option(one, SocketOption.KEEPINTVL, 1);
                            p.option(one, SocketOption.KEEPCNT, 2);
                            p.option(one, SocketOption.KEEPALIVE, 1);
                            p.sent(one, Programs::rst);
                        })
                .at(place(one)));
        all.add(new Program(
                        "what the " + one + " repeats has no answer", Kind.UNANSWERED, null, Cause.UNANSWERED, p -> {
                            p.open();
                            p.exchange();
                            p.cut(SIDES.toArray(new Side[0]));
                            p.write(one, 100);
                            p.until("repetitions", () -> p.count(place(one), one, Programs::text) > 3);
                        })
                .at(place(one)));
    }

    /** A request meets a FIN, or a connection comes to nothing. */
    private static void opening(List<Program> all) {
        all.add(new Program("a request meets a FIN", Kind.RESET, Side.SERVER, Cause.KEEPALIVE_RACE, p -> {
            p.open();
            p.exchange();
            p.hold();
            p.close(Side.SERVER);
            p.write(Side.CLIENT, 100);
            p.sent(Side.SERVER, Programs::fin);
            p.until("the request", () -> p.count(CLIENT, Side.CLIENT, Programs::text) > 1);
            p.release();
            p.arrived(Side.SERVER, Programs::rst);
        }));
        all.add(new Program("nobody listens", Kind.REFUSED, null, Cause.NO_LISTENER, p -> {
            p.connect(0);
            p.arrived(Side.SERVER, Programs::rst);
        }));
        all.add(new Program("the listener is closed before accept()", Kind.RESET, null, Cause.ABORT, p -> {
            p.listen();
            p.connect(0);
            p.arrived(Side.CLIENT, x -> !x.segment().syn());
            p.rest();
            must(p.wire.call(Side.SERVER, p.listener, new Call.Close()));
            p.arrived(Side.SERVER, Programs::rst);
        }));
        all.add(new Program(
                "the client gives up before the SYN,ACK comes", Kind.RESET, null, Cause.HANDSHAKE_LEFT, p -> {
                    p.listen();
                    p.hold();
                    p.connect(0);
                    p.sent(Side.CLIENT, x -> x.segment().syn());
                    p.close(Side.CLIENT);
                    p.release();
                    p.arrived(Side.CLIENT, Programs::rst);
                }));
        all.add(new Program("the SYN has no answer", Kind.UNANSWERED, null, Cause.SYN_UNANSWERED, p -> {
                    p.cut(Side.CLIENT);
                    p.connect(0);
                    p.until("a second SYN", () -> p.count(CLIENT, Side.CLIENT, x -> true) > 1);
                })
                .at(CLIENT));
        all.add(new Program("the SYN,ACK does not arrive", Kind.UNANSWERED, null, Cause.HANDSHAKE_LEFT, p -> {
                    p.listen();
                    p.cut(Side.SERVER);
                    p.connect(0);
                    p.until("a second SYN,ACK", () -> p.count(SERVER, Side.SERVER, x -> true) > 1);
                })
                .at(SERVER));
    }

    /** Something on the path resets the connection. */
    private static void forged(List<Program> all) {
        for (Disguise disguise : List.of(NEARER, NUMBERED)) {
            String how = disguise == NEARER ? "by its TTL" : "by its identification";
            all.add(new Program("the path resets both ends, seen " + how, Kind.RESET, null, Cause.MIDDLEBOX, p -> {
                p.open();
                p.exchanges();
                p.forge(Side.SERVER, 0, disguise);
                p.forge(Side.CLIENT, 0, disguise);
                p.arrived(Side.SERVER, Programs::rst);
                p.arrived(Side.CLIENT, Programs::rst);
            }));
            for (Side one : SIDES) {
                all.add(new Program(
                                "the path resets the " + one + ", seen " + how,
                                Kind.RESET,
                                null,
                                Cause.MIDDLEBOX,
                                p -> {
                                    p.open();
                                    p.exchanges();
                                    p.forge(one.other(), 0, disguise);
                                    p.arrived(one.other(), Programs::rst);
                                })
                        .at(place(one), PATH));
            }
        }
    }

    /** A router says that it goes no farther. */
    private static void told(List<Program> all) {
        for (IcmpError error : List.of(IcmpError.HOST_UNREACHABLE, IcmpError.PORT_UNREACHABLE)) {
            all.add(new Program("a router answers the SYN: " + error, Kind.UNANSWERED, null, Cause.TOLD_BY_ICMP, p -> {
                        p.wire.lose(p.port, (sender, packet) -> {
                            p.wire.tell(error, packet);
                            return true;
                        });
                        p.connect(0);
                        p.until(
                                "the error",
                                () -> p.call(Side.CLIENT, new Call.Write(Bytes.pattern(0, 1)))
                                                instanceof Result.Failed f
                                        && f.errno() != Errno.EAGAIN);
                    })
                    .at(CLIENT));
        }
    }

    /** A reset that is overlooked, and another connection on the same ports. */
    private static void again(List<Program> all) {
        for (Side one : SIDES) {
            all.add(new Program(
                            "a blind reset of the " + one + " is overlooked",
                            Kind.ORDERLY,
                            Side.CLIENT,
                            Cause.BLIND_RESET,
                            p -> {
                                p.open();
                                p.exchange();
                                p.forge(one.other(), 1000, NEARER);
                                p.arrived(one.other(), Programs::rst);
                                p.rest();
                                p.exchange();
                                p.closes(Side.CLIENT);
                            })
                    .at(place(one), PATH));
        }
        all.add(new Program("the same ports, over TIME-WAIT at the server", Kind.OPEN, null, Cause.PORT_REUSE, p -> {
                    p.open();
                    p.exchange();
                    p.closes(Side.SERVER);
                    p.again();
                    p.exchange();
                })
                .second());
        all.add(new Program(
                        "a SYN meets a connection that only the server has",
                        Kind.OPEN,
                        null,
                        Cause.OLD_CONNECTION,
                        p -> {
                            p.open();
                            p.exchange();
                            p.loseNext(Side.CLIENT, Programs::rst);
                            p.abort(Side.CLIENT);
                            p.sent(Side.CLIENT, Programs::rst);
                            p.again();
                            p.exchange();
                        })
                .second()
                .at(CLIENT));
    }

    static List<Program> all() {
        List<Program> all = new ArrayList<>();
        both(all);
        opening(all);
        for (Side one : SIDES) {
            closed(all, one);
            unanswered(all, one);
            aborted(all, one);
            answered(all, one);
            silent(all, one);
        }
        forged(all);
        told(all);
        again(all);
        return all;
    }
}
