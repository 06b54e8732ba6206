package org.lastack.kit.suite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.coverage.Coverage;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.MatrixScenarios;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Candidate;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.trace.Trace;

/**
 * Tries the chosen rules on a stack and gives a verdict for each. With a virtual clock a scenario is run when it is drawn, and the
 * first that fails is made smaller. With a wall clock waiting is real: all scenarios are drawn first, then run together, then judged.
 *
 * <p>All of it happens in the thread that asks, or in several threads when it is told so (then several rules are tried at a time), and
 * several certifications may run beside each other. The properties of {@link
 * TeardownSuite} make the same tries, drawn by jqwik; this does without, since jqwik cannot run twice at the same time in one JVM
 * (its store of properties is one, and not guarded).
 */
public final class Certification {
    /** Scenarios that run alone add up to waiting: only the first few of them are run. */
    private static final int MOST_LONE = 4;

    private static final Outcome NOT_ENDED = new Outcome.Refused("it did not run to its end");

    private final Supplier<? extends StackUnderTest> stacks;
    private final Plan plan;
    private final Profile profile;
    private final Coverage coverage;
    private final Claims claims;
    private final Breaches breaches = new Breaches(System::nanoTime);
    private final int workers;
    private int scenarios;

    /** What kept it from trying all; null when nothing did. */
    private volatile @Nullable RuntimeException trouble;

    /** Why no more is tried; empty as long as more is. */
    private volatile String over = "";

    /**
     * What to run.
     *
     * @param rules the rules, in the order of the catalogue
     * @param seed the same seed and the same number of tries give the same scenarios
     * @param tries how many scenarios for each rule
     * @param known rules that the stack is known to break: the first scenario that shows it will do, whatever its choices
     * @param thorough whether a stack with a wall clock may be waited for through its longest timers; see {@link
     *     Profile#patient}
     * @param failFast whether no more rules are tried after the first that fails and is not known
     */
    public record Plan(List<Rule> rules, long seed, int tries, Set<String> known, boolean thorough, boolean failFast) {
        /** A plan that tries all rules. */
        public Plan(List<Rule> rules, long seed, int tries, Set<String> known, boolean thorough) {
            this(rules, seed, tries, known, thorough, false);
        }

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
     * @param unfounded what the stack claims and nothing bears out, a line each
     * @param trouble what kept it from trying all, or the first breach of the contract; null when there was none
     */
    public record Result(
            Profile profile,
            Plan plan,
            List<Verdict> verdicts,
            int scenarios,
            List<Matrix> coverage,
            List<String> unfounded,
            @Nullable RuntimeException trouble) {
        public Result {
            verdicts = List.copyOf(verdicts);
            coverage = List.copyOf(coverage);
            unfounded = List.copyOf(unfounded);
        }

        /** Tells whether the stack is certified: no rule failed, and at least one could be tried. */
        public boolean certified() {
            return trouble == null
                    && verdicts.stream().noneMatch(v -> v.kind() == Verdict.Kind.FAIL)
                    && verdicts.stream().anyMatch(v -> v.kind().said());
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

    private Certification(Supplier<? extends StackUnderTest> stacks, Plan plan, int workers) {
        this.stacks = stacks;
        this.workers = workers;
        this.plan = plan;
        this.profile = profile(stacks, plan.thorough());
        this.coverage = new Coverage(profile);
        this.claims = new Claims(profile);
    }

    private static Profile profile(Supplier<? extends StackUnderTest> stacks, boolean thorough) {
        try (StackUnderTest stack = stacks.get()) {
            return thorough ? stack.profile().thoroughly() : stack.profile();
        }
    }

    /**
     * Certifies the stack. Whatever breaks in a scenario, there is a result, which says so.
     *
     * @throws org.lastack.kit.stack.ContractException when the stack breaks its contract before the first scenario
     * @throws org.lastack.kit.stack.StackUnavailableException when the stack cannot be had here
     * @throws InterruptedException when the thread is interrupted
     */
    public static Result run(Supplier<? extends StackUnderTest> stacks, Plan plan, Listener listener)
            throws InterruptedException {
        return run(stacks, plan, listener, 1);
    }

    /**
     * Certifies the stack, with a virtual clock so many rules at a time; the verdicts are the same.
     *
     * @param stacks may be asked by several threads at once when there are several workers
     * @throws InterruptedException when the thread is interrupted
     */
    public static Result run(Supplier<? extends StackUnderTest> stacks, Plan plan, Listener listener, int workers)
            throws InterruptedException {
        return new Certification(stacks, plan, workers).run(listener);
    }

    private Result run(Listener listener) throws InterruptedException {
        Map<Scenario, Outcome> together = profile.clock() == Clock.WALL ? runTogether(listener) : Map.of();
        together.values().forEach(this::note);
        Map<Scenario, Outcome> again = runAgain(together, listener);
        boolean beside = workers > 1 && profile.clock() == Clock.VIRTUAL && !plan.failFast();
        List<Verdict> verdicts;
        try {
            verdicts = beside ? besideEachOther(listener) : oneAfterTheOther(together, again, listener);
        } catch (CancellationException e) {
            Thread.interrupted();
            throw new InterruptedException(e.getMessage());
        }
        return new Result(
                profile,
                plan,
                verdicts,
                scenarios,
                coverage.matrices(),
                claims.unfounded(),
                trouble == null ? breach(verdicts) : trouble);
    }

    private List<Verdict> oneAfterTheOther(
            Map<Scenario, Outcome> together, Map<Scenario, Outcome> again, Listener listener) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Rule rule : plan.rules()) {
            listener.rule(rule);
            Verdict verdict = verdict(rule, together, again);
            verdicts.add(verdict);
            boolean news = verdict.kind() == Verdict.Kind.FAIL && !known(rule);
            if (plan.failFast() && news && over.isEmpty()) {
                over = "not tried, since " + rule.id() + " fails";
            }
        }
        return verdicts;
    }

