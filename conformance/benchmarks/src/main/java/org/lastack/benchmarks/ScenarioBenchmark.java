package org.lastack.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a try of a rule costs, and its parts. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class ScenarioBenchmark {
    private static final Rule RULE = Rules.get("TW-RESTART");
    private static final Packet PACKET = new Packet(
            IpAddress.of("192.0.2.1"),
            IpAddress.of("192.0.2.2"),
            Segment.of(80, 40_000, 1, 1, Flags.ACK, 65_535).withData(Bytes.pattern(0, 1000)));

    private final VirtualRunner runner = new VirtualRunner(ReferenceStack::rfc9293);
    private final Profile profile = ReferenceStack.rfc9293().profile();
    private final Random random = new Random(1);

    /** Draws a scenario of TW-RESTART, runs it on the reference, and judges it. */
    @Benchmark
    public Judgement scenario() {
        Scenario scenario = RULE.scenario(new DrawnChoices(DrawnChoices.draw(random)), profile);
        if (!(runner.run(scenario) instanceof Outcome.Ran ran)) {
            throw new IllegalStateException("refused");
        }
        return RULE.judge(Observed.of(ran.trace(), profile));
    }

    /** Writes and reads a packet of 1000 octets, checksums included. */
    @Benchmark
    public Packet codec() throws MalformedPacketException {
        return PacketCodec.decode(PacketCodec.encode(PACKET));
    }
}
