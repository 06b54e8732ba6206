package org.lastack.lab;

import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;

/** What a rule of the kit says of what one host did. */
public record Verdict(Rule rule, Judgement judgement) {
    /** Tells whether the host kept the rule. */
    public boolean pass() {
        return judgement instanceof Judgement.Pass;
    }

    /** Tells whether the host broke the rule; where the rule was not applicable, it did not. */
    public boolean fail() {
        return judgement instanceof Judgement.Fail;
    }

    @Override
    public String toString() {
        String said = judgement instanceof Judgement.Fail f
                ? "fail: expected " + f.expected() + "; got " + f.actual()
                : judgement instanceof Judgement.NotApplicable n ? "not applicable: " + n.why() : "pass";
        return lines(rule.id() + " (" + rule.source() + "): " + rule.statement()) + lines(said);
    }

    static String lines(String text) {
        return lines(text, LadderDrawing.WIDTH);
    }

    /** The text in lines of at most that many characters, each with its end. */
    static String lines(String text, int width) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            boolean wrap = column > 0 && column + 1 + word.length() > width;
            out.append(column == 0 ? "" : wrap ? "\n" : " ").append(word);
            column = wrap ? word.length() : column + word.length() + 1;
        }
        return out + "\n";
    }
}
