package org.lastack.host;

import org.lastack.tcp.IpAddress;

/** What tells one connection from all others: both addresses and ports, seen from this host. */
public record Tuple(IpAddress local, int localPort, IpAddress remote, int remotePort) {
    @Override
    public String toString() {
        return local + ":" + localPort + " " + remote + ":" + remotePort;
    }
}
