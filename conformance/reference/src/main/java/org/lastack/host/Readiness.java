package org.lastack.host;

/** What poll() says of a socket, by the names that POSIX has with POLL before them; RDHUP is Linux's. */
public enum Readiness {
    /** A read would not wait: text, the end of the stream, or an error. */
    IN("in"),
    /** A write would not wait. */
    OUT("out"),
    /** The peer's direction has ended. */
    RDHUP("rdhup"),
    /** Both directions have ended. */
    HUP("hup"),
    /** An error waits to be told. */
    ERR("err");

    private final String word;

    Readiness(String word) {
        this.word = word;
    }

    /** The name in the line protocol. */
    public String word() {
        return word;
    }
}
