package org.lastack.site.reference;

import org.jspecify.annotations.Nullable;
import org.lastack.trace.Ladder;

/**
 * What shows that a rule bites: a mutant in a scenario that catches it, and the reference in the same scenario.
 *
 * @param mutant the id of the mutant
 * @param bug what it does wrong, in a sentence
 * @param scenario the smallest that was found, as numbered lines
 * @param broken the mutant's run, with the rule's complaint
 * @param expected every outcome that the rule would have allowed
 * @param actual what came instead
 * @param stack the reference that keeps the rule, as reports name it
 * @param kept its run
 * @param seen which of several allowed behaviours it showed, or empty
 * @param script the run of the reference for the playground, or null when a script cannot hold it
 */
public record Exhibit(
        String mutant,
        String bug,
        String scenario,
        Ladder broken,
        String expected,
        String actual,
        String stack,
        Ladder kept,
        String seen,
        @Nullable String script) {}
