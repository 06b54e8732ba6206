package org.lastack.lessons.engine;

import java.io.ByteArrayOutputStream;

/** What a session shows, up to a limit; what comes after it is not kept. */
final class Shown extends ByteArrayOutputStream {
    private final int limit;
    private final Runnable atTheLimit;
    private boolean full;

    /** Tells once when there is more than {@code limit} octets. */
    Shown(int limit, Runnable atTheLimit) {
        this.limit = limit;
        this.atTheLimit = atTheLimit;
    }

    @Override
    public synchronized void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] octets, int from, int length) {
        int room = limit - size();
        super.write(octets, from, Math.min(length, room));
        if (length > room && !full) {
            full = true;
            atTheLimit.run();
        }
    }

    synchronized boolean full() {
        return full;
    }
}
