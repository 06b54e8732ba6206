package org.lastack.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.tcp.Packet;

/** Two hosts on a wire that loses nothing and takes no time; counts what crosses it. */
final class Wire {
    final Host client;
    final Host server;
    long now;
    long segments;

    private final Deque<Runnable> way = new ArrayDeque<>();
    final Host.Output ofClient = new End(this, true);
    final Host.Output ofServer = new End(this, false);

    Wire(Host client, Host server) {
        this.client = client;
        this.server = server;
    }

    /** Lets everything arrive that is on its way, and what it causes. */
    void settle() {
        for (Runnable next = way.poll(); next != null; next = way.poll()) {
            segments++;
            next.run();
        }
    }

    /** Lets the clock go on to the next timer of either host, by so many microseconds at most. */
    void tick(long most) {
        long end = now + most;
        long wake = Math.min(client.nextWake(), server.nextWake());
        now = Math.min(wake, end);
        client.tick(now, ofClient);
        server.tick(now, ofServer);
        settle();
    }

    private record End(Wire wire, boolean atClient) implements Host.Output {
        @Override
        public void send(Packet packet) {
            if (atClient) {
                wire.way.add(() -> wire.server.arrive(wire.now, packet, wire.ofServer));
            } else {
                wire.way.add(() -> wire.client.arrive(wire.now, packet, wire.ofClient));
            }
        }

        @Override
        public void done(int socket, Result result) {
            // The benchmarks look at states alone.
        }
    }
}
