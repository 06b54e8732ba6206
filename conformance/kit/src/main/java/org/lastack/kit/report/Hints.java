package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;

/** What would let more rules speak: the features that are missing, the settings, and why the others were silent. */
public final class Hints {
    private static final Pattern SETTING = Pattern.compile("the stack has no (\\w+), or it cannot be set here");

    private Hints() {}

    /** Returns them as sentences, what helps most first; none when every rule that can be tested spoke. */
    public static List<String> of(Report.OfStack stack) {
        Map<String, Integer> features = new TreeMap<>();
        Map<String, Integer> settings = new TreeMap<>();
        Map<String, Integer> others = new TreeMap<>();
        for (Entry entry : stack.rules()) {
            if (entry.verdict() == Kind.NOT_CLAIMED) {
                missing(entry, stack).forEach(f -> features.merge(f, 1, Integer::sum));
            } else if (entry.verdict() == Kind.UNTESTED && testable(entry)) {
                Matcher setting = SETTING.matcher(entry.why());
                (setting.matches() ? settings : others)
                        .merge(setting.matches() ? setting.group(1) : entry.why(), 1, Integer::sum);
            }
        }
        List<String> hints = new ArrayList<>();
        if (!features.isEmpty()) {
            hints.add("claimed, if the stack has it, this lets more rules speak: " + counted(features));
        }
        if (!settings.isEmpty()) {
            hints.add("so does this as a setting: " + counted(settings));
        }
        sorted(others)
                .forEach(e -> hints.add(
                        (e.getValue() == 1 ? "1 rule says" : e.getValue() + " rules say") + " nothing: " + e.getKey()));
        return hints;
    }

    private static List<String> missing(Entry entry, Report.OfStack stack) {
        return entry.needs().stream()
                .filter(f -> !stack.stack().features().contains(f))
                .toList();
    }

    private static boolean testable(Entry entry) {
        Rule rule = Rules.find(entry.id());
        return rule == null || rule.testable();
    }

    private static List<Map.Entry<String, Integer>> sorted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private static String counted(Map<String, Integer> counts) {
        return sorted(counts).stream()
                .map(e -> e.getKey() + (e.getValue() == 1 ? " (1 rule)" : " (" + e.getValue() + " rules)"))
                .collect(Collectors.joining(", "));
    }
}
