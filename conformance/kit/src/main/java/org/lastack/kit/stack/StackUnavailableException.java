package org.lastack.kit.stack;

/** A stack cannot be had here; the message is one line that says what is missing and what to do. */
public final class StackUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackUnavailableException(String message) {
        super(message);
    }

    public StackUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
