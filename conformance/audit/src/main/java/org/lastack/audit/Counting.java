package org.lastack.audit;

/** Identifications of packets where one end counts them upwards, as many do for each connection. */
final class Counting {
    /** Packets that were not seen, or went elsewhere, make no larger step. */
    private static final int LARGEST_STEP = 64;

    /** What comes late or much later is still no stranger. */
    private static final int NEAR = 4096;

    private static final int ENOUGH = 3;

    private int last;
    private int steps;
    private boolean varies;

    void add(int id) {
        if (id <= 0) {
            return;
        }
        int step = (id - last) & 0xffff;
        if (last > 0) {
            varies |= step == 0 || step > LARGEST_STEP;
            steps++;
        }
        last = id;
    }

    int last() {
        return last;
    }

    /** Tells whether an identification cannot be one of these. */
    boolean isForeign(int id) {
        int distance = (id - last) & 0xffff;
        return id > 0 && !varies && steps >= ENOUGH && distance > NEAR && distance < 65_536 - NEAR;
    }
}
