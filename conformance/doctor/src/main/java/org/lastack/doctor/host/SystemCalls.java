package org.lastack.doctor.host;

import com.sun.jna.Native;

/** The few functions of the C library that reading needs. */
final class SystemCalls {
    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int NETLINK_SOCK_DIAG = 4;
    static final int EPERM = 1;
    static final int EINTR = 4;

    static {
        Native.register(SystemCalls.class, "c");
    }

    private SystemCalls() {}

    static native int open(String path, int flags);

    static native int close(int fd);

    static native int setns(int fd, int kind);

    static native int socket(int domain, int type, int protocol);

    static native long send(int fd, byte[] octets, long length, int flags);

    static native long recv(int fd, byte[] octets, long length, int flags);

    /** Returns what went wrong in the last call of this thread. */
    static int errno() {
        return Native.getLastError();
    }
}
