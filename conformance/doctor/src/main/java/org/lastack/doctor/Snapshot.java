package org.lastack.doctor;

import java.util.List;
import java.util.Map;

/**
 * What the kernel said at one moment about one network namespace.
 *
 * @param at microseconds on a clock that only goes forward
 * @param kernel its version
 * @param place whose namespace it is, for a person
 * @param sockets all TCP sockets
 * @param counters of /proc/net/netstat and /proc/net/snmp, for example {@code TcpExt.ListenDrops}: since the namespace was made
 * @param pools of /proc/net/sockstat, for example {@code TCP.tw}
 * @param settings sysctls by their path below net, for example {@code ipv4/tcp_fin_timeout}; what cannot be read is not there
 * @param tracking of conntrack: its sysctls without {@code nf_conntrack_}, and {@code stat.} with what /proc/net/stat has; empty without it
 * @param everyone whether the processes of all users could be looked into
 * @param unseen what could not be seen, and why, in sentences
 */
public record Snapshot(
        long at,
        String kernel,
        String place,
        List<SeenSocket> sockets,
        Map<String, Long> counters,
        Map<String, Long> pools,
        Map<String, String> settings,
        Map<String, Long> tracking,
        boolean everyone,
        List<String> unseen) {

    public Snapshot {
        sockets = List.copyOf(sockets);
        counters = Map.copyOf(counters);
        pools = Map.copyOf(pools);
        settings = Map.copyOf(settings);
        tracking = Map.copyOf(tracking);
        unseen = List.copyOf(unseen);
    }

    /** Returns the value of a setting with one number, or -1 when it is not known. */
    public long setting(String name) {
        try {
            return Long.parseLong(settings.getOrDefault(name, "-1"));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
