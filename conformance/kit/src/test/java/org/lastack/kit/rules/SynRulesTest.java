package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.kit.rules.HandMade.ACK;
import static org.lastack.kit.rules.HandMade.FIN;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Flags;

class SynRulesTest {
    private static final int SYN = Flags.SYN;
    private static final int RST = Flags.RST;

    private static ReferenceStack legacy() {
        return new ReferenceStack("rfc793", Settings.rfc9293().with(Knob.RFC5961, 0));
    }

    /** Nobody of the three stacks is without RFC 5961; the reference can be. */
    @Test
    void a_stack_without_rfc_5961_keeps_what_rfc_793_asked_for() {
        Profile profile = legacy().profile();
        assertTrue(profile.has(Feature.LEGACY));
        assertEquals(
                List.of(),
                List.of(Feature.RFC5961_RST, Feature.RFC5961_SYN, Feature.RFC5961_DATA).stream()
                        .filter(profile::has)
                        .toList());
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            DrawnChoices choices = new DrawnChoices(DrawnChoices.draw(random));
            Scenario scenario = SynRules.SY_793.scenario(choices, profile);
            Outcome.Ran ran =
                    assertInstanceOf(Outcome.Ran.class, new VirtualRunner(SynRulesTest::legacy).run(scenario));
            Judgement judgement = SynRules.SY_793.judge(Observed.of(ran.trace(), profile));
            assertInstanceOf(Judgement.Pass.class, judgement, () -> judgement + "\n" + scenario);
        }
    }

    private static HandMade synReceived() {
        return HandMade.listening().in(SYN, 0, 0, 0).out(SYN | ACK, 0, 1, 0);
    }

    @Test
    void a_stack_with_rfc_5961_is_not_asked_for_less() {
        HandMade.established().in(SYN, 1, 0, 0).out(ACK, 1, 1, 0).saysNothing(SynRules.SY_793, "has RFC 5961");
    }

    @Test
    void a_syn_in_time_wait_is_for_group_f() {
        HandMade.established()
                .call(new Call.Close(), Result.ok())
                .out(FIN, 1, 1, 0)
                .in(FIN, 1, 2, 0)
                .out(ACK, 2, 2, 0)
                .in(SYN, 100, 0, 0)
                .saysNothing(SynRules.SY_CHALLENGE, "no SYN arrived");
    }

    @Test
    void an_ack_that_was_due_may_come_with_the_challenge() {
        HandMade text = HandMade.established().in(ACK, 1, 1, 10);
        text.in(SYN, 11, 0, 0).out(ACK, 1, 11, 0).out(ACK, 1, 11, 0).keeps(SynRules.SY_CHALLENGE, "");
        HandMade.established()
                .in(SYN, 11, 0, 0)
                .out(ACK, 1, 1, 0)
                .out(ACK, 1, 1, 0)
                .breaks(SynRules.SY_CHALLENGE, "and no more");
    }

    @Test
    void the_old_connection_has_to_go() {
        HandMade restart =
                HandMade.established().in(SYN, 500, 0, 0).out(ACK, 1, 1, 0).in(RST, 1, 0, 0);
        restart.in(SYN, 500, 0, 0).out(SYN | ACK, 900, 501, 0).keeps(SynRules.SY_RESTART, "");
        HandMade.established()
                .in(SYN, 500, 0, 0)
                .out(ACK, 1, 1, 0)
                .in(RST, 1, 0, 0)
                .in(SYN, 500, 0, 0)
                .out(ACK, 1, 1, 0)
                .breaks(SynRules.SY_RESTART, "since the old connection is gone");
        HandMade.established()
                .in(SYN, 500, 0, 0)
                .out(ACK, 1, 1, 0)
                .in(RST, 1, 0, 0)
                .in(SYN, 700, 0, 0)
                .saysNothing(SynRules.SY_RESTART, "no peer restarted");
    }

    @Test
    void another_syn_leads_back_to_listen_in_one_way_or_another() {
        synReceived()
                .in(SYN, 5, 0, 0)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(SynRules.SY_PASSIVE_RCVD, "another SYN in the window: LISTEN in silence");
        synReceived()
                .in(SYN, 5, 0, 0)
                .out(RST | ACK, 0, 6, 0)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .keeps(SynRules.SY_PASSIVE_RCVD, "another SYN in the window: LISTEN, with a RST");
        synReceived()
                .in(SYN, 5, 0, 0)
                .out(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .keeps(SynRules.SY_PASSIVE_RCVD, "another SYN in the window: ACK again");
        synReceived()
                .in(SYN, 5, 0, 0)
                .out(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 0)
                .out(RST, 1, 0, 0)
                .breaks(SynRules.SY_PASSIVE_RCVD, "then a RST for the ACK");
    }

    @Test
    void the_syn_again_changes_nothing() {
        synReceived()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 10)
                .out(ACK, 1, 11, 0)
                .keeps(SynRules.SY_PASSIVE_RCVD, "SYN again: SYN,ACK again");
        synReceived()
                .in(SYN, 0, 0, 0)
                .out(SYN | ACK, 0, 1, 0)
                .in(ACK, 1, 1, 0)
                .in(ACK, 1, 1, 10)
                .breaks(SynRules.SY_PASSIVE_RCVD, "an ACK of everything within half a second");
        synReceived().in(SYN, 0, 0, 0).in(ACK, 1, 1, 0).breaks(SynRules.SY_PASSIVE_RCVD, "got silence; then");
    }
}
