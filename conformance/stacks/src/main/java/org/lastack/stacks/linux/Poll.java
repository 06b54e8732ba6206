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
        try (Memory entry = new Memory(ENTRY)) {
            entry.setInt(0, descriptor);
            entry.setInt(EVENTS, LibC.POLLOUT);
            return LibC.poll(entry, 1, 0) > 0;
        }
    }
}
