package org.lastack.kit.coverage;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;

/** The states in which segments are tried: the columns of the matrix (catalogue §4). */
public enum Situation {
    ESTABLISHED("ESTABLISHED"),
    FIN_WAIT_1("FIN-WAIT-1"),
    FIN_WAIT_2("FIN-WAIT-2, held"),
    ORPHAN("FIN-WAIT-2, orphan"),
    CLOSE_WAIT("CLOSE-WAIT"),
    CLOSING("CLOSING"),
    LAST_ACK("LAST-ACK"),
    TIME_WAIT("TIME-WAIT");

    static final Set<Situation> ALL = EnumSet.allOf(Situation.class);
    static final Set<Situation> BEFORE_PEER_FIN = EnumSet.range(ESTABLISHED, ORPHAN);
    static final Set<Situation> AFTER_PEER_FIN = EnumSet.range(CLOSE_WAIT, TIME_WAIT);
    static final Set<Situation> FIN_OUT = EnumSet.of(FIN_WAIT_1, CLOSING, LAST_ACK);

    private final String words;

    Situation(String words) {
        this.words = words;
    }

    /** Returns where the stack must be by what is known; null when that is none of these. */
    static @Nullable Situation of(Knowledge k, long at, Profile profile) {
        return switch (k.state) {
            case ESTABLISHED -> ESTABLISHED;
            case FIN_WAIT_1 -> FIN_WAIT_1;
            case FIN_WAIT_2 -> k.released ? ORPHAN : FIN_WAIT_2;
            case CLOSE_WAIT -> CLOSE_WAIT;
            case CLOSING -> CLOSING;
            case LAST_ACK -> LAST_ACK;
            case TIME_WAIT -> at - k.since < profile.twoMsl() ? TIME_WAIT : null;
            default -> null;
        };
    }

    /** Returns the feature without which a stack is never there, or null. */
    public @Nullable Feature needs() {
        return this == FIN_WAIT_2 ? Feature.HALFCLOSE : null;
    }

    @Override
    public String toString() {
        return words;
    }
}
