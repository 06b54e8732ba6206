package org.lastack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;

/** Puts the rules that a closing machine answers for to one that a reader wrote. */
final class Certifier {
    /** What depends on the closing part above all, in the order in which a reader builds it. */
    static final List<Rule> CLOSING = Stream.of(
                    "NC-FIN",
                    "NC-FIN-LAST",
                    "NC-FW", // FIN-WAIT-1 and FIN-WAIT-2
                    "NC-FW2-TW",
                    "NC-FW1-TW",
                    "TW-RESTART", // TIME-WAIT
                    "FR-REXMIT",
                    "FR-BACKOFF",
                    "NC-FIN-SPACE", // the timer
                    "SC-CLOSING",
                    "SC-TW",
                    "SC-IGNORE",
                    "TW-2MSL", // CLOSING
                    "NC-CW",
                    "NC-LA",
                    "FO-BEYOND",
                    "RG-CLOSED-AFTER") // CLOSE-WAIT and LAST-ACK
            .map(Rules::get)
            .toList();

    /** Enough for each of the rules to catch its mutants, and little enough to wait for. */
    private static final int TRIES = 12;

    /** More numbers than any scenario draws. */
    private static final int DRAWN = 24;

    private final VirtualRunner runner;
    private final Profile profile;

    private Certifier(ReferenceStack sample, Supplier<ReferenceStack> stacks) {
        runner = new VirtualRunner(stacks);
        profile = sample.profile();
    }

    static Certificate certify(Supplier<? extends Teardown> machines, List<Rule> rules) {
        Supplier<ReferenceStack> stacks =
                () -> ReferenceStack.ofMachine("yours", Settings.rfc9293(), Bench.maker(machines));
        Certifier certifier = new Certifier(stacks.get(), stacks);
        List<Certificate.Line> lines =
                rules.stream().filter(certifier::claimed).map(certifier::line).toList();
        return new Certificate(lines, certifier.profile);
    }

    private boolean claimed(Rule rule) {
        return rule.testable() && rule.needs().stream().allMatch(profile::has);
    }

    private Certificate.Line line(Rule rule) {
        Random random = new Random(rule.id().hashCode());
        Certificate.Line line = new Certificate.Line(rule, "untested", "no scenario says anything of it", null);
        for (int i = 0; i < TRIES; i++) {
            // The simplest scenario first: what fails in it needs no search for a smaller one.
            List<Integer> drawn = i == 0 ? List.of() : draw(random);
            Certificate.Line one = line(rule, drawn);
            if (!one.pass() && !one.verdict().equals("untested")) {
                return smallest(rule, drawn, one);
            }
            line = one.pass() ? one : line;
        }
        return line;
    }

    private Certificate.Line line(Rule rule, List<Integer> drawn) {
        try {
            return runner.run(rule.scenario(new DrawnChoices(drawn), profile)) instanceof Outcome.Ran ran
                    ? judged(rule, ran)
                    : new Certificate.Line(rule, "untested", "it needs a setting that is not there", null);
        } catch (RuntimeException | StackOverflowError e) {
            return new Certificate.Line(rule, "error", "the machine threw " + e, null);
        }
    }

    private Certificate.Line judged(Rule rule, Outcome.Ran ran) {
        Judgement judgement = rule.judge(Observed.of(ran.trace(), profile));
        if (judgement instanceof Judgement.Fail fail) {
            String words = "expected " + fail.expected() + "; got " + fail.actual();
            return new Certificate.Line(rule, "fail", words, new Certificate.Seen(ran.trace(), fail));
        }
        return judgement instanceof Judgement.NotApplicable n
                ? new Certificate.Line(rule, "untested", n.why(), null)
                : new Certificate.Line(rule, "pass", "", null);
    }

    /** Makes one choice after the other the simplest, as long as it fails. */
    private Certificate.Line smallest(Rule rule, List<Integer> drawn, Certificate.Line failed) {
        List<Integer> choices = new ArrayList<>(drawn);
        Certificate.Line smallest = failed;
        for (int i = 0; i < choices.size(); i++) {
            int kept = choices.set(i, 0);
            Certificate.Line one = line(rule, choices);
            if (one.verdict().equals(failed.verdict())) {
                smallest = one;
            } else {
                choices.set(i, kept);
            }
        }
        return smallest;
    }

    private static List<Integer> draw(Random random) {
        return random.ints(DRAWN, 0, DrawnChoices.RANGE).boxed().toList();
    }
}
