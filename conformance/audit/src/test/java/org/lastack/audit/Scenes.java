package org.lastack.audit;

import static org.lastack.world.Side.CLIENT;
import static org.lastack.world.Side.SERVER;

import java.util.List;
import org.lastack.audit.Ending.Kind;
import org.lastack.audit.Scene.Play;
import org.lastack.host.Call;
import org.lastack.host.SocketOption;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;
import org.lastack.world.Network;

/** What the two applications did, and what is therefore to be said. */
final class Scenes {
    private static final IpAddress HERE = IpAddress.of("192.0.2.1");
    private static final IpAddress THERE = IpAddress.of("192.0.2.2");

    private Scenes() {}

    static final List<Scene> ORDERLY = List.of(
            Scene.of("the client closes, then the server", Kind.ORDERLY, CLIENT, null, p -> {
                p.open();
                p.exchange(100);
                p.world.client().close(1);
                p.rest();
                p.world.server().readAll(2);
                p.world.server().close(2);
                p.rest();
            }),
            Scene.of("the server closes, then the client", Kind.ORDERLY, SERVER, null, p -> {
                p.open();
                p.exchange(100);
                p.world.server().close(2);
                p.world.run(Time.SECOND);
                p.world.client().close(1);
                p.rest();
            }),
            Scene.of("the server closes at once, in three segments", Kind.ORDERLY, CLIENT, null, p -> {
                p.open();
                p.world.client().close(1);
                p.world.run(Scene.DELAY);
                p.world.server().close(2);
                p.rest();
            }),
            Scene.of("both close at the same time", Kind.SIMULTANEOUS, null, null, p -> {
                p.open();
                p.exchange(10);
                p.world.client().close(1);
                p.world.server().close(2);
                p.rest();
            }),
            Scene.of(
                    "the server closes after half of the way of the client's FIN", Kind.SIMULTANEOUS, null, null, p -> {
                        p.open();
                        p.world.client().close(1);
                        p.world.run(Scene.DELAY / 2);
                        p.world.server().close(2);
                        p.rest();
                    }),
            Scene.of("the client shuts down, the server goes on sending and closes", Kind.ORDERLY, CLIENT, null, p -> {
                p.open();
                p.world.client().write(1, Bytes.pattern(0, 20));
                p.world.client().shutdown(1);
                p.rest();
                p.world.server().readAll(2);
                p.world.server().write(2, Bytes.pattern(0, 5000));
                p.rest();
                p.world.client().readAll(1);
                p.world.server().close(2);
                p.rest();
                p.world.client().close(1);
            }),
            Scene.of("the first FIN of the client is lost", Kind.ORDERLY, CLIENT, Cause.FIN_REPEATED, p -> {
                        p.open();
                        p.world.loseNext(x -> x.segment().fin());
                        p.world.client().close(1);
                        p.world.run(3 * Time.SECOND);
                        p.world.server().close(2);
                        p.world.run(3 * Time.SECOND);
                    })
                    .seenAt(CLIENT),
            Scene.of("a FIN that waits for a window", Kind.ORDERLY, CLIENT, Cause.FIN_HELD, p -> {
                p.open();
                p.world.client().write(1, Bytes.pattern(0, 70_000));
                p.world.client().close(1);
                p.world.run(5 * Time.SECOND);
                while (!p.world.server().readAll(2).isEmpty()) {
                    p.world.run(Time.SECOND);
                }
                p.world.server().close(2);
                p.world.run(5 * Time.SECOND);
            }),
            Scene.of("a reset of a third party that guesses", Kind.ORDERLY, CLIENT, Cause.BLIND_RESET, p -> {
                        p.open();
                        p.exchange(100);
                        p.forge(CLIENT, 300);
                        p.rest();
                        p.exchange(100);
                        p.world.client().close(1);
                        p.rest();
                        p.world.server().close(2);
                        p.rest();
                    })
                    .seenAt(SERVER));

