package org.lastack.lessons.engine;

import java.util.List;
import java.util.Locale;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.kernel.Kernels;
import org.lastack.stacks.kernel.VirtualKernel;
import org.lastack.stacks.linux.LinuxStack;

/**
 * The kernel that lessons use. One that was built for virtual time is every lesson's own; the running one is everybody's, and is
 * used where no other was built.
 */
public final class Kernel {
    private Kernel() {}

    /** Tells whether there is one. */
    public static boolean available() {
        return isBuilt() || isRunning();
    }

    /** Tells whether it is one that was built. */
    public static boolean isBuilt() {
        return Kernels.ofLessons(line -> {}).isPresent();
    }

    /** Tells whether the running one can be had: a network namespace and a TUN device. */
    public static boolean isRunning() {
        try {
            LinuxStack.open().close();
            return true;
        } catch (StackUnavailableException e) {
            return false;
        }
    }

    /** Returns its name, for example {@code Linux 6.12.90}. */
    public static String name() {
        return Kernels.ofLessons(line -> {}).map(Kernel::name).orElseGet(Kernel::running);
    }

    private static String name(List<String> command) {
        VirtualKernel kernel = new VirtualKernel(command);
        try {
            String name = kernel.profile().name();
            return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        } finally {
            kernel.close();
        }
    }

    /** Returns the name of the running one. */
    public static String running() {
        String version = System.getProperty("os.version", "");
        int dash = version.indexOf('-');
        return System.getProperty("os.name") + " " + (dash < 0 ? version : version.substring(0, dash));
    }
}
