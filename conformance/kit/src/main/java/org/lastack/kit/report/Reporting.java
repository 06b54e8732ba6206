package org.lastack.kit.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.Stack;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.tcp.IpAddress;
import org.lastack.trace.Ladder;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/** Makes a {@link Report} from the result of a certification. */
public final class Reporting {
    private static final String ANOTHER = "; the known deviation has another cause";

    private final String label;
    private final List<String> words;
    private final KnownDeviations known;
    private final UnaryOperator<String> replay;
    private final int usual;

    /**
     * Reports on one stack.
     *
     * @param label a short name that tells the stack from others in the same report
     * @param words what names the stack on the command line, or nothing
     * @param replay gives the command line that tries the rule with this id again
     */
    public Reporting(String label, List<String> words, KnownDeviations known, UnaryOperator<String> replay) {
        this(label, words, known, replay, 1);
    }

    /**
     * Reports on one stack.
     *
     * @param usual how many tries of a rule it takes until a known deviation that does not show has gone
     */
    public Reporting(String label, List<String> words, KnownDeviations known, UnaryOperator<String> replay, int usual) {
        this.label = label;
        this.words = List.copyOf(words);
        this.known = known;
        this.replay = replay;
        this.usual = usual;
    }

    /** Returns what came of the certification, which took so many microseconds. */
    public Report.OfStack report(Certification.Result result, long micros) {
        Profile profile = result.profile();
        List<Entry> entries =
                result.verdicts().stream().map(v -> entry(v, result)).toList();
        boolean certified = result.trouble() == null
                && entries.stream().noneMatch(e -> e.verdict() == Kind.FAIL || e.passedUnexpectedly())
                && entries.stream().anyMatch(e -> e.verdict().said());
        Certification.Plan plan = result.plan();
        return new Report.OfStack(
                stack(label, words, profile),
                new Report.Plan(
                        plan.seed(),
                        plan.tries(),
                        plan.rules().stream().map(Rule::id).toList()),
                entries,
                result.scenarios(),
                micros,
                certified,
                result.coverage(),
                result.unfounded());
    }

    /** Returns what the stack says of itself. */
    public static Stack stack(String label, List<String> words, Profile profile) {
        IpAddress local6 = profile.local6();
        IpAddress peer6 = profile.peer6();
        return new Stack(
                label,
                words,
                Text.clean(profile.name()),
                profile.clock().name().toLowerCase(Locale.ROOT),
                profile.local4().toString(),
                local6 == null ? null : local6.toString(),
                profile.twoMsl(),
                profile.rto(),
                profile.granularity(),
                profile.delayedAck(),
                profile.features().stream().sorted().map(Feature::word).toList(),
                profile.loneKnobs().stream().sorted().toList(),
                profile.peer4().toString(),
                peer6 == null ? null : peer6.toString(),
                profile.minRto(),
                profile.synRto());
    }

    private Entry entry(Verdict verdict, Certification.Result result) {
        Profile profile = result.profile();
        Rule rule = verdict.rule();
        Verdict.Counterexample found = verdict.counterexample();
        String reason = known.reason(verdict);
        boolean broke = found != null && found.breach() != null; // which nobody can have meant by a known deviation
        boolean other = found != null && !known.expects(rule.id(), Text.clean(found.cause(profile)));
        boolean listed = reason != null && !broke && !other;
        Kind kind = verdict.kind() == Kind.FAIL && listed ? Kind.DEVIATION : verdict.kind();
        return new Entry(
                rule.id(),
                group(rule),
                rule.level().toString(),
                rule.source(),
                rule.statement(),
                rule.intent(),
                rule.needs().stream().sorted().map(Feature::word).toList(),
                kind,
                Text.clean(why(verdict, result.plan().tries()) + (other ? ANOTHER : "")),
                verdict.tries(),
                verdict.judged(),
                cleanKeys(verdict.seen()),
                found == null || listed ? reason : null,
                replay.apply(rule.id()),
                found == null ? null : counterexample(rule, found, profile),
                verdict.others().stream()
                        .map(one -> counterexample(rule, one, profile))
                        .toList());
    }

