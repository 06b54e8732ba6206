package org.lastack.kit.suite;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Trace;

/**
 * Certifies a stack: runs the properties of the chosen rules through the JUnit Platform launcher and gives a verdict for
 * each rule. One at a time in a JVM: jqwik keeps state that concurrent launches would share.
 */
public final class Certification {
    /** Kept, or its level would be forgotten: jqwik tells of its configuration what nobody asked for. */
    private static final Logger JQWIK = Logger.getLogger("net.jqwik");

    private static @Nullable Certification current;

    private final Plan plan;
    private final Session session;
    private final Listener listener;

    /**
     * What to run.
     *
     * @param rules the rules, in the order of the catalogue
     * @param seed the same seed and the same number of tries give the same scenarios
     * @param tries how many scenarios for each rule
     * @param known rules that the stack is known to break: the first scenario that shows it will do, however large
     * @param thorough whether a stack with a wall clock may be waited for through its longest timers; see {@link
     *     Profile#patient}
     */
    public record Plan(List<Rule> rules, long seed, int tries, Set<String> known, boolean thorough) {
        public Plan {
            rules = List.copyOf(rules);
            known = Set.copyOf(known);
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("no rule to certify");
            }
            if (tries < 1) {
                throw new IllegalArgumentException("at least one try is needed, not " + tries);
            }
        }
    }

    /**
     * What came of it.
     *
     * @param scenarios how many scenarios were run
     * @param coverage which stimuli met which states in them
     */
    public record Result(Profile profile, Plan plan, List<Verdict> verdicts, int scenarios, List<Matrix> coverage) {
        public Result {
            verdicts = List.copyOf(verdicts);
            coverage = List.copyOf(coverage);
        }

        /** Tells whether the stack is certified: no rule failed, and at least one passed. */
        public boolean certified() {
            return verdicts.stream().noneMatch(v -> v.kind() == Verdict.Kind.FAIL)
                    && verdicts.stream().anyMatch(v -> v.kind() == Verdict.Kind.PASS);
        }
    }

    /** Hears how a certification comes along. */
    public interface Listener extends Runner.Progress {
        /** Listens to nothing. */
        Listener SILENT = new Listener() {
            @Override
            public void rule(Rule rule) {}

            @Override
            public void at(int over, int running, long left) {}
        };

        /** The tries of a rule begin; with a wall clock they only begin to be judged. */
        void rule(Rule rule);
    }

    private Certification(Plan plan, Session session, Listener listener) {
        this.plan = plan;
        this.session = session;
        this.listener = listener;
    }

    /**
     * Certifies the stack.
     *
     * @throws org.lastack.kit.stack.ContractException when the stack breaks its contract
     * @throws org.lastack.kit.stack.StackUnavailableException when the stack cannot be had here
     * @throws InterruptedException when interrupted while waiting for a wall clock
     */
    public static Result run(Supplier<? extends StackUnderTest> stacks, Plan plan, Listener listener)
            throws InterruptedException {
        synchronized (Certification.class) {
            JQWIK.setLevel(Level.WARNING);
            Session session = new Session(stacks, plan.thorough());
            Certification certification = new Certification(plan, session, listener);
            current = certification;
            try {
                return certification.run();
            } finally {
                current = null;
            }
        }
    }

    /**
     * Runs one scenario again and lets the rule judge it.
     *
     * @throws org.lastack.kit.stack.ContractException when the stack breaks its contract
     * @throws org.lastack.kit.stack.StackUnavailableException when the stack cannot be had here
     * @throws InterruptedException when interrupted while waiting for a wall clock
     */
    public static Replay replay(
            Supplier<? extends StackUnderTest> stacks, Rule rule, Scenario scenario, Listener listener)
            throws InterruptedException {
        Session session = new Session(stacks, true);
        listener.rule(rule);
        return session.replay(rule, scenario, listener);
    }

    /** Lets the rule judge a run that was seen before, perhaps elsewhere; nothing is run. */
    public static Replay judge(Rule rule, Scenario scenario, Trace trace, Profile profile) {
        Tally tally = new Tally(rule);
        tally.add(List.of(), scenario, trace, rule.judge(Observed.of(trace, profile)));
        return new Replay(profile, tally.verdict(), trace);
    }

    /**
     * One scenario, run again or judged again.
     *
     * @param trace what was seen; null when the stack cannot run the scenario, which the verdict then says
     */
    public record Replay(
            Profile profile, Verdict verdict, @Nullable Trace trace) {}

    private Result run() throws InterruptedException {
        plan.rules().forEach(session::expect);
        if (session.collecting()) {
            launch();
            session.runCollected(listener);
        }
        launch();
        return new Result(session.profile(), plan, session.verdicts(), session.scenarios(), session.coverage());
    }

    private void launch() {
        plan.rules().forEach(session::tour);
        List<MethodSelector> selectors = selectors(plan.rules());
        if (selectors.isEmpty()) {
            return;
        }
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                // No file for the failures of the last run; ours are in the report.
                .configurationParameter("jqwik.database", "")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .configurationParameter("jqwik.reporting.onlyfailures", "true")
                .build();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new net.jqwik.engine.JqwikTestEngine())
                .build();
        LauncherFactory.create(config).execute(request, new Told());
        RuntimeException broken = session.broken();
        if (broken != null) {
            throw broken;
        }
    }

    private static List<MethodSelector> selectors(List<Rule> rules) {
        List<MethodSelector> selectors = new ArrayList<>();
        for (Method method : LaunchedSuite.class.getMethods()) {
            Rule rule = method.isAnnotationPresent(Property.class) ? Rules.find(idOf(method.getName())) : null;
            if (rule != null && rules.contains(rule)) {
                selectors.add(DiscoverySelectors.selectMethod(LaunchedSuite.class, method));
            }
        }
        return selectors;
    }

    /** A property is named as its rule, with underscores for hyphens. */
    static String idOf(String method) {
        return method.replace('_', '-');
    }

    static @Nullable Plan running() {
        return current == null ? null : current.plan;
    }

    /** With a wall clock a smaller scenario cannot be tried any more; the simplest of all failing ones is shown instead. */
    static boolean shrinks(String rule) {
        return current != null
                && current.session.profile().clock() == Profile.Clock.VIRTUAL
                && !current.plan.known().contains(rule);
    }

    static Session session() {
        if (current == null) {
            throw new IllegalStateException("no certification is running");
        }
        return current.session;
    }

    /** Passes on which rule begins. */
    private final class Told implements TestExecutionListener {
        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest() && !session.collecting()) {
                test.getSource()
                        .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
                        .map(s -> ((org.junit.platform.engine.support.descriptor.MethodSource) s).getMethodName())
                        .map(name -> Rules.find(idOf(name)))
                        .ifPresent(listener::rule);
            }
        }
    }
}
