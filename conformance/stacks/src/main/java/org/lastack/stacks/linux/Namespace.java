package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * A private network namespace: one thread that has left the system's. Only what takes its namespace from the running thread
 * happens there (opening sockets and devices, sysctls); an open descriptor works from everywhere.
 */
final class Namespace implements AutoCloseable {
    private static final Path SYSCTLS = Path.of("/proc/sys/net");

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread inside = new Thread(work, "lastack-netns");
        inside.setDaemon(true);
        return inside;
    });

    private Namespace() {}

    /**
     * Makes a namespace.
     *
     * @throws StackUnavailableException when the kernel refuses one to this process
     */
    static Namespace enter() throws StackUnavailableException {
        Namespace namespace = new Namespace();
        int errno = namespace.run(() -> LibC.unshare(LibC.CLONE_NEWNET) == 0 ? 0 : LibC.errno());
        if (errno == 0) {
            return namespace;
        }
        namespace.close();
        throw new StackUnavailableException(
                switch (errno) {
                    case LinuxErrno.EPERM ->
                        "this process may not make a network namespace: run it as root, or as an"
                                + " ordinary user through the lastack command";
                    case LinuxErrno.ENOSPC ->
                        "no more network namespaces are allowed here: raise"
                                + " /proc/sys/user/max_net_namespaces, or end other runs";
                    default ->
                        "cannot make a network namespace (errno " + errno
                                + "): the kernel needs CONFIG_NET_NS, and a sandbox may forbid unshare";
                });
    }

    /** Tells whether this process may make one by itself. */
    static boolean allowed() {
        try (Namespace probe = new Namespace()) {
            return probe.run(() -> LibC.unshare(LibC.CLONE_NEWNET)) == 0;
        }
    }

    /** Does something on the thread inside and returns its result. It takes no time, so an interrupt waits. */
    <T> T run(Supplier<T> work) {
        Future<T> result = thread.submit(work::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot work in the network namespace", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes a sysctl of this namespace.
     *
     * @param name the path below /proc/sys/net
     * @return false when this kernel has none of that name
     * @throws IllegalArgumentException when the kernel refuses the value
     */
    boolean sysctl(String name, String value) {
        return run(() -> {
            Path file = SYSCTLS.resolve(name);
            if (!Files.isRegularFile(file)) {
                return false;
            }
            try {
                Files.writeString(file, value, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new IllegalArgumentException("the kernel refuses " + name + " = " + value, e);
            }
            return true;
        });
    }

    /** Reads a file as a thread of this namespace sees it. */
    String read(Path file) {
        return run(() -> ProcFile.read(file));
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
