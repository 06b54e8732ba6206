package org.lastack.doctor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Two snapshots, or one, with the questions that several findings ask of them. */
final class Look {
    /** What cannot be told. */
    static final long UNKNOWN = -1;

    private final @Nullable Snapshot before;
    private final Snapshot now;
    private final long patience;
    private final Map<Object, SeenSocket> earlier = new HashMap<>();

    Look(@Nullable Snapshot before, Snapshot now, long patience) {
        this.before = before;
        this.now = now;
        this.patience = patience;
        if (before != null) {
            before.sockets().forEach(s -> earlier.put(s.identity(), s));
        }
    }

    Snapshot now() {
        return now;
    }

    long patience() {
        return patience;
    }

    List<SeenSocket> in(State... states) {
        List<State> wanted = Arrays.asList(states);
        return now.sockets().stream().filter(s -> wanted.contains(s.state())).toList();
    }

    /** Returns the microseconds between the snapshots, or {@link #UNKNOWN} when there is one. */
    long elapsed() {
        return before == null ? UNKNOWN : now.at() - before.at();
    }

    /** Returns by how much a counter rose between the snapshots, or {@link #UNKNOWN}. */
    long rise(String counter) {
        if (before == null || !now.counters().containsKey(counter)) {
            return UNKNOWN;
        }
        return Math.max(0, total(counter) - before.counters().getOrDefault(counter, 0L));
    }

    /** Returns what a counter says since the namespace was made; one that this kernel does not have says 0. */
    long total(String counter) {
        return now.counters().getOrDefault(counter, 0L);
    }

    /** Returns for how many microseconds at least nothing has happened on a connection, or {@link #UNKNOWN}. */
    long quiet(SeenSocket socket) {
        if (socket.traffic() != null) {
            return socket.traffic().quiet();
        }
        SeenSocket then = earlier.get(socket.identity());
        boolean same = then != null
                && then.state() == socket.state()
                && then.inode() == socket.inode()
                && then.unread() == socket.unread()
                && then.unsent() == socket.unsent();
        return same ? elapsed() : UNKNOWN;
    }

    /** Tells whether a connection has certainly been quiet for longer than patience. */
    boolean outworn(SeenSocket socket) {
        return quiet(socket) >= patience;
    }

    /** Returns how often a counter rose in this time, in words: "12 times in 10 s", or since when there was one look only. */
    String often(String counter) {
        long rise = rise(counter);
        return rise == UNKNOWN
                ? Say.times(total(counter)) + " since this network namespace was made"
                : Say.times(rise) + " in " + Time.show(elapsed()) + " (" + total(counter) + " in all)";
    }
}
