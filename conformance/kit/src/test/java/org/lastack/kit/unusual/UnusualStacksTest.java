package org.lastack.kit.unusual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;

/** Nobody is accused who is right: a stack that looks odd is certified, and no SHOULD is said to be broken that it keeps. */
class UnusualStacksTest {
    /** Few, since there are many stacks; with 200, the usual number, this takes minutes. */
    private static final int TRIES = Integer.getInteger("lastack.unusual.tries", 5);

    private static final int SEEDS = Integer.getInteger("lastack.unusual.seeds", 3);

    /** Known ones are not made smaller, which takes time and tells nothing here. */
    private static final Set<String> KNOWN = Rules.all().stream().map(Rule::id).collect(Collectors.toSet());

    static List<UnusualStack> stacks() {
        return UnusualStacks.ALL;
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void is_certified(UnusualStack unusual) {
        List<Verdict> verdicts = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> verdicts(unusual, seed))
                .flatMap(List::stream)
                .toList();
        SortedMap<String, String> complaints = new TreeMap<>();
        for (Verdict v : verdicts) {
            if (v.kind() == Verdict.Kind.FAIL
                    || v.kind() == Verdict.Kind.DEVIATION
                            && !unusual.deviations().contains(v.rule().id())) {
                complaints.put(v.rule().id(), v.why());
            }
        }
        assertEquals(new TreeMap<>(), complaints, unusual.look());
        long judged =
                verdicts.stream().filter(v -> v.kind() == Verdict.Kind.PASS).count();
        assertTrue(judged > verdicts.size() / 3, () -> "hardly anything was said of it: " + judged);
    }

    private static List<Verdict> verdicts(UnusualStack unusual, long seed) {
        try {
            Certification.Plan plan = new Certification.Plan(Rules.all(), seed, TRIES, KNOWN, false);
            return Certification.run(unusual.stacks(), plan, Certification.Listener.SILENT)
                    .verdicts();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_has_a_name_of_its_own_and_breaks_only_what_is_no_must() {
        Set<String> ids = new HashSet<>();
        Set<String> broken = new TreeSet<>();
        for (UnusualStack unusual : UnusualStacks.ALL) {
            assertTrue(ids.add(unusual.id()), unusual.id());
            unusual.deviations().stream()
                    .filter(id -> Rules.get(id).level().binding())
                    .forEach(broken::add);
        }
        assertEquals(Set.of(), broken);
    }
}
