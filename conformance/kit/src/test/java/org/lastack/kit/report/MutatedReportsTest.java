package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.trace.TextLadder;
import org.lastack.trace.Trace;

/**
 * Reports as an enemy, a broken disk or a later program may write them. What is read ends in a report or in one line; what was
 * read can be judged, drawn and run. With {@code -Dlastack.reports=10000000} so many are read, {@code -Dlastack.seed} chooses which.
 */
class MutatedReportsTest {
    private static final int COUNT = Integer.getInteger("lastack.reports", 4000);
    private static final long SEED = Long.getLong("lastack.seed", 1);

    /** Judging and drawing cost more than reading: of millions that are read, so many are used. */
    private static final int USE_EACH = Math.max(1, COUNT / 50_000);

    /** And running costs more than that. */
    private static final int RUN_EACH = 50 * USE_EACH;

    private static final int PROGRESS_EACH = 1_000_000;

    /** What a value of a report is replaced with. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "65536",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "1e400",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"\\u001b[2J\\n\\u202e\"",
            "\"4500\"",
            "\"" + "a".repeat(5000) + "\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "[".repeat(60) + "]".repeat(60));

    private final Random random = new Random(SEED);
    private final List<Base> bases = new ArrayList<>();
    private int read;
    private int refused;
    private int judged;
    private int unjudged;

    /** A report, and where each of its values, and each of its members and elements, begins and ends. */
    private record Base(String json, List<int[]> values) {}

    @Test
    void whatever_stands_in_a_report_it_is_read_or_refused_in_one_line() throws Exception {
        bases.add(base(Made.report(Made.stack("1", false, Made.broken("TW-RESTART", Kind.FAIL, null)))));
        bases.add(base(ofMutant()));
        for (int i = 0; i < COUNT; i++) {
            String json = mutate();
            try {
                tryOne(json, i);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + SEED + ", report " + i + ": " + e, e);
            }
            if ((i + 1) % PROGRESS_EACH == 0) {
                System.out.println(soFar());
            }
        }
        System.out.println(soFar());
        assertEquals(COUNT, read + refused);
        assertTrue(
                read > COUNT / 20 && refused > COUNT / 20 && judged > COUNT / USE_EACH / 100,
                "a fuzz that tries nothing");
    }

    private String soFar() {
        return (read + refused) + " mutated reports, seed " + SEED + ": " + refused + " refused, " + read
                + " read; of those " + judged + " judged, " + unjudged + " not";
    }

    private void tryOne(String json, int number) {
        Report report;
        try {
            report = ReportJson.read(json);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.lines().count() == 1 && message.length() < 600, message);
            assertTrue(message.equals(Text.clean(message)), message);
            refused++;
            return;
        }
        read++;
        if (number % USE_EACH != 0) {
            return;
        }
        for (Report.OfStack stack : report.stacks()) {
            for (Report.Entry entry : stack.rules()) {
                Report.Counterexample found = entry.counterexample();
                if (found != null) {
                    use(stack.stack(), entry.id(), found, number);
                }
            }
        }
    }

    /** What {@code replay} does with it. */
    private void use(Report.Stack stack, String id, Report.Counterexample found, int number) {
        Profile profile = Stored.profile(stack);
        Trace trace = Stored.trace(found);
        Rule rule = Rules.find(id);
        Scenario steps = found.steps();
        assertTrue(TextLadder.draw(found.ladder()).length() > 0);
        if (rule == null || !rule.testable() || steps == null) {
            return;
        }
        if (trace != null) {
            try {
                Certification.Replay replay = Certification.judge(rule, steps, trace, profile);
                judged++;
                assertTrue(Reporting.diagram(replay.verdict(), trace, profile).length() > 0);
            } catch (AssertionError e) {
                throw e;
            } catch (RuntimeException e) {
                unjudged++;
            }
        }
        if (number % RUN_EACH == 0) {
            run(steps);
        }
    }

    private static void run(Scenario steps) {
        try {
            new VirtualRunner(ReferenceStack::rfc9293).run(steps);
        } catch (ContractException e) {
            assertTrue(e.getMessage().contains("floods"), e.getMessage());
        }
    }

    private static Report ofMutant() throws InterruptedException {
        Mutant mutant = Mutants.all().stream()
                .filter(m -> m.id().equals("tw-1337-restarts"))
                .findFirst()
                .orElseThrow();
        Certification.Plan plan = new Certification.Plan(List.of(Rules.get(mutant.rule())), 1, 20, Set.of(), false);
        Certification.Result result = Certification.run(mutant.stacks(), plan, Certification.Listener.SILENT);
        Reporting reporting = new Reporting("mutant", List.of(), KnownDeviations.NONE, rule -> "again " + rule);
        return Reporting.together("test", List.of(reporting.report(result, 0)));
    }

    /** Makes the report as short as can be, and finds its values. */
    private static Base base(Report report) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        String json = mapper.writeValueAsString(mapper.readTree(ReportJson.write(report)));
        List<int[]> values = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int begin = (int) parser.currentTokenLocation().getCharOffset();
                if (token.isStructStart()) {
                    open.push(begin);
                } else if (token.isStructEnd()) {
                    values.add(new int[] {open.pop(), begin + 1});
                } else if (token != JsonToken.FIELD_NAME) {
                    parser.finishToken();
                    values.add(new int[] {begin, (int) parser.currentLocation().getCharOffset()});
                }
            }
        }
        return new Base(json, values);
    }

    /** One to three changes: most replace a value, some a character. */
    private String mutate() {
        Base base = bases.get(random.nextInt(bases.size()));
        if (random.nextInt(4) == 0) {
            return spoil(base.json());
        }
        int[] place = base.values().get(random.nextInt(base.values().size()));
        String value = random.nextInt(3) == 0 ? other(base) : VALUES.get(random.nextInt(VALUES.size()));
        String once = base.json().substring(0, place[0]) + value + base.json().substring(place[1]);
        return random.nextInt(8) == 0 ? spoil(once) : once;
    }

    /** A value from elsewhere in the report. */
    private String other(Base base) {
        int[] place = base.values().get(random.nextInt(base.values().size()));
        return base.json().substring(place[0], place[1]);
    }

    private String spoil(String json) {
        StringBuilder text = new StringBuilder(json);
        for (int changes = 1 + random.nextInt(3); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                case 3 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(200)));
            }
        }
        return text.toString();
    }
}
