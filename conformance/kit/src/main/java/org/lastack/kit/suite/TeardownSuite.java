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
import org.lastack.kit.search.Attempt;
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
 * <p>A rule whose features the stack's profile does not claim is skipped, and so is one of which no try says anything; the
 * reason stands beside it. For reports and stacks with a wall clock use {@link Certification}.
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

    @Override
    public final void check(List<Integer> drawn) {
        if (tries == null) {
            tries = new RuleTries(Rules.get(id), this::newStack);
        }
        Attempt attempt = tries.attempt(drawn);
        if (attempt != null && attempt.failed() && !knownDeviations().containsKey(id)) {
            throw new AssertionError(tries.complaint());
        }
    }

    /** Runs a property and returns what JUnit is to hear of its rule. */
    PropertyExecutionResult around(String property, PropertyExecutor executor) {
        id = idOf(property);
        knownDeviations().keySet().forEach(Rules::get); // throws when there is none of that name
        PropertyExecutionResult result = executor.execute();
        if (tries == null) {
            return result;
        }
        Verdict verdict = tries.verdict();
        boolean succeeded = result.status() == Status.SUCCESSFUL;
        return switch (verdict.kind()) {
            case PASS ->
                succeeded && knownDeviations().containsKey(id)
                        ? result.mapToFailed(id + " is kept: take it out of the known deviations")
                        : result;
            case NOT_CLAIMED, UNTESTED ->
                succeeded ? result.mapToAborted(new TestAbortedException(id + ": " + verdict.why())) : result;
            case FAIL, DEVIATION ->
                result.throwable().orElse(null) instanceof AssertionError
                        ? result.mapToFailed(new AssertionError(tries.smallestFailure()))
                        : result;
        };
    }

    /** A property is named as its rule, with underscores for hyphens. */
    static String idOf(String property) {
        return property.replace('_', '-');
    }
}
