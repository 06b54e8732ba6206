package org.lastack.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** A host made by hand. */
final class Made {
    static final Owner JAVA = new Owner(12, "java", "container 0123456789ab", false);

    private final List<SeenSocket> sockets = new ArrayList<>();
    private final Map<String, Long> counters = new HashMap<>();
    private final Map<String, Long> pools = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Long> tracking = new HashMap<>();
    private long at;
    private int next = 1;

    Made counter(String name, long value) {
        counters.put(name, value);
        return this;
    }

    Made pool(String name, long value) {
        pools.put(name, value);
        return this;
    }

    Made setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    Made tracking(String name, long value) {
        tracking.put(name, value);
        return this;
    }

    Made after(long seconds) {
        at += Time.seconds(seconds);
        return this;
    }

    /** So many sockets in a state, quiet for so many seconds; held by {@link #JAVA}, or by nobody. */
    Made sockets(int count, State state, boolean held, long unread, long unsent, long quiet) {
        for (int i = 0; i < count; i++) {
            Traffic traffic = state == State.TIME_WAIT || quiet < 0
                    ? null
                    : new Traffic(Time.seconds(quiet + 5), Time.seconds(quiet), Time.seconds(quiet + 1), 1000, 0);
            add(socket(80, 40_000 + next, state, held, unread, unsent, RunningTimer.NONE, 0, traffic));
        }
        return this;
    }

    /** So many with this timer, repeated so often. */
    Made timed(int count, State state, boolean held, RunningTimer timer, int repeats) {
        for (int i = 0; i < count; i++) {
            add(socket(80, 40_000 + next, state, held, 0, 1000, timer, repeats, null));
        }
        return this;
    }

    /** So many from different ports here to one port there. */
    Made outgoing(int count, State state, String to, int port) {
        for (int i = 0; i < count; i++) {
            add(new SeenSocket(
                    IpAddress.of("192.0.2.1"),
                    40_000 + i,
                    IpAddress.of(to),
                    port,
                    state,
                    0,
                    0,
                    RunningTimer.NONE,
                    0,
                    0,
                    state == State.TIME_WAIT ? 0 : next,
                    0,
                    next++,
                    null,
                    List.of()));
        }
        return this;
    }

    Made listener(int waiting, int backlog) {
        SeenSocket s = socket(80, 0, State.LISTEN, true, waiting, backlog, RunningTimer.NONE, 0, null);
        add(s);
        return this;
    }

    private SeenSocket socket(
            int port,
            int remote,
            State state,
            boolean held,
            long unread,
            long unsent,
            RunningTimer timer,
            int repeats,
            Traffic traffic) {
        int number = next++;
        return new SeenSocket(
                IpAddress.of("192.0.2.1"),
                port,
                IpAddress.of(remote == 0 ? "0.0.0.0" : "192.0.2.9"),
                remote,
                state,
                unread,
                unsent,
                timer,
                0,
                repeats,
                held ? number : 0,
                33,
                number,
                traffic,
                held ? List.of(JAVA) : List.of());
    }

    private void add(SeenSocket socket) {
        sockets.add(socket);
    }

    Snapshot snapshot() {
        return new Snapshot(at, "6.18", "this process", sockets, counters, pools, settings, tracking, true, List.of());
    }
}
