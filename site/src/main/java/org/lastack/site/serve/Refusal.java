package org.lastack.site.serve;

/** A request that is not answered as asked; the message says why, to a person. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int NOT_ALLOWED = 403;
    static final int NOT_FOUND = 404;
    static final int NO_SUCH_METHOD = 405;
    static final int BUSY = 409;
    static final int TOO_LARGE = 413;
    static final int MISDIRECTED = 421;
    static final int WRONG = 400;
    static final int MISTAKE = 500;
    static final int FULL = 503;

    private final int status;
    private final String why;

    Refusal(int status, String why) {
        super(why);
        this.status = status;
        this.why = why;
    }

    String why() {
        return why;
    }

    /** The status of HTTP. */
    int status() {
        return status;
    }
}
