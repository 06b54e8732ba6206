package org.lastack.stacks.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** The few functions of the C library that the adapter needs, and their constants as Linux has them. */
final class LibC {
    static final int CLONE_NEWNET = 0x40000000;
    static final int PR_SET_PDEATHSIG = 1;
    static final int SIGKILL = 9;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_GETLK = 5;
    static final int F_SETLK = 6;
    static final int LOCK_EX_NB = 6;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    static final short POLLERR = 8;
    static final short POLLHUP = 0x10;
    static final short POLLRDHUP = 0x2000;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = O_CLOEXEC;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;

    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_CORK = 3;
    static final int TCP_KEEPIDLE = 4;
    static final int TCP_KEEPINTVL = 5;
    static final int TCP_KEEPCNT = 6;
    static final int TCP_LINGER2 = 8;
    static final int TCP_INFO = 11;
    static final int TCP_USER_TIMEOUT = 18;

    static final long FIONREAD = 0x541B;
    static final long TUNSETIFF = 0x400454caL;
    static final long SIOCSIFADDR = 0x8916;
    static final long SIOCSIFNETMASK = 0x891c;
    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCSIFFLAGS = 0x8914;
    static final long SIOCGIFINDEX = 0x8933;
    static final long SIOCSIFMTU = 0x8922;

    static final int RTM_NEWLINK = 16;
    static final int NLM_F_REQUEST_ACK = 5;
    static final int IFLA_TXQLEN = 13;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    /**
     * Does nothing but load the library.
     *
     * @throws LinkageError when that does not work
     */
    static void load() {}

    static native int unshare(int flags);

    static native int prctl(int option, long value);

    static native int open(String path, int flags);

    static native int close(int fd);

    static native long read(int fd, byte[] buffer, long length);

    static native long write(int fd, byte[] buffer, long length);

    static native int fcntl(int fd, int command, int value);

    static native int fcntl(int fd, int command, byte[] lock);

    static native int ioctl(int fd, long request, byte[] argument);

    static native int flock(int fd, int operation);

    static native int poll(Memory fds, long count, int timeout);

    static native int eventfd(int initial, int flags);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int listen(int fd, int backlog);

    static native int connect(int fd, byte[] address, int length);

    static native int accept4(int fd, byte[] address, int[] length, int flags);

    static native int getsockname(int fd, byte[] address, int[] length);

    static native int shutdown(int fd, int how);

    static native int setsockopt(int fd, int level, int option, byte[] value, int length);

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

    static native long send(int fd, byte[] buffer, long length, int flags);

    static native long recv(int fd, byte[] buffer, long length, int flags);

    /** Returns what went wrong in the last call of this thread. */
    static int errno() {
        return Native.getLastError();
    }
}
