package org.lastack.kit.suite;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Search;
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

    RuleTries(Rule rule, Supplier<? extends StackUnderTest> stacks) {
        this.rule = rule;
        try (StackUnderTest stack = stacks.get()) {
            this.profile = stack.profile();
        }
        this.search = new Search(rule, profile, new VirtualRunner(stacks)::run);
        this.tally = new Tally(rule);
        this.claimed = profile.missing(rule.needs()).isEmpty();
    }

    /** Makes one try; returns null when nothing can be tried. */
    @Nullable
    Attempt attempt(List<Integer> drawn) {
        if (!claimed || profile.clock() == Profile.Clock.WALL) {
            return null;
        }
        Attempt attempt = search.attempt(search.candidate(drawn));
        tally.add(attempt);
        failed = attempt.failed() ? attempt : failed;
        return attempt;
    }

    Verdict verdict() {
        return claimed ? tally.verdict() : tally.notClaimed(profile);
    }

    String complaint() {
        return rule.id() + " (" + rule.source() + "): " + rule.statement() + " " + (failed == null ? "" : said(failed));
    }

    private static String said(Attempt attempt) {
        String complaint = attempt.complaint();
        return Character.toUpperCase(complaint.charAt(0)) + complaint.substring(1) + ".";
    }

    /** Looks for the smallest scenario that fails, and shows it. */
    String smallestFailure() {
        if (failed == null) {
            return complaint();
        }
        failed = search.smallest(failed, Attempt::failed);
        Verdict.Counterexample found = Verdict.Counterexample.of(failed);
        Ladder.Options options = Diagrams.options(found.trace(), profile)
                .withComplaint(found.fail().event(), rule.id() + ": " + failed.complaint());
        return complaint() + "\n\nThe smallest scenario found that fails:\n\n" + found.scenario()
                + "\nWhat was seen:\n\n" + TextLadder.draw(Ladder.of(found.trace(), options));
    }
}
