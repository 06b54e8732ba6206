package org.lastack.kit.report.html;

import java.util.Locale;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.suite.Verdict.Kind;

/** What a verdict looks like: a sign that is told from the others by its shape, a colour, and a sentence. */
public enum Mark {
    PASS("pass", "M3 8.5l3.5 3.5 6.5-7.5", "Every run that says something about the rule keeps it."),
    FAIL("fail", "M4 4l8 8m0-8l-8 8", "A run breaks a rule that must be kept. The stack is not certified."),
    GONE(
            "unexpected pass",
            "M8 2.5v7m0 3v.5",
            "The author of the stack lists a deviation, but the rule is kept: the list is out of date, and the stack is"
                    + " not certified until the entry is taken out."),
    DEVIATION(
            "deviation",
            "M8 2.8l6 10.7H2z",
            "A run breaks a rule that should or may be kept, or departs from a rule in a way that the author of the stack"
                    + " lists, with the reason. The stack can be certified nevertheless."),
    UNSTABLE(
            "unstable",
            "M2.5 6.5c2-2.5 3.5-2.5 5.5-1s3.5 1.5 5.5-1m-11 6c2-2.5 3.5-2.5 5.5-1s3.5 1.5 5.5-1",
            "A run breaks the rule, and the same scenario run again does not: nothing can be said. Both runs are shown."),
    NOT_CLAIMED("not claimed", "M4 8h8", "The stack does not claim a feature that the rule needs, so nothing was run."),
    UNTESTED(
            "untested",
            "M5.3 5.8a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 1.8m0 2.7v.3",
            "Nothing can be said, for the reason that is given.");

    private final String word;
    private final String path;
    private final String sentence;

    Mark(String word, String path, String sentence) {
        this.word = word;
        this.path = path;
        this.sentence = sentence;
    }

    public static Mark of(Entry entry) {
        if (entry.passedUnexpectedly()) {
            return GONE;
        }
        return of(entry.verdict());
    }

    public static Mark of(Kind kind) {
        return switch (kind) {
            case PASS -> PASS;
            case FAIL -> FAIL;
            case DEVIATION -> DEVIATION;
            case NOT_CLAIMED -> NOT_CLAIMED;
            case UNSTABLE -> UNSTABLE;
            case UNTESTED -> UNTESTED;
        };
    }

    /** Tells whether a reader wants to know more: something is broken, or a list is wrong. */
    public boolean finding() {
        return this == FAIL || this == GONE || this == DEVIATION || this == UNSTABLE;
    }

    public String word() {
        return word;
    }

    /** The drawing, in a square of 16. */
    public String path() {
        return path;
    }

    public String sentence() {
        return sentence;
    }

    /** The name of its style and of its sign. */
    public String style() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Writes the sign; what it means must stand beside it as text. */
    public void sign(Html out) {
        out.open("svg", "class", "sign " + style(), "viewBox", "0 0 16 16", "aria-hidden", "true");
        out.open("use", "href", "#sign-" + style()).close().close();
    }

    /** Writes all signs once, for {@link #sign} to point at. */
    public static void define(Html out) {
        out.open("svg", "class", "signs", "width", "0", "height", "0", "aria-hidden", "true");
        for (Mark mark : values()) {
            out.open("symbol", "id", "sign-" + mark.style(), "viewBox", "0 0 16 16");
            out.open("path", "d", mark.path).close().close();
        }
        out.closeLine();
    }
}
