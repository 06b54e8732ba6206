package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

@Timeout(60)
class LinuxStackTest {
    private static final int PEER_PORT = 40_000;
    private static final int PORT = 8080;

    private final List<LinuxStack> open = new ArrayList<>();
    private LinuxStack stack;

    @BeforeEach
    void setUp() {
        stack = newStack();
    }

    @AfterEach
    void tearDown() {
        open.forEach(LinuxStack::close);
    }

    private LinuxStack newStack() {
        LinuxStack fresh = Here.stack();
        open.add(fresh);
        return fresh;
    }

    @Test
    void the_profile_names_the_running_kernel_and_a_wall_clock() {
        Profile profile = stack.profile();
        assertTrue(profile.name().matches("linux \\d+\\.\\d+.*"), profile.name());
        assertEquals(Profile.Clock.WALL, profile.clock());
        assertEquals("192.0.2.1", profile.local4().toString());
    }

    @Test
    void a_passive_connection_carries_data_both_ways_and_closes_with_a_fin_each() {
        passiveExchange(false);
    }

    @Test
    void so_it_does_over_ipv6() {
        assumeTrue(stack.profile().hasV6(), "this kernel has no IPv6");
        passiveExchange(true);
    }

    private void passiveExchange(boolean v6) {
        Wire wire = accepted(v6);
        wire.send(Flags.PSH | Flags.ACK, "hello");
        assertEquals(wire.sndNxt, wire.next().ack());
        assertEquals(new Result.Data(text("hello")), stack.call(2, new Call.Read(100)));
        assertEquals(Result.failed(Errno.EAGAIN), stack.call(2, new Call.Read(100)));

        assertEquals(new Result.Count(3), stack.call(2, new Call.Write(text("bye"))));
        assertEquals(text("bye"), wire.next().data());
        wire.send(Flags.ACK);

        wire.send(Flags.FIN | Flags.ACK);
        assertEquals(wire.sndNxt, wire.next().ack());
        assertEquals(Result.eof(), stack.call(2, new Call.Read(100)));
        assertEquals(new Result.InState(State.CLOSE_WAIT), stack.call(2, new Call.Status()));

        assertEquals(Result.ok(), stack.call(2, new Call.Close()));
        Segment fin = wire.next();
        assertEquals(Flags.FIN | Flags.ACK, fin.flags());
        assertEquals(wire.sndNxt, fin.ack());
        assertEquals(Result.failed(Errno.EBADF), stack.call(2, new Call.Status()));
    }

    @Test
    void an_active_connection_reports_when_it_is_established() {
        Wire wire = Wire.to(stack, false, PEER_PORT, 5555);
        Call.Connect connect = new Call.Connect(wire.theirs(), 5555, wire.own(), PEER_PORT);
        assertEquals(Result.pending(), stack.call(1, connect));
        Segment syn = wire.next();
        assertEquals(Flags.SYN, syn.flags());
        assertEquals(5555, syn.srcPort());
        wire.send(Flags.SYN | Flags.ACK);
        assertEquals(new Wire.Done(1, Result.ok()), wire.nextDone());
        assertEquals(wire.sndNxt, wire.next().ack());
        assertEquals(new Result.InState(State.ESTABLISHED), stack.call(1, new Call.Status()));
    }

    @Test
    void a_rst_refuses_a_connect_and_the_kernel_chooses_a_port_for_0() {
        Wire wire = Wire.to(stack, false, PEER_PORT, 0);
        stack.call(1, new Call.Connect(wire.theirs(), 0, wire.own(), PEER_PORT));
        Segment syn = wire.next();
        assertTrue(syn.srcPort() != 0);
        Segment rst = Segment.of(PEER_PORT, syn.srcPort(), 0, wire.rcvNxt, Flags.RST | Flags.ACK, 0);
        stack.deliver(PacketCodec.encode(new Packet(wire.own(), wire.theirs(), rst)));
        assertEquals(new Wire.Done(1, Result.failed(Errno.ECONNREFUSED)), wire.nextDone());
        assertEquals(Result.ok(), stack.call(1, new Call.Close()));
    }

