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

    /** The ten octets that the scenario reads come after what the history has read. */
    @Test
    void what_is_read_in_all_counts_from_the_beginning() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            Scenario scenario = History.before(SCENARIO, new DrawnChoices(DrawnChoices.draw(random)), PROFILE);
            List<Integer> totals = scenario.steps().stream()
                    .filter(step -> step instanceof Step.Read r && r.conn() == 0)
                    .map(step -> ((Step.Read) step).total())
                    .toList();
            int before = totals.size() == 1 ? 0 : totals.get(totals.size() - 2);
            assertEquals(before + 10, totals.get(totals.size() - 1), () -> "" + scenario);
        }
    }
}
