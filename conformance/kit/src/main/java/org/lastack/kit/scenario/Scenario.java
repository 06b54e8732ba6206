package org.lastack.kit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Flags;

/**
 * What the kit does to a stack: calls from above, segments from the wire, time passing. A value: it can be generated,
 * shrunk, printed, stored and compared.
 *
 * @param settings knobs of the stack by their Linux names, set before anything else
 * @param peer how the peer introduces itself
 */
public record Scenario(Map<String, Long> settings, Peer peer, List<Step> steps) {
    public Scenario {
        settings = Map.copyOf(settings);
        steps = List.copyOf(steps);
    }

    /**
     * How the peer introduces itself in its SYN.
     *
     * @param iss the initial sequence number of connection 0; further ones add a million each
     * @param mss the MSS option, 0 to leave it out
     * @param window the window it offers at first, in octets
     * @param timestamps whether it offers timestamps
     */
    public record Peer(boolean v6, int iss, int mss, int window, boolean timestamps) {
        /** A plain one: IPv4, MSS 1460, a window of 64 KB, no timestamps. */
        public static final Peer PLAIN = new Peer(false, 1_000_000, 1460, 65535, false);

        public Peer withV6(boolean v6) {
            return new Peer(v6, iss, mss, window, timestamps);
        }

        public Peer withIss(int number) {
            return new Peer(v6, number, mss, window, timestamps);
        }

        public Peer withWindow(int octets) {
            return new Peer(v6, iss, mss, octets, timestamps);
        }

        public Peer withMss(int octets) {
            return new Peer(v6, iss, octets, window, timestamps);
        }

        public Peer withTimestamps(boolean offered) {
            return new Peer(v6, iss, mss, window, offered);
        }
    }

    /** Who opens a connection. */
    public enum Opener {
        PEER,
        STACK
    }

    public static Builder script() {
        return new Builder();
    }

    public Scenario withPeer(Peer other) {
        return new Scenario(settings, other, steps);
    }

    /** Returns the scenario as numbered lines, one a step. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((knob, value) -> text.append("    set ")
                        .append(knob)
                        .append(' ')
                        .append(value)
                        .append('\n'));
        text.append("    peer ").append(peer.v6 ? "ipv6" : "ipv4");
        text.append(" iss ").append(Integer.toUnsignedString(peer.iss));
        text.append(" mss ").append(peer.mss).append(" window ").append(peer.window);
        text.append(peer.timestamps ? " timestamps\n" : "\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append(i < 9 ? " " : "")
                    .append(i + 1)
                    .append("  ")
                    .append(show(steps.get(i)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String show(Step step) {
        if (step instanceof Step.Do s) {
            return on(s.conn()) + s.call().show();
        }
        if (step instanceof Step.DoOnListener s) {
            return "listener: " + s.call().show();
        }
        if (step instanceof Step.Write s) {
            return on(s.conn()) + "write " + s.octets();
        }
        if (step instanceof Step.Read s) {
            return on(s.conn()) + "read " + (s.total() == Integer.MAX_VALUE ? "all" : "up to " + s.total());
        }
        if (step instanceof Step.Send s) {
            return on(s.conn()) + "peer sends " + s.segment() + (s.lost() ? ", lost" : "");
        }
        if (step instanceof Step.Await s) {
            return on(s.conn()) + "wait for " + s.what() + ", at most " + s.limit();
        }
        if (step instanceof Step.Pass s) {
            return "pass " + s.span();
        }
        if (step instanceof Step.AutoAck s) {
            return on(s.conn()) + "peer " + (s.on() ? "acknowledges everything" : "stops acknowledging");
        }
        if (step instanceof Step.LoseNext s) {
            return on(s.conn()) + "lose the next " + s.packets() + " from the stack";
        }
        if (step instanceof Step.Accept s) {
            return on(s.conn()) + "accept";
        }
        return step instanceof Step.Connect s ? on(s.conn()) + "connect" : "listen";
    }

    private static String on(int conn) {
        return conn == 0 ? "" : "connection " + conn + ": ";
    }

    /** Writes scenarios step by step; each method adds what its name says. Unless {@link #on} says otherwise, on 0. */
    public static final class Builder {
        /** How long to wait for what must come at once; generous, since waiting ends when it comes. */
        public static final Span SOON = Span.PROMPT.plusMs(900);

        private final Map<String, Long> settings = new TreeMap<>();
        private final List<Step> steps = new ArrayList<>();
        private Peer peer = Peer.PLAIN;
        private int conn;
        private boolean listening;

        private Builder() {}

        public Builder set(String knob, long value) {
            settings.put(knob, value);
            return this;
        }

        public Builder peer(Peer introduced) {
            this.peer = introduced;
            return this;
        }

        public Peer peer() {
            return peer;
        }

        /** Further steps concern this connection. */
        public Builder on(int number) {
            this.conn = number;
            return this;
        }

        public Builder step(Step step) {
            steps.add(step);
            return this;
        }

        /** The three-way handshake, and the accept when the peer opens. */
        public Builder open(Opener opener) {
            return opener == Opener.STACK
                    ? connect().handshakeReply()
                    : handshake().accept();
        }

        public Builder listen() {
            if (!listening) {
                listening = true;
                step(new Step.Listen());
            }
            return this;
        }

        /** Listens, unless it does so already, and lets the peer open; without the accept. */
        public Builder handshake() {
            return listen().send(Template.syn()).await(Expect.SYN).send(Template.ack());
        }

        public Builder accept() {
            return step(new Step.Accept(conn, SOON));
        }

        public Builder connect() {
            return step(new Step.Connect(conn));
        }

        /** Answers the SYN of the stack, and waits until its connect is done and its ACK is there. */
        public Builder handshakeReply() {
            return await(Expect.SYN)
                    .send(Template.of(Flags.SYN | Flags.ACK))
                    .await(Expect.DONE)
                    .await(Expect.ACK_OF_ALL);
        }

        public Builder call(Call call) {
            return step(new Step.Do(conn, call));
        }

        public Builder close() {
            return call(new Call.Close());
        }

        public Builder abort() {
            return call(new Call.Abort());
        }

        public Builder shutdown(How how) {
            return call(new Call.Shutdown(how));
        }

        public Builder status() {
            return call(new Call.Status());
        }

        public Builder option(SocketOption option, int value) {
            return call(new Call.SetOption(option, value));
        }

        public Builder write(int octets) {
            return step(new Step.Write(conn, octets));
        }

        /** One read of at most 64 KB, whatever it gives. */
        public Builder readOnce() {
            return call(new Call.Read(65536));
        }

        /** Reads until so many octets of the peer's stream were had in all. */
        public Builder read(int total) {
            return step(new Step.Read(conn, total, SOON));
        }

        /** Reads until the end of the stream or an error. */
        public Builder readToEnd() {
            return read(Integer.MAX_VALUE);
        }

        public Builder send(Template segment) {
            return step(new Step.Send(conn, segment, false));
        }

        public Builder sendLost(Template segment) {
            return step(new Step.Send(conn, segment, true));
        }

        public Builder await(Expect what) {
            return await(what, SOON);
        }

        public Builder await(Expect what, Span limit) {
            return step(new Step.Await(conn, what, limit));
        }

        public Builder pass(Span span) {
            return step(new Step.Pass(span));
        }

        public Builder autoAck(boolean on) {
            return step(new Step.AutoAck(conn, on));
        }

        public Builder loseNext(int packets) {
            return step(new Step.LoseNext(conn, packets));
        }

        public Scenario build() {
            return new Scenario(settings, peer, steps);
        }
    }
}
