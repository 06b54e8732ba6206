package org.lastack.stacks.linux;

import java.util.Map;
import org.lastack.host.Errno;

/** Linux's error numbers (asm-generic, which x86 and ARM use) and the names for them. */
final class LinuxErrno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENOBUFS = 105;
    static final int EINPROGRESS = 115;

    private static final Map<Integer, Errno> NAMES = Map.ofEntries(
            Map.entry(EPERM, Errno.EPERM),
            Map.entry(9, Errno.EBADF),
            Map.entry(EAGAIN, Errno.EAGAIN),
            Map.entry(ENOMEM, Errno.ENOMEM),
            Map.entry(EINVAL, Errno.EINVAL),
            Map.entry(EMFILE, Errno.EMFILE),
            Map.entry(32, Errno.EPIPE),
            Map.entry(71, Errno.EPROTO),
            Map.entry(92, Errno.ENOPROTOOPT),
            Map.entry(95, Errno.EOPNOTSUPP),
            Map.entry(98, Errno.EADDRINUSE),
            Map.entry(99, Errno.EADDRNOTAVAIL),
            Map.entry(101, Errno.ENETUNREACH),
            Map.entry(103, Errno.ECONNABORTED),
            Map.entry(104, Errno.ECONNRESET),
            Map.entry(ENOBUFS, Errno.ENOBUFS),
            Map.entry(106, Errno.EISCONN),
            Map.entry(107, Errno.ENOTCONN),
            Map.entry(110, Errno.ETIMEDOUT),
            Map.entry(111, Errno.ECONNREFUSED),
            Map.entry(113, Errno.EHOSTUNREACH),
            Map.entry(114, Errno.EALREADY),
            Map.entry(EINPROGRESS, Errno.EINPROGRESS));

    private LinuxErrno() {}

    /**
     * Finds the name of a number.
     *
     * @throws IllegalStateException when a socket call should never give it
     */
    static Errno of(int number) {
        Errno name = NAMES.get(number);
        if (name == null) {
            throw new IllegalStateException(
                    "the kernel answered with errno " + number + ", which no call here expects");
        }
        return name;
    }
}
