package org.lastack.kit.scenario;

/**
 * The numbers that one run of a scenario may use, so that many can share a stack: never a 4-tuple or a socket twice.
 *
 * @param listenPort the stack's port
 * @param peerPort the peer's port of connection 0; connection c has the c-th after it
 * @param firstSocket added to the socket numbers of the scenario
 */
record PortBlock(int listenPort, int peerPort, int firstSocket) {
    /** How many connections a scenario may have. */
    static final int CONNECTIONS = 16;

    /** How many sockets: one for each connection and the listener, and more for those that are opened again. */
    static final int SOCKETS = 2 * CONNECTIONS;

    /** How many lanes there are for one stack. */
    static final int COUNT = 3000;

    static PortBlock number(int number) {
        return new PortBlock(8000 + number, 16000 + number * CONNECTIONS, number * SOCKETS);
    }

    /** Returns the number of the lane that has this port of the peer's. */
    static int ofPeerPort(int port) {
        return (port - 16000) / CONNECTIONS;
    }

    static int ofSocket(int socket) {
        return socket / SOCKETS;
    }
}
