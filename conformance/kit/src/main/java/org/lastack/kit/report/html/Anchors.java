package org.lastack.kit.report.html;

import java.util.List;
import java.util.Locale;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;

/** The names of the places in the page: a rule has its id, what was found on a stack has the two with a dot between. */
final class Anchors {
    private final List<OfStack> stacks;

    Anchors(Report report) {
        this.stacks = report.stacks();
    }

    static String rule(String id) {
        return word(id);
    }

    String finding(OfStack stack, Entry entry) {
        String label = word(stack.stack().label());
        boolean shared = stacks.stream()
                        .filter(s -> word(s.stack().label()).equals(label))
                        .count()
                > 1;
        return rule(entry.id()) + "." + label + (shared ? "." + stacks.indexOf(stack) : "");
    }

    static String group(String title) {
        return "group-" + word(title).toLowerCase(Locale.ROOT);
    }

    private static String word(String text) {
        return text.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
