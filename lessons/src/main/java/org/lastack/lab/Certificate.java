package org.lastack.lab;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.stack.Profile;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** What the rules of the kit say of a machine: which it keeps, and the first that it breaks with the scenario that shows it. */
public record Certificate(List<Line> lines, Profile profile) implements Drawing {
    public Certificate {
        lines = List.copyOf(lines);
    }

    /**
     * What came of one rule.
     *
     * @param verdict {@code pass}, {@code fail}, {@code error} when the machine threw an exception, or {@code untested}
     * @param words what went wrong; empty when nothing did
     * @param seen the scenario that shows a failure, as it went
     */
    public record Line(
            Rule rule,
            String verdict,
            String words,
            @Nullable Seen seen) {
        boolean pass() {
            return verdict.equals("pass");
        }
    }

    /** A scenario, and where the rule was broken. */
    public record Seen(Trace trace, Judgement.Fail fail) {}

    /** Tells whether every rule is kept. */
    public boolean pass() {
        return lines.stream().allMatch(Line::pass);
    }

    /**
     * Tells whether these rules are kept.
     *
     * @throws IllegalArgumentException when one of them was not asked for
     */
    public boolean pass(String... rules) {
        boolean pass = true;
        for (String rule : rules) {
            pass &= line(rule).pass();
        }
        return pass;
    }

    /**
     * Returns what it says of these rules alone.
     *
     * @throws IllegalArgumentException when one of them was not asked for
     */
    public Certificate only(String... rules) {
        return new Certificate(Stream.of(rules).map(this::line).toList(), profile);
    }

    private Line line(String rule) {
        return lines.stream()
                .filter(l -> l.rule().id().equals(rule))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the certificate has no rule " + rule));
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder();
        for (String verdict : List.of("pass", "fail", "error", "untested")) {
            String ids = lines.stream()
                    .filter(l -> l.verdict().equals(verdict))
                    .map(l -> l.rule().id())
                    .collect(Collectors.joining(" "));
            out.append(ids.isEmpty() ? "" : Verdict.lines(verdict + ": " + ids));
        }
        lines.stream().filter(l -> !l.pass()).findFirst().ifPresent(l -> out.append(complaint(l)));
        return out.toString();
    }

    private String complaint(Line line) {
        String head = "\n"
                + Verdict.lines(line.rule().id() + " (" + line.rule().source() + "): "
                        + line.rule().statement());
        Seen seen = line.seen();
        String drawn = seen == null ? "" : new LadderDrawing(ladder(seen), Optional.empty()).text();
        return head + Verdict.lines(line.words()) + drawn;
    }

    private Ladder ladder(Seen seen) {
        Ladder.Options options = Diagrams.options(seen.trace(), profile)
                .withComplaint(seen.fail().event(), "here");
        return new Ladder(
                "your machine", "kit", Ladder.of(seen.trace(), options).rungs());
    }

    @Override
    public String svg() {
        return TextPicture.svg("What the rules say", text());
    }

    @Override
    public String toString() {
        return text();
    }
}
