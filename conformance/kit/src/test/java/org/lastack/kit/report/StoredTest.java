package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;
import org.lastack.trace.Trace;

class StoredTest {
    /** Calls, results, settings, lost, spoiled and ICMP packets: what a trace may hold. */
    @ParameterizedTest
    @ValueSource(strings = {"TW-RESTART", "HC-SHUTRD", "OR-FINTIMEOUT", "FR-ICMP", "SC-TW", "TS-PAWS"})
    void a_run_is_read_back_from_its_report_and_judged_as_it_was(String id) throws Exception {
        Rule rule = Rules.get(id);
        Mutant mutant = Mutants.all().stream()
                .filter(m -> m.rule().equals(rule.id()))
                .findFirst()
                .orElseThrow();
        Certification.Plan plan = new Certification.Plan(List.of(rule), 1, 100, Set.of(rule.id()), false);
        Certification.Result result = Certification.run(mutant.stacks(), plan, Certification.Listener.SILENT);
        Verdict verdict = result.verdicts().get(0);
        Verdict.Counterexample found = verdict.counterexample();
        assertNotNull(found, () -> mutant.id() + " was not caught");

        Reporting reporting = new Reporting("m", List.of(), KnownDeviations.NONE, r -> "again " + r);
        String json = ReportJson.write(Reporting.together("test", List.of(reporting.report(result, 0))));
        Report.OfStack read = ReportJson.read(json).stacks().get(0);
        Report.Counterexample stored = read.rules().get(0).counterexample();
        assertNotNull(stored);
        Trace trace = Stored.trace(stored);
        Scenario steps = stored.steps();
        assertEquals(found.trace(), trace);
        assertNotNull(trace);
        assertNotNull(steps);
        assertEquals(result.profile(), Stored.profile(read.stack()));
        Verdict again = Certification.judge(rule, steps, trace, Stored.profile(read.stack()))
                .verdict();
        assertEquals(verdict.kind(), again.kind());
        assertEquals(verdict.why(), again.why());
    }

    @Test
    void all_that_a_profile_says_comes_back() {
        for (ReferenceStack stack : List.of(ReferenceStack.rfc9293(), ReferenceStack.linux())) {
            assertEquals(
                    stack.profile(), Stored.profile(Reporting.stack("one", List.of("reference"), stack.profile())));
        }
    }

    @Test
    void what_an_earlier_lastack_kept_of_a_run_is_no_trace() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        Report report = Made.report(Made.stack("1", false, Made.broken("TW-RST", Verdict.Kind.FAIL, null)));
        JsonNode root = mapper.readTree(ReportJson.write(report));
        root.at("/stacks/0/rules/0/counterexample/trace/events")
                .forEach(event -> ((ObjectNode) event).remove(List.of("call", "result")));
        String earlier = mapper.writeValueAsString(root);
        Report.Counterexample found =
                ReportJson.read(earlier).stacks().get(0).rules().get(0).counterexample();
        assertNotNull(found);
        assertNull(Stored.trace(found));
    }
}
