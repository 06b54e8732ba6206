package org.lastack.doctor;

/** The timer that runs on a socket; the kernel tells of one at most (inet_diag(7), {@code idiag_timer}). */
public enum RunningTimer {
    NONE("none"),
    RETRANSMIT("retransmit"),
    KEEPALIVE("keepalive"),
    TIME_WAIT("time-wait"),
    PERSIST("persist");

    private final String word;

    RunningTimer(String word) {
        this.word = word;
    }

    /** Returns the timer with the kernel's number, which is the same in /proc/net/tcp; an unknown one is none. */
    public static RunningTimer of(int number) {
        return number >= 0 && number < values().length ? values()[number] : NONE;
    }

    @Override
    public String toString() {
        return word;
    }
}
