package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.rules.Level;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;

/** The suite as its users have it: a test class of their own. */
class TeardownSuiteTest {
    /** A stack that does not restart 2MSL. */
    static class Forgetful extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return Mutants.all().stream()
                    .filter(m -> m.id().equals("tw-no-restart"))
                    .findFirst()
                    .orElseThrow()
                    .stacks()
                    .get();
        }
    }

    /** The same, with its author knowing. */
    static class Known extends Forgetful {
        @Override
        protected Map<String, String> knownDeviations() {
            return Map.of("TW-RESTART", "the timer is set once");
        }
    }

    /** A stack whose author wrongly believes that it is broken. */
    static class Modest extends Known {
        @Override
        protected StackUnderTest newStack() {
            return ReferenceStack.rfc9293();
        }
    }

    /** One of which the author says that it shows after some histories only. */
    static class Patient extends Modest {
        @Override
        protected Map<String, String> knownDeviations() {
            return Map.of("TW-RESTART", "seldom: after idling");
        }
    }

    private static final Mutant SHOULD = Mutants.all().stream()
            .filter(m -> Rules.get(m.rule()).level() == Level.SHOULD)
            .findFirst()
            .orElseThrow();

    /** A stack that breaks a SHOULD. */
    static class Loose extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return SHOULD.stacks().get();
        }
    }

    /** A stack that claims what it refuses. */
    static class Lying extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return new ForwardingStack(ReferenceStack.rfc9293()) {
                @Override
                public Result call(int socket, Call call) {
                    return call instanceof Call.Abort || call instanceof Call.Status || call instanceof Call.Shutdown
                            ? Result.failed(Errno.EOPNOTSUPP)
                            : super.call(socket, call);
                }
            };
        }

        @Override
        protected Map<String, String> knownDeviations() {
            return Map.of("AB-RST", "as ever");
        }
    }

    /** A stack with a mistake. */
    static class Throwing extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return new ForwardingStack(ReferenceStack.rfc9293()) {
                @Override
                public void deliver(Bytes packet) {
                    throw new IllegalStateException("no room");
                }
            };
        }
    }

    /** The reference, counted. */
    static class Counting extends TeardownSuite {
        private static final List<Integer> OCTETS = new ArrayList<>();

        @Override
        protected StackUnderTest newStack() {
            return new ForwardingStack(ReferenceStack.rfc9293()) {
                private int octets;

                @Override
                public void deliver(Bytes packet) {
                    octets += packet.length();
                    super.deliver(packet);
                }

                @Override
                public void close() {
                    OCTETS.add(octets);
                    super.close();
                }
            };
        }
    }

    /** The suite of a stack that is not there. */
    static class Dead extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return new DeadStack();
        }
    }

    @Test
    void a_rule_that_nothing_was_learnt_of_is_skipped_and_says_why() {
        Map<String, String> ended = launch(Dead.class, "TW_2MSL", "TS_FIN", "RG_NOTCB");
        assertTrue(ended.get("TW 2MSL").startsWith("skipped: TW-2MSL: "), ended::toString);
        assertEquals("skipped: TS-FIN: the stack does not claim ts", ended.get("TS FIN"));
        assertTrue(ended.get("RG NOTCB").contains("got silence"), ended::toString);
    }

    @Test
    void a_failure_shows_the_smallest_scenario_and_what_was_seen() {
        String failure = launch(Forgetful.class, "TW_RESTART").get("TW RESTART");
        assertTrue(failure.contains("\n 1  listen\n") || failure.contains("\n 1  connect\n"), failure);
        assertTrue(failure.contains("TIME-WAIT"), failure);
        assertTrue(failure.contains("TW-RESTART: expected "), failure);
    }

    @Test
    void a_should_that_is_broken_is_no_failure_and_shows_all_the_same() {
        String property = SHOULD.rule().replace('-', '_');
        String ended = launch(Loose.class, property).get(property.replace('_', ' '));
        assertTrue(ended.startsWith("skipped: deviation: " + SHOULD.rule() + " ("), ended);
        assertTrue(ended.contains("The smallest scenario found that fails:"), ended);
    }

    @Test
    void the_contract_is_enforced_whatever_the_level_and_what_is_known() {
        Map<String, String> ended = launch(Lying.class, "HC_RECV", "AB_RST", "AP_STATUS");
        for (String property : ended.keySet()) {
            assertTrue(ended.get(property).contains(", and refuses "), ended::toString);
            assertTrue(ended.get(property).contains("got the stack claims "), ended::toString);
        }
        assertEquals(3, ended.size());
        String threw = launch(Throwing.class, "TW_2MSL").get("TW 2MSL");
        assertTrue(threw.contains("got the stack threw java.lang.IllegalStateException: no room in deliver()"), threw);
    }

    @Test
    void the_same_seed_tries_the_same_scenarios() {
        List<Integer> once = octets("7");
        assertEquals(once, octets("7"));
        assertNotEquals(once, octets("8"));
    }

    /** How many octets each scenario of a property brought the stack. */
    private static List<Integer> octets(String seed) {
        Counting.OCTETS.clear();
        System.setProperty("lastack.seed", seed);
        try {
            launch(Counting.class, "TW_JUNK");
        } finally {
            System.clearProperty("lastack.seed");
        }
        assertFalse(Counting.OCTETS.isEmpty());
        return List.copyOf(Counting.OCTETS);
    }

    @Test
    void two_lines_are_printed_and_the_report_is_written() throws IOException {
        Path folder = Path.of("target", "lastack", "Forgetful");
        Files.deleteIfExists(folder.resolve("report.json"));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            launch(Forgetful.class, "TW_2MSL", "TW_RESTART");
        } finally {
            System.setOut(before);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith("2 rules, 200 tries each, seed 1"), lines.get(0));
        assertEquals("lastack: not certified: 1 pass, 1 fail; report: " + folder.resolve("index.html"), lines.get(1));
        Report.OfStack of = ReportJson.read(Files.readString(folder.resolve("report.json")))
                .stacks()
                .get(0);
        assertEquals(
                "mvn test -Dtest=Forgetful#TW_RESTART", of.find("TW-RESTART").replay());
        assertFalse(of.certified());
    }

    @Test
    void a_broken_rule_fails_and_says_what_was_expected_and_what_came() {
        Map<String, String> ended = launch(Forgetful.class, "TW_2MSL", "TW_RESTART");
        assertEquals("", ended.get("TW 2MSL"));
        assertTrue(ended.get("TW RESTART").contains("TW-RESTART (RFC 9293"), ended::toString);
        assertTrue(ended.get("TW RESTART").contains("2MSL have not passed since the latest FIN; got RST"));
    }

    @Test
    void a_deviation_that_the_author_knows_of_does_not_fail() {
        assertEquals(Map.of("TW 2MSL", "", "TW RESTART", ""), launch(Known.class, "TW_2MSL", "TW_RESTART"));
    }

    @Test
    void one_that_shows_seldom_need_not_show() {
        assertEquals(Map.of("TW RESTART", ""), launch(Patient.class, "TW_RESTART"));
    }

    @Test
    void a_known_deviation_that_does_not_show_fails() {
        Map<String, String> ended = launch(Modest.class, "TW_2MSL", "TW_RESTART");
        assertEquals("", ended.get("TW 2MSL"));
        assertEquals("TW-RESTART is kept: take it out of the known deviations", ended.get("TW RESTART"));
    }

    /** Runs these properties and returns how each ended: with a complaint, a reason for being skipped, or with nothing. */
    private static Map<String, String> launch(Class<? extends TeardownSuite> suite, String... properties) {
        Map<String, String> ended = new TreeMap<>();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(new net.jqwik.engine.JqwikTestEngine())
                .build();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(properties)
                        .map(p -> DiscoverySelectors.selectMethod(suite, p, "java.util.List"))
                        .toList())
                .configurationParameter("jqwik.database", "")
                .build();
        LauncherFactory.create(config).execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    String skipped = result.getStatus() == TestExecutionResult.Status.ABORTED ? "skipped: " : "";
                    String message =
                            result.getThrowable().map(Throwable::getMessage).orElse("");
                    ended.put(test.getDisplayName(), skipped + message);
                }
            }
        });
        return ended;
    }

    /** A stack that is not there. */
    private static final class DeadStack implements StackUnderTest {
        @Override
        public Profile profile() {
            Profile p = ReferenceStack.rfc9293().profile();
            return new Profile(
                    "dead",
                    p.clock(),
                    p.local4(),
                    p.peer4(),
                    null,
                    null,
                    p.twoMsl(),
                    p.rto(),
                    p.granularity(),
                    p.delayedAck(),
                    Set.of(),
                    Set.of());
        }

        @Override
        public void attach(Output output) {}

        @Override
        public boolean set(String knob, long value) {
            return false;
        }

        @Override
        public Result call(int socket, Call call) {
            return Result.failed(Errno.EOPNOTSUPP);
        }

        @Override
        public void deliver(Bytes packet) {}

        @Override
        public long advance(long micros) {
            return micros;
        }

        @Override
        public void close() {}
    }
}
