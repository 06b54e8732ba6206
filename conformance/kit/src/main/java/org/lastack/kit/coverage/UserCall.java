package org.lastack.kit.coverage;

import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;

/** The user calls that matter to an end (RFC 9293 §3.10.2 to 5), as the calls of a socket make them. */
enum UserCall {
    CLOSE,
    ABORT,
    SEND,
    RECEIVE;

    /** Returns what the call is to a connection of which this is known, or null when it is none of these. */
    static @Nullable UserCall of(Call call, Knowledge k) {
        if (call instanceof Call.Close) {
            return k.linger == 0 ? ABORT : CLOSE;
        }
        if (call instanceof Call.Shutdown shutdown) {
            return shutdown.how() == How.RD ? null : CLOSE;
        }
        if (call instanceof Call.Abort) {
            return ABORT;
        }
        return call instanceof Call.Write ? SEND : call instanceof Call.Read ? RECEIVE : null;
    }

    /** Returns the feature that the stack does not claim and without which nobody can make this call, or null. */
    @Nullable
    Feature missing(Profile profile) {
        boolean can = this != ABORT || profile.has(Feature.ABORT) || profile.has(Feature.LINGER);
        return can ? null : Feature.ABORT;
    }
}
