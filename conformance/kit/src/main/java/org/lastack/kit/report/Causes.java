package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.suite.Verdict.Kind;

/** What lies behind the failures and deviations that nobody listed: one mistake of a stack may break a dozen rules. */
public final class Causes {
    /**
     * One of them.
     *
     * @param cause the state, what was done to the stack, and what it did
     * @param entries the rules that it breaks, failures first
     */
    public record Group(String cause, List<Entry> entries) {
        public Group {
            entries = List.copyOf(entries);
        }

        public long failures() {
            return entries.stream().filter(e -> e.verdict() == Kind.FAIL).count();
        }

        /** Returns for example {@code 12 rules fail for this one}. */
        public String title() {
            long failures = failures();
            String verb = failures == entries.size() ? "fail" : failures == 0 ? "deviate" : "fail or deviate";
            return entries.size() == 1
                    ? "1 rule " + verb + "s for this one"
                    : entries.size() + " rules " + verb + " for this one";
        }
    }

    private Causes() {}

    /** Returns those of one stack, worst first: that with the most failures, then that with the most rules. */
    public static List<Group> of(Report.OfStack stack) {
        Map<String, List<Entry>> by = new LinkedHashMap<>();
        for (Entry entry : stack.rules()) {
            Counterexample found = entry.counterexample();
            if (found != null && found.again() == null && entry.known() == null) {
                Stream.concat(Stream.of(found), entry.others().stream())
                        .map(Counterexample::reason)
                        .distinct()
                        .forEach(cause -> by.computeIfAbsent(cause, c -> new ArrayList<>())
                                .add(entry));
            }
        }
        by.values().forEach(entries -> entries.sort(Comparator.comparing(Entry::verdict)));
        return by.entrySet().stream()
                .map(e -> new Group(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(Group::failures)
                        .thenComparing(g -> g.entries().size())
                        .reversed())
                .toList();
    }
}
