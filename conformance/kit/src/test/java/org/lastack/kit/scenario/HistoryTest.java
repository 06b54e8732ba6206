package org.lastack.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Flags;

@Tag("verdict")
class HistoryTest {
    private static final Profile PROFILE = ReferenceStack.rfc9293().profile();
    private static final Scenario SCENARIO = Script.begin()
            .open(Opener.PEER)
            .send(Template.data(10))
            .await(Expect.ACK_OF_ALL)
            .read(10)
            .close()
            .build();

    @Test
    void the_simplest_is_nothing() {
        assertEquals(SCENARIO, History.before(SCENARIO, new DrawnChoices(List.of()), PROFILE));
    }

    @Test
    void most_scenarios_have_none_and_the_others_end_as_they_were_written() {
        Random random = new Random(1);
        List<Scenario> changed = IntStream.range(0, 1000)
                .mapToObj(i -> History.before(SCENARIO, new DrawnChoices(DrawnChoices.draw(random)), PROFILE))
                .filter(scenario -> !scenario.equals(SCENARIO))
                .toList();
        assertTrue(changed.size() > 200 && changed.size() < 500, changed.size() + " of 1000");
        for (Scenario scenario : changed) {
            List<Step> steps = scenario.steps();
            assertEquals(SCENARIO.steps().get(SCENARIO.steps().size() - 1), steps.get(steps.size() - 1));
            assertTrue(steps.indexOf(new Step.Listen()) == steps.lastIndexOf(new Step.Listen()), () -> "" + scenario);
        }
    }

    /** What the packets carry besides is nothing to most, and never touches a SYN but by padding. */
    @Test
    void marks_and_padding_change_nothing_else() {
        Random random = new Random(3);
        int changed = 0;
        for (int i = 0; i < 1000; i++) {
            Scenario scenario = History.carrying(SCENARIO, new DrawnChoices(DrawnChoices.draw(random)));
            changed += scenario.equals(SCENARIO) ? 0 : 1;
            for (int at = 0; at < SCENARIO.steps().size(); at++) {
                if (SCENARIO.steps().get(at) instanceof Step.Send was
                        && scenario.steps().get(at) instanceof Step.Send is) {
                    int bits = is.segment().flags() ^ was.segment().flags();
                    assertEquals(0, bits & (Flags.URG | Flags.ACK | Flags.PSH | Flags.RST | Flags.SYN | Flags.FIN));
                    assertTrue(bits == 0 || (was.segment().flags() & Flags.SYN) == 0);
                } else {
                    assertEquals(SCENARIO.steps().get(at), scenario.steps().get(at));
                }
            }
        }
        assertTrue(changed > 100 && changed < 300, changed + " of 1000");
    }

    /** The ten octets that the scenario reads come after those of the history. */
    @Test
    void what_is_read_in_all_counts_from_the_beginning() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            Scenario scenario = History.before(SCENARIO, new DrawnChoices(DrawnChoices.draw(random)), PROFILE);
            int sent = 0;
            int total = 0;
            for (Step step : scenario.steps()) {
                sent += step instanceof Step.Send s
                                && s.conn() == 0
                                && s.segment().seq().equals(SeqRef.NEXT)
                        ? s.segment().length()
                        : 0;
                total = step instanceof Step.Read s && s.conn() == 0 ? s.total() : total;
            }
            assertEquals(sent, total, () -> "" + scenario);
        }
    }
}
