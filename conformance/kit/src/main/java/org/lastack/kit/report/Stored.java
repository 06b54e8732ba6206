package org.lastack.kit.report;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.IpAddress;
import org.lastack.trace.Trace;

/** What a {@link Report} was made from, made again from the report: enough to judge a run that somebody else has seen. */
public final class Stored {
    private Stored() {}

    /** Returns the trace of the run, or null when the report is of an earlier lastack, or was made small. */
    public static @Nullable Trace trace(Report.Counterexample found) {
        return SeenTrace.read(found.trace());
    }

    /** Returns what the stack said of itself; the features that this lastack knows. */
    public static Profile profile(Report.Stack stack) {
        IpAddress local4 = IpAddress.of(stack.local4());
        Profile profile = new Profile(
                Text.clean(stack.name()),
                Clock.valueOf(stack.clock().toUpperCase(java.util.Locale.ROOT)),
                local4,
                stack.peer4() == null ? local4 : IpAddress.of(stack.peer4()),
                address(stack.local6()),
                address(stack.peer6()),
                stack.twoMsl(),
                stack.rto(),
                stack.granularity(),
                stack.delayedAck(),
                features(stack),
                Set.copyOf(stack.loneKnobs()));
        return profile.withTimeouts(minRto(stack), synRto(stack));
    }

    static long minRto(Report.Stack stack) {
        Long least = stack.minRto();
        return least == null ? stack.rto() : least;
    }

    static long synRto(Report.Stack stack) {
        Long ofSyn = stack.synRto();
        return ofSyn == null ? Profile.usualSynRto(stack.rto()) : ofSyn;
    }

    private static @Nullable IpAddress address(@Nullable String text) {
        return text == null ? null : IpAddress.of(text);
    }

    private static Set<Feature> features(Report.Stack stack) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (stack.features().contains(feature.word())) {
                features.add(feature);
            }
        }
        return features;
    }
}
