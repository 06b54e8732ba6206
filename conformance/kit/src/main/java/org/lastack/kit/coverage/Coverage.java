package org.lastack.kit.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.trace.Event;

/**
 * Counts which stimuli met which states in the traces of a stack, whatever rule wanted them. A segment counts once for
 * everything that it is. The state is the one that the RFC gives the stack by what was seen.
 */
public final class Coverage {
    private static final List<Stimulus> STIMULI = List.of(Stimulus.values());

    private final Profile profile;
    private final Map<Cell, Integer> counts = new HashMap<>();

    /** A stimulus in a state. */
    private record Cell(Enum<?> row, Enum<?> column) {}

    public Coverage(Profile profile) {
        this.profile = profile;
    }

    /** Counts what happened in one more trace. */
    public void add(Observed trace) {
        boolean listening = false;
        for (Moment moment : trace.moments()) {
            Call call = moment.called();
            if (call != null) {
                called(moment, call, listening);
                listening = listening(listening, moment, call);
            } else if (moment.stimulus()) {
                arrived(moment);
            }
        }
    }

    private void arrived(Moment moment) {
        Situation situation = Situation.of(moment.before(), moment.at(), profile);
        if (situation == null) {
            return;
        }
        for (Stimulus stimulus : STIMULI) {
            if (stimulus.applies(situation) && stimulus.is(moment)) {
                counts.merge(new Cell(stimulus, situation), 1, Integer::sum);
            }
        }
    }

    private void called(Moment moment, Call call, boolean listening) {
        UserCall user = UserCall.of(call, moment.before());
        CallState state = onListener(moment)
                ? listening ? CallState.LISTEN : null
                : CallState.of(moment.before(), moment.at(), profile);
        if (user != null && state != null) {
            counts.merge(new Cell(user, state), 1, Integer::sum);
        }
    }

    private static boolean listening(boolean before, Moment moment, Call call) {
        if (!onListener(moment)) {
            return before;
        }
        boolean ends = call instanceof Call.Close || call instanceof Call.Abort;
        return call instanceof Call.Listen || before && !ends;
    }

    private static boolean onListener(Moment moment) {
        return moment.event() instanceof Event.Called e && e.socket() == Observed.LISTENER;
    }

    /** Returns the counts up to now: of segments by state, and of calls by state. */
    public List<Matrix> matrices() {
        return List.of(
                matrix(
                        "What arrives",
                        Stimulus.values(),
                        Situation.values(),
                        Stimulus::applies,
                        (stimulus, situation) -> missing(stimulus.needs(), situation.needs())),
                matrix(
                        "What the application calls",
                        UserCall.values(),
                        CallState.values(),
                        (call, state) -> true,
                        (call, state) -> missing(call.missing(profile), state.needs())));
    }

    /** Returns the one of the two features that the stack does not claim, or null. */
    private @Nullable Feature missing(@Nullable Feature one, @Nullable Feature other) {
        if (one != null && !profile.has(one)) {
            return one;
        }
        return other != null && !profile.has(other) ? other : null;
    }

    private <R extends Enum<R>, C extends Enum<C>> Matrix matrix(
            String title,
            R[] rows,
            C[] columns,
            BiPredicate<R, C> applies,
            BiFunction<R, C, @Nullable Feature> missing) {
        List<Matrix.Row> all = new ArrayList<>();
        for (R row : rows) {
            Map<String, Integer> tried = new LinkedHashMap<>();
            Map<String, String> unclaimed = new LinkedHashMap<>();
            for (C column : columns) {
                Feature feature = missing.apply(row, column);
                int count = counts.getOrDefault(new Cell(row, column), 0);
                if (!applies.test(row, column)) {
                    continue;
                }
                if (feature == null || count > 0) {
                    tried.put(column.toString(), count);
                } else {
                    unclaimed.put(column.toString(), feature.word());
                }
            }
            all.add(new Matrix.Row(row.toString(), tried, unclaimed));
        }
        return new Matrix(title, Arrays.stream(columns).map(C::toString).toList(), all);
    }
}
