package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * A lock that nobody but its owner can hold, since nobody else may open the file: flock(2) asks for no right to write. It ends
 * with the process, however that ends. The file says who has it; it stays, for what waits would otherwise wait for another.
 */
final class LockFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final int fd;

    private LockFile(int fd) {
        this.fd = fd;
    }

    /**
     * Waits for the lock.
     *
     * @param patience how long at most
     * @param waiting hears once who has it when it is not free at once
     * @throws StackUnavailableException when it is not to be had
     * @throws InterruptedException when interrupted while waiting
     */
    static LockFile take(Path file, Duration patience, Consumer<String> waiting) throws InterruptedException {
        LockFile lock = open(file);
        boolean taken = false;
        try {
            Patience.until(patience, lock::free, waiting, () -> holder(file));
            lock.sign(file);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    /** Returns the lock, or null when somebody has it. */
    static @Nullable LockFile tryTake(Path file) {
        LockFile lock = open(file);
        if (lock.free()) {
            lock.sign(file);
            return lock;
        }
        lock.close();
        return null;
    }

    private static LockFile open(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
        } catch (FileAlreadyExistsException e) {
            // From an earlier run.
        } catch (IOException e) {
            throw new StackUnavailableException("cannot make the lock " + file + ": " + Shortage.reason(e), e);
        }
        int fd = LibC.open(file.toString(), LibC.O_RDWR | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw Shortage.of("open the lock " + file, LibC.errno());
        }
        return new LockFile(fd);
    }

    private boolean free() {
        return LibC.flock(fd, LibC.LOCK_EX_NB) == 0;
    }

    private void sign(Path file) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Files.writeString(file, "process " + ProcessHandle.current().pid() + ", since " + now);
        } catch (IOException e) {
            throw new StackUnavailableException("cannot write to the lock " + file + ": " + Shortage.reason(e), e);
        }
    }

    private static String holder(Path file) {
        try {
            String signed = Files.readString(file).strip();
            return signed.isEmpty() ? "a process that has just started" : signed;
        } catch (IOException e) {
            return "a process that cannot be told";
        }
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
