package org.lastack.lessons.engine;

import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.LinuxStack;

/** The running kernel, as far as lessons need it. */
public final class Kernel {
    private Kernel() {}

    /** Tells whether it can be had: a network namespace and a TUN device. */
    public static boolean available() {
        try {
            LinuxStack.open().close();
            return true;
        } catch (StackUnavailableException e) {
            return false;
        }
    }

    /** Returns its name, for example {@code Linux 6.18.44}. */
    public static String name() {
        String version = System.getProperty("os.version", "");
        int dash = version.indexOf('-');
        return System.getProperty("os.name") + " " + (dash < 0 ? version : version.substring(0, dash));
    }
}
