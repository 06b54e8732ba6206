package org.lastack.kit.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.Ladder;

/**
 * The results of one or more certifications as plain values: what is stored as JSON, and all that console text, JUnit XML and
 * pages are made from. All times are microseconds.
 *
 * @param format the version of this shape; {@link #FORMAT}
 * @param lastack the version of lastack
 * @param stacks one certification each
 */
public record Report(int format, String lastack, List<OfStack> stacks) {
    /** Raised when a field changes its meaning or goes; new fields do not raise it. */
    public static final int FORMAT = 1;

    public Report {
        stacks = List.copyOf(stacks);
    }

    /** Tells whether every stack of which a rule could be tried is certified, and there is one. */
    public boolean certified() {
        List<OfStack> tried = stacks.stream().filter(OfStack::tried).toList();
        return !tried.isEmpty() && tried.stream().allMatch(OfStack::certified);
    }

    /**
     * The certification of one stack.
     *
     * @param scenarios how many were run
     * @param certified no rule failed, at least one could be tried, and no known deviation has gone
     * @param coverage which stimuli met which states
     * @param unfounded what the stack claims and nothing bears out, a line each
     */
    public record OfStack(
            Stack stack,
            Plan plan,
            List<Entry> rules,
            int scenarios,
            long micros,
            boolean certified,
            List<Matrix> coverage,
            List<String> unfounded) {
        public OfStack {
            unfounded = unfounded == null ? List.of() : List.copyOf(unfounded); // absent in earlier reports
            rules = List.copyOf(rules);
            coverage = coverage == null ? List.of() : List.copyOf(coverage); // absent in earlier reports
        }

        /** Tells whether anything could be said of it: what is not claimed or untested makes no verdict worse. */
        public boolean tried() {
            return rules.stream().anyMatch(e -> e.verdict().said());
        }

        public long count(Kind kind) {
            return rules.stream().filter(e -> e.verdict() == kind).count();
        }

        /** Returns what is said of the rule with this id, or null. */
        public @Nullable Entry find(String id) {
            return rules.stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
        }
    }

    /**
     * What the stack said of itself.
     *
     * @param label a short name that tells it from the others of the report
     * @param words what names it on the command line, {@code --} before a program; empty when nothing does
     * @param name the name and version
     * @param clock {@code virtual} or {@code wall}
     * @param loneKnobs the knobs that reach beyond one instance of the stack
     * @param peer4 the address that the kit played; null in earlier reports
     * @param peer6 the same for IPv6, or null
     * @param minRto the least timeout, in microseconds; null in earlier reports: then it is {@code rto}
     * @param synRto the first timeout of a SYN; null in earlier reports: then it is the usual one
     */
    public record Stack(
            String label,
            List<String> words,
            String name,
            String clock,
            String local4,
            @Nullable String local6,
            long twoMsl,
            long rto,
            long granularity,
            long delayedAck,
            List<String> features,
            List<String> loneKnobs,
            @Nullable String peer4,
            @Nullable String peer6,
            @Nullable Long minRto,
            @Nullable Long synRto) {
        public Stack {
            words = words == null ? List.of() : List.copyOf(words); // absent in earlier reports
            features = List.copyOf(features);
            loneKnobs = loneKnobs == null ? List.of() : List.copyOf(loneKnobs); // absent in earlier reports
        }
    }

    /** What was asked for. */
    public record Plan(long seed, int tries, List<String> rules) {
        public Plan {
            rules = List.copyOf(rules);
        }
    }

