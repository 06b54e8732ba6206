package org.lastack.kit.suite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.suite.Verdict.Counterexample;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/**
 * What lies behind a failure, in words that are the same for other scenarios and for other rules: the state, what was done to the
 * stack, and what it did, without the numbers.
 */
final class Cause {
    /** What comes later than this is what the stack does by itself. */
    private static final long AT_ONCE = Time.ms(100);

    /** What a stack must overlook; where it is the bits that matter the smallest scenario has them. */
    private static final int MEANINGLESS = Flags.ECE | Flags.CWR | Flags.RESERVED;

    private Cause() {}

    /** Returns for example {@code in TIME-WAIT, after SYN: RST,ACK}. */
    static String of(Counterexample found, Profile profile) {
        return found.breach() == null
                ? behaviour(found, profile)
                : String.valueOf(found.breach().getMessage()).replaceAll("`(\\S+)[^`]*`", "`$1`");
    }

    private static String behaviour(Counterexample found, Profile profile) {
        List<Moment> moments = Observed.of(found.trace(), profile).moments();
        int event = Math.min(found.fail().event(), moments.size() - 1);
        Moment stimulus = null;
        for (int i = 0; i <= event; i++) {
            stimulus = moments.get(i).stimulus() ? moments.get(i) : stimulus;
        }
        String actual = withoutNumbers(found.fail().actual());
        return stimulus == null ? actual : where(stimulus, moments.get(event)) + ": " + actual;
    }

    private static String where(Moment stimulus, Moment event) {
        String state = stimulus.conn() < 0 ? "" : "in " + stimulus.before().state + ", ";
        return state + (event.at() - stimulus.at() > AT_ONCE ? "some time after " : "after ") + words(stimulus);
    }

    private static String words(Moment stimulus) {
        Call call = stimulus.called();
        if (call != null) {
            return withoutNumbers(call.show());
        }
        if (stimulus.icmp() != null) {
            return "an ICMP error";
        }
        Segment segment = stimulus.arrived();
        return segment == null
                ? "a spoiled packet"
                : Flags.show(segment.flags() & ~MEANINGLESS) + (segment.data().isEmpty() ? "" : " with text");
    }

    private static String withoutNumbers(@Nullable String text) {
        return String.valueOf(text)
                .replaceAll("(?i) (seq|ack|len)[ =]@?-?[0-9]+", "")
                .replaceAll("@?-?[0-9]+(\\.[0-9]+)?", "…");
    }
}