    static final List<Scene> UNENDED = List.of(
            Scene.of("nothing was closed", Kind.OPEN, null, null, p -> {
                p.open();
                p.exchange(100);
            }),
            Scene.of("the server sends to who has shut down", Kind.HALF_CLOSED, CLIENT, null, p -> {
                p.open();
                p.world.client().shutdown(1);
                p.rest();
                for (int i = 0; i < 10; i++) {
                    p.world.server().write(2, Bytes.pattern(0, 100));
                    p.world.run(Time.SECOND);
                    p.world.client().readAll(1);
                }
            }),
            Scene.of("the server forgets to close", Kind.HALF_CLOSED, CLIENT, Cause.NEVER_CLOSED, p -> {
                p.open();
                p.exchange(100);
                p.world.client().close(1);
                p.world.run(40 * Time.SECOND);
                p.world.client().connect(7, 80);
                p.rest();
            }),
            Scene.of("nobody answers the SYN", Kind.UNANSWERED, null, Cause.SYN_UNANSWERED, p -> {
                        p.cut();
                        p.world.client().connect(1, 80);
                        p.world.run(20 * Time.SECOND);
                    })
                    .seenAt(CLIENT),
            Scene.of("the SYN,ACK does not arrive", Kind.UNANSWERED, null, Cause.HANDSHAKE_LEFT, p -> {
                        p.world.server().listen(1, 80);
                        p.world.network((at, x) -> x.src().equals(THERE) ? List.of() : List.of(Scene.DELAY));
                        p.world.client().connect(1, 80);
                        p.world.run(20 * Time.SECOND);
                    })
                    .seenAt(SERVER),
            Scene.of("the server is gone", Kind.UNANSWERED, null, Cause.UNANSWERED, p -> {
                        p.open();
                        p.exchange(100);
                        p.cut();
                        p.world.client().write(1, Bytes.pattern(0, 100));
                        p.world.run(20 * Time.SECOND);
                    })
                    .seenAt(CLIENT),
            Scene.of("the server is gone when the client closes", Kind.UNANSWERED, CLIENT, Cause.FIN_UNANSWERED, p -> {
                        p.open();
                        p.exchange(100);
                        p.cut();
                        p.world.client().close(1);
                        p.world.run(20 * Time.SECOND);
                    })
                    .seenAt(CLIENT),
            Scene.of("the server does not read", Kind.OPEN, null, Cause.WINDOW_SHUT, p -> {
                p.open();
                p.world.client().write(1, Bytes.pattern(0, 100_000));
                p.world.run(20 * Time.SECOND);
            }));

