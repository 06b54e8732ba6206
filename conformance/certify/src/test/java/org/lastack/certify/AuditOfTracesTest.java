package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.audit.Audit;
import org.lastack.audit.Cause;
import org.lastack.audit.Ending;
import org.lastack.capture.CaptureReader;
import org.lastack.capture.Frame;
import org.lastack.host.Call;
import org.lastack.kit.compare.RandomScenario;
import org.lastack.kit.report.TraceFile;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;
import org.lastack.world.Dice;
import org.lastack.world.Side;

/** Scenarios that the kit has run, read back as captures: what is said of a capture is never against what the calls prove. */
class AuditOfTracesTest {
    private static final Path RECORDED = Path.of("../stacks/src/test/resources/traces");
    private static final int OF_EACH_RULE = Integer.getInteger("lastack.audit.each", 2);
    private static final int BY_CHANCE = Integer.getInteger("lastack.audit.chance", 100);

    /** How many packets of a hundred are missing in what is left. */
    private static final int MISSING = Integer.getInteger("lastack.audit.missing", 10);

    /** Of whoever closes by a call. */
    private static final Set<Cause> BY_CALL = EnumSet.of(Cause.ABORT, Cause.UNREAD);

    /** Of whoever answers something that arrives. */
    private static final Set<Cause> BY_ARRIVAL = EnumSet.of(
            Cause.FORGOTTEN,
            Cause.DATA_AFTER_CLOSE,
            Cause.KEEPALIVE_RACE,
            Cause.NO_LISTENER,
            Cause.HANDSHAKE_LEFT,
            Cause.BLIND_RESET,
            Cause.OLD_CONNECTION);

    private static final Set<Cause> BY_TIME =
            EnumSet.of(Cause.KEEPALIVE_UNANSWERED, Cause.UNANSWERED, Cause.FIN_UNANSWERED, Cause.ABORT);

    private final List<String> wrong = new ArrayList<>();
    private int explained;
    private int ordered;
    private int doubted;
    private int heard;

