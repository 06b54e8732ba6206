package org.lastack.kit.search;

import java.util.List;
import org.lastack.kit.scenario.Scenario;

/**
 * A scenario to be tried.
 *
 * @param drawn the numbers that it was made from; none when it was not drawn
 */
public record Candidate(List<Integer> drawn, Scenario scenario) {
    public Candidate {
        drawn = List.copyOf(drawn);
    }

    /** Returns one that was not drawn. */
    public static Candidate of(Scenario scenario) {
        return new Candidate(List.of(), scenario);
    }

    /** Returns the same without what comes after so many steps. */
    Candidate first(int steps) {
        return new Candidate(
                drawn,
                new Scenario(
                        scenario.settings(), scenario.peer(), scenario.steps().subList(0, steps)));
    }
}
