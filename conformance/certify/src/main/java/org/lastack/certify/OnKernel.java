package org.lastack.certify;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.lastack.stacks.linux.KernelTurn;
import org.lastack.stacks.linux.LinuxLauncher;

/** Work on the running kernel: one lastack at a time, and without root in a namespace of its own. */
final class OnKernel {
    private OnKernel() {}

    /** Does the work here, or in a process of its own where that is needed, and returns its exit code. */
    static int run(PrintStream err, Callable<Integer> work) throws Exception {
        KernelTurn turn = KernelTurn.take(() -> tellOfWaiting(err));
        try {
            if (LinuxLauncher.needed()) {
                Interruption.handOn();
                return LinuxLauncher.relaunch();
            }
            return work.call();
        } finally {
            turn.close();
        }
    }

    private static void tellOfWaiting(PrintStream err) {
        err.println(
                "lastack: another lastack has its turn on this kernel, of which some limits are one for all; waiting");
    }
}
