package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import org.lastack.kit.scenario.DrawnChoices;

/** What the property interfaces of all groups share: where choices come from, and what a try does. */
public interface RuleProperties {
    /** Unknown to jqwik are simpler choices: a failing scenario is made smaller when all tries are over. */
    @Provide
    default Arbitrary<List<Integer>> drawn() {
        return Arbitraries.randomValue(DrawnChoices::draw);
    }

    /**
     * Tries the rule once whose property runs.
     *
     * @throws AssertionError when the stack breaks it
     */
    void check(List<Integer> drawn);
}
