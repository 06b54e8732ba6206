package org.lastack.lab;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.search.Attempt;
import org.lastack.kit.search.Search;
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

    private Certifier() {}

    static Certificate certify(Supplier<? extends Teardown> machines, List<Rule> rules) {
        Supplier<ReferenceStack> stacks =
                () -> ReferenceStack.ofMachine("yours", Settings.rfc9293(), Bench.maker(machines));
        Profile profile = stacks.get().profile();
        VirtualRunner runner = new VirtualRunner(stacks);
        List<Certificate.Line> lines = rules.stream()
                .filter(rule -> rule.testable() && profile.missing(rule.needs()).isEmpty())
                .map(rule -> line(new Search(rule, profile, runner::runWrong)))
                .toList();
        return new Certificate(lines, profile);
    }

    /** Ends with the first scenario that shows a mistake; the simplest of all comes first. */
    private static Certificate.Line line(Search search) {
        Attempt said = search.attempt(search.candidate(List.of()));
        Iterator<Attempt> more =
                search.attempts(search.rule().id().hashCode(), TRIES - 1).iterator();
        while (!wrong(said) && more.hasNext()) {
            Attempt next = more.next();
            said = wrong(next) || !verdict(said).equals("pass") ? next : said;
        }
        String mistake = verdict(said);
        return line(
                search.rule(),
                wrong(said) ? search.smallest(said, a -> verdict(a).equals(mistake)) : said);
    }

    private static boolean wrong(Attempt attempt) {
        return verdict(attempt).equals("fail") || verdict(attempt).equals("error");
    }

    private static String verdict(Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.Threw) {
            return "error";
        }
        return attempt.failed() ? "fail" : attempt.judgement() instanceof Judgement.Pass ? "pass" : "untested";
    }

    private static Certificate.Line line(Rule rule, Attempt attempt) {
        Certificate.Seen seen = attempt.observed() != null && attempt.judgement() instanceof Judgement.Fail fail
                ? new Certificate.Seen(attempt.observed().trace(), fail)
                : null;
        String words = attempt.outcome() instanceof Outcome.Threw threw
                ? "the machine threw " + threw.what()
                : attempt.judgement() instanceof Judgement.NotApplicable n ? n.why() : attempt.complaint();
        return new Certificate.Line(rule, verdict(attempt), words, seen);
    }
}