    @ParameterizedTest
    @ValueSource(strings = {"linux", "lwip"})
    void what_is_said_of_a_recorded_stack_is_what_it_did(String stack) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDED.resolve(stack + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (Trace trace : TraceFile.read(in.lines().toList()).traces()) {
                hear(trace);
            }
        }
        conclude();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc9293", "linux"})
    void what_is_said_of_the_reference_is_what_it_did(String preset) throws IOException {
        Supplier<ReferenceStack> stacks = preset.equals("linux") ? ReferenceStack::linux : ReferenceStack::rfc9293;
        Profile profile = stacks.get().profile();
        Random random = new Random(3);
        List<Scenario> scenarios = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            for (int i = 0; rule.testable() && i < OF_EACH_RULE; i++) {
                scenarios.add(rule.scenario(new DrawnChoices(DrawnChoices.draw(random)), profile));
            }
        }
        for (int i = 0; i < BY_CHANCE; i++) {
            scenarios.add(RandomScenario.wide(random));
        }
        for (Scenario scenario : scenarios) {
            if (new VirtualRunner(stacks).run(scenario) instanceof Outcome.Ran ran) {
                hear(ran.trace());
            }
        }
        conclude();
    }

    private void conclude() {
        String counts = explained + " resets explained, " + doubted + " in doubt, " + ordered + " who closed first";
        assertEquals(List.of(), wrong, () -> wrong.size() + " wrong of " + counts + "\n" + String.join("\n", wrong));
        assertTrue(explained > 20 && ordered > 100, counts);
    }

    /** Judges all of it, and what is left when packets are missing. */
    private void hear(Trace trace) throws IOException {
        List<Event> all = trace.events().stream().filter(e -> packet(e) != null).toList();
        if (trace.events().stream().anyMatch(e -> e instanceof Event.ArrivedRaw || e instanceof Event.SentRaw)) {
            return; // what a stack makes of that is its own business
        }
        hear(trace, all, all);
        if (trace.stack().startsWith("lwip")) {
            return; // it acknowledges in what it answers: without the segment that looks like an abort
        }
        Dice dice = new Dice(heard++);
        hear(trace, all, all.stream().filter(e -> !dice.percent(MISSING)).toList());
    }

    private void hear(Trace trace, List<Event> all, List<Event> seen) throws IOException {
        for (Ending e : audit(seen)) {
            String why = contradiction(trace, all, seen, e);
            if (!why.isEmpty()) {
                wrong.add(why + ": " + e.kind() + " " + e.closedFirst() + " "
                        + e.reasons().stream().map(r -> r.cause().word()).toList() + " " + e.sentence() + "\n"
                        + TextLadder.draw(Ladder.of(trace)));
            }
        }
    }

    private static Packet packet(Event event) {
        return event instanceof Event.Sent e ? e.packet() : event instanceof Event.Arrived e ? e.packet() : null;
    }

    private static List<Ending> audit(List<Event> seen) throws IOException {
        RawCapture capture = new RawCapture();
        seen.forEach(e -> capture.add(e.at(), packet(e)));
        List<Ending> endings = new ArrayList<>();
        Audit audit = new Audit(endings::add, 0);
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture.octets()));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            audit.frame(frame);
        }
        audit.end();
        return endings;
    }

    private String contradiction(Trace trace, List<Event> all, List<Event> seen, Ending e) {
        Event first = seen.get((int) e.firstFrame() - 1);
        Event last = seen.get((int) e.lastFrame() - 1);
        int end = all.lastIndexOf(last) + 1;
        String order = order(of(e, all.subList(begin(all, first, e), end)), e);
        List<Event> shown = of(e, all.subList(all.indexOf(first), end));
        return order.isEmpty()
                ? reset(trace, shown.stream().filter(seen::contains).toList(), e)
                : order;
    }

    private static List<Event> of(Ending e, List<Event> events) {
        return events.stream().filter(x -> isOf(e, packet(x))).toList();
    }

    /** Where the connection begins for the stack: what was seen first may come later, or be a SYN that it did not take. */
    private static int begin(List<Event> all, Event first, Ending e) {
        int asked = 0;
        int begin = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean opens = packet(all.get(i)).segment().syn() && isOf(e, packet(all.get(i)));
            boolean answers = opens && all.get(i) instanceof Event.Sent;
            asked = opens && !answers ? i : asked;
            int from = packet(all.get(i)).segment().hasAck() ? asked : i;
            if (answers && from <= all.indexOf(first)) {
                begin = from;
            }
        }
        return begin;
    }

    private static boolean isOf(Ending e, Packet p) {
        return is(e.client(), p.src(), p.segment().srcPort())
                        && is(e.server(), p.dst(), p.segment().dstPort())
                || is(e.server(), p.src(), p.segment().srcPort())
                        && is(e.client(), p.dst(), p.segment().dstPort());
    }

    private static boolean is(Ending.Peer peer, IpAddress address, int port) {
        return peer.port() == port && peer.address().equals(address);
    }

    /** The stack closed first when it had not taken the FIN of its peer before it sent its own. */
    private String order(List<Event> own, Ending e) {
        if (e.closedFirst() == null) {
            return "";
        }
        ordered++;
        Event any = own.get(0);
        Packet first = packet(any);
        boolean fromClient = is(e.client(), first.src(), first.segment().srcPort());
        Side stack = any instanceof Event.Sent == fromClient ? Side.CLIENT : Side.SERVER;
        Set<Integer> fins = new HashSet<>();
        int acked = 0;
        for (Event event : own) {
            Packet p = packet(event);
            if (event instanceof Event.Arrived
                    && p.segment().fin()
                    && !p.segment().rst()
                    && p.segment().finSeq() - acked >= 0) {
                fins.add(p.segment().finSeq());
                if (e.closedFirst() != stack) {
                    return "";
                }
            } else if (event instanceof Event.Sent && p.segment().fin()) {
                boolean took = fins.contains(p.segment().ack() - 1);
                return e.closedFirst() == stack && !took ? "" : "the first one";
            } else if (event instanceof Event.Sent && p.segment().hasAck()) {
                acked = p.segment().ack();
            }
        }
        return "the first one has no FIN";
    }

    /** What brought a reset of the stack is the last thing that happened to it before. */
    private String reset(Trace trace, List<Event> own, Ending e) {
        Event reset =
                own.stream().filter(x -> packet(x).segment().rst()).findFirst().orElse(null);
        boolean judged = e.kind() == Ending.Kind.RESET || e.kind() == Ending.Kind.REFUSED;
        if (!judged || !(reset instanceof Event.Sent)) {
            return "";
        }
        Set<Cause> expected = cause(trace, reset);
        boolean told = e.reasons().stream().anyMatch(r -> expected.contains(r.cause()));
        doubted += told ? 0 : 1;
        explained += told ? 1 : 0;
        return told || !e.doubts().isEmpty() ? "" : "the reason, one of " + expected;
    }

    private static Set<Cause> cause(Trace trace, Event reset) {
        for (int i = trace.events().indexOf(reset) - 1; i >= 0; i--) {
            Event before = trace.events().get(i);
            if (reset.at() - before.at() > 5_000) {
                return BY_TIME;
            }
            if (before instanceof Event.Called c && ends(c.call())) {
                return BY_CALL;
            }
            if (before instanceof Event.Arrived || before instanceof Event.ArrivedRaw) {
                return BY_ARRIVAL;
            }
        }
        return BY_TIME;
    }

    private static boolean ends(Call call) {
        return call instanceof Call.Close || call instanceof Call.Abort || call instanceof Call.Shutdown;
    }
}
