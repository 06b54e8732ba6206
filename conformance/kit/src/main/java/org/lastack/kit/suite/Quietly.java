package org.lastack.kit.suite;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.lifecycle.FalsifiedSample;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.ShrunkFalsifiedSample;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * How a property ended, told to JUnit alone. Of results of its own making jqwik prints a page each, with the drawn numbers, which say
 * nothing to anybody.
 */
record Quietly(Status status, Optional<Throwable> throwable) implements PropertyExecutionResult {
    /** It warns of results that it has not made itself; kept here, or the setting would be forgotten with the logger. */
    private static final Logger JQWIK = Logger.getLogger("net.jqwik.engine.execution.PropertyMethodExecutor");

    static {
        JQWIK.setLevel(Level.SEVERE);
    }

    /** Returns what a throwable says: failed, skipped, or for null all is well. */
    static Quietly said(@Nullable Throwable what) {
        Status status = what == null
                ? Status.SUCCESSFUL
                : what instanceof TestAbortedException ? Status.ABORTED : Status.FAILED;
        return new Quietly(status, Optional.ofNullable(what));
    }

    @Override
    public Optional<String> seed() {
        return Optional.empty();
    }

    @Override
    public Optional<List<Object>> falsifiedParameters() {
        return Optional.empty();
    }

    @Override
    public int countChecks() {
        return 0;
    }

    @Override
    public int countTries() {
        return 0;
    }

    @Override
    public Optional<FalsifiedSample> originalSample() {
        return Optional.empty();
    }

    @Override
    public Optional<ShrunkFalsifiedSample> shrunkSample() {
        return Optional.empty();
    }

    @Override
    public PropertyExecutionResult mapTo(Status newStatus, @Nullable Throwable newThrowable) {
        return new Quietly(newStatus, Optional.ofNullable(newThrowable));
    }
}
