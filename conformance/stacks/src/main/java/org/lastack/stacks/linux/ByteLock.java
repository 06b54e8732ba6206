package org.lastack.stacks.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;

/**
 * A fcntl(2) lock on one byte of a file that everybody may read. Everybody may hold it together with others, but only who may
 * write the file, on /proc/sys root, can shut others out; and unlike flock(2) it tells who has it.
 */
final class ByteLock implements AutoCloseable {
    /** Far beyond what is in any file of /proc, so that nobody else means it by accident. */
    private static final long BYTE = 0x6c61737461636bL;

    private static final short READ = 0;
    private static final short WRITE = 1;
    private static final short NONE = 2;
    /** A struct flock: kind and whence, 16 bits each, padding, start, length, process. */
    private static final int FLOCK = 32;

    private static final int START = 8;
    private static final int LENGTH = 16;
    private static final int PROCESS = 24;

    private final int fd;
    private final short kind;

    private ByteLock(int fd, short kind) {
        this.fd = fd;
        this.kind = kind;
    }

    /** Opens the file for a lock that shuts others out, or for one that is shared. */
    static ByteLock on(Path file, boolean alone) {
        int fd = LibC.open(file.toString(), (alone ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw Shortage.of("open " + file, LibC.errno());
        }
        return new ByteLock(fd, alone ? WRITE : READ);
    }

    boolean take() {
        return LibC.fcntl(fd, LibC.F_SETLK, flock()) == 0;
    }

    /** Says who has it now. */
    String holder() {
        byte[] flock = flock();
        LibC.fcntl(fd, LibC.F_GETLK, flock);
        ByteBuffer said = ByteBuffer.wrap(flock).order(ByteOrder.nativeOrder());
        if (said.getShort(0) == NONE) {
            return "a process that has just ended";
        }
        long pid = said.getInt(PROCESS);
        return ProcessHandle.of(pid)
                .map(p -> "process " + pid
                        + p.info().user().map(u -> " of " + u).orElse("")
                        + p.info()
                                .startInstant()
                                .map(at -> ", since " + at.truncatedTo(ChronoUnit.SECONDS))
                                .orElse(""))
                .orElse("a process that cannot be seen from here");
    }

    private byte[] flock() {
        byte[] flock = new byte[FLOCK];
        ByteBuffer.wrap(flock)
                .order(ByteOrder.nativeOrder())
                .putShort(0, kind)
                .putLong(START, BYTE)
                .putLong(LENGTH, 1);
        return flock;
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
