package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Time;

/** A certification is an object like any other. */
@Timeout(300)
class CertificationTest {
    private static final Mutant MUTANT = Mutants.all().stream()
            .filter(m -> m.id().equals("tw-no-restart"))
            .findFirst()
            .orElseThrow();

    private static final List<Rule> RULES = Rules.matching("TW-*");

    @Test
    void two_stacks_are_certified_beside_each_other_and_each_gets_its_own_verdicts() throws Exception {
        List<Verdict> right = verdicts(run(ReferenceStack::rfc9293));
        List<Verdict> wrong = verdicts(run(MUTANT.stacks()));
        assertTrue(right.stream().noneMatch(v -> v.kind() == Verdict.Kind.FAIL));
        assertEquals(
                List.of("TW-RESTART"),
                wrong.stream()
                        .filter(v -> v.kind() == Verdict.Kind.FAIL)
                        .map(v -> v.rule().id())
                        .toList());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier both = new CyclicBarrier(2);
            Future<Certification.Result> one = threads.submit(() -> run(meeting(ReferenceStack::rfc9293, both)));
            Future<Certification.Result> other = threads.submit(() -> run(meeting(MUTANT.stacks(), both)));
            assertEquals(right, verdicts(one.get()));
            assertEquals(wrong, verdicts(other.get()));
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
        }
    }

    @Test
    void all_of_it_happens_in_the_thread_that_asks() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Set<Thread> ran = new HashSet<>();
        Certification.Result result = run(() -> {
            ran.add(Thread.currentThread());
            return MUTANT.stacks().get();
        });
        assertFalse(result.certified());
        assertEquals(Set.of(Thread.currentThread()), ran);
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        assertTrue(after.stream().noneMatch(t -> t.getName().startsWith("ForkJoinPool")), after::toString);
    }

    @Test
    void several_workers_give_the_same_verdicts_and_count_the_same() throws Exception {
        Certification.Plan plan = new Certification.Plan(Rules.all(), 1, 5, Set.of(), false);
        Certification.Result one = Certification.run(MUTANT.stacks(), plan, Certification.Listener.SILENT);
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        Supplier<StackUnderTest> seen = () -> {
            ran.add(Thread.currentThread());
            return MUTANT.stacks().get();
        };
        Certification.Result several = Certification.run(seen, plan, Certification.Listener.SILENT, 3);
        assertEquals(verdicts(one), verdicts(several));
        assertEquals(one.scenarios(), several.scenarios());
        assertEquals(4, ran.size(), "who asks hears the profile; three try rules");
    }

    @Test
    void an_interrupt_ends_several_workers_too() throws Exception {
        Certification.Plan plan = new Certification.Plan(Rules.all(), 1, 1_000_000, Set.of(), false);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread asks = new Thread(() -> {
            try {
                Certification.run(ReferenceStack::linux, plan, Certification.Listener.SILENT, 2);
            } catch (InterruptedException e) {
                ended.set(e);
            }
        });
        asks.start();
        Thread.sleep(300);
        asks.interrupt();
        asks.join(60_000);
        assertFalse(asks.isAlive());
        assertTrue(ended.get() instanceof InterruptedException);
    }

    @Test
    void an_interrupt_ends_it() {
        Certification.Plan plan = new Certification.Plan(Rules.all(), 1, 1_000_000, Set.of(), false);
        Supplier<StackUnderTest> interrupting = () -> {
            Thread.currentThread().interrupt();
            return MUTANT.stacks().get();
        };
        assertThrows(
                InterruptedException.class, () -> Certification.run(interrupting, plan, Certification.Listener.SILENT));
        assertFalse(Thread.interrupted(), "it is told by the exception");
    }

    @Test
    void a_known_deviation_keeps_its_choices_and_others_get_the_simplest() throws Exception {
        Certification.Plan known = new Certification.Plan(RULES, 1, 100, Set.of(MUTANT.rule()), false);
        Verdict large = verdict(Certification.run(MUTANT.stacks(), known, Certification.Listener.SILENT));
        Verdict small = verdict(run(MUTANT.stacks()));
        assertTrue(sum(small) < sum(large), () -> small.counterexample() + "\n" + large.counterexample());
    }

    @Test
    void a_stack_that_dies_of_a_segment_is_a_finding_and_the_other_rules_are_tried() throws Exception {
        List<Rule> rules = List.of(Rules.get("TW-RST-1337"), Rules.get("TW-RESTART"), Rules.get("TW-RST"));
        Certification.Plan plan = new Certification.Plan(rules, 1, 50, Set.of("TW-RST"), false);
        Certification.Result result = Certification.run(DyingStack::new, plan, Certification.Listener.SILENT);
        assertEquals(
                List.of(Verdict.Kind.FAIL, Verdict.Kind.PASS, Verdict.Kind.FAIL),
                result.verdicts().stream().map(Verdict::kind).toList(),
                "whatever the level of the rule");
        Verdict first = result.verdicts().get(0);
        assertTrue(first.why().endsWith("got it died of a RST"), first.why());
        List<Step> steps = first.counterexample().scenario().steps();
        assertTrue(steps.get(steps.size() - 1).toString().contains("RST"), () -> "no steps after the end: " + steps);
        assertEquals("it died of a RST", result.trouble().getMessage());
        assertFalse(result.certified());
        Report.Entry known = new Reporting("dying", List.of(), KnownDeviations.of(List.of("TW-RST as ever")), r -> r)
                .report(result, 1)
                .find("TW-RST");
        assertEquals(Verdict.Kind.FAIL, known.verdict(), "no known deviation is meant to be that");
        assertTrue(known.counterexample().breach().startsWith("it died of a RST\n"));
    }

    @Test
    void a_failure_has_a_cause_without_numbers_that_shrinking_does_not_change() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            Certification.Plan known = new Certification.Plan(RULES, seed, 100, Set.of(MUTANT.rule()), false);
            Certification.Plan news = new Certification.Plan(RULES, seed, 100, Set.of(), false);
            String large = cause(Certification.run(MUTANT.stacks(), known, Certification.Listener.SILENT));
            assertTrue(large.matches("in TIME-WAIT, (some time )?after [A-Z,]+( with text)?: RST"), large);
            assertEquals(large, cause(Certification.run(MUTANT.stacks(), news, Certification.Listener.SILENT)));
        }
    }

    private static String cause(Certification.Result result) {
        return verdict(result).counterexample().cause(result.profile());
    }

    @Test
    void no_more_rules_are_tried_after_the_first_that_fails_if_one_wants_it_so() throws Exception {
        int failing = RULES.indexOf(Rules.get(MUTANT.rule()));
        Certification.Plan plan = new Certification.Plan(RULES, 1, 50, Set.of(), false, true);
        List<Verdict> verdicts = Certification.run(MUTANT.stacks(), plan, Certification.Listener.SILENT)
                .verdicts();
        assertEquals(Verdict.Kind.FAIL, verdicts.get(failing).kind());
        assertTrue(verdicts.stream().skip(failing + 1).noneMatch(v -> v.kind().said()), verdicts::toString);
        assertTrue(verdicts.stream().anyMatch(v -> v.why().equals("not tried, since TW-RESTART fails")));
        Certification.Plan known = new Certification.Plan(RULES, 1, 50, Set.of(MUTANT.rule()), false, true);
        assertTrue(Certification.run(MUTANT.stacks(), known, Certification.Listener.SILENT).verdicts().stream()
                .skip(failing + 1)
                .anyMatch(v -> v.kind() == Verdict.Kind.PASS));
    }

    @Test
    void a_stack_that_cannot_be_had_again_leaves_the_verdicts_up_to_there() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Certification.Result result = run(() -> {
            if (made.incrementAndGet() > 150) {
                throw new ContractException("it does not start again");
            }
            return ReferenceStack.rfc9293();
        });
        List<Verdict.Kind> kinds = result.verdicts().stream().map(Verdict::kind).toList();
        assertEquals(Verdict.Kind.PASS, kinds.get(0));
        assertEquals(Verdict.Kind.UNTESTED, kinds.get(1));
        assertEquals(
                "not tried: it does not start again", result.verdicts().get(1).why());
        assertTrue(made.get() < 160, "asked for no more: " + made);
        assertFalse(result.certified());
    }

    @Test
    void what_fails_once_and_not_again_is_unstable_and_both_runs_are_kept() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Certification.Result result =
                run(() -> made.incrementAndGet() % 10 == 3 ? MUTANT.stacks().get() : ReferenceStack.rfc9293());
        Verdict verdict = verdict(result);
        assertEquals(Verdict.Kind.UNSTABLE, verdict.kind());
        assertTrue(verdict.why().startsWith("it was broken once and not again: expected "), verdict.why());
        Verdict.Counterexample once = verdict.counterexample();
        assertEquals("the rule was kept", once.again().says());
        assertFalse(once.trace().equals(once.again().trace()));
        assertTrue(result.certified(), "nothing can be said");
    }

    /** Scenarios that wait for the same clock run together, on one stack: the second of these runs them again. */
    @Test
    void on_a_wall_clock_what_fails_is_run_again_as_well() throws Exception {
        Mutant deaf = Mutants.all().stream()
                .filter(m -> m.rule().equals("RA-EXACT"))
                .findFirst()
                .orElseThrow();
        Rule rule = Rules.get(deaf.rule());
        Certification.Plan plan = new Certification.Plan(List.of(rule), 1, 4, Set.of(), false);
        Certification.Plan known = new Certification.Plan(List.of(rule), 1, 4, Set.of(rule.id()), false);
        AtomicInteger made = new AtomicInteger();
        Supplier<StackUnderTest> once =
                () -> new OnWall(made.incrementAndGet() == 2 ? deaf.stacks().get() : ReferenceStack.rfc9293());
        Supplier<StackUnderTest> ever = () -> new OnWall(deaf.stacks().get());
        assertEquals(Verdict.Kind.UNSTABLE, kind(once, plan));
        assertEquals(3, made.get(), "one says its profile, one runs all, one runs again");
        assertEquals(Verdict.Kind.FAIL, kind(ever, plan));
        made.set(0);
        assertEquals(Verdict.Kind.FAIL, kind(once, known), "what is known need not come twice");
    }

    private static Verdict.Kind kind(Supplier<StackUnderTest> stacks, Certification.Plan plan) throws Exception {
        return Certification.run(stacks, plan, Certification.Listener.SILENT)
                .verdicts()
                .get(0)
                .kind();
    }

    /** A reference whose clock is that of the machine, as far as somebody asks. */
    private static final class OnWall extends ForwardingStack {
        private final long begin = System.nanoTime();
        private long now;

        OnWall(ReferenceStack inner) {
            super(inner);
        }

        @Override
        public Profile profile() {
            Profile p = super.profile();
            return new Profile(
                    p.name(),
                    Profile.Clock.WALL,
                    p.local4(),
                    p.peer4(),
                    null,
                    null,
                    p.twoMsl(),
                    p.rto(),
                    Time.ms(10),
                    p.delayedAck(),
                    p.features(),
                    p.loneKnobs());
        }

        @Override
        public synchronized Result call(int socket, Call call) {
            catchUp();
            return super.call(socket, call);
        }

        @Override
        public synchronized void deliver(Bytes packet) {
            catchUp();
            super.deliver(packet);
        }

        @Override
        public synchronized void catchUp() {
            long elapsed = (System.nanoTime() - begin) / 1000;
            now += super.advance(elapsed - now);
        }
    }

    @Test
    void each_cause_of_a_rule_is_found_and_has_a_run_of_its_own() throws Exception {
        Mutant drops = Mutants.all().stream()
                .filter(m -> m.id().equals("half-close-drops-text"))
                .findFirst()
                .orElseThrow();
        Certification.Plan plan = new Certification.Plan(List.of(Rules.get(drops.rule())), 1, 200, Set.of(), false);
        Certification.Result result = Certification.run(drops.stacks(), plan, Certification.Listener.SILENT);
        Verdict verdict = result.verdicts().get(0);
        List<Verdict.Counterexample> all = new ArrayList<>(verdict.others());
        all.add(verdict.counterexample());
        Set<String> states = new TreeSet<>();
        all.forEach(c -> states.add(c.cause(result.profile()).replaceAll(",.*", "")));
        assertEquals(Set.of("in FIN-WAIT-1", "in FIN-WAIT-2"), states);
        assertEquals(2, all.size());
        assertTrue(all.stream().noneMatch(c -> c.again() != null), "each came again");
    }

    @Test
    void what_is_claimed_and_never_seen_is_a_line_each() throws Exception {
        Certification.Plan plan = new Certification.Plan(Rules.all(), 1, 10, Set.of(), false);
        assertEquals(
                List.of(),
                Certification.run(ReferenceStack::linux, plan, Certification.Listener.SILENT)
                        .unfounded());
        List<String> lines = Certification.run(Boasting::new, plan, Certification.Listener.SILENT)
                .unfounded();
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("ts is claimed, and none of the "), lines::toString);
        assertTrue(lines.get(1).startsWith("IPv6 is claimed, and nothing was answered in the "), lines::toString);
        assertTrue(lines.get(2).startsWith("abort is claimed, and the call was refused each of "), lines::toString);
    }

    /** Claims what Linux has, and has no timestamps, no IPv6 and no ABORT. */
    private static final class Boasting extends ForwardingStack {
        Boasting() {
            super(ReferenceStack.linux());
            super.set("tcp_timestamps", 0);
        }

        @Override
        public Result call(int socket, Call call) {
            return call instanceof Call.Abort ? Result.failed(Errno.EOPNOTSUPP) : super.call(socket, call);
        }

        @Override
        public void deliver(Bytes packet) {
            if (packet.at(0) >> 4 == 4) {
                super.deliver(packet);
            }
        }
    }

    @Test
    void a_mistake_of_the_kit_costs_one_rule_and_is_told() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Certification.Result result = run(() -> {
            if (made.incrementAndGet() == 2) {
                throw new IllegalStateException("a slip");
            }
            return ReferenceStack.rfc9293();
        });
        Verdict first = result.verdicts().get(0);
        assertEquals(Verdict.Kind.UNTESTED, first.kind());
        assertTrue(first.why().startsWith("a mistake in lastack itself: "), first.why());
        assertEquals(Verdict.Kind.PASS, result.verdicts().get(1).kind());
        assertEquals("a slip", result.trouble().getMessage());
        assertFalse(result.certified());
    }

    /** The reference until it gets a RST. */
    private static final class DyingStack extends ForwardingStack {
        DyingStack() {
            super(ReferenceStack.linux());
        }

        @Override
        public void deliver(Bytes packet) {
            int header = packet.at(0) >> 4 == 4 ? 20 : 40;
            if ((packet.at(header + 13) & Flags.RST) != 0) {
                throw new ContractException("it died of a RST");
            }
            super.deliver(packet);
        }
    }

    private static Certification.Result run(Supplier<? extends StackUnderTest> stacks) throws InterruptedException {
        Certification.Plan plan = new Certification.Plan(RULES, 1, 100, Set.of(), false);
        return Certification.run(stacks, plan, Certification.Listener.SILENT);
    }

    /** Lets each wait for the other at the beginning, so that they run at the same time. */
    private static Supplier<StackUnderTest> meeting(Supplier<? extends StackUnderTest> stacks, CyclicBarrier both) {
        ThreadLocal<Boolean> met = ThreadLocal.withInitial(() -> false);
        return () -> {
            if (!met.get()) {
                met.set(true);
                await(both);
            }
            return stacks.get();
        };
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Verdict> verdicts(Certification.Result result) {
        return result.verdicts();
    }

    private static Verdict verdict(Certification.Result result) {
        return result.verdicts().stream()
                .filter(v -> v.rule().id().equals(MUTANT.rule()))
                .findFirst()
                .orElseThrow();
    }

    private static int sum(Verdict verdict) {
        return verdict.counterexample().choices().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
