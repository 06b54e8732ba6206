package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.lastack.kit.scenario.DrawnChoices;

/** What the property interfaces of all groups share: where choices come from, and what a try does. */
public interface RuleProperties {
    /** The numbers that a scenario's choices are made from; more than any scenario needs. */
    int DRAWN = 24;

    @Provide
    default Arbitrary<List<Integer>> drawn() {
        return Arbitraries.integers()
                .between(0, DrawnChoices.RANGE - 1)
                .withDistribution(RandomDistribution.uniform())
                .edgeCases(EdgeCases.Config::none)
                .list()
                .ofSize(DRAWN);
    }

    /**
     * Tries the rule of this id once.
     *
     * @throws AssertionError when the stack breaks it
     */
    void check(String rule, List<Integer> drawn);
}
