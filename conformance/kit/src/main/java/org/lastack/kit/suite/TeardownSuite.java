package org.lastack.kit.suite;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.PropagationMode;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.StackUnderTest;

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
 * <p>A rule whose features the stack's profile does not claim passes without a try. For verdicts, reports and stacks with a
 * wall clock use {@link Certification}.
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
            throw new AssertionError(rule.id() + " (" + rule.source() + "): " + rule.statement() + " Expected "
                    + fail.expected() + "; got " + fail.actual() + ".");
        }
    }

    /** Says what is wrong with the list of known deviations now that the rule was tried; null when nothing is. */
    @Nullable
    String staleAfter(String id) {
        for (String known : knownDeviations().keySet()) {
            Rules.get(known); // throws when there is none of that name
        }
        Verdict verdict = session().verdict(id);
        boolean stale = knownDeviations().containsKey(id) && verdict != null && verdict.kind() == Verdict.Kind.PASS;
        return stale ? id + " is kept: take it out of the known deviations" : null;
    }

    Session session() {
        return SESSIONS.computeIfAbsent(getClass(), c -> new Session(this::newStack, false));
    }
}