    /** The verdicts are in the order of the rules, whichever is over first. */
    private List<Verdict> besideEachOther(Listener listener) throws InterruptedException {
        List<Callable<Verdict>> all = new ArrayList<>();
        for (Rule rule : plan.rules()) {
            all.add(() -> {
                listener.rule(rule);
                return verdict(rule, Map.of(), Map.of());
            });
        }
        return SideBySide.run(workers, all);
    }

    private static @Nullable ContractException breach(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(Verdict::counterexample)
                .filter(found -> found != null && found.breach() != null)
                .findFirst()
                .map(Verdict.Counterexample::breach)
                .orElse(null);
    }

    /** Keeps the first breach of the contract that is no single scenario's. */
    private void note(Outcome outcome) {
        if (outcome instanceof Outcome.Broke broke && broke.trace() == null && trouble == null) {
            trouble = broke.what();
        }
    }

    /** Draws all scenarios and runs them together. */
    private Map<Scenario, Outcome> runTogether(Listener listener) throws InterruptedException {
        Set<Scenario> all = new LinkedHashSet<>();
        for (Rule rule : plan.rules()) {
            if (claimed(rule)) {
                candidates(new Search(rule, profile, new VirtualRunner(stacks)::run))
                        .map(Candidate::scenario)
                        .forEach(all::add);
            }
        }
        Map<Scenario, Outcome> outcomes = new WallRunner(stacks, profile).runOrBreak(affordable(all), listener);
        scenarios = outcomes.size();
        for (Outcome outcome : outcomes.values()) {
            // Here and not with the judgement: several rules may have asked for the same scenario.
            if (outcome instanceof Outcome.Ran ran) {
                see(Observed.of(ran.trace(), profile));
            }
        }
        return outcomes;
    }

    /** Runs again what broke a rule that is not known to be broken: a moment's stall of the machine does not come twice. */
    private Map<Scenario, Outcome> runAgain(Map<Scenario, Outcome> together, Listener listener)
            throws InterruptedException {
        Set<Scenario> doubtful = new LinkedHashSet<>();
        for (Rule rule : plan.rules()) {
            if (!together.isEmpty() && claimed(rule) && !known(rule)) {
                doubtful(rule, together).forEach(doubtful::add);
            }
        }
        return doubtful.isEmpty() ? Map.of() : new WallRunner(stacks, profile).runOrBreak(doubtful, listener);
    }

