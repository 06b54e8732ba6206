package org.lastack.kit.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/** Reports made up by hand. */
public final class Made {
    private static final IpAddress STACK = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.2");

    private Made() {}

    /** Two closing segments, the second unanswered: what a stack without TIME-WAIT shows. */
    public static Trace trace() {
        int finAck = Flags.FIN | Flags.ACK;
        return new Trace(
                "toy 1",
                0,
                List.of(
                        new Event.Called(0, 2, new Call.Close()),
                        new Event.Returned(0, 2, new Call.Close(), Result.ok()),
                        new Event.Sent(
                                0, new Packet(STACK, PEER, Segment.of(8080, 49152, -1, 300, finAck, 8192)), false),
                        new Event.Arrived(
                                20_000, new Packet(PEER, STACK, Segment.of(49152, 8080, 300, 0, finAck, 8192))),
                        new Event.SentRaw(20_000, Bytes.fromHex("4500"), "cut short")));
    }

    /** Something of everything that a scenario can hold. */
    public static Scenario scenario() {
        return Script.begin()
                .set("tcp_fin_timeout", 3)
                .peer(Scenario.Peer.PLAIN.withTimestamps(true))
                .open(Opener.STACK)
                .write(5)
                .call(new Call.Write(Bytes.fromHex("0aff")))
                .shutdown(Call.How.WR)
                .option(SocketOption.LINGER, 0)
                .loseNext(2)
                .autoAck(true)
                .send(Template.fin()
                        .at(SeqRef.peerFin(-1))
                        .acking(AckRef.BUT_FIN)
                        .withoutTimestamps())
                .send(Template.ack().withTsVal(TsRef.recent(-1)))
                .sendLost(Template.data(3).withOptions(Bytes.fromHex("0101")).withBadChecksum())
                .readToEnd()
                .pass(Span.ofTwoMsl(50).plusMs(3))
                .close()
                .build();
    }

    public static Counterexample counterexample() {
        return counterexample("in TIME-WAIT, after FIN,ACK: silence");
    }

    public static Counterexample counterexample(String cause) {
        return counterexample(cause, null);
    }

    public static Counterexample counterexample(String cause, Report.@Nullable Again again) {
        Ladder ladder = Ladder.of(trace(), Ladder.Options.PLAIN.withComplaint(3, "TW-RESTART: no ACK"));
        return new Counterexample(
                "an empty ACK",
                "silence",
                3,
                true,
                List.of(7, 0, 65535),
                "    peer ipv4\n 1  listen\n",
                scenario(),
                SeenTrace.of(trace()),
                ladder,
                TextLadder.draw(ladder),
                "1~r~k~s1l80",
                null,
                cause,
                again);
    }

    public static Entry pass(String id, Map<String, Integer> seen) {
        return entry(id, Kind.PASS, "", seen, null, null);
    }

    public static Entry broken(String id, Kind kind, @Nullable String known) {
        return entry(id, kind, "expected an empty ACK; got silence", Map.of(), known, counterexample());
    }

    /** Broken once, and not when it was run again. */
    public static Entry unstable(String id) {
        Ladder ladder = Ladder.of(trace(), Ladder.Options.PLAIN);
        Report.Again again =
                new Report.Again("the rule was kept", SeenTrace.of(trace()), ladder, TextLadder.draw(ladder));
        Counterexample once = counterexample("in TIME-WAIT, after FIN,ACK: silence", again);
        return entry(id, Kind.UNSTABLE, "it was broken once and not again", Map.of(), null, once);
    }

    public static Entry withOthers(Entry e, Counterexample... others) {
        return e.with(e.counterexample(), List.of(others));
    }

    public static Entry silent(String id, Kind kind, String why) {
        return entry(id, kind, why, Map.of(), null, null);
    }

    public static Entry entry(
            String id,
            Kind kind,
            String why,
            Map<String, Integer> seen,
            @Nullable String known,
            @Nullable Counterexample found) {
        String group = id.startsWith("TW") ? "F. TIME-WAIT" : "A. Normal close";
        return new Entry(
                id,
                group,
                "MUST",
                "RFC 9293 §3.6",
                "What " + id + " asks of a stack.",
                "A stack forgets it.",
                List.of(),
                kind,
                why,
                5,
                4,
                new TreeMap<>(seen),
                known,
                "./lastack certify toy --rules " + id + " --seed 7 --tries 5",
                found,
                List.of());
    }

    public static Report.OfStack stack(String label, boolean certified, Entry... entries) {
        List<String> ids = List.of(entries).stream().map(Entry::id).toList();
        return new Report.OfStack(
                new Report.Stack(
                        label,
                        List.of("toy", label),
                        "toy " + label,
                        "virtual",
                        "192.0.2.1",
                        null,
                        60_000_000,
                        1_000_000,
                        0,
                        0,
                        List.of("abort"),
                        List.of("tcp_max_orphans"),
                        "192.0.2.2",
                        null,
                        null,
                        null),
                new Report.Plan(7, 5, ids),
                List.of(entries),
                10 * entries.length,
                2_000_000,
                certified,
                coverage(),
                List.of());
    }

    /** Two matrices with one of each cell: tried, never tried, not claimed, does not occur. */
    public static List<Matrix> coverage() {
        return List.of(
                new Matrix(
                        "What arrives",
                        List.of("ESTABLISHED", "CLOSING"),
                        List.of(
                                new Matrix.Row("SYN in the window", Map.of("ESTABLISHED", 12, "CLOSING", 0), Map.of()),
                                new Matrix.Row("text in order", Map.of("ESTABLISHED", 123_456), Map.of()),
                                new Matrix.Row(
                                        "old timestamp, no RST",
                                        Map.of(),
                                        Map.of("ESTABLISHED", "ts", "CLOSING", "ts")))),
                new Matrix(
                        "What the application calls",
                        List.of("LISTEN"),
                        List.of(new Matrix.Row("CLOSE", Map.of("LISTEN", 7), Map.of()))));
    }

    public static Report report(Report.OfStack... stacks) {
        return new Report(Report.FORMAT, "0.1", List.of(stacks));
    }

    /** One of everything. */
    public static Report everything() {
        return report(stack(
                "1",
                false,
                pass("NC-FIN", Map.of()),
                pass("NC-LA", Map.of("strict", 1, "relaxed", 3)),
                silent("NC-CW", Kind.UNTESTED, "the stack has no tcp_fin_timeout"),
                broken("TW-RESTART", Kind.FAIL, null),
                broken("TW-RST", Kind.DEVIATION, null),
                broken("TW-JUNK", Kind.DEVIATION, "an old bug & a <known> one"),
                entry("TW-2MSL", Kind.PASS, "", Map.of(), "too short", null),
                silent("TW-REUSE", Kind.NOT_CLAIMED, "the stack does not claim tw-reuse")));
    }
}
