package org.lastack.doctor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.doctor.Doctor;
import org.lastack.doctor.Finding;
import org.lastack.doctor.RunningTimer;
import org.lastack.doctor.SeenSocket;
import org.lastack.doctor.Snapshot;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** What is read of the running kernel, in namespaces in which two processes have made what is looked for. */
@Timeout(120)
class HostReaderTest {
    /** So long everything has been quiet when the tests look. */
    private static final long PATIENCE = Time.ms(300);

    private static final int NOBODY = 65_534;

    private static Place server;
    private static Place client;
    /** TIME-WAIT does not wait for tests. */
    private static Snapshot made;

    /** The raw system call changes the user of one thread; the function of the C library would change all. */
    private static final class Raw {
        static {
            Native.register(Raw.class, "c");
        }

        static native long syscall(long number, long a, long b, long c);
    }

    @BeforeAll
    static void pile() throws Exception {
        server = Place.made("server");
        server.await("listens");
        client = server.beside("client");
        server.go();
        server.await("accepted");
        client.await("done");
        server.go();
        server.await("done");
        HostReader reader = HostReader.of(server.pid());
        for (made = reader.read(); !settled(made); made = reader.read()) {
            Thread.sleep(20);
        }
        Thread.sleep(PATIENCE / 1000);
    }

    /** The orphans' window is shut, FINs were repeated in vain, the last ACK of the others is there, and all is quiet. */
    private static boolean settled(Snapshot s) {
        int waiting = Doctor.states(s).getOrDefault(State.TIME_WAIT, 0);
        return count(s, x -> x.timer() == RunningTimer.PERSIST) == Piles.STUFFED
                && count(s, x -> x.timer() == RunningTimer.RETRANSMIT && x.repeats() >= 2) == Piles.SILENT
                && count(s, x -> x.state() == State.CLOSE_WAIT && noisy(x)) == 0
                && waiting == Piles.WAITING;
    }

    private static boolean noisy(SeenSocket s) {
        return s.traffic() != null && s.traffic().quiet() < Math.max(PATIENCE, Time.SECOND);
    }

    private static long count(Snapshot s, Predicate<SeenSocket> which) {
        return s.sockets().stream().filter(which).count();
    }

    @AfterAll
    static void end() {
        Stream.of(client, server).filter(p -> p != null).forEach(Place::close);
    }

