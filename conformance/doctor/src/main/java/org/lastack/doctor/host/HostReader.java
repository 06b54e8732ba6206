package org.lastack.doctor.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.lastack.doctor.SeenSocket;
import org.lastack.doctor.Snapshot;

/** Reads one network namespace of the running Linux: this process's own, or that of another process. It changes nothing. */
public final class HostReader {
    /** For the whole system, and not to be seen from other namespaces than the first. */
    private static final List<String> GLOBAL = List.of("ipv4/tcp_max_orphans", "ipv4/tcp_mem");

    private static final List<String> MORE_SETTINGS = List.of("core/somaxconn");
    private static final String TRACKING = "nf_conntrack_";

    private final Path proc;
    /** 0 is this process. */
    private final long pid;

    private HostReader(Path proc, long pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /**
     * Returns a reader of this process's own namespace.
     *
     * @throws HostException when this is no Linux, or there is no /proc
     */
    public static HostReader own() {
        return of(0);
    }

    /**
     * Returns a reader of the namespace of a process; 0 is this one.
     *
     * @throws HostException when this is no Linux, there is no /proc, or no such process
     */
    public static HostReader of(long pid) {
        Path proc = Path.of("/proc");
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new HostException("reading a host needs its Linux kernel; this is " + System.getProperty("os.name"));
        }
        if (!Files.isReadable(proc.resolve("thread-self/net/tcp"))) {
            throw new HostException("/proc is not mounted here, or is hidden: 'mount -t proc proc /proc'");
        }
        if (pid != 0 && !Files.isReadable(proc.resolve(pid + "/net/tcp"))) {
            throw new HostException("no process has the number " + pid + ", or it may not be seen from here");
        }
        return new HostReader(proc, pid);
    }

    /**
     * Reads all there is.
     *
     * @throws HostException when the process has ended meanwhile
     */
    public Snapshot read() {
        try {
            if (pid == 0 || sameNamespace()) {
                return new Reading(proc.resolve("thread-self/net"), pid == 0 ? "this process" : "process " + pid)
                        .read(true);
            }
            return inside();
        } catch (IOException e) {
            throw new HostException("cannot read /proc: " + e);
        }
    }

    private boolean sameNamespace() {
        try {
            return Files.readSymbolicLink(proc.resolve("thread-self/ns/net"))
                    .equals(Files.readSymbolicLink(proc.resolve(pid + "/ns/net")));
        } catch (IOException e) {
            return false; // who may not look at it reads /proc/PID/net
        }
    }

