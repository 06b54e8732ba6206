package org.lastack.stacks.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.Connections.Connection;
import org.lastack.stacks.linux.Connections.Name;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/**
 * One kernel socket. The descriptor itself stays blocking unless the scenario asks otherwise, so that close() lingers as it
 * does for an application; each call that could block says so to the kernel by itself.
 */
final class LinuxSocket {
    /** More than somaxconn, so that the sysctl is what counts. */
    private static final int BACKLOG = 65_535;

    /** Where struct tcp_info, of which Linux never moves anything, has tcpi_bytes_received. */
    private static final int BYTES_RECEIVED = 128;

    private final int fd;
    private final Namespace namespace;
    private byte[] local = new byte[SocketAddress.MOST];
    private byte[] remote = new byte[SocketAddress.MOST];
    private boolean nonBlocking;
    /** A listener never lingers, and accept has no way of its own to say that it must not block. */
    private boolean listening;

    private LinuxSocket(Namespace namespace, int fd) {
        this.namespace = namespace;
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    /** Opens a socket in the namespace. */
    static LinuxSocket open(Namespace namespace, IpAddress local) {
        int domain = SocketAddress.family(local);
        int[] errno = new int[1];
        int fd = namespace.run(() -> {
            int opened = LibC.socket(domain, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0);
            errno[0] = LibC.errno();
            return opened;
        });
        if (fd < 0) {
            throw Shortage.of("open a socket", errno[0]);
        }
        LinuxSocket socket = new LinuxSocket(namespace, fd);
        socket.set(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        return socket;
    }

    Result listen(Call.Listen call) {
        Result bound = bind(call.local(), call.port());
        if (!(bound instanceof Result.Ok)) {
            return bound;
        }
        listening = true;
        blocking(false);
        return answer(LibC.listen(fd, BACKLOG));
    }

    private Result bind(IpAddress address, int port) {
        byte[] name = SocketAddress.of(address, port);
        return answer(LibC.bind(fd, name, name.length));
    }

    /** Starts to connect: pending, unless it fails at once. */
    Result connect(Call.Connect call) {
        if (call.srcPort() != 0) {
            Result bound = bind(call.local(), call.srcPort());
            if (!(bound instanceof Result.Ok)) {
                return bound;
            }
        }
        remote = SocketAddress.of(call.remote(), call.port());
        blocking(false);
        int result = LibC.connect(fd, remote, remote.length);
        int errno = LibC.errno();
        blocking(true);
        LibC.getsockname(fd, local, new int[] {local.length});
        if (result < 0 && errno != LinuxErrno.EINPROGRESS) {
            return Result.failed(LinuxErrno.of(errno));
        }
        return result == 0 ? Result.ok() : Result.pending();
    }

    /** Says how a connect ended, once poll has found that it did. */
    Result connected() {
        Result error = takeError();
        return error instanceof Result.Ok && tcpState() == State.CLOSED ? Result.failed(Errno.ECONNABORTED) : error;
    }

    /**
     * Takes a connection from this listener, or returns null when the last error says why not.
     *
     * @throws StackUnavailableException when this process may open no more, which is no answer of the kernel's TCP
     */
    @Nullable
    LinuxSocket accept() {
        byte[] from = new byte[SocketAddress.MOST];
        int accepted = LibC.accept4(fd, from, new int[] {from.length}, LibC.SOCK_CLOEXEC);
        if (accepted < 0) {
            if (Shortage.is(LibC.errno())) {
                throw Shortage.of("accept a connection", LibC.errno());
            }
            return null;
        }
        LinuxSocket socket = new LinuxSocket(namespace, accepted);
        socket.remote = from;
        LibC.getsockname(accepted, socket.local, new int[] {socket.local.length});
        return socket;
    }

    Result write(Bytes data) {
        long taken = LibC.send(fd, data.toArray(), data.length(), LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
        return taken < 0 ? failed() : new Result.Count((int) taken);
    }

    Result read(int most) {
        byte[] buffer = new byte[most];
        long got = LibC.recv(fd, buffer, most, LibC.MSG_DONTWAIT);
        if (got < 0) {
            return failed();
        }
        return got == 0 && most > 0 ? Result.eof() : new Result.Data(Bytes.copyOf(buffer, 0, (int) got));
    }

    /** SO_ERROR; the kernel forgets it when it is read. */
    Result takeError() {
        int errno = get(LibC.SOL_SOCKET, LibC.SO_ERROR);
        return errno == 0 ? Result.ok() : Result.failed(LinuxErrno.of(errno));
    }

    Result poll() {
        int came = Poll.events(fd, LibC.POLLIN | LibC.POLLOUT | LibC.POLLRDHUP);
        EnumSet<Readiness> ready = EnumSet.noneOf(Readiness.class);
        for (Readiness each : Readiness.values()) {
            if ((came & pollBit(each)) != 0) {
                ready.add(each);
            }
        }
        return new Result.Ready(ready);
    }

    private static short pollBit(Readiness event) {
        return switch (event) {
            case IN -> LibC.POLLIN;
            case OUT -> LibC.POLLOUT;
            case RDHUP -> LibC.POLLRDHUP;
            case HUP -> LibC.POLLHUP;
            case ERR -> LibC.POLLERR;
        };
    }

    Result shutdown(Call.How how) {
        return answer(LibC.shutdown(
                fd,
                switch (how) {
                    case RD -> 0;
                    case WR -> 1;
                    case RDWR -> 2;
                }));
    }

    Result option(SocketOption option, int value) {
        return switch (option) {
            case LINGER -> linger(value >= 0, Math.max(value, 0));
            case LINGER2 -> set(LibC.IPPROTO_TCP, LibC.TCP_LINGER2, value);
            case USER_TIMEOUT -> set(LibC.IPPROTO_TCP, LibC.TCP_USER_TIMEOUT, value);
            case KEEPALIVE -> set(LibC.SOL_SOCKET, LibC.SO_KEEPALIVE, value);
            case KEEPIDLE -> set(LibC.IPPROTO_TCP, LibC.TCP_KEEPIDLE, value);
            case KEEPINTVL -> set(LibC.IPPROTO_TCP, LibC.TCP_KEEPINTVL, value);
            case KEEPCNT -> set(LibC.IPPROTO_TCP, LibC.TCP_KEEPCNT, value);
            case NODELAY -> set(LibC.IPPROTO_TCP, LibC.TCP_NODELAY, value);
            case CORK -> set(LibC.IPPROTO_TCP, LibC.TCP_CORK, value);
            case RCVBUF -> set(LibC.SOL_SOCKET, LibC.SO_RCVBUF, value);
            case SNDBUF -> set(LibC.SOL_SOCKET, LibC.SO_SNDBUF, value);
            case NONBLOCK -> {
                nonBlocking = value != 0;
                yield blocking(!nonBlocking);
            }
        };
    }

    private Result linger(boolean on, int seconds) {
        return set(LibC.SOL_SOCKET, LibC.SO_LINGER, on ? 1 : 0, seconds);
    }

    /** Sets an option that is an int, or a struct of several. */
    private Result set(int level, int option, int... values) {
        byte[] octets = NativeInts.octets(values);
        return answer(LibC.setsockopt(fd, level, option, octets, octets.length));
    }

    private int get(int level, int option) {
        return NativeInts.intAt(get(level, option, Integer.BYTES), 0);
    }

    private byte[] get(int level, int option, int length) {
        byte[] octets = new byte[length];
        if (LibC.getsockopt(fd, level, option, octets, new int[] {length}) < 0) {
            throw new IllegalStateException("cannot read socket option " + option + ": " + LinuxErrno.of(LibC.errno()));
        }
        return octets;
    }

    private Result blocking(boolean wanted) {
        int flags = LibC.fcntl(fd, LibC.F_GETFL, 0);
        int blocking = wanted && !nonBlocking && !listening ? flags & ~LibC.O_NONBLOCK : flags | LibC.O_NONBLOCK;
        return answer(LibC.fcntl(fd, LibC.F_SETFL, blocking));
    }

    /** Tells whether close() would wait now: it does so until the FIN is acknowledged, and only with a FIN to send. */
    boolean lingers() {
        byte[] linger = get(LibC.SOL_SOCKET, LibC.SO_LINGER, 2 * Integer.BYTES);
        boolean on = NativeInts.intAt(linger, 0) != 0;
        int seconds = NativeInts.intAt(linger, Integer.BYTES);
        if (!on || seconds == 0) {
            return false;
        }
        return switch (tcpState()) {
            case SYN_RECEIVED, ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK -> !hasUnread();
            default -> false;
        };
    }

    /** With unread octets close() is an abort (RFC 9293 SHLD-3). */
    private boolean hasUnread() {
        byte[] unread = new byte[Integer.BYTES];
        LibC.ioctl(fd, LibC.FIONREAD, unread);
        return NativeInts.intAt(unread, 0) > 0;
    }

    /** Closes; takes as long as the kernel lets it linger. */
    Result close() {
        return answer(LibC.close(fd));
    }

    Result abort() {
        linger(true, 0);
        return close();
    }

    /**
     * STATUS. For a held socket in TIME-WAIT the kernel answers CLOSED: the connection has moved to a structure of its own,
     * which only the table of connections shows.
     */
    State state() {
        State state = tcpState();
        return state == State.CLOSED && inTimeWait() ? State.TIME_WAIT : state;
    }

    /** TCP_INFO: octets taken in their order, and the FIN; 0 when the connection has ended. */
    long received() {
        byte[] info = get(LibC.IPPROTO_TCP, LibC.TCP_INFO, BYTES_RECEIVED + Long.BYTES);
        boolean over = Connections.state(info[0]) == State.CLOSED;
        return over ? 0 : ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getLong(BYTES_RECEIVED);
    }

    private State tcpState() {
        return Connections.state(get(LibC.IPPROTO_TCP, LibC.TCP_INFO, 8)[0]);
    }

    private boolean inTimeWait() {
        if (SocketAddress.port(remote) == 0) {
            return false;
        }
        Name near = SocketAddress.name(local);
        Name far = SocketAddress.name(remote);
        return Connections.in(namespace, far.address().isV6()).contains(new Connection(near, far, State.TIME_WAIT));
    }

    static Result failed() {
        return Result.failed(LinuxErrno.of(LibC.errno()));
    }

    private static Result answer(int result) {
        return result < 0 ? failed() : Result.ok();
    }
}
