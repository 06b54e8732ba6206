package org.lastack.doctor.host;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two programs that make the piles an operator meets: "server" in a new network namespace, and "client" in the same one. Each says a
 * line when its sockets stand as they should, goes on at a line on its input, and ends with it.
 */
final class Piles {
    static final int FORGETS = 8001;
    static final int IGNORES = 8002;
    static final int CLOSES = 8003;
    static final int STUFFS = 8004;
    static final int HALVES = 8005;
    static final int LOSES = 8006;
    static final int RESETS = 8007;

    static final int FORGOTTEN = 7;
    static final int UNACCEPTED = 3;
    static final int BACKLOG = 2;
    static final int WAITING = 120;
    static final int STUFFED = 4;
    static final int HALF = 2;
    static final int SILENT = 3;
    static final int UNREAD = 4;
    static final int LINGERING = 5;

    private static final String ADDRESS = "192.0.2.1";
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    /** Of a filter's one instruction: accept so many octets, and 0 of them. */
    private static final short BPF_RET = 6;

    private static final long SIOCSIFADDR = 0x8916;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final byte UP = 1;
    /** Where struct ifreq has what comes after the name. */
    private static final int UNION = 16;

    /** The socket, so that the address may be given to the loopback device. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int socket(int domain, int type, int protocol);

        static native int ioctl(int fd, long request, byte[] argument);

        static native int connect(int fd, byte[] address, int length);

        static native int setsockopt(int fd, int level, int option, Pointer value, int length);
    }

    /** What must not be collected. */
    private final List<AutoCloseable> kept = new ArrayList<>();

    public static void main(String[] words) throws Exception {
        Piles piles = new Piles();
        switch (words[0]) {
            case "server" -> piles.serve();
            case "client" -> piles.ask();
            case "resets" -> piles.reset();
            case "crowd" -> piles.crowd(words[1]);
            default -> throw new IllegalArgumentException(words[0]);
        }
        piles.kept.clear();
    }

    /** Gives the namespace a loopback device that has an address which no rule has exceptions for. */
    private static void up() {
        int fd = C.socket(AF_INET, SOCK_DGRAM, 0);
        byte[] flags = request("lo");
        flags[UNION] = UP;
        byte[] address = request("lo:1");
        address[UNION] = AF_INET;
        byte[] octets = {(byte) 192, 0, 2, 1};
        System.arraycopy(octets, 0, address, UNION + 4, octets.length);
        if (C.ioctl(fd, SIOCSIFFLAGS, flags) != 0 || C.ioctl(fd, SIOCSIFADDR, address) != 0) {
            throw new IllegalStateException("errno " + Native.getLastError());
        }
    }

    private static byte[] request(String device) {
        byte[] request = new byte[40];
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, request, 0, name.length);
        return request;
    }

    private static void say(String line) throws IOException {
        System.out.println(line);
        System.out.flush();
        if (System.in.read() < 0) {
            System.exit(0);
        }
    }

    private ServerSocketChannel listen(int port, int backlog) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), port), backlog);
        kept.add(listener);
        return listener;
    }

    private SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress(InetAddress.getByName(ADDRESS), port));
        kept.add(channel);
        return channel;
    }

    private void serve() throws IOException {
        up();
        ServerSocketChannel forgets = listen(FORGETS, 50);
        listen(IGNORES, BACKLOG);
        ServerSocketChannel closes = listen(CLOSES, 200);
        ServerSocketChannel stuffs = listen(STUFFS, 50);
        ServerSocketChannel halves = listen(HALVES, 50);
        ServerSocketChannel loses = listen(LOSES, 50);
        say("listens");
        for (int i = 0; i < FORGOTTEN; i++) {
            kept.add(forgets.accept());
        }
        for (int i = 0; i < WAITING; i++) {
            closes.accept().close();
        }
        for (int i = 0; i < STUFFED; i++) {
            stuff(stuffs.accept());
        }
        for (int i = 0; i < HALF; i++) {
            SocketChannel half = halves.accept();
            half.shutdownOutput();
            kept.add(half);
        }
        List<SocketChannel> lost = new ArrayList<>();
        for (int i = 0; i < SILENT; i++) {
            lost.add(loses.accept());
        }
        say("accepted");
        for (SocketChannel channel : lost) {
            channel.close();
        }
        say("done");
    }

    /** Writes what goes in, and closes. */
    private static void stuff(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer text = ByteBuffer.allocate(1 << 22);
        while (channel.write(text) > 0) {
            Thread.onSpinWait();
        }
        channel.close();
    }

    private void ask() throws IOException {
        for (int i = 0; i < FORGOTTEN; i++) {
            connect(FORGETS).close();
        }
        for (int i = 0; i < UNACCEPTED; i++) {
            connect(IGNORES).close();
        }
        List<SocketChannel> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            waiting.add(connect(CLOSES));
        }
        for (int i = 0; i < STUFFED; i++) {
            connect(STUFFS);
        }
        for (int i = 0; i < HALF; i++) {
            connect(HALVES);
        }
        for (int i = 0; i < SILENT; i++) {
            deaf(LOSES);
        }
        for (SocketChannel channel : waiting) {
            channel.read(ByteBuffer.allocate(1));
            channel.close();
        }
        say("done");
    }

    /** Connects, and from then on drops every segment that comes: a peer that has gone without a word. */
    private static void deaf(int port) {
        int fd = C.socket(AF_INET, SOCK_STREAM, 0);
        byte[] address = {AF_INET, 0, (byte) (port >> 8), (byte) port, (byte) 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        try (Memory instruction = new Memory(8);
                Memory program = new Memory(16)) {
            instruction.clear();
            instruction.setShort(0, BPF_RET);
            program.clear();
            program.setShort(0, (short) 1);
            program.setPointer(8, instruction);
            if (C.connect(fd, address, address.length) != 0
                    || C.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, 16) != 0) {
                throw new IllegalStateException("errno " + Native.getLastError());
            }
        }
    }

    /** Closes with text unread, and with SO_LINGER at 0 s. */
    private void reset() throws IOException {
        ServerSocketChannel listener = listen(RESETS, 50);
        say("ready");
        for (int i = 0; i < UNREAD; i++) {
            SocketChannel near = connect(RESETS);
            SocketChannel far = listener.accept();
            kept.add(far);
            near.write(ByteBuffer.allocate(100));
            while (far.socket().getInputStream().available() == 0) {
                Thread.onSpinWait();
            }
            far.close();
        }
        for (int i = 0; i < LINGERING; i++) {
            SocketChannel near = connect(RESETS);
            kept.add(listener.accept());
            near.setOption(StandardSocketOptions.SO_LINGER, 0);
            near.close();
        }
        say("done");
    }

    /** Connects and closes first, from a range of so few ports, and says how many connections there were before one failed. */
    private void crowd(String range) throws IOException {
        up();
        Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), range);
        ServerSocketChannel listener = listen(CLOSES, 50);
        say("ready");
        while (true) {
            int made = 0;
            String failure = "";
            while (failure.isEmpty() && made < 12) {
                try (SocketChannel near = connect(CLOSES)) {
                    try (SocketChannel far = listener.accept()) {
                        near.shutdownOutput();
                        far.read(ByteBuffer.allocate(1));
                    }
                    near.read(ByteBuffer.allocate(1));
                    made++;
                } catch (IOException e) {
                    failure = e.getMessage();
                }
            }
            say(made + " " + failure);
        }
    }
}