    /** All that may be read below net/ipv4 and net/core, as the system has it. */
    private static Map<String, String> sysctls() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String folder : List.of("/proc/sys/net/ipv4", "/proc/sys/net/core")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(Files::isRegularFile).forEach(f -> {
                    try {
                        values.put(f.toString(), ProcFiles.text(f));
                    } catch (IOException e) {
                        values.put(f.toString(), "not to be read");
                    }
                });
            }
        }
        return values;
    }

    private static Finding only(List<Finding> findings, String word) {
        List<Finding> fitting =
                findings.stream().filter(f -> f.word().equals(word)).toList();
        assertEquals(1, fitting.size(), () -> word + " in " + findings);
        return fitting.get(0);
    }

    private interface Work<T> {
        T get() throws Exception;
    }

    /** Does something on a thread of its own inside the server's namespace, which needs root, and as this user. */
    private static <T> T inside(int user, Work<T> work) throws Exception {
        needsRoot();
        FutureTask<T> task = new FutureTask<>(() -> {
            int fd = SystemCalls.open("/proc/" + server.pid() + "/ns/net", SystemCalls.O_RDONLY);
            assertEquals(0, SystemCalls.setns(fd, SystemCalls.CLONE_NEWNET));
            SystemCalls.close(fd);
            become(user);
            return work.get();
        });
        new Thread(task, "inside").start();
        return task.get();
    }

    private static <T> T as(int user, Work<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            become(user);
            return work.get();
        });
        new Thread(task, "another user").start();
        return task.get();
    }

    private static void become(int user) {
        if (user == 0 || !Place.isRoot()) {
            return;
        }
        Integer setresuid = Map.of("amd64", 117, "aarch64", 147).get(System.getProperty("os.arch", ""));
        Place.need(setresuid != null, "the number of setresuid on this machine is not known");
        assertEquals(0, Raw.syscall(setresuid, user, user, user));
    }

    private static void needsRoot() {
        Place.need(Place.isRoot(), "only root enters the namespace of another process");
    }

    private static boolean none(List<Finding> findings, String word) {
        return findings.stream().noneMatch(f -> f.word().startsWith(word));
    }

    @Test
    void root_is_told_of_each_pile_with_the_process_that_holds_it() {
        needsRoot();
        assertEquals(List.of(), made.unseen());
        List<Finding> findings = Doctor.findings(null, made, PATIENCE);
        String holder = "java (pid " + server.pid();

        // The client forgets to close those that the server half-closed.
        Finding forgotten = only(findings, "close-wait-forgotten");
        assertTrue(forgotten.seen().startsWith((Piles.FORGOTTEN + Piles.HALF) + " connections"), forgotten.seen());
        assertTrue(forgotten.who().get(0).startsWith(holder), forgotten.who().toString());
        assertTrue(
                forgotten.who().get(0).contains("): " + Piles.FORGOTTEN),
                forgotten.who().toString());
        assertTrue(
                forgotten.who().get(1).startsWith("java (pid " + client.pid()),
                forgotten.who().toString());

        Finding unaccepted = only(findings, "close-wait-unaccepted");
        assertTrue(unaccepted.seen().startsWith(Piles.UNACCEPTED + " connections"), unaccepted.seen());
        String who = unaccepted.who().get(0);
        assertTrue(who.startsWith("port " + Piles.IGNORES + ", listener of " + holder), who);
        assertTrue(who.contains("with " + Piles.UNACCEPTED + " in its queue, backlog " + Piles.BACKLOG), who);
        assertTrue(only(findings, "accept-queue-full").who().get(0).contains(":" + Piles.IGNORES + ": "), who);

        Finding shut = only(findings, "peer-does-not-read");
        assertTrue(shut.seen().startsWith(Piles.STUFFED + " connections"), shut.seen());
        assertTrue(shut.seen().endsWith(Piles.STUFFED + " of them nobody holds"), shut.seen());

        Finding half = only(findings, "fin-wait-2-held");
        assertTrue(half.seen().startsWith(Piles.HALF + " connections"), half.seen());
        assertTrue(half.who().get(0).startsWith(holder), half.who().toString());

        List<String> services = only(findings, "time-wait").who();
        assertTrue(services.contains("of the service on port " + Piles.CLOSES + ": " + Piles.WAITING), services + "");
        assertTrue(none(findings, "ports-"), findings.toString());
        Finding silent = only(findings, "peer-does-not-answer");
        assertTrue(silent.seen().startsWith(Piles.SILENT + " connections"), silent.seen());
        assertTrue(silent.who().get(0).contains("port " + Piles.LOSES + " here, FIN-WAIT-1"), silent.who() + "");
    }

    @Test
    void another_user_inside_is_told_the_same_but_for_who_holds_it() throws Exception {
        Snapshot now = inside(NOBODY, () -> HostReader.own().read());
        assertFalse(now.everyone());
        assertTrue(now.unseen().get(0).startsWith("Processes of other users cannot be looked into"), now.unseen() + "");
        List<Finding> findings = Doctor.findings(null, now, PATIENCE);
        assertEquals(
                List.of("a process of user 0 that this user may not look into: " + (Piles.FORGOTTEN + Piles.HALF)),
                only(findings, "close-wait-forgotten").who().stream()
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .toList());
        assertEquals(
                Piles.UNACCEPTED + "",
                only(findings, "close-wait-unaccepted").seen().split(" ")[0]);
    }

    @Test
    void another_user_outside_accuses_nobody_at_one_look_for_there_are_no_times() throws Exception {
        Snapshot first = as(NOBODY, () -> HostReader.of(server.pid()).read());
        assertTrue(first.unseen().get(0).contains("cannot be entered"), first.unseen() + "");
        assertEquals(Map.of(), first.tracking());
        List<Finding> findings = Doctor.findings(null, first, PATIENCE);
        assertTrue(none(findings, "close-wait-forgotten"), findings.toString());
        assertTrue(none(findings, "fin-wait-2-held"), findings.toString());
        assertTrue(none(findings, "accept-queue-full"), "backlogs are not there: " + findings);
        Finding ageless = only(findings, "close-wait-of-unknown-age");
        assertTrue(ageless.seen().startsWith((Piles.FORGOTTEN + Piles.HALF) + " connections"), ageless.seen());
        assertTrue(only(findings, "close-wait-unaccepted").seen().contains("cannot tell for how long"));

        Thread.sleep(PATIENCE / 1000 + 50);
        Snapshot second = as(NOBODY, () -> HostReader.of(server.pid()).read());
        findings = Doctor.findings(first, second, PATIENCE);
        assertTrue(only(findings, "close-wait-forgotten").seen().startsWith((Piles.FORGOTTEN + Piles.HALF) + " "));
    }

    @Test
    void two_looks_tell_which_resets_come_now() throws Exception {
        try (Place resets = server.beside("resets")) {
            resets.await("ready");
            Snapshot first = HostReader.of(server.pid()).read();
            resets.go();
            resets.await("done");
            List<Finding> findings =
                    Doctor.findings(first, HostReader.of(server.pid()).read(), PATIENCE);
            String unread = only(findings, "abort-on-close").seen();
            assertTrue(unread.startsWith("TCPAbortOnClose rose " + Piles.UNREAD + " times in "), unread);
            String lingering = only(findings, "abort-on-data").seen();
            assertTrue(lingering.startsWith("TCPAbortOnData rose " + Piles.LINGERING + " times in "), lingering);
            assertTrue(none(findings, "abort-on-timeout"), findings.toString());
            assertTrue(none(findings, "counters"), findings.toString());
        }
    }

    @Test
    void sock_diag_and_proc_tell_of_the_same_sockets() throws Exception {
        Snapshot diag = inside(0, () -> HostReader.own().read());
        List<SeenSocket> proc = inside(0, () -> {
            List<SeenSocket> both =
                    new ArrayList<>(ProcFiles.sockets(ProcFiles.text(Path.of("/proc/thread-self/net/tcp"))));
            both.addAll(ProcFiles.sockets(ProcFiles.text(Path.of("/proc/thread-self/net/tcp6"))));
            return both;
        });
        assertEquals(plain(proc), plain(diag.sockets()));
    }

    /** What both have of those that stay. */
    private static List<String> plain(List<SeenSocket> sockets) {
        return sockets.stream()
                .filter(s -> s.held() || s.state() == State.CLOSE_WAIT)
                .map(s -> s.name() + " " + s.peer() + " " + s.state() + " " + s.unread() + " " + s.inode() + " "
                        + s.user() + " " + (s.state() == State.LISTEN ? "" : s.unsent() + " " + s.timer()))
                .sorted()
                .toList();
    }

    @Test
    void looking_changes_no_setting() throws Exception {
        Map<String, String> before = inside(0, HostReaderTest::sysctls);
        assertTrue(before.size() > 100, before.size() + " are few");
        HostReader.of(server.pid()).read();
        assertEquals(before, inside(0, HostReaderTest::sysctls));
    }

    @Test
    void ports_that_run_out_towards_one_peer_are_told_before_connect_fails() throws Exception {
        needsRoot();
        try (Place crowd = Place.made("crowd", "40000 40019")) {
            crowd.await("ready");
            crowd.go();
            crowd.await("12 ");
            Finding near =
                    only(Doctor.findings(null, HostReader.of(crowd.pid()).read(), PATIENCE), "ports-running-out");
            assertTrue(near.seen().startsWith("12 of the 20 ports"), near.seen());
            assertTrue(near.seen().endsWith("12 of them by TIME-WAIT"), near.seen());
            crowd.go();
            String failed = crowd.hear();
            assertTrue(failed.startsWith("8 Cannot assign requested address"), failed);
            List<Finding> findings =
                    Doctor.findings(null, HostReader.of(crowd.pid()).read(), PATIENCE);
            assertTrue(only(findings, "ports-exhausted").seen().startsWith("20 of the 20 ports"), findings.toString());
            assertTrue(
                    only(findings, "settings").who().get(0).startsWith("ip_local_port_range is 40000 40019 instead of"),
                    findings.toString());
        }
    }

    @Test
    void what_cannot_be_read_is_said_in_a_line() {
        HostException none = assertThrows(HostException.class, () -> HostReader.of(4_194_305));
        assertEquals("no process has the number 4194305, or it may not be seen from here", none.getMessage());
    }
}
