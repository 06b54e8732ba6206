package org.lastack.kit.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Whether a connection is as it was before a segment that must change nothing. */
final class Kept {
    /** Longer than any stack limits its answers for, than {@link Check#mayThrottle} bears with, and than any ACK is delayed. */
    static final Span PAUSE = Span.ms(1500);

    /** No stack gives a FIN up within this time, or an orphan, unless it was told to. */
    private static final long SURE = Time.seconds(15);

    private Kept() {}

    /** Lets a FIN of ours come again if it is outstanding in this state, then asks the stack for both its numbers. */
    static Script ask(Script script, State state) {
        boolean outstanding = state == State.FIN_WAIT_1 || state == State.CLOSING || state == State.LAST_ACK;
        script.pass(outstanding ? Paths.REXMIT : PAUSE);
        // An empty ACK just below the window asks for an ACK and nothing else; in TIME-WAIT not every stack answers
        // one.
        Template probe = state == State.TIME_WAIT
                ? Template.finAgain()
                : Template.ack().at(SeqRef.rcvNxt(-1)).acking(AckRef.NOTHING_NEW);
        return script.send(probe).await(Expect.SEGMENT);
    }

    /** Judges what follows the segment on its connection: null when nothing shows that the connection has moved. */
    static @Nullable Judgement moved(Observed t, Moment stimulus) {
        if (!isThere(t, stimulus)) {
            return null;
        }
        Moment next = t.firstAfter(stimulus, m -> m.conn() == stimulus.conn() && m.stimulus());
        if (next != null && asks(next) && isThere(t, next)) {
            List<Moment> replies = Check.answers(t, next);
            List<Moment> bare = Check.orOnFin(Check.withoutText(replies), replies);
            boolean rides = bare.isEmpty() && Check.textAcknowledges(replies, next.before().rcvNxt);
            boolean silent = replies.isEmpty() && Check.mayThrottle(t, next);
            if (!Check.oneEmptyAck(bare, next.before()) && !rides && !silent) {
                return Judgement.fail(
                        next, "an empty ACK with the numbers as they were: nothing has happened", replies);
            }
        }
        return comesNot(t, stimulus, next);
    }

    /**
     * Judges the connections beside that of the segment, or of the call on a listener, if they are asked next: null when none has moved.
     *
     * @param which those that must not feel it
     * @param why they must not
     */
    static @Nullable Judgement movedBeside(Observed t, Moment stimulus, IntPredicate which, String why) {
        Set<Integer> asked = new HashSet<>();
        for (Moment next : t.moments().subList(stimulus.index() + 1, t.moments().size())) {
            int conn = next.conn();
            boolean other = conn >= 0 && conn != stimulus.conn() && next.stimulus();
            if (!other || !asked.add(conn) || !asks(next) || !isThere(t, next) || !which.test(conn)) {
                continue;
            }
            List<Moment> replies = Check.answers(t, next);
            List<Moment> bare = Check.orOnFin(Check.withoutText(replies), replies);
            boolean right = Check.oneEmptyAck(bare, next.before())
                    || bare.isEmpty() && Check.textAcknowledges(replies, next.before().rcvNxt)
                    || replies.isEmpty() && Check.mayThrottle(t, next);
            if (!right && !Doubt.RESET.before(t, next)) {
                return Judgement.fail(next, "an empty ACK with the numbers as they were: " + why, replies);
            }
        }
        return null;
    }

    /** Tells whether one of these connections is asked next after the segment, or the call on a listener. */
    static boolean asked(Observed t, Moment stimulus, IntPredicate which) {
        return t.first(m -> m.index() > stimulus.index() && m.conn() >= 0 && which.test(m.conn()) && asks(m)) != null;
    }

    /** Judges whether an outstanding FIN of ours comes again before anything else happens; null when it does, or need not. */
    private static @Nullable Judgement comesNot(Observed t, Moment stimulus, @Nullable Moment next) {
        Knowledge k = stimulus.before();
        Moment fin = k.finSent && !k.finAcked ? SimultaneousCloseRules.firstFin(t, stimulus) : null;
        Moment again = fin == null ? null : Check.nextFin(t, fin);
        boolean disturbed = again != null && next != null && next.index() < again.index();
        Judgement late = fin == null || disturbed ? null : SimultaneousCloseRules.repeats(t, fin, stimulus);
        return late instanceof Judgement.Fail ? late : null;
    }

    /** Tells whether the connection must still be where the RFC has it: not given up, not ended by what not every stack takes. */
    static boolean isThere(Observed t, Moment m) {
        Knowledge k = m.before();
        boolean aborted = t.first(e -> e.conn() == m.conn() && e.index() < m.index() && Check.hardError(e)) != null;
        if (aborted || Check.mayBeAcked(t, m)) {
            return false;
        }
        return k.state.synchronised() && young(t, m);
    }

    /** Tells whether no wait that ends a connection can be over: that of TIME-WAIT, of an orphan, or for the ACK of a FIN. */
    static boolean young(Observed t, Moment m) {
        Knowledge k = m.before();
        return switch (k.state) {
            case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK -> m.at() < k.since + SURE;
            case TIME_WAIT -> m.at() < k.since + Math.min(SURE, t.profile().twoMsl());
            default -> true;
        };
    }

    private static boolean asks(Moment m) {
        Segment s = m.arrived();
        if (m.before().state == State.TIME_WAIT) {
            return Check.arrivedFinAgain(m);
        }
        return s != null && s.control() == Flags.ACK && s.len() == 0 && s.seq() == m.before().rcvNxt - 1;
    }
}