    @Test
    void closing_a_socket_ends_its_pending_connect() {
        Wire wire = Wire.to(stack, false, PEER_PORT, 5555);
        stack.call(1, new Call.Connect(wire.theirs(), 5555, wire.own(), PEER_PORT));
        wire.next();
        assertEquals(Result.ok(), stack.call(1, new Call.Close()));
        assertEquals(new Wire.Done(1, Result.failed(Errno.ECONNABORTED)), wire.nextDone());
    }

    @Test
    void a_close_sends_its_fin_at_once_though_somebody_waits_for_the_socket() {
        Wire wire = accepted(false);
        assertEquals(Result.pending(), stack.call(2, new Call.Receive(100)));
        wire.during(50); // by then the listening thread is in poll(2)
        assertEquals(Result.ok(), stack.call(2, new Call.Close()));
        stack.catchUp();
        assertTrue(wire.has(Segment::fin), "close() has returned, so the FIN is there");
    }

    @Test
    void a_segment_to_a_port_without_listener_draws_a_rst() {
        Wire wire = Wire.to(stack, false, PEER_PORT, 9);
        wire.send(Flags.SYN);
        Segment rst = wire.next();
        assertEquals(Flags.RST | Flags.ACK, rst.flags());
        assertEquals(wire.sndNxt, rst.ack());
    }

    @Test
    void accept_says_again_when_no_connection_waits() {
        stack.call(1, new Call.Listen(stack.profile().local4(), PORT));
        assertEquals(Result.failed(Errno.EAGAIN), stack.call(2, new Call.Accept(1)));
        assertEquals(Result.ok(), stack.call(1, new Call.SetOption(SocketOption.NONBLOCK, 0)));
        assertEquals(Result.failed(Errno.EAGAIN), stack.call(2, new Call.Accept(1)));
    }

    @Test
    void abort_and_linger_0_reset() {
        Wire wire = accepted(false);
        assertEquals(Result.ok(), stack.call(2, new Call.Abort()));
        assertEquals(Flags.RST | Flags.ACK, wire.next().flags());

        wire.sndNxt += 100_000;
        wire.open();
        assertEquals(Result.ok(), stack.call(3, new Call.Accept(1)));
        assertEquals(Result.ok(), stack.call(3, new Call.SetOption(SocketOption.LINGER, 0)));
        assertEquals(Result.ok(), stack.call(3, new Call.Close()));
        assertEquals(Flags.RST | Flags.ACK, wire.next().flags());
    }

    @Test
    void a_lingering_close_is_pending_until_the_fin_is_acknowledged() {
        Wire wire = accepted(false);
        stack.call(2, new Call.SetOption(SocketOption.LINGER, 30));
        assertEquals(Result.pending(), stack.call(2, new Call.Close()));
        assertEquals(Flags.FIN | Flags.ACK, wire.next().flags());
        wire.send(Flags.ACK);
        assertEquals(new Wire.Done(2, Result.ok()), wire.nextDone());
    }

    @Test
    void a_lingering_close_ends_by_itself_also_on_a_non_blocking_socket() {
        Wire wire = accepted(false);
        stack.call(2, new Call.SetOption(SocketOption.NONBLOCK, 1));
        stack.call(2, new Call.SetOption(SocketOption.LINGER, 1));
        long start = System.nanoTime();
        assertEquals(Result.pending(), stack.call(2, new Call.Close()));
        assertEquals(new Wire.Done(2, Result.ok()), wire.nextDone());
        assertTrue(System.nanoTime() - start > 950_000_000L, "the kernel blocks here for the whole second");
    }

    @Test
    void a_lingering_close_with_unread_data_resets_at_once() {
        Wire wire = accepted(false);
        stack.call(2, new Call.SetOption(SocketOption.LINGER, 30));
        wire.send(Flags.PSH | Flags.ACK, "unread");
        wire.next();
        assertEquals(Result.ok(), stack.call(2, new Call.Close()));
        assertEquals(Flags.RST | Flags.ACK, wire.next().flags());
    }

