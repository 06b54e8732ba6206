package org.lastack.stacks.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/**
 * The running kernel, alone in a network namespace of this instance. Calls go to its sockets on the caller's thread; one
 * further thread hears what it sends and which pending calls have ended.
 */
public final class LinuxStack implements KernelStack {
    private static final IpAddress LOCAL4 = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER4 = IpAddress.of("192.0.2.16");
    private static final IpAddress LOCAL6 = IpAddress.of("2001:db8::1");
    private static final IpAddress PEER6 = IpAddress.of("2001:db8::16");

    private static final Set<Feature> FEATURES = EnumSet.of(
            Feature.HALFCLOSE,
            Feature.HALFDUP,
            Feature.SOCKETS,
            Feature.LINGER,
            Feature.ABORT,
            Feature.STATUS,
            Feature.ORPHAN,
            Feature.BACKLOG,
            Feature.USERTIMEOUT,
            Feature.KEEPALIVE,
            Feature.OOO,
            Feature.URG,
            Feature.ICMP,
            Feature.IP,
            Feature.ISN,
            Feature.TS,
            Feature.PAWS,
            Feature.RFC6191,
            Feature.TW_REOPEN,
            Feature.TW_REUSE,
            Feature.RFC1337,
            Feature.RFC5961_RST,
            Feature.RFC5961_SYN,
            Feature.RFC5961_DATA,
            Feature.THROTTLE);

    private final Namespace namespace;
    private final Tun tun;
    private final Profile profile;
    /** An eventfd that wakes the listening thread; guarded by this. */
    private int bell;

    private final Map<Integer, LinuxSocket> sockets = new HashMap<>();
    /** Pending calls that end when poll(2) says so, by their sockets; guarded by itself. */
    private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();

    /** What the listening thread waits for just now; guarded by {@link #waiting}. */
    private List<Poll.Wish> asked = List.of();

    /** Calls that have ended and were not told; also the lock under which the kit is told. */
    private final Queue<Done> ended = new ConcurrentLinkedQueue<>();

    private @Nullable OrphanLimit orphanLimit;
    private @Nullable Output kit;
    private @Nullable Thread listener;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** A pending call: when to look, and how it has ended; with EAGAIN it has not. */
    private record Waiting(Poll.Wish until, Supplier<Result> end) {}

    /** A pending call that has ended. */
    private record Done(int socket, Result result) {}

    private LinuxStack(Namespace namespace, Tun tun, int bell, boolean v6) {
        this.namespace = namespace;
        this.tun = tun;
        this.bell = bell;
        this.profile = new Profile(
                "linux " + release(),
                Profile.Clock.WALL,
                LOCAL4,
                PEER4,
                v6 ? LOCAL6 : null,
                v6 ? PEER6 : null,
                Time.seconds(60),
                Time.ms(200),
                Time.ms(10),
                Time.ms(50),
                FEATURES,
                OrphanLimit.available() ? Set.of(OrphanLimit.KNOB) : Set.of());
    }

    private static String release() {
        String release = System.getProperty("os.version", "");
        int dash = release.indexOf('-');
        return dash < 0 ? release : release.substring(0, dash);
    }

    /**
     * Sets up a kernel of its own for the kit: a network namespace with a TUN device and settled sysctls.
     *
     * @throws StackUnavailableException when this system or its permissions do not allow it
     */
    public static LinuxStack open() throws StackUnavailableException {
        LinuxLauncher.requireLinux();
        OrphanLimit.restoreLeft();
        Namespace namespace = Namespace.enter();
        int bell = -1;
        boolean opened = false;
        try {
            boolean v6 = Sysctls.settle(namespace);
            bell = bell();
            Tun tun = namespace.run(() -> Tun.open(LOCAL4, v6 ? LOCAL6 : null));
            opened = true;
            return new LinuxStack(namespace, tun, bell, v6);
        } finally {
            if (!opened) {
                LibC.close(bell);
                namespace.close();
            }
        }
    }

