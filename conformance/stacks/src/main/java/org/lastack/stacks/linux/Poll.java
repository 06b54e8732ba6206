package org.lastack.stacks.linux;

import com.sun.jna.Memory;
import java.util.List;

/** poll(2). */
final class Poll {
    /** A struct pollfd: the descriptor, what to wait for, what came. */
    private static final int ENTRY = 8;

    private static final int EVENTS = 4;
    private static final int CAME = 6;

    private Poll() {}

    /** A descriptor and what to wait for. */
    record Wish(int descriptor, short event) {}

    /** Waits until one of the wishes comes true, or its descriptor breaks. */
    static void await(List<Wish> wishes) {
        try (Memory entries = new Memory((long) ENTRY * wishes.size())) {
            for (int i = 0; i < wishes.size(); i++) {
                entries.setInt((long) ENTRY * i, wishes.get(i).descriptor);
                entries.setInt((long) ENTRY * i + EVENTS, wishes.get(i).event);
            }
            LibC.poll(entries, wishes.size(), -1);
        }
    }

    /** Tells whether the wish has come true, or its descriptor broke. */
    static boolean ready(Wish wish) {
        return came(wish.descriptor, wish.event, 0) != 0;
    }

    /** Waits so long at most for a descriptor to be readable, and tells whether it is. */
    static boolean readable(int descriptor, int milliseconds) {
        return came(descriptor, LibC.POLLIN, milliseconds) != 0;
    }

    /** Returns which of the events have come; POLLHUP and POLLERR need not be asked for. */
    static int events(int descriptor, int asked) {
        return came(descriptor, asked, 0);
    }

    private static int came(int descriptor, int asked, int milliseconds) {
        try (Memory entry = new Memory(ENTRY)) {
            entry.setInt(0, descriptor);
            entry.setInt(EVENTS, asked);
            return LibC.poll(entry, 1, milliseconds) > 0 ? entry.getShort(CAME) : 0;
        }
    }
}
