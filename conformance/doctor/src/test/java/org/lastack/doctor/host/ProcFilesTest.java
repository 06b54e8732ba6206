package org.lastack.doctor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.doctor.RunningTimer;
import org.lastack.doctor.SeenSocket;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** What the kernel writes, read. */
class ProcFilesTest {
    @Test
    void lines_of_proc_net_tcp() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
        List<SeenSocket> sockets = ProcFiles.sockets("""
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 2237641 1 0 100 0 0 10 0
                   1: 0A0200C0:1F90 140200C0:81F8 04 0000A999:00000000 04:00000012 00000000     0        5 0 2
                   2: 0A0200C0:1F90 140200C0:820C 09 00000001:00000000 01:00000040 0000000B     0        0 0 1
                """);
        assertEquals(3, sockets.size());
        SeenSocket listener = sockets.get(0);
        assertEquals(State.LISTEN, listener.state());
        assertEquals(3, listener.unread());
        assertEquals(SeenSocket.NO_BACKLOG, listener.unsent());
        assertEquals(1000, listener.user());
        assertEquals(2_237_641, listener.inode());
        SeenSocket persist = sockets.get(1);
        assertEquals("192.0.2.10:8080 192.0.2.20:33272", persist.name() + " " + persist.peer());
        assertEquals(0xA999, persist.unsent());
        assertEquals(RunningTimer.PERSIST, persist.timer());
        assertEquals(Time.ms(180), persist.left());
        assertEquals(5, persist.repeats());
        assertEquals(11, sockets.get(2).repeats());
    }

    @Test
    void addresses_of_ipv6_sockets() {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[15] = 7;
        assertEquals(IpAddress.of("0.0.0.7"), KernelNumbers.address(mapped));
        mapped[0] = 0x20;
        assertTrue(KernelNumbers.address(mapped).isV6());
    }

    @Test
    void counters_pools_and_conntrack() {
        assertEquals(
                Map.of("TcpExt.A", 1L, "TcpExt.B", 2L, "IpExt.A", 3L),
                ProcFiles.counters("TcpExt: A B\nTcpExt: 1 2\nIpExt: A\nIpExt: 3\n"));
        assertEquals(
                Map.of("sockets.used", 100L, "TCP.inuse", 4L, "TCP.orphan", 1L),
                ProcFiles.pools("sockets: used 100\nTCP: inuse 4 orphan 1\n"));
        assertEquals(
                Map.of("stat.drop", 0x11L, "stat.found", 1L),
                ProcFiles.tracking("entries found drop\n0000000a  00000001 00000010\n0000000a  00000000 00000001\n"));
        assertEquals(Map.of(), ProcFiles.tracking(""));
    }

    @Test
    void control_groups_name_containers_and_services() {
        String number = "0123456789ab" + "0".repeat(52);
        assertEquals("container 0123456789ab", Holders.place("0::/system.slice/docker-" + number + ".scope"));
        assertEquals("container 0123456789ab", Holders.place("12:cpu:/kubepods/besteffort/pod1/" + number + "\n0::/"));
        assertEquals("nginx.service", Holders.place("0::/system.slice/nginx.service"));
        assertEquals(
                "app.service", Holders.place("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app.service"));
        assertEquals("", Holders.place("0::/"));
    }

    @Test
    void messages_of_sock_diag() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(88 + 20).order(ByteOrder.nativeOrder());
        in.putInt(0, 88).putShort(4, (short) 20);
        in.put(16, (byte) 2).put(17, (byte) 8).put(18, (byte) 1).put(19, (byte) 200);
        in.put(20, (byte) 0x1f).put(21, (byte) 0x90);
        in.putInt(16 + 52, 1500)
                .putInt(16 + 56, 27)
                .putInt(16 + 60, -1)
                .putInt(16 + 64, 33)
                .putInt(16 + 68, 99);
        in.putInt(88, 20).putShort(92, (short) 3);
        List<SeenSocket> sockets = new ArrayList<>();
        assertEquals(false, SocketDiag.messages(in, sockets));
        SeenSocket s = sockets.get(0);
        assertEquals(State.CLOSE_WAIT, s.state());
        assertEquals(8080, s.localPort());
        assertEquals(200, s.repeats());
        assertEquals(Time.ms(1500), s.left());
        assertEquals(27, s.unread());
        assertEquals(0xffff_ffffL, s.unsent());
        assertEquals(33, s.user());
        assertEquals(99, s.inode());
        assertNull(s.traffic());
        in.putInt(0, 500);
        assertThrows(IOException.class, () -> SocketDiag.messages(in, sockets));
        in.putShort(4, (short) 2).putInt(16, -2);
        IOException refused = assertThrows(IOException.class, () -> SocketDiag.messages(in, sockets));
        assertEquals("the kernel has no inet_diag for TCP (errno 2)", refused.getMessage());
    }
}
