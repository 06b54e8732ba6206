package org.lastack.kit.search;

import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.ContractException;

/**
 * A scenario that was tried.
 *
 * @param observed what was seen; null when the scenario was not played to its end, and {@code outcome} says why
 * @param judgement what the rule says of it
 */
public record Attempt(
        Candidate candidate, Outcome outcome, @Nullable Observed observed, Judgement judgement) {
    public Scenario scenario() {
        return candidate.scenario();
    }

    /** Tells whether the rule was broken, or the contract with it. */
    public boolean failed() {
        return judgement instanceof Judgement.Fail;
    }

    /** Returns how the stack broke its contract; null when it kept it. */
    public @Nullable ContractException breach() {
        return outcome instanceof Outcome.Broke broke ? broke.what() : null;
    }

    /** Returns what the rule says against the stack; empty when nothing. */
    public String complaint() {
        return judgement instanceof Judgement.Fail f ? "expected " + f.expected() + "; got " + f.actual() : "";
    }
}
