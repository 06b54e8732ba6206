package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rules, in the order of the catalogue. */
public final class Rules {
    private static final List<Group> GROUPS = List.of(
            NormalCloseRules.GROUP,
            HalfCloseRules.GROUP,
            SimultaneousCloseRules.GROUP,
            RetransmissionRules.GROUP,
            FinOrderRules.GROUP,
            TimeWaitRules.GROUP,
            ResetGenerationRules.GROUP,
            ResetAcceptanceRules.GROUP,
            SynRules.GROUP,
            AbortRules.GROUP,
            OrphanRules.GROUP,
            ZeroWindowRules.GROUP,
            TimestampRules.GROUP,
            ApiRules.GROUP,
            SequenceRules.GROUP,
            RobustnessRules.GROUP);
    private static final List<Rule> ALL =
            GROUPS.stream().flatMap(g -> g.rules().stream()).toList();

    private Rules() {}

    public static List<Group> groups() {
        return GROUPS;
    }

    public static List<Rule> all() {
        return ALL;
    }

    /** Finds a rule by its id, or returns null. */
    public static @Nullable Rule find(String id) {
        for (Rule rule : ALL) {
            if (rule.id().equals(id)) {
                return rule;
            }
        }
        return null;
    }

    /**
     * Returns the rule with this id.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Rule get(String id) {
        Rule rule = find(id);
        if (rule == null) {
            throw new IllegalArgumentException("no rule is called " + id);
        }
        return rule;
    }

    /** Returns the rules whose id matches the pattern, in which {@code *} stands for any characters and {@code ?} for one. */
    public static List<Rule> matching(String pattern) {
        return ALL.stream().filter(r -> Glob.matches(pattern, r.id())).toList();
    }
}
