package org.lastack.kit.suite;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import org.lastack.kit.scenario.DrawnChoices;

/** What the property interfaces of all groups share: where choices come from, and what a try does. */
public interface RuleProperties {
    /** Returns what the scenarios are drawn from: the same seed draws the same ones, here and in a {@link Certification}. */
    long seed();

    /**
     * Not jqwik's seed, which is another one each time. Unknown to jqwik are simpler choices too: a failing scenario is made smaller
     * when all tries are over.
     */
    @Provide
    default Arbitrary<List<Integer>> drawn() {
        Random random = new Random(seed());
        return Arbitraries.randomValue(jqwiks -> DrawnChoices.draw(random));
    }

    /** Tries the rule once whose property runs; what comes of it is told at the end. */
    void check(List<Integer> drawn);
}
