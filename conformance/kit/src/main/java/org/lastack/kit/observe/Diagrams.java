package org.lastack.kit.observe;

import java.util.ArrayList;
import java.util.List;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** How the kit draws what it saw. */
public final class Diagrams {
    private Diagrams() {}

    /** Returns the options of a diagram that has the states which the RFC gives the stack, whatever the stack may say. */
    public static Ladder.Options options(Trace trace, Profile profile) {
        List<String> states = new ArrayList<>();
        List<Moment> moments = Observed.of(trace, profile).moments();
        boolean several = moments.stream().anyMatch(m -> m.conn() > 0);
        boolean begun = false; // before that CLOSED is no news: the SYN of a peer meets a listener
        for (Moment moment : moments) {
            begun |= moment.after().state != State.CLOSED;
            states.add(
                    moment.conn() < 0 || several || !begun
                            ? ""
                            : moment.after().state.toString());
        }
        return Ladder.Options.PLAIN.withPeer("kit").withStackStates(states);
    }
}
