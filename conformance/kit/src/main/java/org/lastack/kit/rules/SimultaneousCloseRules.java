package org.lastack.kit.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call.How;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Group C: Simultaneous close. CLOSING shows by what only that state does: it repeats our FIN. */
final class SimultaneousCloseRules {
    static final Rule SC_CLOSING = Rule.id("SC-CLOSING")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6 figure 13, §3.10.7.4 eighth check, FIN-WAIT-1")
            .says("A FIN in FIN-WAIT-1 that does not acknowledge ours is acknowledged, and our FIN stays outstanding.")
            .catches("The stack goes to TIME-WAIT although its own FIN may be lost.")
            .undisturbed()
            .exercise(SimultaneousCloseRules::closingScenario)
            .judge(SimultaneousCloseRules::closing);

    static final Rule SC_TW = Rule.id("SC-TW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6 figure 13, §3.10.7.4 fifth check, CLOSING")
            .says("The ACK of our FIN leads from CLOSING to a TIME-WAIT of full length, without an answer.")
            .catches("CLOSING ends in CLOSED without TIME-WAIT.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(SimultaneousCloseRules::timeWaitScenario)
            .judge(SimultaneousCloseRules::timeWait);

    static final Rule SC_IGNORE = Rule.id("SC-IGNORE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fifth and seventh check, CLOSING")
            .says("What does not acknowledge our FIN changes nothing in CLOSING, not even when the FIN is repeated.")
            .catches("Any ACK ends CLOSING.")
            .about(Doubt.BEYOND)
            .undisturbed()
            .exercise(SimultaneousCloseRules::ignoreScenario)
            .judge(SimultaneousCloseRules::ignore);

    static final Rule SC_REXMIT = Rule.id("SC-REXMIT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6 case 3, §3.8.3, §3.10.8; RFC 6298 §5.5")
            .says("In CLOSING our FIN is repeated at doubling intervals until it is acknowledged or given up.")
            .catches("The retransmission timer stops when CLOSING begins.")
            .about(Doubt.BELOW, Doubt.OLD)
            .undisturbed()
            .exercise(SimultaneousCloseRules::repeatScenario)
            .judge(SimultaneousCloseRules::repeat);

    /** A second FIN at RCV.NXT is not one that is repeated; by the letter of the eighth check it counts, and is only recorded (§5.2). */
    static final Rule SC_DUPFIN = Rule.id("SC-DUPFIN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first and eighth check, CLOSING")
            .says("A repeated FIN of the peer's is acknowledged again in CLOSING and changes nothing.")
            .catches("A repeated FIN moves RCV.NXT once more.")
            .about(Doubt.BEYOND)
            .undisturbed()
            .exercise(SimultaneousCloseRules::finAgainScenario)
            .judge(SimultaneousCloseRules::finAgain);

    static final Rule SC_SEQVAL = Rule.id("SC-SEQVAL")
            .level(Level.MAY)
            .source("RFC 9293 §A.2")
            .says("An ACK of our FIN from just below the window draws one ACK and the next exchange recovers, or it is"
                    + " taken; never do two stacks answer each other for ever.")
            .catches("The FIN is neither taken as acknowledged nor repeated, or every ACK draws several.")
            .about(Doubt.BELOW)
            .undisturbed()
            .exercise(SimultaneousCloseRules::belowScenario)
            .judge(SimultaneousCloseRules::below);

    static final Group GROUP =
            Group.of('C', "Simultaneous close", SC_CLOSING, SC_TW, SC_IGNORE, SC_REXMIT, SC_DUPFIN, SC_SEQVAL);

    private SimultaneousCloseRules() {}

    /** CLOSING, perhaps with data in front of either FIN; text for a handle that is closed would draw a RST (SHLD-3). */
    private static Script crossing(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = Paths.established(c);
        if (c.flip()) {
            script.write(c.between(1, 2000));
        }
        if (held) {
            script.shutdown(How.WR);
        } else {
            script.close();
        }
        return script.await(Expect.FIN)
                .send(Template.fin().with(held ? c.between(0, 300) : 0).acking(AckRef.BUT_FIN))
                .await(Expect.ACK_OF_ALL);
    }

    private static @Nullable Moment crossed(Observed t) {
        return t.first(m -> m.arrived() != null
                && m.before().state == State.FIN_WAIT_1
                && m.after().state == State.CLOSING
                && m.before().finSent
                && m.before().linger < 0);
    }

    /** Returns null when our FIN comes again in time after its first copy, else what is wrong. */
    static @Nullable Judgement repeats(Observed t, Moment first, Moment since) {
        Knowledge k = since.after();
        Moment second = Check.nextFin(t, first);
        if (k.sndUna != k.finSeq || second != null && second.index() < since.index()) {
            return Judgement.notApplicable("more than the FIN was outstanding, or it was repeated already");
        }
        long limit = timerStarted(t, first, since) + Check.rexmit(t, since);
        if (second == null && !t.watched(since, limit - since.at())) {
            return Judgement.tooLate();
        }
        if (second == null || second.at() > limit) {
            return Judgement.fail(
                    since,
                    "the FIN again an RTO after its first copy, since nothing has acknowledged it",
                    second == null ? "no FIN again" : "the FIN after " + Time.show(second.at() - first.at()));
        }
        return null;
    }

    /** When the FIN went out, or what was before it was acknowledged (RFC 6298 §5.3). */
    private static long timerStarted(Observed t, Moment first, Moment until) {
        long started = first.at();
        for (Moment m : t.of(first.conn())) {
            boolean between = m.index() > first.index() && m.index() <= until.index();
            started = between && m.before().sndUna != m.after().sndUna ? m.at() : started;
        }
        return started;
    }

    /** No stack gives a FIN up within a minute, unless it was told to (RFC 9293 SHLD-11). */
    private static boolean notGivenUp(Observed t, Moment m) {
        Moment first = firstFin(t, m);
        return first != null && m.at() < first.at() + Time.MINUTE;
    }

    static @Nullable Moment firstFin(Observed t, Moment of) {
        return t.first(m -> m.conn() == of.conn() && Check.repeatsFin(m, of.before()));
    }

    private static Scenario closingScenario(Choices c, Profile p) {
        return crossing(c, p).await(Expect.SEGMENT, Paths.REXMIT).build();
    }

    private static Judgement closing(Observed t) {
        Moment fin = crossed(t);
        Moment first = fin == null ? null : firstFin(t, fin);
        if (fin == null || first == null) {
            return Judgement.notApplicable("the FINs did not cross");
        }
        List<Moment> all = t.replies(fin, t.delayed());
        List<Moment> replies = Check.orOnFin(Check.withoutFin(all, fin.after()), all);
        if (replies.isEmpty() && !t.watched(fin, t.delayed())) {
            return Judgement.tooLate();
        }
        boolean text = !Observed.segment(fin).data().isEmpty();
        boolean acked = !replies.isEmpty()
                && replies.size() <= (text ? 2 : 1)
                && Check.emptyAck(replies.get(replies.size() - 1), fin.after());
        if (!acked) {
            return Judgement.fail(fin, "an empty ACK of the FIN with SEQ = our FIN + 1", replies);
        }
        Judgement wrong = repeats(t, first, fin);
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static Scenario timeWaitScenario(Choices c, Profile p) {
        Script script = crossing(c, p);
        if (c.flip()) {
            script.await(Expect.SEGMENT, Paths.REXMIT);
        }
        script.send(Template.ack());
        return script.pass(c.flip() ? Span.after(p.twoMsl(), p) : Span.ofTwoMsl(c.oneOf(3, 51, 97)))
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement timeWait(Observed t) {
        Moment ack = t.first(
                m -> m.arrived() != null && m.before().state == State.CLOSING && m.after().state == State.TIME_WAIT);
        Moment probe = ack == null ? null : t.firstAfter(ack, m -> m.conn() == ack.conn() && m.arrived() != null);
        if (ack == null || probe == null) {
            return Judgement.notApplicable("CLOSING did not end by an ACK of the FIN and a later probe");
        }
        List<Moment> replies = t.replies(ack, t.end());
        if (!replies.isEmpty()) {
            return Judgement.fail(ack, "silence, since both FINs are acknowledged", replies);
        }
        Judgement wrong = TimeWaitRules.ageIsRight(t, probe);
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static Scenario ignoreScenario(Choices c, Profile p) {
        Script script = crossing(c, p).pass(Span.ofRto(c.between(30, 60)));
        // No more than two: three duplicate ACKs would be a reason to retransmit (RFC 5681).
        for (int i = c.between(1, 2); i > 0; i--) {
            int text = c.flip() ? c.between(1, 200) : 0;
            script.send(Template.ack().with(text).at(SeqRef.RCV_NXT).acking(AckRef.BUT_FIN));
        }
        return script.await(Expect.SEGMENT, Paths.REXMIT)
                .await(Expect.SEGMENT, Paths.REXMIT)
                .send(Template.ack().at(SeqRef.RCV_NXT))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement ignore(Observed t) {
        Moment last = null;
        int mayAnswer = 0;
        for (Moment m : t.all(m -> changesNothing(m) && notGivenUp(t, m))) {
            List<Moment> replies = Check.answers(t, m);
            mayAnswer += 1 - replies.size();
            if (mayAnswer < 0 || !replies.stream().allMatch(r -> Check.emptyAck(r, m.before()))) {
                return Judgement.fail(m, "silence, or an empty ACK with the numbers unchanged", replies);
            }
            last = m;
        }
        Moment first = last == null ? null : firstFin(t, last);
        if (last == null || first == null) {
            return Judgement.notApplicable("nothing but an ACK of our FIN arrived in CLOSING");
        }
        Judgement wrong = last.at() > first.at() + t.profile().minRto() * 3 / 4 ? null : repeats(t, first, last);
        return wrong == null ? Judgement.pass() : wrong;
    }

    /** Something in the window that does not acknowledge our FIN. */
    private static boolean changesNothing(Moment m) {
        Segment s = m.arrived();
        return s != null
                && m.before().state == State.CLOSING
                && (s.control() & ~Flags.PSH) == Flags.ACK
                && s.seq() == m.before().rcvNxt
                && s.ack() == m.before().finSeq;
    }

    private static Scenario repeatScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        Script script;
        if (p.has(Feature.ORPHAN) && (real || c.flip())) {
            script = Script.begin().set("tcp_orphan_retries", 1);
            script.open(c.oneOf(Opener.values())).close();
        } else {
            script = Paths.closes(Paths.established(c), c, p);
        }
        script.await(Expect.FIN).send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
        // Two hours are beyond every give-up; a real clock waits for Linux's shortest one.
        return script.pass(real ? Span.seconds(6) : Span.seconds(7200))
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement repeat(Observed t) {
        Moment fin = crossed(t);
        Moment first = fin == null ? null : firstFin(t, fin);
        Moment probe = fin == null ? null : t.firstAfter(fin, m -> m.conn() == fin.conn() && m.arrived() != null);
        if (fin == null || first == null || probe == null) {
            return Judgement.notApplicable("nobody waited in CLOSING");
        }
        List<Long> times = new ArrayList<>(List.of(first.at()));
        List<Moment> others = new ArrayList<>();
        for (Moment m : t.sentBetween(first, probe.at())) {
            if (Check.repeatsFin(m, fin.after()) && !Check.answersOnly(t, m)) {
                times.add(m.at());
            } else if (m.index() > fin.index() && m.index() < probe.index() && !Check.emptyAck(m, fin.after())) {
                others.add(m);
            }
        }
        Judgement wrong = intervals(t, fin, probe, times);
        if (wrong != null) {
            return wrong;
        }
        boolean reset = others.size() == 1 && Check.sentRst(others.get(0));
        if (!others.isEmpty() && !reset) {
            return Judgement.fail(others.get(0), "nothing but the FIN again, or a RST at the end", others);
        }
        return reset || overdue(t, times, probe) ? isGivenUp(t, probe, reset) : Judgement.pass();
    }

    /** Tells whether the next copy should have come, or whether the FIN was repeated for longer than anybody should. */
    private static boolean overdue(Observed t, List<Long> times, Moment probe) {
        return probe.at() > LoneFin.due(t, times) || times.get(times.size() - 1) > times.get(0) + 60 * Time.MINUTE;
    }

    private static Judgement isGivenUp(Observed t, Moment probe, boolean reset) {
        List<Moment> replies = t.replies(probe, t.prompt());
        return Check.refused(t, probe, replies)
                ? Judgement.pass(reset ? "given up with a RST" : "given up in silence")
                : Judgement.fail(probe, "a RST, since the FIN was given up", replies);
    }

    /** An RTO at first, then about twice the one before (±20 %) until that is a minute. */
    private static @Nullable Judgement intervals(Observed t, Moment fin, Moment probe, List<Long> times) {
        long rto = Check.rexmit(t, fin);
        boolean nothingNew = fin.after().sndUna == fin.before().sndUna; // else the timer begins anew (RFC 6298 §5.3)
        boolean waited = times.size() >= 2 || probe.at() >= times.get(0) + rto;
        // With SACK agreed on, the first copy may be a probe for a lost tail (RFC 8985 §7).
        boolean paced = !fin.after().sack;
        if (!paced || !nothingNew || !waited || fin.after().sndUna != fin.after().finSeq) {
            return Judgement.notApplicable("nobody waited in CLOSING");
        }
        if (times.size() < 2 || times.get(1) - times.get(0) > rto) {
            return Judgement.fail(fin, "the FIN again an RTO after its first copy", "none in time");
        }
        return LoneFin.notDoubled(t, fin, times);
    }

    private static Scenario finAgainScenario(Choices c, Profile p) {
        Script script = crossing(c, p);
        boolean beyond = c.flip();
        for (int i = c.between(1, 2); i > 0; i--) {
            Template fin = beyond ? Template.fin().at(SeqRef.RCV_NXT) : Template.finAgain();
            script.send(fin.acking(AckRef.BUT_FIN)).await(Expect.SEGMENT);
        }
        return script.await(Expect.SEGMENT, Paths.REXMIT)
                .await(Expect.SEGMENT, Paths.REXMIT)
                .send(Template.ack().at(SeqRef.RCV_NXT))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement finAgain(Observed t) {
        Moment last = null;
        for (Moment m : t.all(m -> m.before().state == State.CLOSING && secondFin(m) && notGivenUp(t, m))) {
            List<Moment> replies = Check.answers(t, m);
            if (countsSecondFin(t, m)) {
                return Judgement.pass("a second FIN, at RCV.NXT: counted");
            }
            boolean maybeSilent = !Check.arrivedFinAgain(m) || Check.mayThrottle(t, m);
            if (!Check.oneEmptyAck(replies, m.before()) && !(maybeSilent && replies.isEmpty())) {
                return Judgement.fail(m, "an empty ACK with ACK=RCV.NXT as before", replies);
            }
            last = m;
        }
        Moment first = last == null ? null : firstFin(t, last);
        if (last == null || first == null) {
            return Judgement.notApplicable("no second FIN arrived in CLOSING");
        }
        Judgement wrong = last.at() > first.at() + t.profile().minRto() * 3 / 4 ? null : repeats(t, first, last);
        if (wrong != null) {
            return wrong;
        }
        Moment end = t.last(m -> Check.arrivedFinAgain(m) && m.before().state == State.TIME_WAIT);
        Judgement age = end == null ? null : TimeWaitRules.ageIsRight(t, end);
        if (age != null) {
            return age;
        }
        return Check.arrivedFinAgain(last) ? Judgement.pass() : Judgement.pass("a second FIN, at RCV.NXT: not counted");
    }

    /** Tells whether the FIN is beyond the first one, and an ACK, at once or on a copy of our FIN, covers it. */
    private static boolean countsSecondFin(Observed t, Moment fin) {
        int past = fin.before().rcvNxt + 1;
        Moment ack = Check.arrivedFinAgain(fin) ? null : Reading.acked(t, fin, past);
        return ack != null && Observed.segment(ack).ack() == past;
    }

    private static boolean secondFin(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && s.fin()
                && !s.syn()
                && s.ack() == k.finSeq
                && (Check.arrivedFinAgain(m) || s.seq() == k.rcvNxt);
    }

    private static Scenario belowScenario(Choices c, Profile p) {
        Script script = c.flip() ? Paths.lastAck(c, p) : crossing(c, p);
        for (int i = c.between(1, 3); i > 0; i--) {
            script.send(Template.ack().at(SeqRef.rcvNxt(-1))).await(Expect.SEGMENT, Span.PROMPT);
        }
        script.await(Expect.SEGMENT, Paths.REXMIT);
        if (c.flip()) {
            return script.send(Template.ack()).pass(Span.SILENCE).build();
        }
        // A stack that took the ACK is done after 2MSL at the latest.
        return script.pass(Span.after(p.twoMsl(), p))
                .send(Template.finAgain().acking(AckRef.BUT_FIN))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement below(Observed t) {
        List<Moment> acks = t.all(SimultaneousCloseRules::acksFinFromBelow);
        Moment first = acks.isEmpty() ? null : firstFin(t, acks.get(0));
        if (first == null) {
            return Judgement.notApplicable("no ACK of our FIN arrived from below the window");
        }
        int answered = 0;
        for (Moment m : acks) {
            List<Moment> replies = Check.answers(t, m);
            if (m.index() > acks.get(0).index() && m.before().state == State.LAST_ACK && Check.refused(t, m, replies)) {
                return Judgement.pass("ACK from below the window: taken");
            }
            if (!replies.isEmpty() && !Check.oneEmptyAck(replies, m.before())) {
                return Judgement.fail(m, "one empty ACK at most", replies);
            }
            answered += replies.size();
        }
        Moment last = acks.get(acks.size() - 1);
        Moment copy = Check.nextFin(t, acks.get(0));
        if (copy == null) {
            return taken(t, last, answered > 0);
        }
        return answered == 0
                ? Judgement.fail(acks.get(0), "an empty ACK, or the FIN taken as acknowledged", "silence")
                : refused(t, first, last, copy);
    }

    /** The FIN came again: its ACK was refused. The next exchange recovers. */
    private static Judgement refused(Observed t, Moment first, Moment last, Moment copy) {
        if (copy.at() > first.at() + Check.rexmit(t, last)) {
            return Judgement.fail(last, "the FIN again an RTO after its first copy", List.of(copy));
        }
        Moment end = t.firstAfter(last, m -> m.arrived() != null && m.after().finAcked && !m.before().finAcked);
        List<Moment> more = end == null ? List.of() : t.replies(end, t.end());
        return more.isEmpty()
                ? Judgement.pass("ACK from below the window: refused")
                : Judgement.fail(last, "silence after the ACK of our FIN", more);
    }

    /** The FIN did not come again. If its ACK was taken, even though it was answered too, the connection is over by now. */
    private static Judgement taken(Observed t, Moment last, boolean answered) {
        Moment probe = t.firstAfter(last, m -> m.conn() == last.conn() && m.arrived() != null);
        if (probe == null
                || probe.at()
                        < last.at()
                                + t.profile().twoMsl()
                                + t.profile().late(t.profile().twoMsl())) {
            return Judgement.notApplicable("nothing arrived 2MSL after an ACK that may have been taken");
        }
        return Check.refused(t, probe, t.replies(probe, t.prompt()))
                ? Judgement.pass("ACK from below the window: taken" + (answered ? " and answered" : ""))
                : Judgement.fail(last, "the FIN again, or its ACK taken", "neither");
    }

    private static boolean acksFinFromBelow(Moment m) {
        Segment s = m.arrived();
        State state = m.before().state;
        return s != null
                && (state == State.CLOSING || state == State.LAST_ACK)
                && s.control() == Flags.ACK
                && s.seq() == m.before().rcvNxt - 1
                && Check.acksFin(s, m.before());
    }
}
