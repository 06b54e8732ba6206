package org.lastack.lab;

import org.lastack.world.Side;

/** A connection with its two ends. The client is who opened it; either end may close it first. */
public final class Connection {
    /** The end that opened the connection. */
    public final End client;

    /** The end that accepted it. */
    public final End server;

    private final Net net;
    private final int socket;

    Connection(Net net, int socket, int clientPort, int serverPort) {
        this.net = net;
        this.socket = socket;
        client = new End(net, Side.CLIENT, socket, clientPort, serverPort);
        server = new End(net, Side.SERVER, socket, clientPort, serverPort);
    }

    Net net() {
        return net;
    }

    int socket() {
        return socket;
    }

    @Override
    public String toString() {
        return "client " + client.state() + ", server " + server.state();
    }
}
