package org.lastack.kit.search;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;

/**
 * How a scenario goes on a stack that is right.
 *
 * @param settings those of the reference that was taken
 * @param passed what it did
 * @param seen which of several allowed behaviours it showed, or empty
 */
public record RightStack(Settings settings, Profile profile, Attempt passed, String seen) {
    /** The plainest first; the last is for rules of stacks that are older than RFC 5961. */
    private static final List<Supplier<ReferenceStack>> ALL = List.of(
            ReferenceStack::rfc9293,
            ReferenceStack::linux,
            () -> new ReferenceStack(
                    "rfc9293 without RFC 5961", Settings.rfc9293().with(Knob.RFC5961, 0)));

    /** Returns the first reference that keeps the rule in this scenario. */
    public static Optional<RightStack> keeping(Rule rule, Scenario scenario) {
        for (Supplier<ReferenceStack> stacks : ALL) {
            ReferenceStack one = stacks.get();
            Profile profile = one.profile();
            if (profile.missing(rule.needs()).isEmpty()) {
                Search search = new Search(rule, profile, new VirtualRunner(stacks)::run);
                Attempt attempt = search.attempt(Candidate.of(scenario));
                if (attempt.judgement() instanceof Judgement.Pass pass) {
                    return Optional.of(new RightStack(one.settings(), profile, attempt, pass.seen()));
                }
            }
        }
        return Optional.empty();
    }
}
