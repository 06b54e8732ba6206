package org.lastack.stacks.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** The wire: a TUN device, whose packets the kit gets, and the addresses of the kernel behind it. */
final class Tun implements AutoCloseable {
    private static final String NAME = "lastack0";
    private static final int IFF_TUN_NO_PI = 0x1001;
    private static final int IFF_UP_RUNNING = 0x41;
    private static final IpAddress MASK = IpAddress.of("255.255.255.0");
    private static final int MTU = 1500;
    /** Packets that may wait for the kit: enough for hundreds of connections that all speak at once. */
    private static final int QUEUE = 16_384;

    private static final long ROUTE_NANOS = 5_000_000_000L;

    private static final int NAME_LENGTH = 16;
    private static final int IFREQ = 40;

    private final int fd;
    private final byte[] buffer = new byte[2048];

    private Tun(int fd) {
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    /**
     * Makes the device and brings it and the loopback up, on the thread of the namespace it shall be in.
     *
     * @param address4 the kernel's address, in a network of 24 bits
     * @param address6 the same for IPv6, of 64 bits, or null for none
     * @throws StackUnavailableException when there is no such device, or it may not be opened
     */
    static Tun open(IpAddress address4, @Nullable IpAddress address6) throws StackUnavailableException {
        int fd = openDevice();
        if (LibC.ioctl(fd, LibC.TUNSETIFF, request(NAME, NativeInts.octets(IFF_TUN_NO_PI))) < 0) {
            int errno = LibC.errno();
            LibC.close(fd);
            throw new StackUnavailableException("cannot make a TUN device (errno " + errno + "): run as root, or see"
                    + " whether a sandbox takes CAP_NET_ADMIN away");
        }
        boolean configured = false;
        try {
            configure(address4, address6);
            configured = true;
            return new Tun(fd);
        } finally {
            if (!configured) {
                LibC.close(fd);
            }
        }
    }

    /**
     * Checks that a device can be made, by opening what it is made from.
     *
     * @throws StackUnavailableException when it cannot
     */
    static void requireDevice() throws StackUnavailableException {
        LibC.close(openDevice());
    }

    private static int openDevice() throws StackUnavailableException {
        int fd = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw unavailable(LibC.errno());
        }
        return fd;
    }

    private static StackUnavailableException unavailable(int errno) {
        return switch (errno) {
            case LinuxErrno.ENOENT, LinuxErrno.ENODEV, LinuxErrno.ENXIO ->
                new StackUnavailableException("there is no /dev/net/tun: load the"
                        + " module with 'modprobe tun', or pass the device into the container");
            case LinuxErrno.EACCES, LinuxErrno.EPERM ->
                new StackUnavailableException("permission denied on /dev/net/tun: run as root, or let"
                        + " everybody open it with 'chmod 0666 /dev/net/tun'");
            default -> Shortage.of("open /dev/net/tun", errno);
        };
    }