    @Test
    void a_receive_that_waits_ends_with_what_comes() {
        Wire wire = accepted(false);
        Call receive = new Call.Receive(10);
        assertEquals(Result.pending(), stack.call(2, receive));
        wire.send(Flags.PSH | Flags.ACK, "hello");
        assertEquals(new Wire.Done(2, new Result.Data(text("hello"))), wire.nextDone());
        assertEquals(Result.pending(), stack.call(2, receive));
        wire.send(Flags.FIN | Flags.ACK);
        assertEquals(new Wire.Done(2, Result.eof()), wire.nextDone());
        assertEquals(Result.eof(), stack.call(2, receive));
    }

    @Test
    void a_reset_ends_a_receive_and_shows_in_poll_and_in_the_error() {
        Wire wire = accepted(false);
        assertEquals(new Result.Ready(Set.of(Readiness.OUT)), stack.call(2, new Call.Poll()));
        assertEquals(Result.ok(), stack.call(2, new Call.TakeError()));
        wire.send(Flags.RST);
        assertEquals(new Result.Ready(Set.of(Readiness.values())), stack.call(2, new Call.Poll()));
        assertEquals(Result.failed(Errno.ECONNRESET), stack.call(2, new Call.TakeError()));
        assertEquals(Result.ok(), stack.call(2, new Call.TakeError()));
        assertEquals(Result.eof(), stack.call(2, new Call.Receive(10)));

        wire.sndNxt += 100_000;
        wire.open();
        assertEquals(Result.ok(), stack.call(3, new Call.Accept(1)));
        assertEquals(Result.pending(), stack.call(3, new Call.Receive(10)));
        wire.send(Flags.RST);
        assertEquals(new Wire.Done(3, Result.failed(Errno.ECONNRESET)), wire.nextDone());
    }

    @Test
    void status_names_time_wait_of_a_held_socket() {
        timeWait(false);
    }

    @Test
    void status_names_time_wait_over_ipv6() {
        assumeTrue(stack.profile().hasV6(), "this kernel has no IPv6");
        timeWait(true);
    }

    private void timeWait(boolean v6) {
        Wire wire = accepted(v6);
        assertEquals(Result.ok(), stack.call(2, new Call.Shutdown(Call.How.WR)));
        assertEquals(Result.failed(Errno.EPIPE), stack.call(2, new Call.Write(text("late"))));
        assertEquals(Flags.FIN | Flags.ACK, wire.next().flags());
        assertEquals(new Result.InState(State.FIN_WAIT_1), stack.call(2, new Call.Status()));
        wire.send(Flags.ACK);
        assertEquals(new Result.InState(State.FIN_WAIT_2), stack.call(2, new Call.Status()));
        wire.send(Flags.FIN | Flags.ACK);
        assertEquals(wire.sndNxt, wire.next().ack());
        assertEquals(new Result.InState(State.TIME_WAIT), stack.call(2, new Call.Status()));
        assertEquals(Result.eof(), stack.call(2, new Call.Read(10)));
    }

    @Test
    void every_option_reaches_the_kernel() {
        accepted(false);
        for (SocketOption option : SocketOption.values()) {
            int value = option == SocketOption.RCVBUF || option == SocketOption.SNDBUF ? 20_000 : 1;
            assertEquals(Result.ok(), stack.call(2, new Call.SetOption(option, value)), option.word());
        }
        assertEquals(Result.failed(Errno.EINVAL), stack.call(2, new Call.SetOption(SocketOption.KEEPCNT, 1000)));
    }

    @Test
    void nothing_but_tcp_leaves_the_device_and_rubbish_is_dropped() {
        Wire wire = Wire.to(stack, false, PEER_PORT, PORT);
        stack.deliver(Bytes.EMPTY);
        stack.deliver(Bytes.fromHex("00"));
        stack.deliver(Bytes.fromHex("4500001400000000ff01"));
        assertEquals(List.of(), wire.during(1500));
    }

