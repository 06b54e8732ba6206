package org.lastack.kit.suite;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.Profile;

/** What the properties of a {@link TeardownSuite} bring, kept until all have run. */
public final class SuiteResults {
    private static final Map<Class<?>, SuiteResults> ALL = new LinkedHashMap<>();

    private final Map<Rule, Verdict> verdicts = new LinkedHashMap<>();
    private final Map<String, String> known;
    private final Profile profile;
    private final long seed;
    private int tries = 1;
    private int scenarios;

    private SuiteResults(Profile profile, long seed, Map<String, String> known) {
        this.profile = profile;
        this.seed = seed;
        this.known = Map.copyOf(known);
    }

    static void add(Class<?> suite, RuleTries of, Verdict verdict, long seed, Map<String, String> known) {
        synchronized (ALL) {
            SuiteResults results = ALL.computeIfAbsent(suite, s -> new SuiteResults(of.profile(), seed, known));
            results.verdicts.put(verdict.rule(), verdict);
            results.scenarios += of.tried();
            results.tries = Math.max(results.tries, of.tried());
        }
    }

    /** Returns what this suite has brought and forgets it; null when that is nothing. */
    public static @Nullable SuiteResults take(Class<?> suite) {
        synchronized (ALL) {
            return ALL.remove(suite);
        }
    }

    /** Returns the known deviations with their reasons. */
    public Map<String, String> known() {
        return known;
    }

    /** Returns the same as a certification, in the order of the catalogue. */
    public Certification.Result result() {
        List<Rule> rules = verdicts.keySet().stream()
                .sorted(Comparator.comparing(Rules.all()::indexOf))
                .toList();
        Certification.Plan plan = new Certification.Plan(rules, seed, tries, known.keySet(), false);
        List<Verdict> inOrder = rules.stream().map(verdicts::get).toList();
        return new Certification.Result(profile, plan, inOrder, scenarios, List.of(), List.of(), null);
    }
}
