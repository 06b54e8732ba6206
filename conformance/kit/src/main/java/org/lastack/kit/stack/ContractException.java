package org.lastack.kit.stack;

/** A stack broke the contract of {@link StackUnderTest} or of the line protocol; the message is one line for a person. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String evidence;

    public ContractException(String message) {
        this(message, "");
    }

    public ContractException(String message, Throwable cause) {
        super(message, cause);
        evidence = "";
    }

    /** With what the program last said: several lines, may be empty. */
    public ContractException(String message, String evidence) {
        super(message);
        this.evidence = evidence;
    }

    /** Returns the last lines that went to and fro and the end of the program's log; empty when there are none. */
    public String evidence() {
        return evidence;
    }
}
