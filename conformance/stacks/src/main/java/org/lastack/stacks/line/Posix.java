package org.lastack.stacks.line;

import com.sun.jna.Native;

/** The few functions of the C library that a program is started with. */
final class Posix {
    private static final boolean USABLE = register();

    private Posix() {}

    private static boolean register() {
        try {
            Native.register(Posix.class, "c");
            return Native.LONG_SIZE == 8; // as wide as a limit is then
        } catch (LinkageError e) {
            return false; // no native part of JNA for this system, or nowhere to unpack it
        }
    }

    /** Tells whether the others can be called. */
    static boolean usable() {
        return USABLE;
    }

    /** Makes a pipe: the end to read from, the end to write to. */
    static native int pipe(int[] ends);

    static native int close(int end);

    /** Reads a limit of this process: the one that counts, and how far it may be raised. */
    static native int getrlimit(int resource, long[] limit);

    static native int setrlimit(int resource, long[] limit);
}
