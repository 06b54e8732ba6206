package org.lastack.doctor;

import java.util.List;

/** Settings that differ from the kernel's defaults, or do nothing because of another one. */
final class SettingsSeen {
    /**
     * A sysctl.
     *
     * @param usual the defaults of kernels from 4.12 on, of which the first is that of today
     * @param does what it really does
     */
    private record Usual(String name, List<String> usual, String does, int lesson) {
        String shortName() {
            return name.substring(name.indexOf('/') + 1);
        }
    }

    private static final List<Usual> ALL = List.of(
            new Usual(
                    "ipv4/tcp_fin_timeout",
                    List.of("60"),
                    "How long a connection that nobody holds stays in FIN-WAIT-2. It does not shorten TIME-WAIT; with less, late answers meet"
                            + " a RST; from 61 on it is less than it says.",
                    8),
            new Usual(
                    "ipv4/tcp_orphan_retries",
                    List.of("0"),
                    "How long a FIN of a connection that nobody holds is repeated; 0 means 8. With less, text is lost to peers that are out of"
                            + " reach for seconds.",
                    6),
            new Usual(
                    "ipv4/tcp_retries2",
                    List.of("15"),
                    "How long text is repeated on a connection that a program holds. RFC 9293 asks for 100 s at least, which is 8.",
                    6),
            new Usual(
                    "ipv4/tcp_rto_max_ms",
                    List.of("120000"),
                    "The longest wait between two repetitions; connections are given up sooner with less.",
                    6),
            new Usual(
                    "ipv4/tcp_tw_reuse",
                    List.of("2", "0"),
                    "Lets connect() take over a TIME-WAIT when both ends have timestamps. It does nothing for a server that accepts.",
                    11),
            new Usual(
                    "ipv4/tcp_timestamps",
                    List.of("1"),
                    "0: neither PAWS nor tcp_tw_reuse works. 2: timestamps without a random offset.",
                    12),
            new Usual(
                    "ipv4/tcp_rfc1337",
                    List.of("0"),
                    "No RST ends TIME-WAIT: a client that comes back from the same port may be shut out for a minute.",
                    10),
            new Usual(
                    "ipv4/tcp_abort_on_overflow",
                    List.of("0"),
                    "A full accept queue resets clients that would have been served a moment later.",
                    14),
            new Usual(
                    "ipv4/tcp_syncookies",
                    List.of("1"),
                    "0: a flood of SYNs shuts others out. 2: always cookies, which lose options without timestamps.",
                    16),
            new Usual(
                    "ipv4/tcp_keepalive_time",
                    List.of("7200"),
                    "When probes begin, on sockets whose program asked for SO_KEEPALIVE. It switches nothing on.",
                    17),
            new Usual(
                    "ipv4/tcp_keepalive_probes",
                    List.of("9"),
                    "So many unanswered probes end a connection, on sockets with SO_KEEPALIVE.",
                    17),
            new Usual(
                    "ipv4/tcp_keepalive_intvl",
                    List.of("75"),
                    "Seconds between probes that are not answered, on sockets with SO_KEEPALIVE.",
                    17),
            new Usual(
                    "ipv4/tcp_invalid_ratelimit",
                    List.of("500"),
                    "The least time, in ms, between two ACKs that answer segments which cannot be right.",
                    16),
            new Usual(
                    "ipv4/ip_local_port_range",
                    List.of("32768 60999"),
                    "The ports for outgoing connections: so many at once to one destination, those in TIME-WAIT included.",
                    11));

    private SettingsSeen() {}

    static void find(Look look, List<Finding> found) {
        contradictions(look.now(), found);
        List<String> lines = ALL.stream()
                .filter(u -> differs(u, look.now()))
                .map(u -> u.shortName() + " is " + value(u, look.now()) + " instead of " + u.usual.get(0) + ". "
                        + u.does + " Lesson " + u.lesson + ".")
                .toList();
        if (!lines.isEmpty()) {
            found.add(new Finding(
                    Harm.ODD,
                    "settings",
                    Say.many(lines.size(), "setting differs", "settings differ") + " from the kernel's default",
                    "What they really do:",
                    lines,
                    "Put back what nobody can give a reason for.",
                    "",
                    18));
        }
    }

    private static String value(Usual setting, Snapshot now) {
        return now.settings().getOrDefault(setting.name, "").strip().replaceAll("\\s+", " ");
    }

    private static boolean differs(Usual setting, Snapshot now) {
        return now.settings().containsKey(setting.name) && !setting.usual.contains(value(setting, now));
    }

    private static void contradictions(Snapshot now, List<Finding> found) {
        if (now.setting("ipv4/tcp_tw_recycle") > 0) {
            found.add(contradiction(
                    Harm.FAILS,
                    "tw-recycle",
                    "tcp_tw_recycle is on",
                    "Of several clients behind one address all but one are refused without a word, for a minute each time.",
                    "Set it to 0; later kernels do not have it any more.",
                    12));
        }
        if (now.setting("ipv4/tcp_timestamps") == 0 && now.setting("ipv4/tcp_tw_reuse") == 1) {
            found.add(contradiction(
                    Harm.ODD,
                    "reuse-without-timestamps",
                    "tcp_tw_reuse is 1 and tcp_timestamps is 0",
                    "Without timestamps tcp_tw_reuse does nothing.",
                    "Set tcp_timestamps to 1.",
                    12));
        }
        long probes = now.setting("ipv4/tcp_keepalive_probes");
        if (probes == 1) {
            found.add(contradiction(
                    Harm.ODD,
                    "one-probe",
                    "tcp_keepalive_probes is 1",
                    "One lost probe ends a connection that lives.",
                    "Set it to 3 at least.",
                    17));
        }
    }

    private static Finding contradiction(
            Harm harm, String word, String seen, String meaning, String action, int lesson) {
        return new Finding(harm, word, seen, meaning, List.of(), action, "", lesson);
    }
}
