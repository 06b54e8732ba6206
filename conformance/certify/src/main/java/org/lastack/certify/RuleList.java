package org.lastack.certify;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Text;
import org.lastack.kit.rules.Group;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;

/** The rules by group, for reading: level, statement, source, and what a stack must claim. */
final class RuleList {
    private static final int ID_WIDTH = 14;
    private static final int LEVEL_WIDTH = 7;
    private static final int LEAST = 60;

    private final List<Rule> rules;
    private final Terminal terminal;

    RuleList(List<Rule> rules, Terminal terminal) {
        this.rules = rules;
        this.terminal = terminal;
    }

    /** Returns the list; with a profile it says which rules that stack claims. */
    String show(@Nullable Profile profile) {
        StringBuilder out = new StringBuilder();
        if (profile != null) {
            long claimed =
                    rules.stream().filter(r -> missing(r, profile).isEmpty()).count();
            out.append(profile.name()).append(" claims ").append(claimed).append(" of ");
            out.append(rules.size()).append(rules.size() == 1 ? " rule\n" : " rules\n");
        }
        for (Group group : Rules.groups()) {
            List<Rule> of = group.rules().stream().filter(rules::contains).toList();
            if (!of.isEmpty()) {
                out.append(out.length() == 0 ? "" : "\n");
                out.append(terminal.ink().bold(group.letter() + ". " + group.title()))
                        .append('\n');
                of.forEach(r -> rule(out, r, profile));
            }
        }
        return out.toString();
    }

    private void rule(StringBuilder out, Rule rule, @Nullable Profile profile) {
        String head = "  " + Text.pad(rule.id(), ID_WIDTH) + " "
                + Text.pad(rule.level().toString(), LEVEL_WIDTH) + " ";
        int room = Math.max(LEAST, terminal.columns()) - head.length();
        List<String> lines = Text.wrap(rule.statement(), room);
        String margin = " ".repeat(head.length());
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? head : margin).append(lines.get(i)).append('\n');
        }
        Text.wrap(remarks(rule, profile), room)
                .forEach(l -> out.append(margin).append(terminal.ink().dim(l)).append('\n'));
    }

    private static String remarks(Rule rule, @Nullable Profile profile) {
        StringBuilder out = new StringBuilder(rule.source());
        if (!rule.needs().isEmpty()) {
            out.append("; needs ").append(words(rule.needs().stream().sorted().toList()));
        }
        if (!rule.testable()) {
            out.append("; untested: ").append(rule.untested());
        } else if (profile != null && !missing(rule, profile).isEmpty()) {
            out.append("; not claimed: ").append(words(missing(rule, profile)));
        }
        return out.toString();
    }

    private static List<Feature> missing(Rule rule, Profile profile) {
        return rule.needs().stream().filter(f -> !profile.has(f)).sorted().toList();
    }

    private static String words(List<Feature> features) {
        return features.stream().map(Feature::word).collect(Collectors.joining(", "));
    }
}
