package org.lastack.kit.suite;

import java.util.List;
import java.util.Map;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutionResult.Status;
import net.jqwik.api.lifecycle.PropertyExecutor;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.StackUnderTest;
import org.opentest4j.TestAbortedException;

/**
 * The suite: one property for each testable rule of the catalogue. To certify a stack in one's own build, extend this class
 * and say how to make a stack:
 *
 * <pre>{@code
 * class MyStackTeardownTest extends TeardownSuite {
 *     @Override
 *     protected StackUnderTest newStack() {
 *         return new MyStackAdapter();
 *     }
 * }
 * }</pre>
 *
 * <p>A rule whose features the stack's profile does not claim is skipped, and so are one of which no try says anything, and a
 * SHOULD or MAY that is broken; the reason stands beside it. The report is written to {@code target/lastack} or {@code
 * build/lastack}, if there is such a folder. For stacks with a wall clock use {@link Certification}.
 */
@PropertyDefaults(tries = 200)
@AddLifecycleHook(value = PropertyHook.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
public abstract class TeardownSuite
        implements NormalCloseProperties,
                HalfCloseProperties,
                SimultaneousCloseProperties,
                RetransmissionProperties,
                FinOrderProperties,
                TimeWaitProperties,
                ResetGenerationProperties,
                ResetAcceptanceProperties,
                SynProperties,
                AbortProperties,
                OrphanProperties,
                ZeroWindowProperties,
                TimestampProperties,
                ApiProperties,
                SequenceProperties,
                RobustnessProperties {
    /** The rule whose property runs in this instance, and what its tries brought. */
    private @Nullable RuleTries tries;

    private String id = "";

    /** Returns a fresh stack; with a virtual clock one is made for every scenario. */
    protected abstract StackUnderTest newStack();

    /**
     * Returns the rules that the stack is known to break, each with the reason. They are still tried; one that is kept in all
     * tries fails, so that the list cannot rot.
     */
    protected Map<String, String> knownDeviations() {
        return Map.of();
    }

    /** Returns the seed of all scenarios: 1, or what the system property {@code lastack.seed} says. */
    @Override
    public long seed() {
        return Long.getLong("lastack.seed", 1);
    }

    @Override
    public final void check(List<Integer> drawn) {
        if (tries == null) {
            tries = new RuleTries(Rules.get(id), this::newStack);
        }
        tries.attempt(drawn);
    }

    /** Runs a property and returns what JUnit is to hear of its rule. */
    PropertyExecutionResult around(String property, PropertyExecutor executor) {
        id = idOf(property);
        knownDeviations().keySet().forEach(Rules::get); // throws when there is none of that name
        PropertyExecutionResult result = executor.execute();
        if (tries == null || result.status() != Status.SUCCESSFUL) {
            return result;
        }
        Verdict verdict = tries.verdict();
        SuiteResults.add(getClass(), tries, verdict, seed(), knownDeviations());
        return Quietly.said(verdict(verdict, tries));
    }

    /** Returns what JUnit is to be told: an error that fails, one that skips, or null. */
    private @Nullable Throwable verdict(Verdict verdict, RuleTries of) {
        String reason = knownDeviations().get(id);
        boolean known = reason != null;
        boolean gone = reason != null && !Verdict.showsSeldom(reason);
        Verdict.Counterexample found = verdict.counterexample();
        boolean broke = found != null && found.breach() != null;
        return switch (verdict.kind()) {
            case PASS -> gone ? new AssertionError(id + " is kept: take it out of the known deviations") : null;
            case NOT_CLAIMED, UNSTABLE, UNTESTED -> new TestAbortedException(id + ": " + verdict.why());
            case FAIL -> known && !broke ? null : new AssertionError(of.failure());
            case DEVIATION -> known ? null : new TestAbortedException("deviation: " + of.failure());
        };
    }

    /** A property is named as its rule, with underscores for hyphens. */
    static String idOf(String property) {
        return property.replace('_', '-');
    }
}
