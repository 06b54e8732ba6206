package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.lastack.kit.stack.StackUnavailableException;

/** The sysctls of a namespace: what we settle so that each run is like the last, and the knobs of a scenario. */
final class Sysctls {
    /** Where a new namespace would take over what the system has, or where a default would couple connections. */
    private static final Map<String, String> SETTLED = new TreeMap<>(Map.ofEntries(
            Map.entry("ipv4/tcp_congestion_control", "reno"),
            Map.entry("ipv4/tcp_ecn", "0"),
            Map.entry("ipv4/tcp_rmem", "4096 131072 6291456"),
            Map.entry("ipv4/tcp_wmem", "4096 16384 4194304"),
            // What one connection learns of the path must not change the next.
            Map.entry("ipv4/tcp_no_metrics_save", "1"),
            // An ACK that is missing because of a limit would be a false failure; a scenario on the limit sets it.
            Map.entry("ipv4/tcp_invalid_ratelimit", "0"),
            Map.entry("ipv4/tcp_challenge_ack_limit", "1000000"),
            // Hundreds of half-open connections at once must not turn on SYN cookies.
            Map.entry("ipv4/tcp_max_syn_backlog", "4096"),
            Map.entry("core/somaxconn", "4096"),
            Map.entry("ipv4/conf/all/rp_filter", "0"),
            Map.entry("ipv4/conf/default/rp_filter", "0"),
            Map.entry("ipv6/conf/all/disable_ipv6", "0"),
            Map.entry("ipv6/conf/default/disable_ipv6", "0"),
            // No link-local address, no duplicate detection, no solicitations: nothing but TCP leaves the device.
            Map.entry("ipv6/conf/default/addr_gen_mode", "1"),
            Map.entry("ipv6/conf/default/accept_dad", "0"),
            Map.entry("ipv6/conf/default/accept_ra", "0"),
            Map.entry("ipv6/conf/default/autoconf", "0"),
            Map.entry("ipv6/conf/default/router_solicitations", "0")));

    private Sysctls() {}

    /**
     * Settles a new namespace, before its devices are made, and tells whether it has IPv6.
     *
     * @throws StackUnavailableException when this process may not
     */
    static boolean settle(Namespace namespace) throws StackUnavailableException {
        try {
            SETTLED.forEach(namespace::sysctl);
            return namespace.sysctl("ipv6/conf/default/disable_ipv6", "0");
        } catch (IllegalArgumentException e) {
            String why = e.getCause() instanceof IOException cause ? Shortage.reason(cause) : "";
            throw new StackUnavailableException(
                    e.getMessage() + " (" + why
                            + ") in a network namespace of our own: /proc/sys must be writable, which"
                            + " containers often forbid: run outside of it, or let it ('docker run --privileged')",
                    e);
        }
    }

    /**
     * Sets what Linux calls net.ipv4.KNOB or net.core.KNOB. The one knob with two values, ip_local_port_range, gets the
     * same value twice: a range of one port.
     *
     * @return false when there is none
     * @throws IllegalArgumentException when the kernel refuses the value
     */
    static boolean set(Namespace namespace, String knob, long value) {
        if (!knob.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c))) {
            return false;
        }
        String text = knob.equals("ip_local_port_range") ? value + " " + value : Long.toString(value);
        return namespace.sysctl("ipv4/" + knob, text) || namespace.sysctl("core/" + knob, text);
    }

    static String get(Namespace namespace, String knob) {
        return namespace.read(Path.of("/proc/sys/net/ipv4", knob));
    }
}
