package org.lastack.kit.stack;

/** A stack broke the contract of {@link StackUnderTest} or of the line protocol; the message is one line for a person. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ContractException(String message) {
        super(message);
    }

    public ContractException(String message, Throwable cause) {
        super(message, cause);
    }
}
