package org.lastack.kit.coverage;

import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;

/** The states in which calls are made: the columns of the second table of catalogue §4. */
enum CallState {
    LISTEN("LISTEN"),
    SYN_SENT("SYN-SENT"),
    SYN_RECEIVED("SYN-RECEIVED"),
    ESTABLISHED("ESTABLISHED"),
    FIN_WAIT("FIN-WAIT-1 or 2"),
    CLOSE_WAIT("CLOSE-WAIT"),
    CLOSING("CLOSING or LAST-ACK"),
    TIME_WAIT("TIME-WAIT");

    private final String words;

    CallState(String words) {
        this.words = words;
    }

    /** Returns where a connection is that a call still reaches; null when none does. */
    static @Nullable CallState of(Knowledge k, long at, Profile profile) {
        if (k.released) {
            return null;
        }
        return switch (k.state) {
            case SYN_SENT -> k.opened ? SYN_SENT : null;
            case SYN_RECEIVED -> SYN_RECEIVED;
            case ESTABLISHED -> ESTABLISHED;
            case FIN_WAIT_1, FIN_WAIT_2 -> FIN_WAIT;
            case CLOSE_WAIT -> CLOSE_WAIT;
            case CLOSING, LAST_ACK -> CLOSING;
            case TIME_WAIT -> at - k.since < profile.twoMsl() ? TIME_WAIT : null;
            default -> null;
        };
    }

    /** Returns the feature without which nobody can still call when a stack is there, or null. */
    @Nullable
    Feature needs() {
        return this == FIN_WAIT || this == CLOSING || this == TIME_WAIT ? Feature.HALFCLOSE : null;
    }

    @Override
    public String toString() {
        return words;
    }
}