    @Test
    void a_sysctl_shows_in_its_own_namespace_alone() throws Exception {
        LinuxStack other = newStack();
        Path outside = Path.of("/proc/sys/net/ipv4/tcp_fin_timeout");
        String before = ProcFile.read(outside);
        assertTrue(stack.set("tcp_fin_timeout", 77));
        assertEquals(before, ProcFile.read(outside));
        assertEquals("77", stack.sysctl("tcp_fin_timeout"));
        assertFalse(other.sysctl("tcp_fin_timeout").equals("77"));
    }

    @Test
    void a_knob_that_linux_lacks_is_refused() {
        assertFalse(stack.set("msl", 30));
        assertFalse(stack.set("../core/somaxconn", 1));
        assertTrue(stack.set("somaxconn", 1));
        assertTrue(stack.set("ip_local_port_range", 5000));
    }

    @Test
    void twenty_kernels_work_side_by_side() {
        List<Wire> wires = new ArrayList<>();
        List<LinuxStack> stacks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            LinuxStack each = newStack();
            stacks.add(each);
            assertEquals(
                    Result.ok(), each.call(1, new Call.Listen(each.profile().local4(), PORT)));
            wires.add(Wire.to(each, false, PEER_PORT, PORT));
        }
        wires.forEach(wire -> wire.send(Flags.SYN));
        wires.forEach(Wire::next);
        wires.forEach(wire -> wire.send(Flags.ACK));
        IntStream.range(0, 20).forEach(i -> {
            assertEquals(Result.ok(), stacks.get(i).call(2, new Call.Accept(1)));
            stacks.get(i).call(2, new Call.Write(text("kernel " + i)));
            assertEquals(text("kernel " + i), wires.get(i).next().data());
        });
    }

    @Test
    void a_socket_number_cannot_be_used_twice_and_an_unknown_one_is_no_socket() {
        stack.call(1, new Call.Listen(stack.profile().local4(), PORT));
        assertEquals(Result.failed(Errno.EBADF), stack.call(7, new Call.Read(1)));
        Call again = new Call.Listen(stack.profile().local4(), PORT + 1);
        assertThrows(IllegalArgumentException.class, () -> stack.call(1, again));
    }

    @Test
    void no_orphan_outlives_its_stack() throws Exception {
        int many = 200;
        stack.attach(new Opener());
        stack.call(1, new Call.Listen(stack.profile().local4(), PORT));
        for (int i = 0; i < many; i++) {
            stack.deliver(fromPeer(PEER_PORT + i, 0, 0, Flags.SYN));
        }
        for (int i = 2; i < many + 2; i++) {
            int socket = i;
            Wire.until(() -> stack.call(socket, new Call.Accept(1)) instanceof Result.Ok);
            assertEquals(Result.ok(), stack.call(i, new Call.Close()));
        }
        int during = orphans();
        assertTrue(during >= many, during + " orphans");
        stack.close();
        Wire.until(() -> orphans() <= during - many * 3 / 4);
    }

    /** A peer that opens as many connections as it likes and never closes one. */
    private final class Opener implements StackUnderTest.Output {
        @Override
        public void packet(Bytes octets) {
            Segment got = Wire.decoded(octets).segment();
            if (got.syn()) {
                stack.deliver(fromPeer(got.dstPort(), 1, got.end(), Flags.ACK));
            }
        }

        @Override
        public void done(int socket, Result result) {}
    }

    private Bytes fromPeer(int port, int seq, int ack, int flags) {
        Segment segment = Segment.of(port, PORT, seq, ack, flags, 60_000);
        return PacketCodec.encode(
                new Packet(stack.profile().peer4(), stack.profile().local4(), segment));
    }

    /** The orphans of the whole system. */
    private static int orphans() {
        String tcp = ProcFile.read(Path.of("/proc/net/sockstat"));
        return Integer.parseInt(tcp.replaceAll("(?s).* orphan (\\d+).*", "$1"));
    }

    private Wire accepted(boolean v6) {
        Wire wire = Wire.to(stack, v6, PEER_PORT, PORT);
        assertEquals(Result.ok(), stack.call(1, new Call.Listen(wire.theirs(), PORT)));
        wire.open();
        assertEquals(Result.ok(), stack.call(2, new Call.Accept(1)));
        return wire;
    }

    private static Bytes text(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }
}
