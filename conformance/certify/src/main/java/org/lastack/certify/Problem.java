package org.lastack.certify;

/** Something that the person at the terminal has to put right; the message is one line that says what and how. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
        super(message);
    }
}
