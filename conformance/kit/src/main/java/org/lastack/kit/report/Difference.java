package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;

/** What changed from one report to another, rule by rule. */
public final class Difference {
    /** How a rule changed, in the order in which one wants to know. */
    public enum Change {
        WORSE("worse"),
        CAUSE("another cause"),
        GONE("gone"),
        NEW("new"),
        BETTER("better");

        private final String word;

        Change(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * A rule that changed.
     *
     * @param says from what to what, with what was got
     */
    public record Row(Change change, String rule, String says) {}

    private final List<Row> rows = new ArrayList<>();
    private int same;

    private Difference() {}

    /**
     * Compares the stacks with the same labels; where each report has a single one, these.
     *
     * @throws IllegalArgumentException when no stack is in both; the message is one line
     */
    public static Difference of(Report before, Report after) {
        Difference difference = new Difference();
        boolean single = before.stacks().size() == 1 && after.stacks().size() == 1;
        int compared = 0;
        for (OfStack one : before.stacks()) {
            for (OfStack other : after.stacks()) {
                if (single || one.stack().label().equals(other.stack().label())) {
                    difference.compare(
                            one, other, single ? "" : Text.line(one.stack().label(), 40) + ": ");
                    compared++;
                }
            }
        }
        if (compared == 0) {
            throw new IllegalArgumentException(
                    "the reports have no stack in common: " + labels(before) + " before, " + labels(after) + " now");
        }
        return difference;
    }

    private static String labels(Report report) {
        return Text.line(
                String.join(
                        ", ",
                        report.stacks().stream().map(s -> s.stack().label()).toList()),
                100);
    }

    private void compare(OfStack before, OfStack after, String whose) {
        Map<String, Entry> left = new LinkedHashMap<>();
        before.rules().forEach(e -> left.put(e.id(), e));
        for (Entry now : after.rules()) {
            Entry was = left.remove(now.id());
            if (was == null) {
                rows.add(new Row(Change.NEW, now.id(), whose + word(now) + got(now)));
            } else {
                compare(was, now, whose);
            }
        }
        left.values().forEach(e -> rows.add(new Row(Change.GONE, e.id(), whose + "was " + word(e))));
    }

    private void compare(Entry was, Entry now, String whose) {
        int worse = rank(now) - rank(was);
        boolean another = was.counterexample() != null
                && now.counterexample() != null
                && !was.counterexample().reason().equals(now.counterexample().reason());
        if (worse == 0 && !another) {
            same++;
            return;
        }
        Change change = worse > 0 ? Change.WORSE : worse < 0 ? Change.BETTER : Change.CAUSE;
        String says = worse == 0 ? word(now) : word(was) + " → " + word(now);
        rows.add(new Row(change, now.id(), whose + says + (another && worse == 0 ? was(was) : "") + got(now)));
    }

    /** From good to bad. */
    private static int rank(Entry entry) {
        if (entry.passedUnexpectedly()) {
            return 4;
        }
        return switch (entry.verdict()) {
            case PASS -> 0;
            case NOT_CLAIMED, UNSTABLE, UNTESTED -> 1;
            case DEVIATION -> entry.known() == null ? 3 : 2;
            case FAIL -> 4;
        };
    }

    private static String word(Entry entry) {
        return (entry.passedUnexpectedly() ? "unexpected " : rank(entry) == 2 ? "known " : "") + entry.verdict();
    }

    private static String was(Entry entry) {
        Counterexample found = entry.counterexample();
        return found == null ? "" : ", was: " + found.reason() + "; now";
    }

    private static String got(Entry entry) {
        Counterexample found = entry.counterexample();
        boolean silent = !entry.verdict().said() && !entry.why().isEmpty();
        return found != null ? ": " + found.reason() : silent ? ": " + entry.why() : "";
    }

    /** Returns the rules that changed so. */
    public List<Row> rows(Change change) {
        return rows.stream().filter(r -> r.change() == change).toList();
    }

    /** Returns how many of each, in a line. */
    public String summary() {
        StringBuilder out = new StringBuilder();
        for (Change change : Change.values()) {
            out.append(rows(change).size()).append(' ').append(change.word()).append(", ");
        }
        return out.append(same).append(" as before").toString();
    }
}
