package org.lastack.kit.scenario;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.ContractException;
import org.lastack.trace.Trace;

/** Runs scenarios on a stack. */
public interface Runner {
    /**
     * Runs the scenarios and returns what was seen, each under its scenario.
     *
     * @throws org.lastack.kit.stack.ContractException when the stack breaks the contract
     * @throws org.lastack.kit.stack.StackUnavailableException when the stack cannot be had here
     * @throws InterruptedException when the thread is interrupted; the stacks are closed all the same
     */
    Map<Scenario, Outcome> run(Collection<Scenario> scenarios, Progress progress) throws InterruptedException;

    /** What came of a scenario: a trace, or the reason why there is none. */
    sealed interface Outcome {
        /** Returns why there is no trace; empty when there is one. */
        default String why() {
            return "";
        }

        /** The scenario was played to its end. */
        record Ran(Trace trace) implements Outcome {}

        /** The scenario needs something that the stack does not have, for example a knob. */
        record Refused(String why) implements Outcome {}

        /**
         * The stack broke its contract in the middle, for example by its end.
         *
         * @param trace what was seen before, with a note at its end; null where several ran beside each other, so that nobody
         *     knows which of them it was
         */
        record Broke(ContractException what, @Nullable Trace trace) implements Outcome {
            @Override
            public String why() {
                return "the stack broke the contract: " + what.getMessage();
            }
        }

        /** The stack threw an exception, as one in this process can that is wrong altogether. */
        record Threw(Throwable what) implements Outcome {
            @Override
            public String why() {
                return "the stack threw " + what;
            }
        }
    }

    /** Hears how far a run has come; called often, and from the thread that runs. */
    interface Progress {
        Progress SILENT = (over, running, left) -> {};

        /**
         * So many scenarios are over and so many run.
         *
         * @param left microseconds that the longest of the running ones still needs
         */
        void at(int over, int running, long left);
    }
}
