package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * tcp_max_orphans, which is one for the whole system. Two things put the value back when this process cannot: a guard, a process
 * apart that waits for the end of this one; and, when both were killed, a record of the old value, at which every run looks first.
 */
final class OrphanLimit implements AutoCloseable {
    static final String KNOB = "tcp_max_orphans";

    /**
     * Where all of it is.
     *
     * @param knob the file of the value
     * @param record is there while the value may be another than it was
     */
    record Place(Path knob, Path record) {
        static final Place SYSTEM = new Place(Path.of("/proc/sys/net/ipv4", KNOB), Path.of("/run", "lastack-" + KNOB));

        Path lock() {
            return record.resolveSibling(record.getFileName() + ".lock");
        }

        /** Tells whether this process may change the value: as the system's own root, in its own network namespace. */
        boolean writable() {
            Path folder = record.toAbsolutePath().getParent();
            return folder != null && Files.isWritable(knob) && Files.isWritable(folder);
        }

        long value() {
            return Long.parseLong(ProcFile.read(knob));
        }

        void write(long value) throws IOException {
            Files.writeString(
                    knob, Long.toString(value), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    /** Longer than a scenario that has the knob to itself. */
    private static final Duration OTHER_RUN = Duration.ofMinutes(1);

    /** A guard needs a millisecond; this is for a machine that does much else. */
    private static final Duration GUARD = Duration.ofSeconds(20);

    private final Place place;
    private final LockFile lock;
    private final OrphanGuard guard;
    private OrphanRecord record;

    private OrphanLimit(Place place, LockFile lock, OrphanGuard guard, OrphanRecord record) {
        this.place = place;
        this.lock = lock;
        this.guard = guard;
        this.record = record;
    }

    /** Tells whether this process may change it. */
    static boolean available() {
        return Place.SYSTEM.writable();
    }

    /** Puts back what a run left that was killed together with its guard, and says so on the standard error. */
    static void restoreLeft() {
        restoreLeft(Place.SYSTEM, OrphanLimit::tell);
    }

    private static void tell(String line) {
        System.err.println("lastack: " + line);
    }

    /**
     * Puts back what a run left that was killed together with its guard.
     *
     * @param told hears it, in one line
     * @throws StackUnavailableException when that is not possible; the message says what to do
     */
    static void restoreLeft(Place place, Consumer<String> told) {
        // Who does not see the knob has a network of its own, and a record that it may see is not about that.
        if (!Files.exists(place.record) || !Files.isReadable(place.knob)) {
            return;
        }
        if (!place.writable()) {
            requireNothingLeft(place);
            return;
        }
        try (LockFile lock = LockFile.tryTake(place.lock())) {
            if (lock != null) { // else the run that changed it lives, and puts it back itself
                restore(place, told);
            }
        }
    }

    /** For those who may not change it: with a limit of somebody's test nothing can be measured. */
    private static void requireNothingLeft(Place place) {
        OrphanRecord left = read(place);
        if (left == null || left.run().lives() || left.guard().lives()) {
            return;
        }
        long now = place.value();
        if (left.ofThisBoot() && left.leaves(now)) {
            throw new StackUnavailableException(
                    KNOB + " of the whole system is " + now + " instead of " + left.before() + ", left so by "
                            + left.who() + ": as root do 'sysctl -w net.ipv4." + KNOB + "=" + left.before() + "'");
        }
    }

    /** With the lock held, so that the run that wrote the record has ended. */
    private static void restore(Place place, Consumer<String> told) {
        OrphanRecord left = read(place);
        if (left == null) {
            return;
        }
        if (left.ofThisBoot()) {
            endGuard(left);
            long now = place.value();
            if (left.leaves(now)) {
                putBack(place, left.before());
                told.accept(KNOB + " of the whole system was still " + now + ", left so by " + left.who() + "; it is "
                        + left.before() + " again");
            } else if (now != left.before()) {
                told.accept(KNOB + " of the whole system was " + left.before() + " before " + left.who()
                        + " changed it; now it is " + now + ", which is not of lastack, and stays so");
            }
        }
        delete(place);
    }

    /** A guard that still works would come in between later. */
    private static void endGuard(OrphanRecord left) {
        Optional<ProcessHandle> guard = ProcessHandle.of(left.guard().pid());
        if (!Patience.within(GUARD, () -> !left.guard().lives())) {
            guard.ifPresent(ProcessHandle::destroyForcibly);
            Patience.within(GUARD, () -> !left.guard().lives());
        }
    }

    /** Returns what is left, or null when that is nothing any more. */
    private static @Nullable OrphanRecord read(Place place) {
        try {
            OrphanRecord left = OrphanRecord.read(place.record);
            if (left != null) {
                return left;
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw unreadable(place, Shortage.reason(e));
        }
        throw unreadable(place, "it is not whole");
    }

    private static StackUnavailableException unreadable(Place place, String why) {
        return new StackUnavailableException(
                "cannot read " + place.record + " (" + why + "), in which a run that was killed"
                        + " noted what net.ipv4." + KNOB + " was: that is " + place.value()
                        + " now; as root set it to what it should be with sysctl -w, then delete the file");
    }

    private static void putBack(Place place, long before) {
        try {
            place.write(before);
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot put net.ipv4." + KNOB + " back to " + before + " (" + Shortage.reason(e)
                            + "): do so by hand with sysctl -w, then delete " + place.record,
                    e);
        }
    }

    private static void delete(Place place) {
        try {
            Files.deleteIfExists(place.record);
            Files.deleteIfExists(OrphanRecord.part(place.record));
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot delete " + place.record + ", which is of no use any more (" + Shortage.reason(e)
                            + "): do so by hand",
                    e);
        }
    }

    /**
     * Takes the knob for this process, and starts the guard that will put the present value back.
     *
     * @throws StackUnavailableException when another run keeps it, or there is no guard; nothing is changed then
     */
    static OrphanLimit guarded() {
        return guarded(Place.SYSTEM, OTHER_RUN, OrphanLimit::tell);
    }

    /** Takes the knob at this place, and waits so long for another run. */
    static OrphanLimit guarded(Place place, Duration patience, Consumer<String> told) {
        LockFile lock = lock(place, patience);
        boolean taken = false;
        try {
            restore(place, told);
            long before = place.value();
            OrphanGuard guard = OrphanGuard.start(before, place.knob, place.record);
            OrphanLimit limit = new OrphanLimit(place, lock, guard, OrphanRecord.begin(before, guard.pid()));
            taken = true;
            return limit;
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    private static LockFile lock(Place place, Duration patience) {
        try {
            return LockFile.take(place.lock(), patience, holder -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackUnavailableException("interrupted while another run has changed " + KNOB, e);
        }
    }

    /**
     * Sets the limit for the whole system.
     *
     * @throws IllegalArgumentException when the kernel refuses the value
     * @throws StackUnavailableException when nothing would put it back; nothing is changed then
     */
    void set(long value) {
        if (!guard.lives()) {
            throw new StackUnavailableException("the guard of " + KNOB + " was killed; it is not changed without one");
        }
        record = record.with(value);
        try {
            record.write(place.record);
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot note in " + place.record + " what " + KNOB + " was, so it is not changed: "
                            + Shortage.reason(e),
                    e);
        }
        try {
            place.write(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("the kernel refuses " + KNOB + " = " + value, e);
        }
    }

    /**
     * Lets the guard put the value back, and waits for it.
     *
     * @throws StackUnavailableException when the guard was killed before; the value is put back all the same
     */
    @Override
    public void close() {
        try {
            if (!guard.end(GUARD) || Files.exists(place.record)) {
                putBack(place, record.before());
                delete(place);
                throw new StackUnavailableException("the guard of " + KNOB + " (process " + guard.pid()
                        + ") was killed during the run; the value is " + record.before()
                        + " again, but what was measured may not be right: start again");
            }
        } finally {
            lock.close();
        }
    }
}
