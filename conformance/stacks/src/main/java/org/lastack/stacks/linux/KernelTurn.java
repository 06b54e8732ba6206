package org.lastack.stacks.linux;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A turn on the kernel. A run as root may change {@code tcp_max_orphans}, which is one for the whole system, and resets the
 * orphans of everybody; so it has the kernel to itself, while runs that change nothing share it. A turn ends with the process.
 */
public final class KernelTurn implements AutoCloseable {
    /** A file that is there for exactly those who share the knob; nobody else locks it, and nothing is written to it. */
    private static final Path FILE = Path.of("/proc/sys/net/ipv4/tcp_mem");

    private static final int RETRY_MS = 100;

    private final int fd;

    private KernelTurn(int fd) {
        this.fd = fd;
    }

    /**
     * Waits until it is this process's turn.
     *
     * @param waiting is told once when it is not at once
     * @throws InterruptedException when interrupted while waiting
     */
    public static KernelTurn take(Runnable waiting) throws InterruptedException {
        if (!Files.isReadable(FILE)) {
            return new KernelTurn(-1); // a system of its own: nothing is shared
        }
        return take(FILE, OrphanLimit.available() ? LibC.LOCK_EX_NB : LibC.LOCK_SH_NB, waiting);
    }

    /** Waits for a lock of this kind on this file. */
    static KernelTurn take(Path file, int lock, Runnable waiting) throws InterruptedException {
        int fd = LibC.open(file.toString(), LibC.O_RDONLY | LibC.O_CLOEXEC);
        KernelTurn turn = new KernelTurn(fd);
        try {
            if (LibC.flock(fd, lock) != 0) {
                waiting.run();
                while (LibC.flock(fd, lock) != 0) {
                    Thread.sleep(RETRY_MS);
                }
            }
        } catch (InterruptedException e) {
            turn.close();
            throw e;
        }
        return turn;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
        }
    }
}
