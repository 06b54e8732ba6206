package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;

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

    @Test
    void a_broken_rule_fails_and_says_what_was_expected_and_what_came() {
        Map<String, String> ended = launch(Forgetful.class);
        assertEquals("", ended.get("TW 2MSL"));
        assertTrue(ended.get("TW RESTART").contains("TW-RESTART (RFC 9293"), ended::toString);
        assertTrue(ended.get("TW RESTART").contains("2MSL have not passed since the latest FIN; got RST"));
    }

    @Test
    void a_deviation_that_the_author_knows_of_does_not_fail() {
        assertEquals(Map.of("TW 2MSL", "", "TW RESTART", ""), launch(Known.class));
    }

    @Test
    void a_known_deviation_that_does_not_show_fails() {
        Map<String, String> ended = launch(Modest.class);
        assertEquals("", ended.get("TW 2MSL"));
        assertEquals("TW-RESTART is kept: take it out of the known deviations", ended.get("TW RESTART"));
    }

    /** Runs two of the properties and returns how each ended: with a complaint, or with nothing. */
    private static Map<String, String> launch(Class<? extends TeardownSuite> suite) {
        Map<String, String> ended = new TreeMap<>();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(new net.jqwik.engine.JqwikTestEngine())
                .build();
        LauncherFactory.create(config)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        DiscoverySelectors.selectMethod(suite, "TW_2MSL", "java.util.List"),
                                        DiscoverySelectors.selectMethod(suite, "TW_RESTART", "java.util.List"))
                                .configurationParameter("jqwik.database", "")
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    ended.put(
                                            test.getDisplayName(),
                                            result.getThrowable()
                                                    .map(Throwable::getMessage)
                                                    .orElse(""));
                                }
                            }
                        });
        return ended;
    }
}
