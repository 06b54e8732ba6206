package org.lastack.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Looks at one snapshot of a host, or at two, and says what is found, the worst first. */
public final class Doctor {
    /**
     * How long a half-closed connection may be quiet before somebody is said to have forgotten it. A peer that runs Linux, and has
     * closed, waits so long in FIN-WAIT-2 (tcp_fin_timeout); after that even a well-meant close() finds nobody.
     */
    public static final long PATIENCE = Time.MINUTE;

    private static final List<BiConsumer<Look, List<Finding>>> FINDERS = List.of(
            Accepting::find,
            ForgottenCloses::find,
            LocalPorts::find,
            TimeWaits::find,
            Orphans::find,
            WaitsForPeer::find,
            Aborts::find,
            Tracking::find,
            SettingsSeen::find);

    private Doctor() {}

    /**
     * Returns what is found.
     *
     * @param before an earlier snapshot of the same namespace, or null: then there are no rates
     * @param patience how many microseconds a half-closed connection may be quiet, usually {@link #PATIENCE}
     */
    public static List<Finding> findings(@Nullable Snapshot before, Snapshot now, long patience) {
        Look look = new Look(before, now, patience);
        List<Finding> found = new ArrayList<>();
        FINDERS.forEach(finder -> finder.accept(look, found));
        found.sort(Comparator.comparing(Finding::harm));
        return found;
    }

    /** Counts the sockets in each state. */
    public static Map<State, Integer> states(Snapshot now) {
        Map<State, Integer> count = new EnumMap<>(State.class);
        now.sockets().forEach(s -> count.merge(s.state(), 1, Integer::sum));
        return count;
    }
}
