package org.lastack.kit.rules;

import java.util.List;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.State;

/** Group F: TIME-WAIT. */
final class TimeWaitRules {
    /** A retransmitted FIN proves that the last ACK may have been lost, so the wait begins again. */
    static final Rule TW_RESTART = Rule.id("TW-RESTART")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4, fifth and eighth check, TIME-WAIT")
            .says("A retransmitted FIN is acknowledged and restarts the 2MSL timer.")
            .catches("The timer is not restarted, or the FIN is answered with a RST.")
            .exercise(TimeWaitRules::restartScenario)
            .judge(TimeWaitRules::restart);

    static final Group GROUP = Group.of('F', "TIME-WAIT", TW_RESTART);

    private TimeWaitRules() {}

    private static Scenario restartScenario(Choices c, Profile p) {
        // While waiting is real the restart comes early, so that the whole takes little longer than one TIME-WAIT.
        boolean real = p.clock() == Clock.WALL;
        boolean outlive = c.flip();
        int times = real ? 1 : c.between(1, 3);
        Script script = Paths.timeWait(c, p);
        for (int i = 0; i < times; i++) {
            script.pass(Span.ofTwoMsl(real ? c.between(12, 15) : c.between(20, 95)))
                    .send(Template.finAgain())
                    .pass(Span.PROMPT);
        }
        // Later than the first wait would have ended: still there. Or later than the last one: gone.
        script.pass(outlive ? Span.after(p.twoMsl(), p) : Span.ofTwoMsl(97).plusMs(-100));
        return script.send(Template.finAgain()).await(Expect.SEGMENT).build();
    }

    private static Judgement restart(Observed t) {
        boolean applies = false;
        for (Moment fin : t.all(m -> m.before().state == State.TIME_WAIT && Check.arrivedFinAgain(m))) {
            long age = fin.at() - fin.before().since;
            long twoMsl = t.profile().twoMsl();
            List<Moment> replies = t.replies(fin, t.prompt());
            if (age < twoMsl && !Check.oneEmptyAck(replies, fin.after())) {
                return Judgement.fail(fin, "an empty ACK, since 2MSL count from the latest FIN", replies);
            }
            if (age > twoMsl + t.profile().late(twoMsl) && !Check.oneReset(replies, Observed.segment(fin))) {
                return Judgement.fail(fin, "a RST, since 2MSL have passed since the latest FIN", replies);
            }
            applies = true;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no FIN came again in TIME-WAIT");
    }
}