    /** A thread that has entered a namespace stays there, so it is one of its own, which ends. */
    private Snapshot inside() throws IOException {
        Reading reading = new Reading(proc.resolve(pid + "/net"), "process " + pid);
        Map<String, String> global = reading.global();
        FutureTask<Snapshot> task = new FutureTask<>(() -> {
            String refused = enter();
            if (refused.isEmpty()) {
                return new Reading(proc.resolve("thread-self/net"), "process " + pid, global).read(true);
            }
            reading.unseen.add(
                    "The namespace of process " + pid + " cannot be entered (" + refused
                            + "): read from /proc, so that times, backlogs and settings are missing; root, or nsenter, sees them.");
            return reading.read(false);
        });
        Thread thread = new Thread(task, "lastack-netns-reader");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Lets this thread enter the namespace, and returns why it may not, or nothing. */
    private String enter() {
        try {
            int fd = SystemCalls.open(proc + "/" + pid + "/ns/net", SystemCalls.O_RDONLY | SystemCalls.O_CLOEXEC);
            if (fd < 0) {
                return "this user may not look into it";
            }
            try {
                boolean inside = SystemCalls.setns(fd, SystemCalls.CLONE_NEWNET) == 0;
                int errno = SystemCalls.errno();
                return inside ? "" : errno == SystemCalls.EPERM ? "not permitted" : "errno " + errno;
            } finally {
                SystemCalls.close(fd);
            }
        } catch (LinkageError e) {
            return "JNA cannot load its native part";
        }
    }

    /** One reading, from the thread that is inside, or from outside. */
    private final class Reading {
        private final Path net;
        private final String place;
        private final Map<String, String> global;
        private final List<String> unseen = new ArrayList<>();

        Reading(Path net, String place) {
            this(net, place, Map.of());
        }

        Reading(Path net, String place, Map<String, String> global) {
            this.net = net;
            this.place = place;
            this.global = global;
        }

        Snapshot read(boolean inside) throws IOException {
            List<SeenSocket> bare = sockets(inside);
            long at = System.nanoTime() / 1000;
            Set<Long> inodes = new HashSet<>();
            bare.forEach(s -> inodes.add(s.inode()));
            inodes.remove(0L);
            Holders holders = Holders.of(proc, inodes);
            if (!holders.everyone()) {
                unseen.add(
                        "Processes of other users cannot be looked into: who holds their sockets is not known; root sees it.");
            }
            Map<String, Long> counters = new HashMap<>(ProcFiles.counters(ProcFiles.text(net.resolve("netstat"))));
            counters.putAll(ProcFiles.counters(ProcFiles.text(net.resolve("snmp"))));
            Map<String, String> settings = inside ? settings() : new HashMap<>(global());
            global.forEach(settings::putIfAbsent);
            if (inside && !settings.containsKey(GLOBAL.get(0))) {
                unseen.add("tcp_max_orphans cannot be read from this namespace: it is one for the whole system.");
            }
            return new Snapshot(
                    at,
                    ProcFiles.text(proc.resolve("sys/kernel/osrelease")),
                    place,
                    bare.stream().map(s -> s.with(holders.of(s.inode()))).toList(),
                    counters,
                    ProcFiles.pools(ProcFiles.text(net.resolve("sockstat"))),
                    settings,
                    inside ? tracking() : Map.of(),
                    holders.everyone(),
                    unseen);
        }

        private List<SeenSocket> sockets(boolean inside) throws IOException {
            if (inside) {
                try {
                    return SocketDiag.read(Files.exists(net.resolve("tcp6")));
                } catch (IOException e) {
                    unseen.add("inet_diag does not answer (" + e.getMessage()
                            + "): read from /proc/net/tcp, which has neither times nor backlogs.");
                } catch (LinkageError e) {
                    unseen.add(
                            "JNA cannot load its native part, so inet_diag cannot be asked: read from /proc/net/tcp, which has"
                                    + " neither times nor backlogs.");
                }
            }
            List<SeenSocket> sockets = new ArrayList<>(ProcFiles.sockets(ProcFiles.text(net.resolve("tcp"))));
            if (Files.isReadable(net.resolve("tcp6"))) {
                sockets.addAll(ProcFiles.sockets(ProcFiles.text(net.resolve("tcp6"))));
            }
            return sockets;
        }

        /** What the whole system shares, as it is seen from where this process is. */
        Map<String, String> global() {
            Map<String, String> found = new HashMap<>();
            GLOBAL.forEach(name -> put(name, found));
            return found;
        }

        private Map<String, String> settings() throws IOException {
            Map<String, String> found = new HashMap<>();
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(proc.resolve("sys/net/ipv4"), "{tcp_,ip_local_}*")) {
                files.forEach(file -> put("ipv4/" + file.getFileName(), found));
            }
            MORE_SETTINGS.forEach(name -> put(name, found));
            return found;
        }

        private void put(String name, Map<String, String> found) {
            try {
                found.put(name, ProcFiles.text(proc.resolve("sys/net").resolve(name)));
            } catch (IOException e) {
                return; // this kernel has none, or only root may read it
            }
        }

        private Map<String, Long> tracking() throws IOException {
            Map<String, Long> found = new HashMap<>();
            Path folder = proc.resolve("sys/net/netfilter");
            if (!Files.isDirectory(folder)) {
                return found;
            }
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(folder, TRACKING + "{count,max,tcp_timeout_*}")) {
                for (Path file : files) {
                    String name = file.getFileName().toString().substring(TRACKING.length());
                    found.put(name, Long.parseLong(ProcFiles.text(file)));
                }
            }
            Path stat = net.resolve("stat/nf_conntrack");
            if (Files.isReadable(stat)) {
                found.putAll(ProcFiles.tracking(ProcFiles.text(stat)));
            }
            return found;
        }
    }
}