    private static void configure(IpAddress address4, @Nullable IpAddress address6) {
        int control = check("socket", LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0));
        try {
            ioctl(control, LibC.SIOCSIFMTU, request(NAME, NativeInts.octets(MTU)));
            lengthenQueue(index(control));
            ioctl(control, LibC.SIOCSIFADDR, request(NAME, SocketAddress.of(address4, 0)));
            ioctl(control, LibC.SIOCSIFNETMASK, request(NAME, SocketAddress.of(MASK, 0)));
            up(control, "lo");
            up(control, NAME);
            if (address6 != null) {
                add(address6, index(control));
            }
        } finally {
            LibC.close(control);
        }
    }

    private static int index(int control) {
        byte[] request = request(NAME);
        ioctl(control, LibC.SIOCGIFINDEX, request);
        return NativeInts.intAt(request, NAME_LENGTH);
    }

    /**
     * Sets the length of the queue by a netlink message (struct nlmsghdr, ifinfomsg, and the attribute IFLA_TXQLEN), since
     * the ioctl for it wants the system's root.
     */
    private static void lengthenQueue(int index) {
        int type = LibC.RTM_NEWLINK | LibC.NLM_F_REQUEST_ACK << 16;
        byte[] message = NativeInts.octets(40, type, 1, 0, 0, index, 0, 0, 8 | LibC.IFLA_TXQLEN << 16, QUEUE);
        int netlink = check("netlink", LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0));
        try {
            LibC.send(netlink, message, message.length, 0);
            byte[] answer = new byte[256];
            LibC.recv(netlink, answer, answer.length, 0);
            int error = -NativeInts.intAt(answer, 16);
            if (error != 0) {
                throw Shortage.of("set the queue of the TUN device", error);
            }
        } finally {
            LibC.close(netlink);
        }
    }

    /** IPv6 has a request of its own: the address, the length of the prefix, the number of the device. */
    private static void add(IpAddress address, int index) {
        int control = check("socket", LibC.socket(LibC.AF_INET6, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0));
        try {
            byte[] request = Arrays.copyOf(address.octets().toArray(), 24);
            System.arraycopy(NativeInts.octets(64, index), 0, request, 16, 8);
            ioctl(control, LibC.SIOCSIFADDR, request);
        } finally {
            LibC.close(control);
        }
        awaitRoute(address);
    }

    /** Even without a search for duplicates the kernel takes an IPv6 address into use a little later, with its route. */
    private static void awaitRoute(IpAddress address) {
        String wanted = address.octets().toHex() + " 80 ";
        long end = System.nanoTime() + ROUTE_NANOS;
        while (!ProcFile.read(Path.of("/proc/thread-self/net/ipv6_route")).contains(wanted)) {
            if (System.nanoTime() - end > 0) {
                throw new StackUnavailableException(
                        "cannot set up the TUN device: the kernel does not take " + address + " into use");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static void up(int control, String device) {
        byte[] request = request(device);
        ioctl(control, LibC.SIOCGIFFLAGS, request);
        int flags = NativeInts.intAt(request, NAME_LENGTH);
        ioctl(control, LibC.SIOCSIFFLAGS, request(device, NativeInts.octets(flags | IFF_UP_RUNNING)));
    }

    /** A struct ifreq: the name of a device, and a value. */
    private static byte[] request(String device, byte... value) {
        byte[] request = Arrays.copyOf(device.getBytes(StandardCharsets.US_ASCII), IFREQ);
        System.arraycopy(value, 0, request, NAME_LENGTH, value.length);
        return request;
    }

    private static void ioctl(int fd, long number, byte[] argument) {
        check("ioctl " + Long.toHexString(number), LibC.ioctl(fd, number, argument));
    }

    private static int check(String what, int result) {
        if (result < 0) {
            throw Shortage.of("set up the TUN device (" + what + ")", LibC.errno());
        }
        return result;
    }

    /** Returns the next TCP packet that the kernel sends, or null when there is none now. Drops all that is not TCP. */
    @Nullable
    Bytes read() {
        while (true) {
            long length = LibC.read(fd, buffer, buffer.length);
            if (length < 0 && LibC.errno() != LinuxErrno.EINTR) {
                return null;
            }
            if (length > 0 && isTcp()) {
                return Bytes.copyOf(buffer, 0, (int) length);
            }
        }
    }

    private boolean isTcp() {
        return switch (buffer[0] >> 4) {
            case 4 -> buffer[9] == LibC.IPPROTO_TCP;
            case 6 -> buffer[6] == LibC.IPPROTO_TCP;
            default -> false;
        };
    }

    /** Hands a packet to the kernel. One that is not even IP disappears, as on a wire. */
    void write(Bytes packet) {
        byte[] octets = packet.toArray();
        while (LibC.write(fd, octets, octets.length) < 0) {
            int errno = LibC.errno();
            if (errno == LinuxErrno.EINVAL) {
                return;
            }
            if (errno != LinuxErrno.EINTR) {
                throw Shortage.is(errno)
                        ? Shortage.of("write to the TUN device", errno)
                        : new IllegalStateException("cannot write to the TUN device: errno " + errno);
            }
        }
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
