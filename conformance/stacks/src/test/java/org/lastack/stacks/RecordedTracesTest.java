package org.lastack.stacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.TraceFile;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.stacks.line.Shim;
import org.lastack.stacks.linux.LinuxStack;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/**
 * A rule may judge any trace: none complains of a real stack, in whatever scenario and with or without the calls, but those that are
 * known of that stack.
 */
class RecordedTracesTest {
    private static final int FEWEST = 300;

    /** Complaints that are right: what is known of the stack, seen by another rule. */
    private static final Map<String, String> ARGUED = Map.of(
            "linux FO-ACKFIRST", "RB-ACKUNSENT: the small record of FIN-WAIT-2 never looks at the ACK field",
            "linux SY-PAYLOAD", "SY-CHALLENGE: the small record answers a SYN with a RST",
            "linux AP-SHUTDOWN", "RA-OUTWIN: a RST with the number of the peer's FIN resets",
            "lwip FO-DUP", "RB-NOACK: a FIN without an ACK counts",
            "lwip HC-RECV", "RB-NOACK: a FIN without an ACK counts",
            "lwip FR-REXMIT", "RB-OOW: an ACK of the FIN counts wherever its segment lies",
            "lwip FR-R2", "RB-OOW: the same, so that the FIN is not outstanding",
            "lwip NC-FW", "after a window that shrank what is acknowledged is sent once more",
            "lwip NC-LA", "the same, so that LAST-ACK is not over");

    /** Deviations that drawn scenarios show too seldom to be in the data. */
    private static final Set<String> SELDOM = Set.of("lwip HC-FD-LATE", "lwip ZW-SHRINK");

    @ParameterizedTest
    @FieldSource("org.lastack.stacks.RecordedTraces#STACKS")
    void no_rule_complains_of_what_was_recorded_but_of_what_is_known(String stack) throws IOException {
        TraceFile recorded = RecordedTraces.read(stack);
        assertTrue(recorded.traces().size() >= FEWEST, () -> recorded.traces().size() + " traces");
        KnownDeviations deviations = KnownDeviations.of(
                Files.readAllLines(stack.equals("linux") ? LinuxStack.knownDeviations() : Shim.LWIP.knownDeviations()));
        Set<String> known = new TreeSet<>(deviations.rules());
        known.removeIf(deviations::isSeldom); // those need a history that was not recorded
        SortedMap<String, String> complaints = new TreeMap<>();
        Set<String> passed = new TreeSet<>();
        Set<String> missed = new TreeSet<>(known);
        for (Rule rule : Rules.all()) {
            boolean judges = rule.testable() && rule.needs().stream().allMatch(recorded.profile()::has);
            for (int i = 0; judges && i < recorded.traces().size(); i++) {
                for (Trace trace : List.of(
                        recorded.traces().get(i), recorded.traces().get(i).withoutCalls())) {
                    Judgement judgement = rule.judge(Observed.of(trace, recorded.profile()));
                    if (judgement instanceof Judgement.Pass) {
                        passed.add(rule.id());
                    } else if (judgement instanceof Judgement.Fail f
                            && !missed.remove(rule.id())
                            && !known.contains(rule.id())
                            && !ARGUED.containsKey(stack + " " + rule.id())) {
                        complaints.putIfAbsent(
                                rule.id() + " in line " + (i + 2), f + "\n" + TextLadder.draw(Ladder.of(trace)));
                    }
                }
            }
        }
        assertEquals(new TreeMap<>(), complaints);
        missed.removeIf(rule -> SELDOM.contains(stack + " " + rule));
        assertEquals(Set.of(), missed, "a known deviation that no rule complains of any more");
        assertTrue(passed.size() > 50, () -> "only these said anything: " + passed);
    }
}
