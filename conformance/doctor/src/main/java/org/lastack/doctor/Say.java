package org.lastack.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.lastack.tcp.Time;

/** Numbers, lengths of time and groups of sockets, as a person says them. */
final class Say {
    private static final long HOUR = 60 * Time.MINUTE;
    private static final long DAY = 24 * HOUR;
    /** More lines than these nobody reads; the rest is counted. */
    private static final int LINES = 5;

    private Say() {}

    static String many(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    static String sockets(long count) {
        return many(count, "connection", "connections");
    }

    static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    /** Returns a length of time in the largest unit that leaves two of it at least. */
    static String length(long micros) {
        if (micros >= 2 * DAY) {
            return micros / DAY + " days";
        }
        if (micros >= 2 * HOUR) {
            return micros / HOUR + " hours";
        }
        if (micros >= 2 * Time.MINUTE) {
            return micros / Time.MINUTE + " minutes";
        }
        return many(micros / Time.SECOND, "second", "seconds");
    }

    /** Returns who holds a socket, or why that is not known. */
    static String holder(SeenSocket socket, Snapshot now) {
        if (!socket.owners().isEmpty()) {
            return String.join(
                    ", ", socket.owners().stream().map(Owner::toString).toList());
        }
        return now.everyone()
                ? "no process that can be seen from here (the kernel itself, or a container's)"
                : "a process of user " + socket.user() + " that this user may not look into";
    }

    /** Returns a line for each group, the largest first, with what follows it. */
    static List<String> groups(
            List<SeenSocket> sockets, Function<SeenSocket, String> group, Function<List<SeenSocket>, String> about) {
        Map<String, List<SeenSocket>> groups = new TreeMap<>();
        sockets.forEach(s ->
                groups.computeIfAbsent(group.apply(s), g -> new ArrayList<>()).add(s));
        List<Map.Entry<String, List<SeenSocket>>> order = new ArrayList<>(groups.entrySet());
        order.sort(Comparator.comparingInt(e -> -e.getValue().size()));
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<SeenSocket>> each : order.subList(0, Math.min(LINES, order.size()))) {
            List<SeenSocket> members = each.getValue();
            lines.add(each.getKey() + ": " + members.size() + about.apply(members));
        }
        if (order.size() > LINES) {
            lines.add("and " + (order.size() - LINES) + " more");
        }
        return lines;
    }

    /** Returns the peers of sockets, the most frequent first: ", peers 192.0.2.1 (12), 192.0.2.2 and 3 more". */
    static String peers(List<SeenSocket> sockets) {
        Map<String, Integer> count = new TreeMap<>();
        sockets.forEach(s -> count.merge(s.remote().toString(), 1, Integer::sum));
        List<Map.Entry<String, Integer>> order = new ArrayList<>(count.entrySet());
        order.sort(Comparator.comparingInt(e -> -e.getValue()));
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, Integer> each : order.subList(0, Math.min(3, order.size()))) {
            words.add(each.getKey() + (order.size() == 1 || each.getValue() == 1 ? "" : " (" + each.getValue() + ")"));
        }
        String more = order.size() > 3 ? " and " + (order.size() - 3) + " more" : "";
        return (order.size() == 1 ? ", peer " : ", peers ") + String.join(", ", words) + more;
    }
}