    /** A few scenarios may all be others than those in which a known deviation shows. */
    private String why(Verdict verdict, int tries) {
        String id = verdict.rule().id();
        if (known.reason(id) == null || verdict.kind() != Kind.PASS || tries >= usual && !known.isSeldom(id)) {
            return verdict.why();
        }
        return "a known deviation, which does not show "
                + (tries < usual ? "in " + tries + " of the usual " + usual + " tries" : "in every run");
    }

    private static String group(Rule rule) {
        return Rules.groups().stream()
                .filter(g -> g.rules().contains(rule))
                .map(g -> g.letter() + ". " + g.title())
                .findFirst()
                .orElse("Other");
    }

    private static Map<String, Integer> cleanKeys(Map<String, Integer> seen) {
        Map<String, Integer> clean = new TreeMap<>();
        seen.forEach((what, times) -> clean.merge(Text.clean(what), times, Integer::sum));
        return clean;
    }

    private Counterexample counterexample(Rule rule, Verdict.Counterexample found, Profile profile) {
        String expected = Text.clean(found.fail().expected());
        String actual = Text.clean(found.fail().actual());
        Ladder ladder = ladder(found.trace(), profile, found.fail().event(), complaint(rule, found));
        return new Counterexample(
                expected,
                actual,
                found.fail().event(),
                profile.clock() == Profile.Clock.VIRTUAL && (known.reason(rule.id()) == null || found.breach() != null),
                found.choices(),
                found.scenario().toString(),
                found.scenario(),
                SeenTrace.of(found.trace()),
                ladder,
                TextLadder.draw(ladder),
                CounterexampleScript.of(found.trace(), CounterexampleScript.like(profile))
                        .orElse(null),
                breach(found.breach()),
                Text.clean(found.cause(profile)),
                again(found.again(), profile));
    }

    private static Report.@Nullable Again again(Verdict.@Nullable Again again, Profile profile) {
        if (again == null || again.trace() == null) {
            return again == null ? null : new Report.Again(Text.clean(again.says()), null, null, null);
        }
        Ladder ladder = Ladder.of(again.trace(), Diagrams.options(again.trace(), profile));
        return new Report.Again(Text.clean(again.says()), SeenTrace.of(again.trace()), ladder, TextLadder.draw(ladder));
    }

    private static @Nullable String breach(@Nullable ContractException what) {
        return what == null ? null : Text.clean(what.getMessage() + "\n" + what.evidence());
    }

    /** Draws a run for a terminal, with a remark at one of its events. */
    public static String diagram(Trace trace, Profile profile, int marked, String remark) {
        return TextLadder.draw(ladder(trace, profile, marked, Text.clean(remark)));
    }

    /** Draws a run for a terminal, with the complaint where the rule has one. */
    public static String diagram(Verdict verdict, Trace trace, Profile profile) {
        Verdict.Counterexample found = verdict.counterexample();
        return TextLadder.draw(
                found == null
                        ? Ladder.of(trace, Diagrams.options(trace, profile))
                        : ladder(trace, profile, found.fail().event(), complaint(verdict.rule(), found)));
    }

    static String complaint(Rule rule, Verdict.Counterexample found) {
        String expected = Text.clean(found.fail().expected());
        return rule.id() + ": expected " + expected + "; got "
                + Text.clean(found.fail().actual());
    }

    /** The diagram has the states that the RFC gives the stack, whatever the stack may say. */
    private static Ladder ladder(Trace trace, Profile profile, int marked, String complaint) {
        return Ladder.of(trace, Diagrams.options(trace, profile).withComplaint(marked, complaint));
    }

    /** Puts reports on several stacks into one. */
    public static Report together(@Nullable String version, List<Report.OfStack> stacks) {
        return new Report(Report.FORMAT, version == null ? "unknown" : version, stacks);
    }
}
