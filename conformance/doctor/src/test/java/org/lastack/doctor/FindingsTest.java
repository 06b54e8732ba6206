package org.lastack.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.lastack.tcp.State;

/** Each finding on a host made by hand, and what comes near and is none. */
class FindingsTest {
    private static List<Finding> of(UnaryOperator<Made> host) {
        return Doctor.findings(null, host.apply(new Made()).snapshot(), Doctor.PATIENCE);
    }

    private static List<String> words(List<Finding> findings) {
        return findings.stream().map(Finding::word).toList();
    }

    private static List<String> words(UnaryOperator<Made> host) {
        return words(of(host));
    }

    /** What is found when these counters, at 5 before, say so much ten seconds later. */
    private static List<Finding> rising(String... counters) {
        Made before = new Made();
        Made now = new Made().after(10);
        for (String counter : counters) {
            before.counter("TcpExt." + counter, 5);
            now.counter("TcpExt." + counter, 12);
        }
        return Doctor.findings(before.snapshot(), now.snapshot(), Doctor.PATIENCE);
    }

    @Test
    void a_host_at_rest_has_nothing() {
        assertEquals(List.of(), words(m -> m.listener(0, 128).sockets(20, State.ESTABLISHED, true, 0, 0, 9000)));
    }

    @Test
    void a_forgotten_close_wait_names_the_process_and_how_long() {
        List<Finding> found = of(m -> m.sockets(3, State.CLOSE_WAIT, true, 1, 0, 7300));
        assertEquals(List.of("close-wait-forgotten"), words(found));
        assertEquals(Harm.LEAKS, found.get(0).harm());
        assertEquals(
                List.of("java (pid 12, container 0123456789ab): 3, peer 192.0.2.9; it has not read the end;"
                        + " the oldest for 2 hours at least"),
                found.get(0).who());
    }

    @Test
    void whether_it_has_read_is_told() {
        assertTrue(of(m -> m.sockets(3, State.CLOSE_WAIT, true, 0, 0, 61))
                .get(0)
                .who()
                .get(0)
                .contains("has read the end"));
        assertTrue(of(m -> m.sockets(3, State.CLOSE_WAIT, true, 27, 0, 61))
                .get(0)
                .who()
                .get(0)
                .contains("3 with text that it has not read"));
    }

    @Test
    void a_young_close_wait_and_one_that_still_answers_are_none() {
        assertEquals(List.of(), words(m -> m.sockets(3, State.CLOSE_WAIT, true, 1, 0, 59)));
        assertEquals(List.of(), words(m -> m.sockets(3, State.CLOSE_WAIT, true, 1, 500, 600)));
    }

    @Test
    void without_times_two_looks_tell_a_forgotten_one_and_one_look_says_that_it_cannot() {
        UnaryOperator<Made> host = m -> m.sockets(3, State.CLOSE_WAIT, true, 1, 0, -1);
        assertEquals(List.of("close-wait-of-unknown-age"), words(host));
        Snapshot first = host.apply(new Made()).snapshot();
        Snapshot soon = host.apply(new Made().after(59)).snapshot();
        Snapshot late = host.apply(new Made().after(60)).snapshot();
        assertEquals(List.of(), words(Doctor.findings(first, soon, Doctor.PATIENCE)));
        assertEquals(List.of("close-wait-forgotten"), words(Doctor.findings(first, late, Doctor.PATIENCE)));
        Snapshot moved = new Made()
                .after(60)
                .sockets(3, State.CLOSE_WAIT, true, 0, 0, -1)
                .snapshot();
        assertEquals(List.of("close-wait-of-unknown-age"), words(Doctor.findings(first, moved, Doctor.PATIENCE)));
    }

    @Test
    void a_close_wait_that_nobody_accepted_is_the_listeners() {
        List<Finding> found = of(m -> m.listener(2, 5).sockets(2, State.CLOSE_WAIT, false, 1, 0, 2));
        assertEquals(List.of("close-wait-unaccepted"), words(found));
        assertEquals(
                "port 80, listener of java (pid 12, container 0123456789ab) with 2 in its queue, backlog 5: 2, peer 192.0.2.9",
                found.get(0).who().get(0));
        assertEquals(
                List.of(),
                words(m -> m.listener(2, 5).sockets(2, State.CLOSE_WAIT, false, 1, 0, 0)),
                "it has just come");
    }

