package org.lastack.doctor.host;

/** The host cannot be read; the message says why, in one line. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostException(String message) {
        super(message);
    }
}
