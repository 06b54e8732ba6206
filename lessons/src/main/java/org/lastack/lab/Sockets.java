package org.lastack.lab;

import java.util.List;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/** The connections of both hosts, as {@code ss -tan} shows those of one. */
public record Sockets(List<Row> rows) implements Drawing {
    private static final List<String> HEADER =
            List.of("host", "state", "recv-q", "send-q", "local", "peer", "timer", "held by");

    public Sockets {
        rows = List.copyOf(rows);
    }

    /**
     * A line of the table.
     *
     * @param unread octets that wait for the application
     * @param unacked octets that wait to be sent or acknowledged
     * @param timer what goes off next, or empty
     * @param left in how many microseconds; {@link Time#NEVER} when nothing does
     * @param orphan whether no application holds it
     */
    public record Row(
            Side host,
            State state,
            long unread,
            long unacked,
            String local,
            String peer,
            String timer,
            long left,
            boolean orphan) {
        List<String> cells() {
            return List.of(
                    host.toString(),
                    state.toString(),
                    Long.toString(unread),
                    Long.toString(unacked),
                    local,
                    peer,
                    timer.isEmpty() ? "" : timer + " " + Time.show(left),
                    orphan ? "nobody" : "application");
        }
    }

    /** Returns how many connections are in this state, of both hosts together. */
    public long count(State state) {
        return rows.stream().filter(r -> r.state() == state).count();
    }

    @Override
    public String text() {
        return Columns.lay(HEADER, rows.stream().map(Row::cells).toList());
    }

    @Override
    public String svg() {
        return TextPicture.svg("The connections of both hosts", text());
    }

    @Override
    public String toString() {
        return text();
    }
}
