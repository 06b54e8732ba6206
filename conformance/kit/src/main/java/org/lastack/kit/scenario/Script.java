package org.lastack.kit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;

/** Writes a scenario step by step; each method adds what its name says, on connection 0 unless {@link #on} says otherwise. */
public final class Script {
    /** How long to wait for what must come at once; generous, since waiting ends when it comes. */
    public static final Span SOON = Span.PROMPT.plusMs(900);

    private final Map<String, Long> settings = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private Scenario.Peer peer = Scenario.Peer.PLAIN;
    private int conn;
    private boolean listening;

    private Script() {}

    /** Begins a script with a plain peer and nothing set. */
    public static Script begin() {
        return new Script();
    }

    public Script set(String knob, long value) {
        settings.put(knob, value);
        return this;
    }

    public Script peer(Scenario.Peer introduced) {
        this.peer = introduced;
        return this;
    }

    public Scenario.Peer peer() {
        return peer;
    }

    /** Further steps concern this connection. */
    public Script on(int number) {
        this.conn = number;
        return this;
    }

    public Script step(Step step) {
        steps.add(step);
        return this;
    }

    /** The three-way handshake, and the accept when the peer opens. */
    public Script open(Opener opener) {
        return opener == Opener.STACK ? connect().handshakeReply() : handshake().accept();
    }

    public Script listen() {
        if (!listening) {
            listening = true;
            step(new Step.Listen());
        }
        return this;
    }

    /** Listens, unless it does so already, and lets the peer open; without the accept. */
    public Script handshake() {
        return listen().send(Template.syn()).await(Expect.SYN).send(Template.ack());
    }

    public Script accept() {
        return step(new Step.Accept(conn, SOON));
    }

    public Script connect() {
        return step(new Step.Connect(conn, false));
    }

    /** Opens from a port that the stack chooses, also when the connection had one before. */
    public Script connectFromAnyPort() {
        return step(new Step.Connect(conn, true));
    }

    /** Answers the SYN of the stack, and waits until its connect is done and its ACK is there. */
    public Script handshakeReply() {
        return await(Expect.SYN)
                .send(Template.of(Flags.SYN | Flags.ACK))
                .await(Expect.DONE)
                .await(Expect.ACK_OF_ALL);
    }

    public Script call(Call call) {
        return step(new Step.Do(conn, call));
    }

    public Script close() {
        return call(new Call.Close());
    }

    public Script abort() {
        return call(new Call.Abort());
    }

    public Script shutdown(How how) {
        return call(new Call.Shutdown(how));
    }

    public Script status() {
        return call(new Call.Status());
    }

    public Script option(SocketOption option, int value) {
        return call(new Call.SetOption(option, value));
    }

    public Script write(int octets) {
        return step(new Step.Write(conn, octets));
    }

    /** One read of at most 64 KB, whatever it gives. */
    public Script readOnce() {
        return call(new Call.Read(65536));
    }

    /** Reads until so many octets of the peer's stream were had in all. */
    public Script read(int total) {
        return step(new Step.Read(conn, total, SOON));
    }

    /** Reads until the end of the stream or an error. */
    public Script readToEnd() {
        return read(Integer.MAX_VALUE);
    }

    public Script send(Template segment) {
        return step(new Step.Send(conn, segment, false));
    }

    public Script sendLost(Template segment) {
        return step(new Step.Send(conn, segment, true));
    }

    /** An ICMP error about the latest packet of the stack's. */
    public Script icmp(IcmpError error) {
        return step(new Step.Icmp(conn, error));
    }

    public Script await(Expect what) {
        return await(what, SOON);
    }

    public Script await(Expect what, Span limit) {
        return step(new Step.Await(conn, what, limit));
    }

    public Script pass(Span span) {
        return step(new Step.Pass(span));
    }

    public Script autoAck(boolean on) {
        return step(new Step.AutoAck(conn, on));
    }

    public Script loseNext(int packets) {
        return step(new Step.LoseNext(conn, packets));
    }

    public Scenario build() {
        return new Scenario(settings, peer, steps);
    }
}
