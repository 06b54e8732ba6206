package org.lastack.host;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lastack.tcp.IpAddress;

/** A listening socket: what its connections inherit, and those that nobody has accepted yet. */
final class Listener {
    final int socket;
    final IpAddress local;
    final int port;
    /** Established, oldest first. */
    final ArrayDeque<Connection> queue = new ArrayDeque<>();
    /** No longer a listener, though the application still holds the socket. */
    boolean stopped;
    /** And was shut down once more. */
    boolean readShut;
    /** Set on the listener, inherited by its connections. */
    final Map<SocketOption, Integer> options = new LinkedHashMap<>();

    Listener(int socket, IpAddress local, int port) {
        this.socket = socket;
        this.local = local;
        this.port = port;
    }
}
