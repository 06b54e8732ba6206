package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.Time;

/** What a rule says of one trace. */
public sealed interface Judgement {
    /**
     * The trace keeps the rule.
     *
     * @param seen which of several allowed behaviours was seen, or empty
     */
    record Pass(String seen) implements Judgement {}

    /**
     * The trace breaks the rule.
     *
     * @param event the index of the event in the trace at which it is broken
     * @param expected every outcome that would have been allowed, in words
     * @param actual what came instead
     */
    record Fail(int event, String expected, String actual) implements Judgement {}

    /**
     * The trace says nothing about the rule.
     *
     * @param late whether it might have, had the kit been in time
     */
    record NotApplicable(String why, boolean late) implements Judgement {}

    static Judgement pass() {
        return new Pass("");
    }

    /** Passes and records which of several defensible behaviours this stack has. */
    static Judgement pass(String seen) {
        return new Pass(seen);
    }

    static Judgement fail(Moment where, String expected, String actual) {
        return new Fail(where.index(), expected, actual);
    }

    static Judgement notApplicable(String why) {
        return new NotApplicable(why, false);
    }

    /** Nothing can be said of a silence that was not watched for long enough. */
    static Judgement tooLate() {
        return new NotApplicable("the kit was late and did not watch for long enough", true);
    }

    /** Nothing can be said where the observer was late by so many microseconds. */
    static Judgement late(long micros) {
        return new NotApplicable("the machine was late by " + Time.show(roundedUp(micros)), true);
    }

    private static long roundedUp(long micros) {
        return (micros + 99_999) / 100_000 * 100_000;
    }

    /** Fails with what the stack sent instead. */
    static Judgement fail(Moment where, String expected, List<Moment> sent) {
        return new Fail(where.index(), expected, show(sent, where.after().iss, where.after().irs));
    }

    /** Says what was sent with numbers relative to the initial ones, for example {@code FIN,ACK seq 1 ack 1}. */
    static String show(List<Moment> sent, int iss, int irs) {
        if (sent.isEmpty()) {
            return "silence";
        }
        StringBuilder text = new StringBuilder();
        for (Moment moment : sent.subList(0, Math.min(4, sent.size()))) {
            text.append(text.length() == 0 ? "" : "; then ").append(show(Observed.segment(moment), iss, irs));
        }
        return sent.size() > 4 ? text + "; and " + (sent.size() - 4) + " more" : text.toString();
    }

    /** Says one segment of the stack's with relative numbers. */
    static String show(@Nullable Segment s, int iss, int irs) {
        if (s == null) {
            return "nothing";
        }
        return org.lastack.tcp.Flags.show(s.flags())
                + " seq " + relative(s.seq(), iss)
                + (s.hasAck() ? " ack " + relative(s.ack(), irs) : "")
                + (s.data().isEmpty() ? "" : " len " + s.data().length());
    }

    /** Says a number relative to the initial one; one that has nothing to do with that as it is, as a diagram does. */
    private static String relative(int number, int initial) {
        int far = 1 << 24;
        int distance = number - initial;
        return distance > -far && distance < far ? Integer.toString(distance) : "@" + Seq.show(number);
    }
}
