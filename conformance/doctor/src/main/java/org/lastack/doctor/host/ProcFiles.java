package org.lastack.doctor.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lastack.doctor.RunningTimer;
import org.lastack.doctor.SeenSocket;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Files of /proc/net, see proc_net(5). */
final class ProcFiles {
    /** The kernel writes times in hundredths of a second there. */
    private static final long TICK = Time.SECOND / 100;

    private ProcFiles() {}

    /** Reads a file as a whole: a sysctl answers the first read alone, and the length of these files is 0. */
    static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Reads {@code tcp} or {@code tcp6}: what there is without inet_diag, and no times of traffic. */
    static List<SeenSocket> sockets(String table) {
        List<SeenSocket> sockets = new ArrayList<>();
        table.lines().skip(1).forEach(line -> sockets.add(socket(line)));
        return sockets;
    }

    /** Columns: number, local, remote, state, tx:rx, timer:when, retransmissions, user, unanswered probes, inode. */
    private static SeenSocket socket(String line) {
        String[] words = line.strip().split("\\s+", -1);
        int timer = Integer.parseInt(words[5].substring(0, 2), 16);
        boolean probes = timer == 2 || timer == 4;
        String queues = words[4];
        int colon = queues.indexOf(':');
        State state = KernelNumbers.state(Integer.parseInt(words[3], 16));
        return new SeenSocket(
                address(words[1]),
                port(words[1]),
                address(words[2]),
                port(words[2]),
                state,
                Long.parseLong(queues.substring(colon + 1), 16),
                state == State.LISTEN ? SeenSocket.NO_BACKLOG : Long.parseLong(queues.substring(0, colon), 16),
                RunningTimer.of(timer),
                Long.parseLong(words[5].substring(3), 16) * TICK,
                probes ? Integer.parseInt(words[8]) : (int) Long.parseLong(words[6], 16),
                Long.parseLong(words[9]),
                Long.parseLong(words[7]),
                0,
                null,
                List.of());
    }

    private static int port(String end) {
        return Integer.parseInt(end.substring(end.indexOf(':') + 1), 16);
    }

    /** Addresses stand there as 32-bit words in the order of the machine. */
    private static IpAddress address(String end) {
        int colon = end.indexOf(':');
        ByteBuffer octets = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < colon; i += 8) {
            octets.putInt(Integer.parseUnsignedInt(end.substring(i, i + 8), 16));
        }
        return KernelNumbers.address(octets.array());
    }

    /** Reads {@code netstat} or {@code snmp}: a line of names, and a line of numbers under it, each after the name of the group. */
    static Map<String, Long> counters(String table) {
        Map<String, Long> counters = new HashMap<>();
        List<String> lines = table.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] names = lines.get(i).strip().split("\\s+", -1);
            String[] values = lines.get(i + 1).strip().split("\\s+", -1);
            String group = names[0].replace(":", ".");
            for (int j = 1; j < Math.min(names.length, values.length); j++) {
                counters.put(group + names[j], Long.parseLong(values[j]));
            }
        }
        return counters;
    }

    /** Reads {@code sockstat}: the name of the group, then names and numbers in turn. */
    static Map<String, Long> pools(String table) {
        Map<String, Long> pools = new HashMap<>();
        table.lines().forEach(line -> {
            String[] words = line.strip().split("\\s+", -1);
            for (int i = 1; i + 1 < words.length; i += 2) {
                pools.put(words[0].replace(":", ".") + words[i], Long.parseLong(words[i + 1]));
            }
        });
        return pools;
    }

    /** Reads {@code stat/nf_conntrack}: names, then a line for each processor in hexadecimal; the first column is the same in all. */
    static Map<String, Long> tracking(String table) {
        Map<String, Long> sums = new HashMap<>();
        List<String> lines = table.lines().toList();
        String[] names = lines.isEmpty() ? new String[0] : lines.get(0).strip().split("\\s+", -1);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] values = line.strip().split("\\s+", -1);
            for (int i = 1; i < Math.min(names.length, values.length); i++) {
                sums.merge("stat." + names[i], Long.parseLong(values[i], 16), Long::sum);
            }
        }
        return sums;
    }
}
