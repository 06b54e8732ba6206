package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assumptions.abort;

import org.lastack.kit.stack.StackUnavailableException;

/** What this machine lets a test do. */
final class Here {
    private Here() {}

    /** Opens a stack, or skips the test with the reason; where everything is meant to be there it fails instead. */
    static LinuxStack stack() throws StackUnavailableException {
        try {
            return LinuxStack.open();
        } catch (StackUnavailableException e) {
            return skip(e);
        }
    }

    static <T, E extends Exception> T skip(E reason) throws E {
        if ("true".equals(System.getenv("CI"))) {
            throw reason;
        }
        return abort(reason.getMessage());
    }
}