    private Stream<Scenario> doubtful(Rule rule, Map<Scenario, Outcome> together) {
        Tally tally = new Tally(rule, profile);
        try {
            attempts(rule, together)
                    .filter(a -> a.failed() && a.breach() == null)
                    .forEach(tally::addFailure);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return Stream.empty(); // the verdict will meet it again, and say it
        }
        return tally.failures().stream().map(Attempt::scenario);
    }

    /** The rule's attempts among what was run together. */
    private Stream<Attempt> attempts(Rule rule, Map<Scenario, Outcome> together) {
        Search search = new Search(rule, profile, s -> together.getOrDefault(s, NOT_ENDED));
        return candidates(search)
                .filter(c -> together.containsKey(c.scenario()))
                .map(search::attempt);
    }

    private synchronized void see(Observed observed) {
        coverage.add(observed);
        claims.add(observed);
    }

    private List<Scenario> affordable(Set<Scenario> all) {
        List<Scenario> affordable = new ArrayList<>();
        int lone = 0;
        for (Scenario scenario : all) {
            boolean alone = profile.runsAlone(scenario.settings().keySet());
            lone += alone ? 1 : 0;
            if (!alone || lone <= MOST_LONE) {
                affordable.add(scenario);
            }
        }
        return affordable;
    }

    private boolean claimed(Rule rule) {
        return rule.testable() && profile.missing(rule.needs()).isEmpty();
    }

    private boolean known(Rule rule) {
        return plan.known().contains(rule.id());
    }

    /** The scenarios that a rule is always tried with, and those that are drawn. */
    private Stream<Candidate> candidates(Search search) {
        Stream<Candidate> always =
                MatrixScenarios.of(search.rule(), profile).stream().map(Candidate::of);
        return Stream.concat(always, search.candidates(plan.seed(), plan.tries()));
    }

    private Verdict verdict(Rule rule, Map<Scenario, Outcome> together, Map<Scenario, Outcome> again) {
        Tally tally = new Tally(rule, profile);
        if (!claimed(rule)) {
            return rule.testable() ? tally.notClaimed() : tally.untestable();
        }
        if (!over.isEmpty()) {
            return tally.ended(over);
        }
        try {
            if (profile.clock() == Clock.VIRTUAL) {
                tryOneByOne(rule, tally);
            } else {
                attempts(rule, together).forEach(attempt -> judged(rule, attempt, again, tally));
            }
            return tally.verdict();
        } catch (RuntimeException e) {
            return troubled(tally, e);
        }
    }

    /** A failure that was not run again has the cause of a simpler one that was. */
    private void judged(Rule rule, Attempt attempt, Map<Scenario, Outcome> again, Tally tally) {
        tally.add(attempt);
        if (!attempt.failed()) {
            return;
        }
        Outcome second = again.get(attempt.scenario());
        boolean sure = known(rule) || attempt.breach() != null;
        if (!sure && second != null) {
            Attempt later = new Search(rule, profile, s -> second).attempt(attempt.candidate());
            sure = tally.comesAgain(attempt, later);
        }
        if (sure) {
            tally.addFailure(attempt);
        }
    }

