package org.lastack.kit.report;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.Report.Seen;
import org.lastack.kit.report.Report.SeenEvent;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;
import org.lastack.trace.Ladder;

/** Whether the values of a report are within reason, wherever it comes from. Their types are {@link StrictJson}'s matter. */
final class ReportCheck {
    /** No timer and no run of a stack is longer. */
    static final long LONGEST = Time.seconds(365L * 24 * 3600);

    /** Sockets are small numbers that the kit gives. */
    private static final int MOST_SOCKET = 1000;

    /** In characters; a length of time, which a drawing does not wrap. */
    private static final int MOST_SILENCE = 30;

    private static final Set<String> CLOCKS = Set.of("virtual", "wall");

    private ReportCheck() {}

    /**
     * Checks all of it.
     *
     * @throws IllegalArgumentException when something is beyond reason; the message is one line that says what and where
     */
    static void check(Report report) {
        for (int i = 0; i < report.stacks().size(); i++) {
            OfStack stack = report.stacks().get(i);
            String where = "stacks[" + i + "]";
            run(stack, where);
            for (int k = 0; k < stack.rules().size(); k++) {
                entry(stack.rules().get(k), where + ".rules[" + k + "]");
            }
        }
    }

    /** A complaint that says where. */
    static void require(boolean holds, String where, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(where + ": " + otherwise);
        }
    }

    /** What a stack says of itself. */
    static void stack(Report.Stack stack, String where) {
        require(CLOCKS.contains(stack.clock()), where + ".clock", "it is virtual or wall");
        address(stack.local4(), false, where + ".local4");
        address(stack.local6(), true, where + ".local6");
        address(stack.peer4(), false, where + ".peer4");
        address(stack.peer6(), true, where + ".peer6");
        time(stack.twoMsl(), where + ".twoMsl");
        time(stack.rto(), where + ".rto");
        time(Stored.minRto(stack), where + ".minRto");
        require(Stored.minRto(stack) <= stack.rto(), where + ".minRto", "it is no more than rto");
        time(Stored.synRto(stack), where + ".synRto");
        time(stack.granularity(), where + ".granularity");
        time(stack.delayedAck(), where + ".delayedAck");
    }

    private static void run(OfStack of, String where) {
        stack(of.stack(), where + ".stack");
        time(of.micros(), where + ".micros");
        count(of.scenarios(), where + ".scenarios");
        require(of.plan().tries() > 0, where + ".plan.tries", "it must be at least 1");
        for (Matrix matrix : of.coverage()) {
            matrix.rows().forEach(row -> row.counts().values().forEach(n -> count(n, where + ".coverage, a count")));
        }
    }

    private static void entry(Entry entry, String where) {
        count(entry.tries(), where + ".tries");
        count(entry.judged(), where + ".judged");
        entry.seen().values().forEach(n -> count(n, where + ".seen, a count"));
        Counterexample found = entry.counterexample();
        if (found != null) {
            counterexample(found, where + ".counterexample");
        }
        for (int i = 0; i < entry.others().size(); i++) {
            counterexample(entry.others().get(i), where + ".others[" + i + "]");
        }
    }

    private static void counterexample(Counterexample found, String where) {
        count(found.event(), where + ".event");
        trace(found.trace(), where + ".trace");
        ladder(found.ladder(), where + ".ladder");
        if (found.steps() != null) {
            ScenarioCheck.check(found.steps(), where + ".steps");
        }
        Report.Again again = found.again();
        if (again != null && again.trace() != null) {
            trace(again.trace(), where + ".again.trace");
        }
        if (again != null && again.ladder() != null) {
            ladder(again.ladder(), where + ".again.ladder");
        }
    }

    /** A trace, which can be read after this. */
    static void trace(Seen seen, String where) {
        time(seen.lateness(), where + ".lateness");
        long before = 0;
        for (int i = 0; i < seen.events().size(); i++) {
            SeenEvent event = seen.events().get(i);
            String place = where + ".events[" + i + "]";
            time(event.at(), place + ".at");
            require(event.at() >= before, place + ".at", "it is earlier than the event before");
            before = event.at();
            Integer socket = event.socket();
            require(socket == null || socket >= 0 && socket <= MOST_SOCKET, place + ".socket", "no socket has that");
        }
        try {
            SeenTrace.read(seen);
        } catch (IllegalArgumentException e) {
            require(false, where, String.valueOf(e.getMessage()));
        }
    }

    private static void ladder(Ladder ladder, String where) {
        List<Ladder.Rung> rungs = ladder.rungs();
        for (int i = 0; i < rungs.size(); i++) {
            String place = where + ".rungs[" + i + "]";
            time(rungs.get(i).at(), place + ".at");
            time(rungs.get(i).until(), place + ".until");
            count(rungs.get(i).packets(), place + ".packets");
            boolean silence = rungs.get(i).kind() == Ladder.Kind.SILENCE;
            require(!silence || rungs.get(i).text().length() <= MOST_SILENCE, place + ".text", "no length of time");
        }
    }

    private static void time(long micros, String where) {
        require(micros >= 0 && micros <= LONGEST, where, "no time is " + micros + " µs");
    }

    private static void count(int number, String where) {
        require(number >= 0, where, "it cannot be " + number);
    }

    private static void address(@Nullable String text, boolean v6, String where) {
        if (text == null) {
            return;
        }
        try {
            require(IpAddress.of(text).isV6() == v6, where, "an address of the other family");
        } catch (IllegalArgumentException e) {
            require(false, where, "no address");
        }
    }
}
