package org.lastack.kit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.lastack.tcp.Time;

/**
 * When this process did not get to run: a thread wants to wake every few milliseconds and notes when it could not. What was
 * heard during a stall may have been said earlier, by as much as the stall is long, since whoever listens was stalled as well.
 */
final class Stalls implements AutoCloseable {
    private static final long PULSE = Time.ms(5);

    /** A pulse that is late by less is no stall: timers of the system are not exact. */
    private static final long SLACK = Time.ms(5);

    private final LongSupplier clock;
    private final List<Stall> stalls = new ArrayList<>();
    private final Thread thread = new Thread(this::feel, "lastack-pulse");
    private volatile boolean closed;

    private record Stall(long from, long to) {}

    /**
     * Begins to watch.
     *
     * @param clock microseconds since whenever
     */
    Stalls(LongSupplier clock) {
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    private void feel() {
        long last = clock.getAsLong();
        while (!closed) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PULSE));
            long now = clock.getAsLong();
            if (now - last > PULSE + SLACK) {
                add(last, now);
            }
            last = now;
        }
    }

    synchronized void add(long from, long to) {
        stalls.add(new Stall(from, to));
    }

    /** Returns how long the longest stall was of those that an event at this instant may belong to; 0 when there was none. */
    synchronized long around(long at) {
        long longest = 0;
        // In the order of their ends, and an event belongs to the last few.
        for (int i = stalls.size() - 1; i >= 0 && stalls.get(i).to >= at - SLACK; i--) {
            Stall stall = stalls.get(i);
            longest = stall.from <= at + SLACK ? Math.max(longest, stall.to - stall.from) : longest;
        }
        return longest;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
