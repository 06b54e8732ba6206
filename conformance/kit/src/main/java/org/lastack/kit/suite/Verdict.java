package org.lastack.kit.suite;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.trace.Trace;

/**
 * What a certification says of one rule.
 *
 * @param why the reason; for a pass, what else could not be judged, since the kit was late, or empty
 * @param tries how many scenarios were run for it
 * @param judged how many of them said something about it
 * @param seen the recorded behaviours, where several are allowed, with how often each was seen
 * @param counterexample the simplest failing run, for fail and deviation; for unstable the one that failed once
 * @param others the simplest failing run of each other cause, for fail and deviation
 */
public record Verdict(
        Rule rule,
        Kind kind,
        String why,
        int tries,
        int judged,
        SortedMap<String, Integer> seen,
        @Nullable Counterexample counterexample,
        List<Counterexample> others) {
    public Verdict {
        others = List.copyOf(others);
    }

    /** The scale (design §6). */
    public enum Kind {
        /** Every trace that says something about the rule keeps it. */
        PASS("pass"),
        /** A MUST is broken. */
        FAIL("fail"),
        /** A SHOULD or MAY is broken, or the author knows of it and says so. */
        DEVIATION("deviation"),
        /** The stack does not claim a feature that the rule needs. */
        NOT_CLAIMED("not claimed"),
        /** A run breaks the rule, and the same scenario run again does not: nothing can be said. */
        UNSTABLE("unstable"),
        /** Nothing can be said, and why. */
        UNTESTED("untested");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Tells whether something was said of the stack. */
        public boolean said() {
            return this != NOT_CLAIMED && this != UNSTABLE && this != UNTESTED;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Tells whether the reason of a known deviation says that it shows after some histories only: then it need not in every run. */
    public static boolean showsSeldom(String reason) {
        return reason.startsWith("seldom: ");
    }

    /**
     * A run that breaks a rule.
     *
     * @param choices the drawn numbers that the scenario was made from, before steps after the failure were left out
     * @param breach how the stack broke its contract, for which it fails whatever the rule; null when it did not
     * @param again the same scenario run again, when it did not fail then; null when it did
     */
    public record Counterexample(
            List<Integer> choices,
            Scenario scenario,
            Trace trace,
            Judgement.Fail fail,
            @Nullable ContractException breach,
            @Nullable Again again) {
        /**
         * Returns what lies behind it, in words that are the same for other scenarios and rules, for example {@code in TIME-WAIT,
         * after SYN: RST,ACK}.
         */
        public String cause(Profile profile) {
            return Cause.of(this, profile);
        }

        static Counterexample of(Attempt failed) {
            return of(failed, null);
        }

        static Counterexample of(Attempt failed, @Nullable Again again) {
            if (failed.observed() == null || !(failed.judgement() instanceof Judgement.Fail fail)) {
                throw new IllegalArgumentException("nothing is broken: " + failed.judgement());
            }
            return new Counterexample(
                    failed.candidate().drawn(),
                    failed.scenario(),
                    failed.observed().trace(),
                    fail,
                    failed.breach(),
                    again);
        }
    }

    /**
     * A run that does not break the rule, though one of the same scenario did.
     *
     * @param says what came of it, for example {@code the rule was kept}
     * @param trace null when it was not played to its end
     */
    public record Again(String says, @Nullable Trace trace) {
        static Again of(Attempt attempt) {
            String says = attempt.judgement() instanceof Judgement.NotApplicable j
                    ? "nothing could be said: " + j.why()
                    : "the rule was kept";
            return new Again(
                    says, attempt.observed() == null ? null : attempt.observed().trace());
        }
    }
}
