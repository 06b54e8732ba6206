package org.lastack.certify;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.KernelTurn;
import org.lastack.stacks.linux.LinuxLauncher;
import org.lastack.stacks.linux.Shortage;

/** Work on the running kernel: one lastack at a time, and without root in a namespace of its own. */
final class OnKernel {
    private OnKernel() {}

    /** Does the work here, or in a process of its own where that is needed, and returns its exit code. */
    @SuppressWarnings("try") // a turn is held, not used
    static int run(PrintStream err, Callable<Integer> work) throws Exception {
        Shortage.requireFiles();
        try (KernelTurn turn = KernelTurn.take(line -> err.println("lastack: " + line))) {
            if (LinuxLauncher.needed()) {
                Interruption.handOn();
                return LinuxLauncher.relaunch();
            }
            return work.call();
        } catch (Exception | Error e) {
            StackUnavailableException shortage = Shortage.behind(e);
            if (shortage != null) {
                throw shortage;
            }
            // An error that nobody catches ends a JVM with 1, which would be a verdict.
            throw e instanceof Exception exception ? exception : new IllegalStateException(e);
        }
    }
}
