package org.lastack.benchmarks;

import java.util.concurrent.TimeUnit;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** Segments through the reference: both ends in one thread, nothing lost. The counter {@code segments} is per second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class ReferenceBenchmark {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.of("192.0.2.2");
    private static final int LISTENER = 1;
    private static final int SOCKET = 2;
    private static final Bytes MEGABYTE = Bytes.pattern(0, 1 << 20);

    /** Which preset both ends have. */
    @Param({"rfc9293", "linux"})
    public String preset = "rfc9293";

    private Wire wire = wire(Settings.rfc9293());
    private int port = 40_000;

    /** Counts the segments of both directions. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Counted {
        /** Segments that arrived at either end. */
        public long segments;
    }

    /** Two hosts, one of which listens. */
    @Setup(Level.Iteration)
    public void wire() {
        wire = wire(preset.equals("linux") ? Settings.linux() : Settings.rfc9293());
    }

    private static Wire wire(Settings settings) {
        Wire wire = new Wire(new Host(settings, CLIENT), new Host(settings, SERVER));
        wire.server.call(0, LISTENER, new Call.Listen(SERVER, 80), wire.ofServer);
        return wire;
    }

    /** Opens, sends a megabyte from the client to the server, and closes both ends. */
    @Benchmark
    public void transfer(Counted counted) {
        open();
        int sent = 0;
        while (sent < MEGABYTE.length()) {
            Result result = client(new Call.Write(MEGABYTE.slice(sent, Math.min(MEGABYTE.length(), sent + 65_536))));
            sent += result instanceof Result.Count count ? count.octets() : 0;
            read();
        }
        close(counted);
    }

    /** Opens, asks for something, gets it, and closes both ends: what a short connection costs. */
    @Benchmark
    public void connection(Counted counted) {
        open();
        client(new Call.Write(MEGABYTE.slice(0, 100)));
        read();
        server(new Call.Write(MEGABYTE.slice(0, 1000)));
        wire.settle();
        client(new Call.Read(65_536));
        close(counted);
    }

    private void open() {
        port = port == 60_000 ? 40_000 : port + 1;
        client(new Call.Connect(CLIENT, port, SERVER, 80));
        wire.settle();
        server(new Call.Accept(LISTENER));
    }

    private void read() {
        wire.settle();
        while (server(new Call.Read(65_536)) instanceof Result.Data) {
            wire.settle();
        }
    }

    private void close(Counted counted) {
        client(new Call.Close());
        read();
        server(new Call.Close());
        wire.settle();
        while (wire.client.state(SOCKET) != State.CLOSED
                || !wire.client.connections().isEmpty()) {
            wire.tick(Time.seconds(300));
        }
        counted.segments += wire.segments;
        wire.segments = 0;
    }

    private Result client(Call call) {
        return wire.client.call(wire.now, SOCKET, call, wire.ofClient);
    }

    private Result server(Call call) {
        return wire.server.call(wire.now, SOCKET, call, wire.ofServer);
    }
}
