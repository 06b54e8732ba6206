package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Candidate;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.Trace;

class TallyTest {
    private static final Profile PROFILE = ReferenceStack.linux().profile();
    private static final Scenario SCENARIO = Script.begin().build();
    private static final KnownDeviations KNOWN = KnownDeviations.of(List.of("RG-SYNC a reason"));

    private final Rule rule = Rules.all().stream()
            .filter(r -> r.id().equals("RG-SYNC"))
            .findFirst()
            .orElseThrow();
    private final Tally tally = new Tally(rule, PROFILE);

    @Test
    void a_known_deviation_that_does_not_show_is_no_longer_one() {
        tally.add(attempt(trace(0), Judgement.pass()));
        assertEquals("", tally.verdict().why());
        assertTrue(entry().passedUnexpectedly());
    }

    @Test
    void a_known_deviation_may_be_in_what_was_late() {
        tally.add(attempt(trace(0), Judgement.pass()));
        Trace late = trace(PROFILE.bearable() + 1);
        tally.add(attempt(late, rule.judge(Observed.of(late, PROFILE))));
        assertEquals(Kind.PASS, tally.verdict().kind());
        assertEquals(
                "1 of 2 scenarios say nothing, since the machine was late",
                tally.verdict().why());
        assertFalse(entry().passedUnexpectedly());
    }

    private static Attempt attempt(Trace trace, Judgement judgement) {
        return new Attempt(Candidate.of(SCENARIO), new Outcome.Ran(trace), Observed.of(trace, PROFILE), judgement);
    }

    private static Trace trace(long lateness) {
        return new Trace("toy", lateness, List.of());
    }

    private Report.Entry entry() {
        Certification.Plan plan = new Certification.Plan(List.of(rule), 1, 2, KNOWN.rules(), false);
        Certification.Result result =
                new Certification.Result(PROFILE, plan, List.of(tally.verdict()), 2, List.of(), List.of(), null);
        return new Reporting("toy", List.of(), KNOWN, id -> id)
                .report(result, 0)
                .rules()
                .get(0);
    }
}