    /** A stack that cannot be had again ends it; a mistake of our own ends only the tries of this rule. */
    private synchronized Verdict troubled(Tally tally, RuntimeException e) {
        if (e instanceof CancellationException || Thread.currentThread().isInterrupted()) {
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
        trouble = trouble == null ? e : trouble;
        boolean lasting = e instanceof ContractException || e instanceof StackUnavailableException;
        over = lasting ? "not tried: " + e.getMessage() : over;
        return tally.ended(lasting ? over : "a mistake in lastack itself: " + e);
    }

    /** Ends with a breach of the contract, or when there are causes enough; of what is known one is enough. */
    private void tryOneByOne(Rule rule, Tally tally) {
        VirtualRunner runner = new VirtualRunner(stacks);
        Search search = new Search(rule, profile, scenario -> run(runner, scenario));
        for (Candidate candidate : (Iterable<Candidate>) candidates(search)::iterator) {
            Attempt attempt = search.attempt(candidate);
            tally.add(attempt);
            if (attempt.observed() != null) {
                see(attempt.observed());
            }
            if (attempt.failed() && tally.isNews(attempt)) {
                confirm(search, attempt, tally);
            }
            if (enoughBreaches()) {
                over = "not tried: too much time went into scenarios in which the stack broke its contract";
            }
            boolean enough =
                    known(rule) && attempt.failed() && !candidate.drawn().isEmpty();
            if (attempt.breach() != null || enough || tally.hasAllCauses()) {
                return;
            }
        }
    }

    /** Runs it again before it is told, makes it smaller, and runs that again. A stack that died has died. */
    private void confirm(Search search, Attempt failed, Tally tally) {
        Attempt again = failed.breach() != null ? failed : search.attempt(failed.candidate());
        if (!tally.comesAgain(failed, again)) {
            return;
        }
        Attempt small = smaller(search, failed, tally.failures().isEmpty());
        boolean comes =
                small.breach() != null || search.attempt(small.candidate()).failed();
        tally.addFailure(comes ? small : failed);
    }

    private Outcome run(VirtualRunner runner, Scenario scenario) {
        long begin = breaches.now();
        Outcome outcome = runner.runOrBreak(scenario);
        count(outcome, begin);
        return outcome;
    }

    private synchronized void count(Outcome outcome, long begin) {
        scenarios++;
        if (outcome instanceof Outcome.Broke) {
            breaches.add(begin);
        }
    }

    private synchronized boolean enoughBreaches() {
        return breaches.enough();
    }

    private synchronized boolean mayShrink() {
        return breaches.mayShrink();
    }

    /** Another cause would be another finding; it is enough when the first is as small as can be. */
    private Attempt smaller(Search search, Attempt failed, boolean first) {
        boolean broke = failed.breach() != null;
        if (broke && !mayShrink()) {
            return failed;
        }
        String cause = Verdict.Counterexample.of(failed).cause(profile);
        Predicate<Attempt> same =
                a -> a.failed() && Verdict.Counterexample.of(a).cause(profile).equals(cause);
        boolean inShort = !broke && (known(search.rule()) || !first);
        return inShort ? search.shortest(failed, same) : search.smallest(failed, same);
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
        listener.rule(rule);
        Profile profile = profile(stacks, true);
        if (profile.missing(rule.needs()).isPresent()) {
            return new Replay(profile, new Tally(rule, profile).notClaimed(), null);
        }
        Runner runner = profile.clock() == Clock.WALL ? new WallRunner(stacks, profile) : new VirtualRunner(stacks);
        Map<Scenario, Outcome> outcomes = runner.run(List.of(scenario), listener);
        return judge(rule, scenario, outcomes.getOrDefault(scenario, NOT_ENDED), profile);
    }

    /** Lets the rule judge a run that was seen before, perhaps elsewhere; nothing is run. */
    public static Replay judge(Rule rule, Scenario scenario, Trace trace, Profile profile) {
        return judge(rule, scenario, new Outcome.Ran(trace), profile);
    }

    private static Replay judge(Rule rule, Scenario scenario, Outcome outcome, Profile profile) {
        Tally tally = new Tally(rule, profile);
        Attempt attempt = new Search(rule, profile, s -> outcome).attempt(Candidate.of(scenario));
        tally.add(attempt);
        if (attempt.failed()) {
            tally.addFailure(attempt);
        }
        return new Replay(profile, tally.verdict(), outcome instanceof Outcome.Ran ran ? ran.trace() : null);
    }

    /**
     * One scenario, run again or judged again.
     *
     * @param trace what was seen; null when the stack cannot run the scenario, which the verdict then says
     */
    public record Replay(
            Profile profile, Verdict verdict, @Nullable Trace trace) {}
}