    /**
     * What is said of one rule.
     *
     * @param group for example {@code F. TIME-WAIT}
     * @param intent the mistake that the rule catches
     * @param needs the features it needs
     * @param why the reason; for a pass, why it does not say all: the kit was late, or there were few tries; or empty
     * @param tries how many scenarios were run for it
     * @param judged how many of them said something about it
     * @param seen the recorded behaviours, with how often each was seen
     * @param known why the author of the stack expects a deviation; null when the author does not
     * @param replay the command line that brings this verdict again
     * @param others a run for each other cause, for fail and deviation
     */
    public record Entry(
            String id,
            String group,
            String level,
            String source,
            String statement,
            String intent,
            List<String> needs,
            Kind verdict,
            String why,
            int tries,
            int judged,
            Map<String, Integer> seen,
            @Nullable String known,
            String replay,
            @Nullable Counterexample counterexample,
            List<Counterexample> others) {
        public Entry {
            needs = List.copyOf(needs);
            others = others == null ? List.of() : List.copyOf(others); // absent in earlier reports
        }

        /** Returns the same with these runs. */
        public Entry with(@Nullable Counterexample found, List<Counterexample> more) {
            return new Entry(
                    id, group, level, source, statement, intent, needs, verdict, why, tries, judged, seen, known,
                    replay, found, more);
        }

        /**
         * Tells whether a deviation that the author knows of did not show, though all was judged: the list of known ones is out of
         * date. Where the kit was late or tries were few, it may be in what was not judged.
         */
        public boolean passedUnexpectedly() {
            return known != null && verdict == Kind.PASS && why.isEmpty();
        }
    }

    /**
     * A run that breaks a rule.
     *
     * @param expected every outcome that would have been allowed
     * @param actual what came instead
     * @param event the index of the event at which the rule is broken
     * @param shrunk whether smaller scenarios were looked for
     * @param choices the drawn numbers that lead to the scenario
     * @param scenario as numbered lines
     * @param steps the same as data, to be run again; null in earlier reports
     * @param ladder the diagram, with the event marked
     * @param diagram the same as text
     * @param script the same inputs for the playground, see {@link CounterexampleScript}; null where there is none
     * @param breach how the stack broke its contract, and the last lines that went to and fro; null when it kept it
     * @param cause what lies behind it, in words that are the same for other scenarios and rules; null in earlier reports
     * @param again the same scenario run again, where it did not break the rule; null where it did
     */
    public record Counterexample(
            String expected,
            String actual,
            int event,
            boolean shrunk,
            List<Integer> choices,
            String scenario,
            @Nullable Scenario steps,
            Seen trace,
            Ladder ladder,
            String diagram,
            @Nullable String script,
            @Nullable String breach,
            @Nullable String cause,
            @Nullable Again again) {
        public Counterexample {
            choices = List.copyOf(choices);
        }

        /** Returns its cause; earlier reports say none: then it is what was got. */
        public String reason() {
            return cause == null ? actual : cause;
        }
    }

    /**
     * A run that does not break the rule, though one of the same scenario did.
     *
     * @param says what came of it, for example {@code the rule was kept}
     * @param trace what was seen, drawn as {@code ladder} and as text in {@code diagram}; all are null when it was not played to its
     *     end
     */
    public record Again(
            String says,
            @Nullable Seen trace,
            @Nullable Ladder ladder,
            @Nullable String diagram) {}

    /** A trace. */
    public record Seen(String stack, long lateness, List<SeenEvent> events) {
        public Seen {
            events = List.copyOf(events);
        }
    }

    /**
     * One event of a trace; what does not belong to its kind is null.
     *
     * @param kind configured, called, returned, arrived, arrived-raw, sent, sent-raw, lost, state or note
     * @param text a line for a person
     * @param lost whether the network lost what the stack sent
     * @param octets the whole IP packet in hexadecimal
     * @param call what was called; earlier reports have only its text
     * @param result what it returned; the same
     * @param knob what was configured, and {@code value} with what; the same
     */
    public record SeenEvent(
            long at,
            String kind,
            String text,
            @Nullable Integer socket,
            @Nullable Boolean lost,
            @Nullable String octets,
            @Nullable SeenSegment segment,
            @Nullable Call call,
            @Nullable Result result,
            @Nullable String knob,
            @Nullable Long value) {}

    /** The fields of a segment, sequence numbers unsigned; an option that is absent is null. */
    public record SeenSegment(
            String src,
            int srcPort,
            String dst,
            int dstPort,
            long seq,
            long ack,
            String flags,
            int window,
            int urgent,
            int length,
            @Nullable Integer mss,
            @Nullable Integer windowScale,
            @Nullable Boolean sackPermitted,
            @Nullable Long tsVal,
            @Nullable Long tsEcr) {}
}
