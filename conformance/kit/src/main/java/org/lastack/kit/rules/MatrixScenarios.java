package org.lastack.kit.rules;

import java.util.ArrayList;
import java.util.List;
import org.lastack.host.Call.How;
import org.lastack.kit.coverage.Situation;
import org.lastack.kit.coverage.Stimulus;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.State;

/**
 * The scenarios that a rule is always tried with, besides those that are drawn: each stimulus of the matrix in each state that it
 * can meet, so that no cell is left to chance.
 */
public final class MatrixScenarios {
    /** Long enough for an answer, and for a FIN that is outstanding to come again. */
    private static final Span WATCH = Span.SILENCE;

    private MatrixScenarios() {}

    /** Returns the scenarios that the rule is always tried with on such a stack; none for most rules. */
    public static List<Scenario> of(Rule rule, Profile profile) {
        List<Scenario> scenarios = new ArrayList<>();
        for (Stimulus stimulus : Stimulus.values()) {
            if (!stimulus.rule().equals(rule.id())) {
                continue;
            }
            for (Situation situation : stimulus.where()) {
                Feature needed = situation.needs();
                if (needed == null || profile.has(needed)) {
                    scenarios.add(scenario(stimulus, situation));
                }
            }
        }
        if (profile.has(Feature.HALFCLOSE)) {
            scenarios.addAll(CallScenarios.of(rule));
        }
        return scenarios;
    }

    private static Scenario scenario(Stimulus stimulus, Situation situation) {
        boolean timestamps = stimulus.needs() != null;
        Script script = Script.begin().peer(Scenario.Peer.PLAIN.withTimestamps(timestamps));
        enter(script, situation).send(stimulus.template(situation)).pass(WATCH);
        return Kept.ask(script, state(situation)).build();
    }

    private static Script enter(Script script, Situation situation) {
        return switch (situation) {
            case FIN_WAIT_2 ->
                script.open(Opener.PEER).shutdown(How.WR).await(Expect.FIN).send(Template.ack());
            case TIME_WAIT ->
                Paths.into(script, State.FIN_WAIT_2, Opener.PEER, false)
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL);
            default -> Paths.into(script, state(situation), Opener.PEER, false);
        };
    }

    private static State state(Situation situation) {
        return situation == Situation.ORPHAN ? State.FIN_WAIT_2 : State.valueOf(situation.name());
    }
}
