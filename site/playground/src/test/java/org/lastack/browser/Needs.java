package org.lastack.browser;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine: without it the test is skipped, but not in CI. */
public final class Needs {
    private Needs() {}

    /** Skips the test unless it is there, and fails in CI; the words say what is missing and what to do. */
    public static void need(boolean there, String missing) {
        if (!there && "true".equals(System.getenv("CI"))) {
            fail(missing);
        }
        Assumptions.assumeTrue(there, missing);
    }
}
