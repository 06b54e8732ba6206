package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.lastack.kit.stack.StackUnavailableException;

/** What this machine lets a test do. */
final class Here {
    private Here() {}

    /** Opens a stack, or skips the test with the reason. */
    static LinuxStack stack() {
        try {
            return LinuxStack.open();
        } catch (StackUnavailableException e) {
            need(false, e.getMessage());
            throw e;
        }
    }

    /** Tells whether a program can be started by its name. */
    static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Skips a test that cannot run here; where everything is meant to be there it fails instead. */
    static void need(boolean there, String reason) {
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("cannot run here: " + reason);
        }
        if (!there) {
            abort(reason);
        }
    }
}
