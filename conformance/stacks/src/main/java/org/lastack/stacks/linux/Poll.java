package org.lastack.stacks.linux;

import com.sun.jna.Memory;
import java.util.List;

/** poll(2). */
final class Poll {
    /** A struct pollfd: the descriptor, what to wait for, what came. */
    private static final int ENTRY = 8;

    private static final int EVENTS = 4;

    private Poll() {}

    /** Waits until one of the first two descriptors can be read, or one of the others written. */
    static void await(List<Integer> descriptors) {
        try (Memory entries = new Memory((long) ENTRY * descriptors.size())) {
            for (int i = 0; i < descriptors.size(); i++) {
                entries.setInt((long) ENTRY * i, descriptors.get(i));
                entries.setInt((long) ENTRY * i + EVENTS, i < 2 ? LibC.POLLIN : LibC.POLLOUT);
            }
            LibC.poll(entries, descriptors.size(), -1);
        }
    }

    /** Tells whether a descriptor can be written, as that of a connect can that has ended in either way. */
    static boolean writable(int descriptor) {
        return ready(descriptor, LibC.POLLOUT, 0);
    }

    /** Waits so long at most for a descriptor to be readable, and tells whether it is. */
    static boolean readable(int descriptor, int milliseconds) {
        return ready(descriptor, LibC.POLLIN, milliseconds);
    }

    private static boolean ready(int descriptor, int event, int milliseconds) {
        try (Memory entry = new Memory(ENTRY)) {
            entry.setInt(0, descriptor);
            entry.setInt(EVENTS, event);
            return LibC.poll(entry, 1, milliseconds) > 0;
        }
    }
}