    static final List<Scene> RESET = List.of(
            Scene.of("the server closes with text unread", Kind.RESET, null, Cause.UNREAD, p -> {
                p.open();
                p.world.client().write(1, Bytes.pattern(0, 100));
                p.rest();
                p.world.server().close(2);
                p.rest();
            }),
            Scene.of("the client closes with text unread, after it has answered", Kind.RESET, null, Cause.UNREAD, p -> {
                p.open();
                p.exchange(100);
                p.world.server().write(2, Bytes.pattern(0, 3000));
                p.rest();
                p.world.client().close(1);
                p.rest();
            }),
            Scene.of("text unread in CLOSE-WAIT", Kind.RESET, CLIENT, Cause.UNREAD, p -> {
                p.open();
                p.world.client().write(1, Bytes.pattern(0, 100));
                p.world.client().close(1);
                p.rest();
                p.world.server().close(2);
                p.rest();
            }),
            Scene.of("the server aborts", Kind.RESET, null, Cause.ABORT, p -> {
                p.open();
                p.world.server().abort(2);
                p.rest();
            }),
            Scene.of("the client aborts after its request", Kind.RESET, null, Cause.ABORT, p -> {
                p.open();
                p.exchange(50);
                p.world.client().write(1, Bytes.pattern(0, 100));
                p.rest();
                p.world.client().abort(1);
                p.rest();
            }),
            Scene.of("the client closes with linger 0", Kind.RESET, null, Cause.ABORT, p -> {
                p.open();
                p.option(CLIENT, 1, SocketOption.LINGER, 0);
                p.world.client().close(1);
                p.rest();
            }),
            Scene.of("the server aborts in CLOSE-WAIT", Kind.RESET, CLIENT, Cause.ABORT, p -> {
                p.open();
                p.world.client().close(1);
                p.rest();
                p.world.server().abort(2);
                p.rest();
            }),
            Scene.of("text after close()", Kind.RESET, SERVER, Cause.DATA_AFTER_CLOSE, p -> {
                p.open();
                p.world.server().close(2);
                p.world.run(2 * Time.SECOND);
                p.world.client().write(1, Bytes.pattern(0, 100));
                p.rest();
            }),
            Scene.of("a request meets a FIN", Kind.RESET, SERVER, Cause.KEEPALIVE_RACE, p -> {
                p.open();
                p.exchange(100);
                p.world.run(5 * Time.SECOND);
                p.world.server().close(2);
                p.world.client().write(1, Bytes.pattern(0, 100));
                p.rest();
            }),
            Scene.of("nobody listens", Kind.REFUSED, null, Cause.NO_LISTENER, p -> {
                p.world.client().connect(1, 81);
                p.rest();
            }),
            Scene.of("the client gives up before the SYN,ACK comes", Kind.RESET, null, Cause.HANDSHAKE_LEFT, p -> {
                p.world.server().listen(1, 80);
                p.world.client().connect(1, 80);
                p.world.run(Scene.DELAY / 2);
                p.world.client().abort(1);
                p.rest();
            }),
            Scene.of("the server knows nothing any more", Kind.RESET, null, Cause.FORGOTTEN, p -> {
                        p.open();
                        p.exchange(100);
                        p.world.loseNext(x -> x.segment().rst());
                        p.world.server().abort(2);
                        p.world.run(100 * Time.SECOND);
                        p.world.client().write(1, Bytes.pattern(0, 100));
                        p.rest();
                    })
                    .seenAt(CLIENT),
            Scene.of("FIN-WAIT-2 has timed out", Kind.RESET, CLIENT, Cause.FORGOTTEN, p -> {
                        p.open();
                        p.world.client().close(1);
                        p.world.run(100 * Time.SECOND);
                        p.world.server().close(2);
                        p.rest();
                    })
                    .with(Settings.linux()),
            Scene.of("keep-alive probes are not answered", Kind.RESET, null, Cause.KEEPALIVE_UNANSWERED, Scenes::probes)
                    .seenAt(CLIENT)
                    .with(Settings.linux()),
            Scene.of("a third party resets both ends", Kind.RESET, null, Cause.MIDDLEBOX, p -> {
                        p.open();
                        p.exchange(100);
                        p.forge(SERVER, 0);
                        p.forge(CLIENT, 0);
                        p.rest();
                    })
                    .seenAt(CLIENT));

    static final List<Scene> AGAIN = List.of(
            Scene.of("a SYN meets a connection that only the server has", Kind.OPEN, null, Cause.OLD_CONNECTION, p -> {
                        p.open();
                        p.exchange(100);
                        p.world.loseNext(x -> x.segment().rst());
                        p.world.client().abort(1);
                        p.rest();
                        again(p);
                    })
                    .numbered(2),
            Scene.of("the same ports, over TIME-WAIT at the server", Kind.OPEN, null, Cause.PORT_REUSE, p -> {
                        p.open();
                        p.world.server().close(2);
                        p.rest();
                        p.world.client().close(1);
                        p.world.run(2 * Time.SECOND);
                        again(p);
                    })
                    .numbered(2));

    private static void again(Play p) {
        int port = p.world.client().trace().events().stream()
                .filter(e -> e instanceof org.lastack.trace.Event.Sent)
                .map(e -> ((org.lastack.trace.Event.Sent) e).packet().segment().srcPort())
                .findFirst()
                .orElseThrow();
        p.world.client().call(3, new Call.Connect(HERE, port, THERE, 80));
        p.world.run(5 * Time.SECOND);
    }

    private static void probes(Play p) {
        p.open();
        p.exchange(100);
        p.option(CLIENT, 1, SocketOption.KEEPALIVE, 1);
        p.option(CLIENT, 1, SocketOption.KEEPIDLE, 5);
        p.option(CLIENT, 1, SocketOption.KEEPINTVL, 1);
        p.option(CLIENT, 1, SocketOption.KEEPCNT, 4);
        p.rest();
        p.world.network((at, x) -> List.of());
        p.world.run(60 * Time.SECOND);
        p.world.network(Network.perfect(Scene.DELAY));
    }

    static List<Scene> all() {
        return List.of(ORDERLY, UNENDED, RESET, AGAIN).stream()
                .flatMap(List::stream)
                .toList();
    }
}
