package org.lastack.site;

/** Something that whoever started the site can put right; the message says how. */
public final class SiteProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public SiteProblem(String message) {
        super(message);
    }
}
