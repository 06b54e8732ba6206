package org.lastack.kit.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.suite.Verdict.Counterexample;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * A deviation that any rule may meet, since it shows wherever nothing happened for so long before the application closed.
 *
 * @param idle in microseconds
 */
record AfterIdling(long idle, String reason) {
    /** What stands in the place of a rule's id. */
    static final String ANY_RULE = "*";

    static final String FORM = "a reason such as: after idling 30 s before closing: the reason";

    private static final Pattern LINE = Pattern.compile("after idling (\\d{1,6}) s before closing: .+");

    /** Reads a reason, or returns null when it does not say for how long. */
    static @Nullable AfterIdling of(String reason) {
        Matcher line = LINE.matcher(reason);
        return line.matches() ? new AfterIdling(Time.seconds(Long.parseLong(line.group(1))), reason) : null;
    }

    boolean explains(Counterexample found) {
        return found.breach() == null && idlesBeforeClosing(found.trace());
    }

    private boolean idlesBeforeClosing(Trace trace) {
        List<Event> events = trace.events();
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).at() - events.get(i - 1).at() >= idle) {
                return closes(events.subList(i, events.size())) && !closes(events.subList(0, i));
            }
        }
        return false;
    }

    private static boolean closes(List<Event> events) {
        return events.stream().anyMatch(e -> e instanceof Event.Called c && closes(c.call()));
    }

    private static boolean closes(Call call) {
        return call instanceof Call.Close || call instanceof Call.Shutdown s && s.how() != Call.How.RD;
    }
}
