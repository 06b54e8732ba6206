package org.lastack.kit.suite;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutionResult.Status;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
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
@AddLifecycleHook(value = LaunchHook.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
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
    private static final Map<Class<?>, Session> SESSIONS = new ConcurrentHashMap<>();

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
    public final void check(String id, List<Integer> drawn) {
        Rule rule = Rules.get(id);
        Judgement judgement = session().attempt(rule, drawn);
        if (judgement instanceof Judgement.Fail fail && !knownDeviations().containsKey(id)) {
            throw new AssertionError(complaint(rule, fail));
        }
    }

    private static String complaint(Rule rule, Judgement.Fail fail) {
        return rule.id() + " (" + rule.source() + "): " + rule.statement() + " Expected " + fail.expected() + "; got "
                + fail.actual() + ".";
    }

    /** Returns what JUnit is to hear of a rule whose tries are over. */
    PropertyExecutionResult told(String id, PropertyExecutionResult result) {
        knownDeviations().keySet().forEach(Rules::get); // throws when there is none of that name
        Verdict verdict = session().verdict(id);
        if (verdict == null) {
            return result;
        }
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
                        ? result.mapToFailed(new AssertionError(inFull(verdict)))
                        : result;
        };
    }

    private String inFull(Verdict verdict) {
        Verdict.Counterexample found = verdict.counterexample();
        if (found == null) {
            return verdict.rule().id() + ": " + verdict.why();
        }
        Ladder.Options options = Diagrams.options(found.trace(), session().profile())
                .withComplaint(found.fail().event(), verdict.rule().id() + ": " + verdict.why());
        return complaint(verdict.rule(), found.fail()) + "\n\nThe smallest scenario found that fails:\n\n"
                + found.scenario() + "\nWhat was seen:\n\n" + TextLadder.draw(Ladder.of(found.trace(), options));
    }

    Session session() {
        return SESSIONS.computeIfAbsent(getClass(), c -> new Session(this::newStack, false));
    }
}
