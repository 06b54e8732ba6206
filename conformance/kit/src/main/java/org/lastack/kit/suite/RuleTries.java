package org.lastack.kit.suite;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.Guarded;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;

/** The tries of one property of a {@link TeardownSuite}. */
final class RuleTries {
    private final Rule rule;
    private final Profile profile;
    private final Search search;
    private final Tally tally;
    private final boolean claimed;
    private @Nullable Attempt failed;
    private int tried;

    RuleTries(Rule rule, Supplier<? extends StackUnderTest> stacks) {
        this.rule = rule;
        try (StackUnderTest stack = new Guarded(stacks.get())) {
            this.profile = stack.profile();
        }
        this.search = new Search(rule, profile, new VirtualRunner(() -> new Guarded(stacks.get()))::runOrBreak);
        this.tally = new Tally(rule, profile);
        this.claimed = profile.missing(rule.needs()).isEmpty();
    }

    /** Makes one try, if there is anything to try and nothing has failed yet. */
    void attempt(List<Integer> drawn) {
        if (claimed && failed == null && profile.clock() == Profile.Clock.VIRTUAL) {
            Attempt attempt = search.attempt(search.candidate(drawn));
            tally.add(attempt);
            tried++;
            if (attempt.failed()) {
                confirm(attempt);
            }
        }
    }

    /** What does not come again proves nothing; a stack that died has died. */
    private void confirm(Attempt attempt) {
        Attempt again = attempt.breach() != null ? attempt : search.attempt(attempt.candidate());
        failed = tally.comesAgain(attempt, again) ? attempt : null;
    }

    Profile profile() {
        return profile;
    }

    int tried() {
        return tried;
    }

    /** Returns what came of all tries, with the smallest scenario found that fails. */
    Verdict verdict() {
        if (failed != null) {
            boolean broke = failed.breach() != null;
            failed = search.smallest(failed, a -> a.failed() && (a.breach() != null) == broke);
            tally.addFailure(failed);
        }
        return claimed ? tally.verdict() : tally.notClaimed();
    }

    private String complaint() {
        return rule.id() + " (" + rule.source() + "): " + rule.statement() + " " + (failed == null ? "" : said(failed));
    }

    private static String said(Attempt attempt) {
        String complaint = attempt.complaint();
        return Character.toUpperCase(complaint.charAt(0)) + complaint.substring(1) + ".";
    }

    /** Shows the scenario that fails. */
    String failure() {
        if (failed == null) {
            return complaint();
        }
        Verdict.Counterexample found = Verdict.Counterexample.of(failed);
        Ladder.Options options = Diagrams.options(found.trace(), profile)
                .withComplaint(found.fail().event(), rule.id() + ": " + failed.complaint());
        return complaint() + "\n\nThe smallest scenario found that fails:\n\n" + found.scenario()
                + "\nWhat was seen:\n\n" + TextLadder.draw(Ladder.of(found.trace(), options));
    }
}
