package org.lastack.stacks.linux;

import java.util.Arrays;
import java.util.List;
import org.lastack.stacks.linux.Connections.Name;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/**
 * A line of {@code /proc/net/tcp}.
 *
 * @param unread octets that wait for the application
 * @param unacked octets that wait to be sent or acknowledged
 * @param timer what goes off next: retransmit, keepalive, time-wait, persist; or empty
 * @param left in how many microseconds it does, to a hundredth of a second
 * @param held whether an application holds it
 */
public record KernelConnection(
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort,
        State state,
        long unread,
        long unacked,
        String timer,
        long left,
        boolean held) {
    /** By the number in the column {@code tr}; 1 is also that of a delayed ACK and of FIN-WAIT-2 of a held socket. */
    private static final List<String> TIMERS = List.of("", "retransmit", "keepalive", "time-wait", "persist");

    private static final long TICK = Time.SECOND / 100;

    /** Reads the table, which begins with a line of headings; without those who only listen. */
    public static List<KernelConnection> table(String text) {
        return text.lines()
                .skip(1)
                .map(KernelConnection::parse)
                .filter(c -> c.state() != State.LISTEN)
                .toList();
    }

    /** Columns: number, local, remote, state, tx:rx, timer:when, retransmissions, user, timeout, inode. */
    static KernelConnection parse(String line) {
        List<String> words = Arrays.asList(line.strip().split("\\s+", 11));
        Name local = Connections.name(words.get(1));
        Name remote = Connections.name(words.get(2));
        State state = Connections.state(Integer.parseInt(words.get(3), 16));
        int timer = Integer.parseInt(words.get(5).substring(0, 2), 16);
        String name = timer < TIMERS.size() ? TIMERS.get(timer) : "";
        // The small record of an orphan's FIN-WAIT-2 runs the same timer as TIME-WAIT.
        return new KernelConnection(
                local.address(),
                local.port(),
                remote.address(),
                remote.port(),
                state,
                hex(words.get(4), 9),
                hex(words.get(4), 0),
                state == State.FIN_WAIT_2 && timer == 3 ? "fin-wait-2" : name,
                hex(words.get(5) + "00000000", 3) * TICK,
                !words.get(9).equals("0"));
    }

    private static long hex(String text, int from) {
        return Long.parseLong(text.substring(from, from + 8), 16);
    }
}
