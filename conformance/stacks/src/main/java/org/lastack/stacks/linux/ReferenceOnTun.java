package org.lastack.stacks.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.machine.Settings;
import org.lastack.stacks.host.HttpService;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.world.Dice;

/**
 * The reference on a TUN device in a private network namespace, with an HTTP service: the kernel on the other end of the
 * device, and any client that runs in the namespace, meet it as a real host. One thread drives it.
 */
public final class ReferenceOnTun implements AutoCloseable {
    /** The reference's address. */
    public static final IpAddress ADDRESS = IpAddress.of("192.0.2.1");

    private static final IpAddress KERNEL = IpAddress.of("192.0.2.2");
    private static final int LONGEST_NAP_MS = 100;

    private final Namespace namespace;
    private final Tun tun;
    private final Host host;
    private final HttpService service;
    private final int port;
    private final int dropPercent;
    private final Dice dice;
    private final long zero = System.nanoTime();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Thread driver;
    private volatile boolean closed;
    private boolean proceeding;

    private final Host.Output wire = new Host.Output() {
        @Override
        public void send(Packet packet) {
            if (!dice.percent(dropPercent)) {
                tun.write(PacketCodec.encode(packet));
            }
        }

        @Override
        public void done(int socket, Result result) {
            // The service makes no call that waits.
        }
    };

    private ReferenceOnTun(Namespace namespace, Tun tun, Settings settings, int port, int dropPercent, long seed) {
        this.namespace = namespace;
        this.tun = tun;
        this.port = port;
        this.dropPercent = dropPercent;
        this.dice = new Dice(seed);
        host = new Host(settings, ADDRESS);
        service = new HttpService(this::call);
        driver = new Thread(this::drive, "lastack-host");
        driver.setDaemon(true);
    }

    /**
     * Puts the reference on a device and lets it listen.
     *
     * @param port where the service listens
     * @param dropPercent how many of a hundred packets are lost, each way
     * @param seed which ones
     * @throws StackUnavailableException when this system or its permissions do not allow it
     */
    public static ReferenceOnTun open(Settings settings, int port, int dropPercent, long seed)
            throws StackUnavailableException {
        LinuxLauncher.requireLinux();
        OrphanLimit.restoreLeft();
        Namespace namespace = Namespace.enter();
        boolean opened = false;
        try {
            Sysctls.settle(namespace);
            Tun tun = namespace.run(() -> Tun.open(KERNEL, null));
            ReferenceOnTun reference = new ReferenceOnTun(namespace, tun, settings, port, dropPercent, seed);
            reference.service.listen(ADDRESS, port);
            reference.driver.start();
            opened = true;
            return reference;
        } finally {
            if (!opened) {
                namespace.close();
            }
        }
    }

    /**
     * Starts a program inside the namespace; its input and output are this process's.
     *
     * @throws IOException when it cannot be started
     */
    public Process start(List<String> command) throws IOException {
        AtomicReference<@Nullable IOException> refused = new AtomicReference<>();
        // A child process begins in the namespace of the thread that starts it.
        Process process = namespace.run(() -> {
            try {
                return new ProcessBuilder(command).inheritIO().start();
            } catch (IOException e) {
                refused.set(e);
                return null;
            }
        });
        IOException why = refused.get();
        if (why != null) {
            throw why;
        }
        return process;
    }

    /** The file by which nsenter(1) gets into the namespace. */
    public String namespaceFile() {
        return namespace.run(() -> {
            try {
                return "/proc/" + Files.readSymbolicLink(Path.of("/proc/thread-self")) + "/ns/net";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** How many answers were written whole. */
    public int served() {
        synchronized (host) {
            return service.served();
        }
    }

    /** How many connections the reference has in each state. */
    public Map<State, Integer> ours() {
        Map<State, Integer> count = new TreeMap<>();
        synchronized (host) {
            host.connections().forEach(c -> count.merge(c.state(), 1, Integer::sum));
        }
        return count;
    }

    /** How many connections to the service the kernel has in each state. */
    public Map<State, Integer> kernels() {
        Map<State, Integer> count = new TreeMap<>();
        for (Connections.Connection c : Connections.in(namespace, false)) {
            if (c.remote().port() == port && c.remote().address().equals(ADDRESS)) {
                count.merge(c.state(), 1, Integer::sum);
            }
        }
        return count;
    }

    /** Returns what ended the driving thread, or null while all is well. */
    public @Nullable RuntimeException failure() {
        return failure.get();
    }

    private long now() {
        return (System.nanoTime() - zero) / 1000;
    }

    private Result call(int socket, Call call) {
        return host.call(now(), socket, call, wire);
    }

    private void drive() {
        try {
            while (!closed) {
                long wake;
                synchronized (host) {
                    turn();
                    wake = host.nextWake();
                }
                long nap =
                        Math.min(Math.max(0, (wake - now() + Time.MILLISECOND - 1) / Time.MILLISECOND), LONGEST_NAP_MS);
                Poll.readable(tun.fd(), (int) nap);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                failure.set(e);
            }
        }
    }

    /** Takes what the kernel has sent, does what is due, and lets the service go on. */
    private void turn() {
        for (Bytes octets = tun.read(); octets != null; octets = tun.read()) {
            if (!dice.percent(dropPercent)) {
                host.arrive(now(), octets, wire);
                proceed();
            }
        }
        host.tick(now(), wire);
        proceed();
    }

    private void proceed() {
        if (!proceeding) {
            proceeding = true;
            service.proceed();
            proceeding = false;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            driver.join(2 * LONGEST_NAP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tun.close();
        namespace.close();
    }
}