    @Test
    void a_queue_is_full_with_one_more_than_its_backlog() {
        assertEquals(List.of("accept-queue-full"), words(m -> m.listener(6, 5)));
        assertEquals(List.of(), words(m -> m.listener(5, 5)));
    }

    @Test
    void time_wait_towards_one_peer_runs_out_of_ports_and_towards_many_does_not() {
        UnaryOperator<Made> range = m -> m.setting("ipv4/ip_local_port_range", "40000\t40199");
        List<Finding> near = of(m -> range.apply(m).outgoing(100, State.TIME_WAIT, "198.51.100.1", 443));
        assertEquals("ports-running-out", near.get(0).word());
        assertEquals(
                "100 of the 200 ports for outgoing connections from 192.0.2.1 to 198.51.100.1 port 443 are taken, 100 of them by"
                        + " TIME-WAIT",
                near.get(0).seen());
        List<Finding> gone = of(m -> range.apply(m).outgoing(199, State.TIME_WAIT, "198.51.100.1", 443));
        assertEquals("ports-exhausted", gone.get(0).word());
        assertEquals(Harm.FAILS, gone.get(0).harm());
        assertEquals(
                List.of("time-wait", "settings"),
                words(m -> range.apply(m)
                                .outgoing(99, State.TIME_WAIT, "198.51.100.1", 443)
                                .outgoing(99, State.TIME_WAIT, "198.51.100.1", 80)
                                .outgoing(99, State.TIME_WAIT, "198.51.100.2", 443))
                        .stream()
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void ports_that_are_reserved_are_not_there_to_be_taken() {
        UnaryOperator<Made> taken = m ->
                m.setting("ipv4/ip_local_port_range", "40000 40199").outgoing(99, State.TIME_WAIT, "198.51.100.1", 443);
        assertFalse(words(taken).contains("ports-running-out"));
        String seen = of(m -> taken.apply(m).setting("ipv4/ip_local_reserved_ports", "80,40190-50000"))
                .get(0)
                .seen();
        assertTrue(seen.startsWith("99 of the 190 ports"), seen);
    }

    @Test
    void time_wait_that_connect_may_take_over_uses_up_no_port() {
        UnaryOperator<Made> pile = m -> m.setting("ipv4/ip_local_port_range", "40000 40199")
                .outgoing(199, State.TIME_WAIT, "198.51.100.1", 443)
                .setting("ipv4/tcp_timestamps", "1");
        assertFalse(words(m -> pile.apply(m).setting("ipv4/tcp_tw_reuse", "1")).contains("ports-exhausted"));
        assertTrue(words(m -> pile.apply(m).setting("ipv4/tcp_tw_reuse", "2")).contains("ports-exhausted"));
        assertTrue(words(m -> pile.apply(m).setting("ipv4/tcp_tw_reuse", "1").setting("ipv4/tcp_timestamps", "0"))
                .contains("ports-exhausted"));
    }

    @Test
    void a_pile_of_a_service_is_harmless() {
        List<Finding> found = of(m -> m.listener(0, 10).sockets(5000, State.TIME_WAIT, false, 0, 0, -1));
        assertEquals(List.of("time-wait"), words(found));
        assertEquals(Harm.HARMLESS, found.get(0).harm());
        assertEquals(List.of("of the service on port 80: 5000"), found.get(0).who());
        assertEquals(List.of(), words(m -> m.sockets(99, State.TIME_WAIT, false, 0, 0, -1)));
    }

    @Test
    void the_limit_of_time_wait() {
        UnaryOperator<Made> limit = m -> m.setting("ipv4/tcp_max_tw_buckets", "1000");
        assertEquals(List.of("time-wait-limit"), words(m -> limit.apply(m).pool("TCP.tw", 900)));
        assertEquals(List.of(), words(m -> limit.apply(m).pool("TCP.tw", 899)));
        assertEquals(Harm.FAILS, rising("TCPTimeWaitOverflow").get(0).harm());
        assertEquals(
                Harm.NEAR,
                of(m -> m.setting("ipv4/tcp_max_tw_buckets", "0")).get(0).harm());
    }

    @Test
    void orphans_near_their_limit() {
        UnaryOperator<Made> limit = m -> m.setting("ipv4/tcp_max_orphans", "400");
        assertEquals(List.of("orphan-limit"), words(m -> limit.apply(m).pool("TCP.orphan", 100)));
        assertEquals(List.of(), words(m -> limit.apply(m).pool("TCP.orphan", 99)));
        assertEquals(List.of(), words(m -> m.pool("TCP.orphan", 100_000)), "who does not know the limit says nothing");
        List<Finding> killed = rising("TCPAbortOnMemory");
        assertEquals(List.of("orphan-limit"), words(killed));
        assertEquals(Harm.FAILS, killed.get(0).harm());
    }

    @Test
    void memory_that_runs_short_names_who_has_much_of_it() {
        UnaryOperator<Made> limits =
                m -> m.setting("ipv4/tcp_mem", "100\t200\t300").sockets(2, State.ESTABLISHED, true, 150_000, 0, 1);
        assertEquals(List.of(), words(m -> limits.apply(m).pool("TCP.mem", 199)));
        Finding near = of(m -> limits.apply(m).pool("TCP.mem", 200)).get(0);
        assertEquals("tcp-memory " + Harm.NEAR, near.word() + " " + near.harm());
        assertEquals(
                List.of("java (pid 12, container 0123456789ab): 2, with 300000 octets unread and 0 not acknowledged"),
                near.who());
        assertEquals(
                Harm.FAILS, of(m -> limits.apply(m).pool("TCP.mem", 300)).get(0).harm());
    }

    @Test
    void a_peer_that_does_not_read_and_one_that_does_not_answer() {
        assertEquals(
                List.of("peer-does-not-read"),
                words(m -> m.timed(3, State.FIN_WAIT_1, false, RunningTimer.PERSIST, 4)));
        assertEquals(
                List.of("peer-does-not-answer"),
                words(m -> m.timed(3, State.LAST_ACK, false, RunningTimer.RETRANSMIT, 2)));
        assertEquals(List.of(), words(m -> m.timed(3, State.LAST_ACK, false, RunningTimer.RETRANSMIT, 1)), "a loss");
        assertEquals(List.of(), words(m -> m.timed(3, State.ESTABLISHED, true, RunningTimer.PERSIST, 4)), "not closed");
    }

    @Test
    void fin_wait_2_of_a_program_and_of_nobody() {
        assertEquals(List.of("fin-wait-2-held"), words(m -> m.sockets(2, State.FIN_WAIT_2, true, 0, 0, 60)));
        assertEquals(
                List.of(), words(m -> m.sockets(2, State.FIN_WAIT_2, true, 0, 0, 59)), "a response may be on its way");
        assertEquals(List.of(), words(m -> m.sockets(99, State.FIN_WAIT_2, false, 0, 0, -1)));
        assertEquals(
                Harm.HARMLESS,
                of(m -> m.sockets(100, State.FIN_WAIT_2, false, 0, 0, -1))
                        .get(0)
                        .harm());
    }

    @Test
    void counters_tell_what_happens_now_only_when_there_are_two_looks() {
        assertEquals(List.of("counters"), words(m -> m.counter("TcpExt.TCPAbortOnClose", 7)));
        assertEquals(List.of(), words(m -> m.counter("TcpExt.TCPAbortOnClose", 0)));
        List<Finding> now =
                rising("TCPAbortOnClose", "TCPAbortOnData", "TCPAbortOnTimeout", "TCPChallengeACK", "PAWSEstab");
        assertEquals(
                List.of("abort-on-close", "abort-on-data", "abort-on-timeout", "challenge-acks", "paws"), words(now));
        assertTrue(
                now.get(0).seen().startsWith("TCPAbortOnClose rose 7 times in 10.000 s (12 in all)"),
                now.get(0).seen());
        Snapshot same = new Made().counter("TcpExt.TCPAbortOnClose", 7).snapshot();
        Snapshot later =
                new Made().after(10).counter("TcpExt.TCPAbortOnClose", 7).snapshot();
        assertEquals(List.of(), words(Doctor.findings(same, later, Doctor.PATIENCE)));
    }

    @Test
    void drops_of_listeners() {
        List<Finding> now = rising("ListenDrops", "ListenOverflows");
        assertEquals(Harm.FAILS, now.get(0).harm());
        assertTrue(
                now.get(0).seen().contains("7 times in 10.000 s (12 in all); 7 of these"),
                now.get(0).seen());
        assertEquals(
                Harm.ODD, of(m -> m.counter("TcpExt.ListenDrops", 3)).get(0).harm());
    }

    @Test
    void conntrack_that_is_full_or_forgets_what_lives() {
        UnaryOperator<Made> table = m -> m.tracking("count", 10)
                .tracking("max", 1000)
                .tracking("tcp_timeout_close_wait", 60)
                .tracking("tcp_timeout_established", 432_000)
                .setting("ipv4/tcp_keepalive_time", "7200");
        assertEquals(List.of(), words(table));
        assertEquals(
                Harm.NEAR, of(m -> table.apply(m).tracking("count", 900)).get(0).harm());
        assertEquals(
                Harm.FAILS,
                of(m -> table.apply(m).tracking("count", 1000)).get(0).harm());
        assertEquals(List.of(), words(m -> table.apply(m).tracking("count", 899)));
        assertEquals(
                List.of("fin-wait-2-held", "conntrack-forgets-half-closed"),
                words(m -> table.apply(m).sockets(1, State.FIN_WAIT_2, true, 0, 0, 61)));
        assertEquals(
                List.of("fin-wait-2-held"),
                words(m -> table.apply(m).tracking("count", 0).sockets(1, State.FIN_WAIT_2, true, 0, 0, 61)),
                "it tracks nothing here");
        assertEquals(
                List.of("conntrack-before-keepalive"),
                words(m -> table.apply(m).tracking("tcp_timeout_established", 7199)));
    }

    @Test
    void settings_that_differ_and_those_that_contradict_each_other() {
        assertEquals(
                List.of(),
                words(m -> m.setting("ipv4/tcp_fin_timeout", "60")
                        .setting("ipv4/ip_local_port_range", "32768\t60999")
                        .setting("ipv4/tcp_tw_reuse", "0")));
        List<Finding> found = of(m -> m.setting("ipv4/tcp_fin_timeout", "15").setting("ipv4/tcp_rfc1337", "1"));
        assertEquals(List.of("settings"), words(found));
        assertEquals("2 settings differ from the kernel's default", found.get(0).seen());
        assertTrue(found.get(0).who().get(0).startsWith("tcp_fin_timeout is 15 instead of 60."), found.toString());
        assertEquals(
                List.of("reuse-without-timestamps", "settings"),
                words(m -> m.setting("ipv4/tcp_tw_reuse", "1").setting("ipv4/tcp_timestamps", "0")));
        assertEquals(
                Harm.FAILS,
                of(m -> m.setting("ipv4/tcp_tw_recycle", "1")).get(0).harm());
    }

    @Test
    void the_worst_comes_first_and_each_says_what_it_means() {
        List<Finding> found = of(m -> m.listener(9, 5)
                .sockets(3, State.CLOSE_WAIT, true, 1, 0, 100)
                .sockets(200, State.TIME_WAIT, false, 0, 0, -1)
                .setting("ipv4/tcp_retries2", "5")
                .setting("ipv4/tcp_max_orphans", "4")
                .pool("TCP.orphan", 3));
        List<Harm> harms = new ArrayList<>(found.stream().map(Finding::harm).toList());
        assertEquals(List.of(Harm.FAILS, Harm.NEAR, Harm.LEAKS, Harm.ODD, Harm.HARMLESS), harms);
        for (Finding finding : found) {
            assertFalse(finding.meaning().isEmpty(), finding.word());
            assertTrue(finding.lesson() >= 1 && finding.lesson() <= 20, finding.word());
        }
    }

    @Test
    void who_holds_it_is_not_made_up() {
        SeenSocket bare = new Made()
                .sockets(1, State.CLOSE_WAIT, true, 1, 0, 100)
                .snapshot()
                .sockets()
                .get(0)
                .with(List.of());
        Snapshot all = new Made().snapshot();
        assertEquals(
                "no process that can be seen from here (the kernel itself, or a container's)", Say.holder(bare, all));
        Snapshot some = new Snapshot(
                0, "", "", List.of(), all.counters(), all.pools(), all.settings(), all.tracking(), false, List.of());
        assertEquals("a process of user 33 that this user may not look into", Say.holder(bare, some));
    }
}