    private static int bell() {
        int bell = LibC.eventfd(0, LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (bell < 0) {
            throw Shortage.of("open an eventfd", LibC.errno());
        }
        return bell;
    }

    /** Returns the file of the differences between the kernel and the preset linux that are accepted. */
    public static Path acceptedDifferences() {
        return ProjectFolder.resolve("conformance/stacks/known/linux-preset.txt");
    }

    /** Returns the file of the deviations that are known of Linux. */
    public static Path knownDeviations() {
        return ProjectFolder.resolve("conformance/stacks/known/linux.txt");
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public void attach(Output output) {
        kit = output;
        Thread thread = new Thread(() -> listen(output), "lastack-wire");
        thread.setDaemon(true);
        listener = thread;
        thread.start();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the kernel refuses the value
     * @throws StackUnavailableException when it is one for the whole system, and nothing would put it back
     */
    @Override
    public boolean set(String knob, long value) {
        if (!knob.equals(OrphanLimit.KNOB)) {
            return Sysctls.set(namespace, knob, value);
        }
        if (!profile.loneKnobs().contains(knob)) {
            return false;
        }
        if (orphanLimit == null) {
            orphanLimit = OrphanLimit.guarded();
        }
        orphanLimit.set(value);
        return true;
    }

    @Override
    public List<KernelConnection> connections() {
        return KernelConnection.table(Connections.table(namespace, false));
    }

    @Override
    public long received(int socket) {
        LinuxSocket held = sockets.get(socket);
        return held == null ? 0 : held.received();
    }

    /** Reads back a sysctl of net.ipv4. */
    String sysctl(String knob) {
        return Sysctls.get(namespace, knob);
    }

    @Override
    public Result call(int socket, Call call) {
        Throwable died = failure;
        if (died != null) {
            throw new IllegalStateException("the thread that hears the kernel died", died);
        }
        if (call instanceof Call.Listen c) {
            LinuxSocket fresh = LinuxSocket.open(namespace, c.local());
            return keep(socket, fresh, fresh.listen(c));
        }
        if (call instanceof Call.Connect c) {
            LinuxSocket fresh = LinuxSocket.open(namespace, c.local());
            Result result = keep(socket, fresh, fresh.connect(c));
            if (result instanceof Result.Pending) {
                await(socket, new Waiting(new Poll.Wish(fresh.fd(), LibC.POLLOUT), fresh::connected));
            }
            return result;
        }
        LinuxSocket known = sockets.get(call instanceof Call.Accept c ? c.listener() : socket);
        if (known == null) {
            return Result.failed(Errno.EBADF);
        }
        if (call instanceof Call.Accept) {
            LinuxSocket fresh = known.accept();
            return fresh == null ? LinuxSocket.failed() : keep(socket, fresh, Result.ok());
        }
        return callOn(socket, known, call);
    }

    private Result callOn(int number, LinuxSocket socket, Call call) {
        if (call instanceof Call.Write c) {
            return socket.write(c.data());
        }
        if (call instanceof Call.Read c) {
            return socket.read(c.most());
        }
        if (call instanceof Call.Receive c) {
            return receive(number, socket, c);
        }
        if (call instanceof Call.Poll) {
            return socket.poll();
        }
        if (call instanceof Call.TakeError) {
            return socket.takeError();
        }
        if (call instanceof Call.Shutdown c) {
            return socket.shutdown(c.how());
        }
        if (call instanceof Call.SetOption c) {
            return socket.option(c.option(), c.value());
        }
        if (call instanceof Call.Status) {
            return new Result.InState(socket.state());
        }
        forget(number, socket);
        return call instanceof Call.Abort ? socket.abort() : close(number, socket);
    }

    private Result keep(int number, LinuxSocket socket, Result result) {
        if (result instanceof Result.Failed) {
            socket.close();
        } else if (sockets.putIfAbsent(number, socket) != null) {
            socket.abort();
            throw new IllegalArgumentException("socket " + number + " is in use");
        }
        return result;
    }

    /** What would wait in recv() waits in poll(2), which the kernel wakes by the same events. */
    private Result receive(int number, LinuxSocket socket, Call.Receive call) {
        Result result = socket.read(call.most());
        if (!result.is(Errno.EAGAIN)) {
            return result;
        }
        await(number, new Waiting(new Poll.Wish(socket.fd(), LibC.POLLIN), () -> socket.read(call.most())));
        return Result.pending();
    }

    private void await(int number, Waiting call) {
        synchronized (waiting) {
            waiting.put(number, call);
        }
        ring();
    }

    /** The application gives the socket up: a pending connect ends for it, a pending receive is forgotten. */
    private void forget(int number, LinuxSocket socket) {
        sockets.remove(number);
        Waiting call;
        synchronized (waiting) {
            call = waiting.remove(number);
            awaitLetGo(socket.fd());
        }
        if (call != null && call.until.event() == LibC.POLLOUT) {
            end(number, Result.failed(Errno.ECONNABORTED));
        }
    }

    /** While a thread is in poll(2) for a descriptor the kernel ends no connection of it, whoever closes it. */
    private void awaitLetGo(int descriptor) {
        boolean interrupted = false;
        while (asked.stream().anyMatch(wish -> wish.descriptor() == descriptor)) {
            ring();
            try {
                waiting.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A close that lingers keeps its thread in the kernel, so it gets one of its own. */
    private Result close(int number, LinuxSocket socket) {
        if (!socket.lingers()) {
            return socket.close();
        }
        Thread closer = new Thread(() -> end(number, socket.close()), "lastack-linger");
        closer.setDaemon(true);
        closer.start();
        return Result.pending();
    }

    private void end(int number, Result result) {
        ended.add(new Done(number, result));
        ring();
    }

    private synchronized void ring() {
        if (bell >= 0) {
            LibC.write(bell, new byte[] {1, 1, 1, 1, 1, 1, 1, 1}, Long.BYTES);
        }
    }

    @Override
    public void deliver(Bytes packet) {
        tun.write(packet);
    }

    @Override
    public long advance(long micros) {
        throw new IllegalStateException("a kernel's time cannot be moved");
    }

    @Override
    public void catchUp() {
        Output to = kit;
        if (to != null && !closed) {
            tell(to);
        }
    }

    /** The listening thread: waits for the wire, the bell and pending calls, and tells the kit. */
    private void listen(Output output) {
        try {
            while (!closed) {
                List<Poll.Wish> wishes = new ArrayList<>();
                wishes.add(new Poll.Wish(tun.fd(), LibC.POLLIN));
                wishes.add(new Poll.Wish(bell, LibC.POLLIN));
                synchronized (waiting) {
                    waiting.values().forEach(call -> wishes.add(call.until()));
                    asked = wishes;
                }
                Poll.await(wishes);
                letGo();
                LibC.read(bell, new byte[8], 8);
                tell(output);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            letGo();
        }
    }

    private void letGo() {
        synchronized (waiting) {
            asked = List.of();
            waiting.notifyAll();
        }
    }

    /** Tells the kit all there is, in its order; both the listening thread and the kit's own come here. */
    private void tell(Output output) {
        synchronized (ended) {
            tellEnded(output);
            for (Bytes packet = tun.read(); packet != null && !closed; packet = tun.read()) {
                // A connect ends before its last ACK leaves, and the kit must hear it first.
                tellEnded(output);
                output.packet(packet);
            }
        }
    }

    private void tellEnded(Output output) {
        synchronized (waiting) {
            waiting.entrySet().removeIf(e -> hasEnded(e.getKey(), e.getValue()));
        }
        for (Done done = ended.poll(); done != null; done = ended.poll()) {
            output.done(done.socket(), done.result());
        }
    }

    private boolean hasEnded(int number, Waiting call) {
        Result result = Poll.ready(call.until) ? call.end.get() : Result.failed(Errno.EAGAIN);
        boolean over = !result.is(Errno.EAGAIN);
        if (over) {
            ended.add(new Done(number, result));
        }
        return over;
    }

    /**
     * Ends every connection, so that no orphan outlives the instance, and gives everything back.
     *
     * @throws StackUnavailableException when somebody interfered with what was changed for the whole system
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ring();
        join();
        try {
            sockets.values().forEach(LinuxSocket::abort);
            Leftovers.end(namespace, tun, profile.hasV6());
        } finally {
            sockets.clear();
            silence();
            tun.close();
            namespace.close();
            if (orphanLimit != null) {
                orphanLimit.close();
            }
        }
    }

    /** From now on a lingering close that ends late finds no bell. */
    private synchronized void silence() {
        LibC.close(bell);
        bell = -1;
    }

    private void join() {
        Thread thread = listener;
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
