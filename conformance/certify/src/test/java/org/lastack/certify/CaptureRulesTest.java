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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.audit.Audit;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey.Point;
import org.lastack.capture.CaptureReader;
import org.lastack.capture.Frame;
import org.lastack.certify.CaptureRules.Broken;
import org.lastack.certify.CaptureRules.Judged;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.report.TraceFile;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.tcp.Packet;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/** What rules say of captures: nothing against stacks that are right, and something against those that are wrong. */
class CaptureRulesTest {
    private static final Path RECORDED = Path.of("../stacks/src/test/resources/traces");

    /** Of each mutant. */
    private static final int TRIES = 60;

    private static final long SEED = 1;

    private int judged;
    private int kept;

    private static Packet packet(Event event) {
        return event instanceof Event.Sent e ? e.packet() : event instanceof Event.Arrived e ? e.packet() : null;
    }

    /** What rules say of the stack whose trace this is, once it is a capture. */
    private List<Broken> broken(Trace trace) throws IOException {
        RawCapture capture = new RawCapture();
        List<Event> packets = new ArrayList<>();
        trace.events().stream().filter(e -> packet(e) != null).forEach(packets::add);
        packets.forEach(e -> capture.add(e.at(), packet(e)));
        List<Ending> endings = new ArrayList<>();
        Audit audit = new Audit(endings::add, Audit.ALL);
        CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture.octets()));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            audit.frame(frame);
        }
        audit.end();
        List<Broken> broken = new ArrayList<>();
        for (Ending e : endings) {
            Event first = packets.get((int) e.firstFrame() - 1);
            boolean client = first instanceof Event.Sent
                    == (packet(first).segment().srcPort() == e.client().port()
                            && packet(first).src().equals(e.client().address()));
            Judged said = CaptureRules.of(e, client ? Point.CLIENT : Point.SERVER);
            broken.addAll(said.broken());
            judged += said.kept().size();
            kept += said.kept().values().stream().mapToInt(k -> k).sum();
        }
        return broken;
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "lwip"})
    void nothing_is_said_against_a_recorded_stack(String stack) throws IOException {
        List<String> complaints = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDED.resolve(stack + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (Trace trace : TraceFile.read(in.lines().toList()).traces()) {
                for (Broken one : broken(trace)) {
                    complaints.add(one.words() + "\n" + TextLadder.draw(Ladder.of(trace)));
                }
            }
        }
        assertEquals(List.of(), complaints, () -> complaints.size() + "\n" + String.join("\n", complaints));
        assertTrue(judged > 100 && kept > 20, () -> judged + " ends judged, " + kept + " times a rule was kept");
    }

    @Test
    void what_a_wrong_stack_sends_is_seen_where_packets_show_it() throws IOException {
        Set<String> wanted = Set.of("RA-EXACT", "RA-SYNRCVD");
        Set<String> caught = new TreeSet<>();
        for (Mutant mutant : Mutants.all()) {
            if (!wanted.contains(mutant.rule()) || caught.contains(mutant.rule())) {
                continue;
            }
            var candidates = mutant.search().candidates(SEED, TRIES).iterator();
            while (candidates.hasNext() && !caught.contains(mutant.rule())) {
                if (new VirtualRunner(mutant.stacks())
                                .runWrong(candidates.next().scenario())
                        instanceof Outcome.Ran ran) {
                    broken(ran.trace()).forEach(b -> caught.add(b.rule().id()));
                }
            }
        }
        assertEquals(new TreeSet<>(wanted), caught);
    }
}
