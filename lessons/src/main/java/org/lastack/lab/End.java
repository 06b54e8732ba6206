package org.lastack.lab;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.rules.Near;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.world.Side;

/** One end of a connection: the calls of its application, and what the stack makes of them. No call waits. */
public final class End {
    private static final int MOST = 65_536;

    private static final Map<String, SocketOption> OPTIONS = Map.ofEntries(
            Map.entry("SO_LINGER", SocketOption.LINGER),
            Map.entry("SO_KEEPALIVE", SocketOption.KEEPALIVE),
            Map.entry("SO_RCVBUF", SocketOption.RCVBUF),
            Map.entry("SO_SNDBUF", SocketOption.SNDBUF),
            Map.entry("TCP_LINGER2", SocketOption.LINGER2),
            Map.entry("TCP_USER_TIMEOUT", SocketOption.USER_TIMEOUT),
            Map.entry("TCP_KEEPIDLE", SocketOption.KEEPIDLE),
            Map.entry("TCP_KEEPINTVL", SocketOption.KEEPINTVL),
            Map.entry("TCP_KEEPCNT", SocketOption.KEEPCNT),
            Map.entry("TCP_NODELAY", SocketOption.NODELAY),
            Map.entry("TCP_CORK", SocketOption.CORK),
            Map.entry("O_NONBLOCK", SocketOption.NONBLOCK));

    private final Net net;
    private final Side who;
    private final int socket;
    private final int clientPort;
    private final int serverPort;
    private long written;

    End(Net net, Side who, int socket, int clientPort, int serverPort) {
        this.net = net;
        this.who = who;
        this.socket = socket;
        this.clientPort = clientPort;
        this.serverPort = serverPort;
    }

    /** Returns whose end it is. */
    public Side who() {
        return who;
    }

    int clientPort() {
        return clientPort;
    }

    Net net() {
        return net;
    }

    /** Returns the state that the stack is in; CLOSED when it knows the connection no more. */
    public State state() {
        return net.state(who, clientPort, serverPort);
    }

    /** Returns the number of this end's latest acknowledgment, as a ladder shows it: the peer's SYN has number 0. */
    public int acknowledged() {
        Acknowledged wire = new Acknowledged();
        for (Event event : net.world().trace(who).events()) {
            if (event instanceof Event.Arrived e && mine(e.packet().segment())) {
                wire.of(clientPort, e.packet().segment());
            } else if (event instanceof Event.Sent e && mine(e.packet().segment())) {
                wire.by(clientPort, e.packet().segment());
            }
        }
        return wire.octets(clientPort) + 1;
    }

    private boolean mine(Segment segment) {
        int port = Math.min(segment.srcPort(), segment.dstPort());
        int other = Math.max(segment.srcPort(), segment.dstPort());
        return port == Math.min(clientPort, serverPort) && other == Math.max(clientPort, serverPort);
    }

    /** Writes text. */
    public Answer send(String text) {
        return write(Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Writes so many octets. */
    public Answer send(int octets) {
        return write(Bytes.pattern(written, octets));
    }

    private Answer write(Bytes octets) {
        Answer answer = call(new Call.Write(octets));
        written += answer.octets();
        return answer;
    }

    /** Reads what is there: text, the end of the stream, or EAGAIN when nothing has come yet. */
    public Answer read() {
        return call(new Call.Read(MOST));
    }

    /** Reads all there is, and returns how many octets that was. */
    public long readAll() {
        long all = 0;
        Answer answer = read();
        while (answer.octets() > 0) {
            all += answer.octets();
            answer = read();
        }
        return all;
    }

    /** Closes the sending direction alone: SHUT_WR. */
    public Answer shutdown() {
        return shutdown(Call.How.WR);
    }

    /** Closes one or both directions and keeps the socket. */
    public Answer shutdown(Call.How how) {
        return call(new Call.Shutdown(how));
    }

    /** Gives the socket up; what was written still goes out. */
    public Answer close() {
        return call(new Call.Close());
    }

    /** Ends the connection with a RST. */
    public Answer abort() {
        return call(new Call.Abort());
    }

    /** Asks what the socket is ready for. */
    public Answer poll() {
        return call(new Call.Poll());
    }

    /**
     * Sets a socket option by its name, for example {@code SO_LINGER}; the unit is the option's own.
     *
     * @throws IllegalArgumentException when no option has that name
     */
    public Answer option(String name, int value) {
        SocketOption option = OPTIONS.get(name.toUpperCase(Locale.ROOT));
        if (option == null) {
            throw new IllegalArgumentException(
                    "no socket option is called " + name + Near.hint(name, OPTIONS.keySet()));
        }
        return call(new Call.SetOption(option, value));
    }

    private Answer call(Call call) {
        Result result = net.world().call(who, socket, call);
        return new Answer(
                result, call instanceof Call.Write write ? write.data().length() : 0);
    }

    /** A segment that is sent in this end's name by somebody else; numbers are what this end would use. */
    public Forgery forge(String flags) {
        return new Forgery(net, who, clientPort, serverPort, flags);
    }

    @Override
    public String toString() {
        return who + " " + state();
    }
}
