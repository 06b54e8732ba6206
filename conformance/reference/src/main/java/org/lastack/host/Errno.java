package org.lastack.host;

/** Why a call failed, by POSIX name. */
public enum Errno {
    EADDRINUSE,
    EADDRNOTAVAIL,
    EAGAIN,
    EALREADY,
    EBADF,
    ECONNABORTED,
    ECONNREFUSED,
    ECONNRESET,
    EHOSTUNREACH,
    EINPROGRESS,
    EINVAL,
    EISCONN,
    EMFILE,
    ENETUNREACH,
    ENOBUFS,
    ENOMEM,
    ENOPROTOOPT,
    ENOTCONN,
    EOPNOTSUPP,
    EPERM,
    EPIPE,
    EPROTO,
    ETIMEDOUT
}
