package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.trace.Event;

/** Group E: FIN ordering and data. */
final class FinOrderRules {
    static final Rule FO_HOLE = Rule.id("FO-HOLE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check, SHLD-31, MAY-13; RFC 2525 §2.5")
            .says("A FIN beyond a hole is not acted on until the hole is filled.")
            .catches("An early FIN ends the stream before its data, or is forgotten when the hole is filled.")
            .needs(Feature.OOO)
            .exercise(FinOrderRules::holeScenario)
            .judge(FinOrderRules::hole);

    static final Rule FO_DATAFIN = Rule.id("FO-DATAFIN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4, seventh then eighth check")
            .says("Text in a segment with FIN is delivered before the end of the stream, and one ACK covers both.")
            .catches("The text beside a FIN is dropped, or the ACK is short by one.")
            .exercise(FinOrderRules::dataFinScenario)
            .judge(FinOrderRules::dataFin);

    static final Rule FO_DUP = Rule.id("FO-DUP")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check; eighth check CLOSE-WAIT, CLOSING, LAST-ACK")
            .says("A repeated FIN is acknowledged again at once and has no other effect.")
            .catches("A second FIN is counted again, or ignored so that the peer times out.")
            .exercise(FinOrderRules::dupScenario)
            .judge(FinOrderRules::dup);

    /** Text after the FIN never counts; a bare second FIN at RCV.NXT is a matter of SC-DUPFIN (catalogue §5.2). */
    static final Rule FO_BEYOND = Rule.id("FO-BEYOND")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 seventh check")
            .says("Text after the peer's FIN is ignored.")
            .catches("Octets after the FIN reach the application, or move RCV.NXT.")
            .about(Doubt.BEYOND)
            .exercise(FinOrderRules::beyondScenario)
            .judge(FinOrderRules::beyond);

    static final Rule FO_STRADDLE = Rule.id("FO-STRADDLE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check (trimming), seventh check CLOSE-WAIT")
            .says("A segment that reaches over the known FIN brings nothing new, and the connection stays.")
            .catches("Octets past the FIN are accepted through an overlapping segment, or the connection is reset.")
            .about(Doubt.BEYOND)
            .exercise(FinOrderRules::straddleScenario)
            .judge(FinOrderRules::straddle);

    static final Rule FO_REASM = Rule.id("FO-REASM")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.10.7.4 eighth check")
            .says("Text that waits out of order beyond what turns out to be the FIN is discarded.")
            .catches("Queued octets beyond the FIN are delivered, or the ACK goes past the FIN.")
            .needs(Feature.OOO)
            .fromPacketsAlone()
            .about(Doubt.BEYOND)
            .exercise(FinOrderRules::reassemblyScenario)
            .judge(FinOrderRules::reassembly);

    static final Rule FO_WINEDGE = Rule.id("FO-WINEDGE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check, table 6")
            .says(
                    "A FIN outside the window is not processed, one on its last number is; if only the FIN lies outside, the text is taken.")
            .catches("A FIN is accepted whatever its sequence number.")
            .about(Doubt.BEYOND, Doubt.EDGE)
            .exercise(FinOrderRules::windowEdgeScenario)
            .judge(FinOrderRules::windowEdge);

    static final Rule FO_ACKFIRST = Rule.id("FO-ACKFIRST")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4, fifth before eighth check")
            .says(
                    "The ACK field comes before the FIN: a missing or impossible ACK stops the FIN, a good one acts first.")
            .catches("A FIN is processed although its ACK field is invalid.")
            .about(Doubt.ACK)
            .exercise(FinOrderRules::ackFirstScenario)
            .judge(FinOrderRules::ackFirst);

    static final Rule FO_NOSTATE = Rule.id("FO-NOSTATE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.2, §3.10.7.3; §3.10.7.4 eighth check CLOSED, LISTEN, SYN-SENT")
            .says("A FIN is never processed where no sequence numbers have been agreed on.")
            .catches("A FIN closes a listener or an opening connection.")
            .exercise(FinOrderRules::noStateScenario)
            .judge(FinOrderRules::noState);

    static final Group GROUP = Group.of(
            'E',
            "FIN ordering and data",
            FO_HOLE,
            FO_DATAFIN,
            FO_DUP,
            FO_BEYOND,
            FO_STRADDLE,
            FO_REASM,
            FO_WINEDGE,
            FO_ACKFIRST,
            FO_NOSTATE);

    private FinOrderRules() {}

    /** A state in which the peer's FIN is still to come and the application can read: with or without a half-close. */
    private static Script receiving(Choices c, Profile p, AckRef acks) {
        Script script = Paths.established(c);
        if (!p.has(Feature.HALFCLOSE) || c.between(0, 2) < 2) {
            return script;
        }
        script.shutdown(How.WR).await(Expect.FIN);
        return acks.equals(AckRef.ALL) ? script.send(Template.ack()) : script;
    }

    private static AckRef acks(Choices c) {
        return c.oneOf(AckRef.ALL, AckRef.NOTHING_NEW);
    }

    private static boolean open(State state) {
        return state == State.ESTABLISHED || state == State.FIN_WAIT_1 || state == State.FIN_WAIT_2;
    }

    /** Returns what answers the stimulus, without what the stack's retransmission timer sends meanwhile. */
    private static List<Moment> answers(Observed t, Moment stimulus) {
        Knowledge k = stimulus.before();
        List<Moment> all = t.replies(stimulus, t.prompt());
        List<Moment> others =
                all.stream().filter(m -> !(k.finSent && Check.repeatsFin(m, k))).toList();
        return Check.orOnFin(others, all);
    }

    /** Tells whether these are empty ACKs up to the number, one or more. */
    private static boolean emptyAcks(List<Moment> answers, int number) {
        return !answers.isEmpty() && onlyEmptyAcks(answers, number);
    }

    private static boolean onlyEmptyAcks(List<Moment> answers, int number) {
        return answers.stream()
                .allMatch(m -> (Check.sent(m, Flags.ACK) || Check.ridesOnFin(m))
                        && Observed.segment(m).data().isEmpty()
                        && Observed.segment(m).ack() == number);
    }

    /** Judges that from the moment on no ACK goes beyond the number; null when none does. */
    private static @Nullable Judgement acksBeyond(Observed t, Moment from, int number) {
        Moment beyond = t.firstAfter(from, m -> {
            Segment s = Check.sameConnection(from, m) ? m.sent() : null;
            return s != null && s.hasAck() && !s.rst() && Seq.gt(s.ack(), number);
        });
        return beyond == null ? null : Judgement.fail(beyond, "no ACK beyond the FIN", List.of(beyond));
    }

    // FO-HOLE

    private static Scenario holeScenario(Choices c, Profile p) {
        AckRef acks = acks(c);
        Script script = receiving(c, p, acks);
        if (c.between(0, 3) == 3) {
            return wideHole(script, c, acks);
        }
        int hole = c.between(1, 500);
        int text = c.between(0, 500);
        script.sendLost(Template.data(hole).acking(acks));
        Template fin = Template.fin().with(text).acking(acks);
        script.send(fin).await(Expect.SEGMENT).pass(Span.PROMPT).readOnce();
        script.send(Template.data(hole).at(SeqRef.RCV_NXT).acking(acks)).pass(Span.DELAYED_ACK);
        // A stack that did not keep the FIN gets it again; one that did has seen it before.
        return script.send(fin.at(SeqRef.peerFin(-text)))
                .await(Expect.ACK_OF_ALL)
                .pass(Span.PROMPT)
                .readToEnd()
                .send(Template.ack())
                .pass(Span.PROMPT)
                .build();
    }

    /** A FIN anywhere in the window, and a hole that stays: the connection goes on as if the FIN were not there. */
    private static Scenario wideHole(Script script, Choices c, AckRef acks) {
        Position far = c.oneOf(Position.MIDDLE, Position.RIGHT_EDGE, Position.SECOND);
        script.send(Template.fin().at(far.seq()).acking(acks)).await(Expect.SEGMENT);
        script.pass(Span.PROMPT).readOnce();
        Template next = Template.data(far == Position.SECOND ? 1 : c.between(1, 500));
        return script.send(next.at(SeqRef.RCV_NXT).acking(acks))
                .pass(Span.DELAYED_ACK)
                .readOnce()
                .send(Template.ack())
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement hole(Observed t) {
        Moment early = t.first(m -> Check.arrivedFin(m)
                && Observed.segment(m).hasAck() // without it is a matter of FO-ACKFIRST
                && open(m.before().state)
                && !m.before().released
                && Seq.gt(Observed.segment(m).seq(), m.before().rcvNxt)
                && Seq.lt(Observed.segment(m).finSeq(), m.before().rcvEdge));
        Moment next = early == null ? null : t.firstAfter(early, m -> Check.sameConnection(early, m) && advances(m));
        if (early == null || next == null) {
            return Judgement.notApplicable("no FIN came before its text");
        }
        List<Moment> answers = answers(t, early);
        if (!emptyAcks(answers, early.before().rcvNxt)) {
            return Judgement.fail(early, "an empty ACK that asks for what is missing", answers);
        }
        Moment again = t.firstAfter(next, m -> m.conn() == next.conn() && Check.arrivedFinAgain(m));
        Moment ack = Reading.acked(t, next, next.after().rcvNxt);
        boolean kept = again == null || ack != null && ack.index() < again.index();
        Judgement wrong = Reading.wrongBefore(t, next);
        wrong = wrong == null ? acksBeyond(t, early, next.after().rcvNxt) : wrong;
        wrong = wrong == null ? Reading.notAcked(t, kept || again == null ? next : again) : wrong;
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        if (wrong != null) {
            return wrong;
        }
        return Judgement.pass(kept ? "" : "a FIN beyond a hole is not kept");
    }

    /** Tells whether the moment moves RCV.NXT. */
    private static boolean advances(Moment m) {
        return m.arrived() != null && m.after().opened && m.after().rcvNxt != m.before().rcvNxt;
    }

    // FO-DATAFIN

    private static Scenario dataFinScenario(Choices c, Profile p) {
        AckRef acks = acks(c);
        Script script = receiving(c, p, acks);
        int before = c.flip() ? c.between(1, 500) : 0;
        if (before > 0) {
            script.send(Template.data(before).acking(acks)).await(Expect.ACK_OF_ALL);
        }
        int again = c.flip() ? c.between(0, before) : 0; // the segment may be old in part
        Template fin = Template.of(Flags.FIN | Flags.ACK | Flags.PSH).with(again + c.between(1, 1200));
        return script.send(fin.at(SeqRef.rcvNxt(-again)).acking(acks))
                .await(Expect.ACK_OF_ALL)
                .readToEnd()
                .readOnce()
                .build();
    }

    private static Judgement dataFin(Observed t) {
        Moment fin = t.first(m -> Check.arrivedFin(m)
                && open(m.before().state)
                && !m.before().released
                && !Observed.segment(m).data().isEmpty()
                && m.after().finReceived);
        if (fin == null) {
            return Judgement.notApplicable("no text came with a FIN");
        }
        Moment partial = t.firstAfter(fin, m -> {
            Segment s = m.conn() == fin.conn() ? m.sent() : null;
            return s != null && s.hasAck() && !s.rst() && s.len() == 0 && s.ack() != fin.after().rcvNxt;
        });
        if (partial != null) {
            return Judgement.fail(partial, "one ACK of text and FIN together", List.of(partial));
        }
        Judgement wrong = Reading.notAcked(t, fin);
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        return wrong == null ? Judgement.pass() : wrong;
    }

    // FO-DUP

    /** The ways past the peer's FIN, our own not acknowledged where there is one. */
    private enum Past {
        CLOSE_WAIT,
        LAST_ACK,
        CLOSING
    }

    private static Script finReceived(Past way, Choices c, Profile p, int text) {
        Script script = Paths.established(c);
        if (way == Past.CLOSING) {
            return Paths.closes(script, c, p)
                    .await(Expect.FIN)
                    .send(Template.fin().acking(AckRef.BUT_FIN))
                    .await(Expect.ACK_OF_ALL);
        }
        script.send(Template.fin().with(text)).await(Expect.ACK_OF_ALL);
        return way == Past.CLOSE_WAIT
                ? script
                : Paths.closes(script.readToEnd(), c, p).await(Expect.FIN);
    }

    private static Scenario dupScenario(Choices c, Profile p) {
        Past way = c.oneOf(Past.values());
        // After a full close text would draw a RST (HC-FD-LATE), so FINs that cross are bare.
        int text = way == Past.CLOSING ? 0 : c.oneOf(0, 1, 200);
        Template again = c.flip() ? Template.fin().with(text).at(SeqRef.peerFin(-text)) : Template.finAgain();
        Script script = finReceived(way, c, p, text);
        for (int i = 0; i < 3; i++) {
            script.send(again.acking(AckRef.BUT_FIN)).pass(Span.PROMPT);
        }
        return script.build();
    }

    private static boolean hadFin(State state) {
        return state == State.CLOSE_WAIT || state == State.CLOSING || state == State.LAST_ACK;
    }

    private static Judgement dup(Observed t) {
        List<Moment> again = t.all(m -> hadFin(m.before().state) && Check.arrivedFinAgain(m));
        for (Moment fin : again) {
            List<Moment> answers = answers(t, fin);
            boolean limited = answers.isEmpty() && Check.mayThrottle(t, fin);
            if (!limited && !emptyAcks(answers, fin.before().rcvNxt)) {
                return Judgement.fail(fin, "an empty ACK of the FIN, once more", answers);
            }
        }
        Judgement wrong = Reading.wrong(t);
        if (wrong != null) {
            return wrong;
        }
        return again.isEmpty() ? Judgement.notApplicable("no FIN came again") : Judgement.pass();
    }

    // FO-BEYOND

    private static Scenario beyondScenario(Choices c, Profile p) {
        boolean waiting = c.between(0, 3) == 3;
        Past way = c.oneOf(Past.values());
        int before = way == Past.CLOSING ? 0 : c.oneOf(0, 100);
        Script script = waiting ? Paths.timeWait(c, p) : finReceived(way, c, p, before);
        Position place = c.oneOf(Position.LEFT_EDGE, Position.SECOND, Position.MIDDLE, Position.RIGHT_EDGE);
        AckRef acks = waiting ? AckRef.ALL : AckRef.BUT_FIN;
        Template text = (c.flip() ? Template.fin() : Template.data(1)).with(c.between(1, 500));
        script.send(text.at(place.seq()).acking(acks)).pass(Span.PROMPT);
        script.send(Template.finAgain().acking(acks)).await(Expect.SEGMENT).pass(Span.PROMPT);
        return script.readOnce().readOnce().build();
    }

    private static Judgement beyond(Observed t) {
        Moment text = t.first(m -> m.arrived() != null
                && m.after().state == m.before().state
                && (hadFin(m.before().state) || m.before().state == State.TIME_WAIT)
                && m.before().inWindow(Observed.segment(m).seq())
                && !Observed.segment(m).data().isEmpty());
        if (text == null) {
            return Judgement.notApplicable("no text came after the FIN");
        }
        int next = text.before().rcvNxt;
        List<Moment> answers = Check.withoutText(answers(t, text));
        if (!onlyEmptyAcks(answers, next)) {
            return Judgement.fail(text, "silence, or an empty ACK that ends at the FIN", answers);
        }
        Judgement wrong = acksBeyond(t, text, next);
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        wrong = wrong == null ? gone(t, text) : wrong;
        if (wrong != null) {
            return wrong;
        }
        return Judgement.pass(answers.isEmpty() ? "text after the FIN: silence" : "text after the FIN: an ACK");
    }

    /** Judges by the next FIN that comes again whether the connection is still there; null when it is. */
    private static @Nullable Judgement gone(Observed t, Moment stimulus) {
        Moment probe = t.firstAfter(stimulus, m -> m.conn() == stimulus.conn() && Check.arrivedFinAgain(m));
        if (probe == null || !probe.before().state.synchronised()) {
            return null;
        }
        List<Moment> answers = answers(t, probe);
        return emptyAcks(answers, stimulus.before().rcvNxt)
                ? null
                : Judgement.fail(probe, "an empty ACK of the FIN: the state must not change", answers);
    }

    // FO-STRADDLE

    private static Scenario straddleScenario(Choices c, Profile p) {
        int text = c.between(5, 200);
        int before = c.between(1, 5);
        int beyond = c.between(1, 50);
        Script script = Paths.established(c).send(Template.fin().with(text)).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.readToEnd();
        }
        Template over = (c.flip() ? Template.fin() : Template.data(1)).with(before + 1 + beyond);
        script.send(over.at(SeqRef.peerFin(-before))).pass(Span.PROMPT);
        return script.send(Template.finAgain())
                .await(Expect.SEGMENT)
                .readToEnd()
                .readOnce()
                .build();
    }

    private static Judgement straddle(Observed t) {
        Moment over = t.first(m -> m.arrived() != null
                && m.before().state == State.CLOSE_WAIT
                && Seq.lt(Observed.segment(m).seq(), m.before().peerFinSeq)
                && Seq.gt(Observed.segment(m).seq() + Observed.segment(m).data().length(), m.before().rcvNxt));
        if (over == null) {
            return Judgement.notApplicable("no segment reached over the FIN in CLOSE-WAIT");
        }
        List<Moment> answers = answers(t, over);
        if (!onlyEmptyAcks(Check.withoutText(answers), over.before().rcvNxt)) {
            return Judgement.fail(over, "an empty ACK that ends at the FIN, or silence", answers);
        }
        Judgement wrong = acksBeyond(t, over, over.before().rcvNxt);
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        wrong = wrong == null ? gone(t, over) : wrong;
        if (wrong != null) {
            return wrong;
        }
        return Judgement.pass(answers.isEmpty() ? "over the FIN: silence" : "over the FIN: an ACK");
    }

    // FO-REASM

    private static Scenario reassemblyScenario(Choices c, Profile p) {
        AckRef acks = acks(c);
        Script script = receiving(c, p, acks);
        int text = c.between(1, 500);
        int queued = c.between(1, 500);
        script.send(Template.data(queued)
                        .at(SeqRef.rcvNxt(text + 1 + c.oneOf(0, 1, 100)))
                        .acking(acks))
                .await(Expect.SEGMENT)
                .pass(Span.PROMPT);
        script.send(Template.fin().with(text).at(SeqRef.RCV_NXT).acking(acks)).pass(Span.DELAYED_ACK);
        return script.readToEnd()
                .readOnce()
                .send(Template.finAgain().acking(acks))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement reassembly(Observed t) {
        Moment fin = t.first(m -> Check.arrivedFin(m)
                && open(m.before().state)
                && !m.before().released
                && m.after().finReceived
                && textWaitsBeyond(t, m));
        if (fin == null) {
            return Judgement.notApplicable("no text waited beyond a FIN");
        }
        Judgement wrong = acksBeyond(t, fin, fin.after().rcvNxt);
        wrong = wrong == null ? Reading.notAcked(t, fin) : wrong;
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static boolean textWaitsBeyond(Observed t, Moment fin) {
        return t.first(m -> m.index() < fin.index()
                        && m.conn() == fin.conn()
                        && m.arrived() != null
                        && !Observed.segment(m).data().isEmpty()
                        && Seq.gt(
                                Observed.segment(m).seq(), Observed.segment(fin).finSeq())
                        && m.before().inWindow(Observed.segment(m).seq()))
                != null;
    }

    // FO-WINEDGE

    private static Scenario windowEdgeScenario(Choices c, Profile p) {
        Script script = Paths.established(c);
        int read = c.between(0, 1000);
        if (read > 0) {
            script.send(Template.data(read)).await(Expect.ACK_OF_ALL).read(read);
        }
        int way = c.between(0, 4);
        if (way >= 3) {
            return way == 3 ? overEdge(script, c) : onLastNumber(script, c);
        }
        Position outside =
                c.oneOf(Position.LEFT_OUTSIDE, Position.FAR_ABOVE, Position.FAR_BELOW, Position.RIGHT_OUTSIDE);
        int text = outside == Position.LEFT_OUTSIDE ? 0 : c.oneOf(0, 1, 100);
        // One place left of the window a FIN alone lies outside; at the right edge only what follows it does.
        script.send(Template.fin().with(text).at(outside.seq()))
                .pass(Span.PROMPT)
                .readOnce();
        return script.send(Template.fin().with(c.between(0, 100)).at(SeqRef.RCV_NXT))
                .pass(Span.DELAYED_ACK)
                .readToEnd()
                .build();
    }

    /** A window that is full but for one number, on which the FIN lies, alone or behind the text. */
    private static Scenario onLastNumber(Script script, Choices c) {
        script.send(Template.data(c.between(200, 1000))).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.send(Template.fin().with(Template.TO_EDGE_BUT_ONE));
        } else {
            script.send(Template.data(Template.TO_EDGE_BUT_ONE))
                    .await(Expect.ACK_OF_ALL)
                    .send(Template.fin());
        }
        return script.pass(Span.DELAYED_ACK).readToEnd().build();
    }

    /** Text that fills the window to the last octet, and a FIN after it; then room, and the FIN again. */
    private static Scenario overEdge(Script script, Choices c) {
        // Some octets stay unread, so that a window of 64 KB still fits into one packet.
        script.send(Template.data(c.between(200, 1000))).await(Expect.ACK_OF_ALL);
        script.send(Template.fin().at(SeqRef.RCV_NXT).with(Template.TO_EDGE)).pass(Span.DELAYED_ACK);
        script.readOnce().readOnce().pass(Span.PROMPT);
        return script.send(Template.finAgain())
                .pass(Span.DELAYED_ACK)
                .readToEnd()
                .build();
    }

    private static Judgement windowEdge(Observed t) {
        Moment fin = t.first(m -> Check.arrivedFin(m)
                && Observed.segment(m).hasAck() // without it is a matter of RB-NOACK
                && m.before().state == State.ESTABLISHED
                && outside(m));
        if (fin == null) {
            return lastNumber(t);
        }
        Knowledge k = fin.before();
        Segment s = Observed.segment(fin);
        boolean text = fin.after().rcvNxt != k.rcvNxt;
        Moment ack = Reading.acked(t, fin, s.finSeq());
        if (text && ack != null && Observed.segment(ack).ack() == s.finSeq() + 1 && !cameAgain(t, fin, ack)) {
            // Linux takes the FIN although it lies just past the edge (catalogue §5.19).
            return Judgement.pass("a FIN just past the window: taken at once");
        }
        List<Moment> all = answers(t, fin);
        List<Moment> answers = Check.orOnFin(Check.withoutText(all), all);
        boolean rides = Check.textAcknowledges(t.replies(fin, t.prompt()), k.rcvNxt);
        if (!text && !rides && !emptyAcks(answers, k.rcvNxt)) {
            return Judgement.fail(fin, "an empty ACK with the numbers as they were", answers);
        }
        Judgement wrong = text ? Reading.notAcked(t, fin) : null;
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        Moment real = t.firstAfter(fin, m -> m.arrived() != null && m.after().finReceived && !m.before().finReceived);
        if (wrong == null && real != null && !Doubt.BEYOND.arises(t, real)) {
            wrong = Reading.notAcked(t, real);
        }
        if (wrong != null) {
            return wrong;
        }
        return Judgement.pass(text ? "a FIN just past the window: trimmed" : "");
    }

    /** The last number of the window lies inside. */
    private static Judgement lastNumber(Observed t) {
        Moment fin = t.first(m -> Check.arrivedFin(m)
                && !m.before().finReceived
                && m.after().finReceived
                && m.after().peerFinSeq == m.before().rcvEdge - 1);
        if (fin == null) {
            return Judgement.notApplicable("no FIN lay outside the window, or on its last number");
        }
        Judgement wrong = Reading.notAcked(t, fin);
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        return wrong == null ? Judgement.pass("a FIN on the last number of the window: taken") : wrong;
    }

    private static boolean cameAgain(Observed t, Moment fin, Moment ack) {
        Moment again = t.firstAfter(fin, Check::arrivedFin);
        return again != null && again.index() < ack.index();
    }

    /** Tells whether the FIN itself is outside the receive window; with no window at all it is a matter of ZW-RCV. */
    private static boolean outside(Moment m) {
        return m.before().rcvWnd() > 0
                && !m.before().inWindow(Observed.segment(m).finSeq());
    }

    // FO-ACKFIRST

    private static Scenario ackFirstScenario(Choices c, Profile p) {
        boolean half = c.flip();
        Script script = half ? Paths.finWait1(c, p) : Paths.established(c);
        AckRef old = half ? AckRef.BUT_FIN : AckRef.ALL;
        for (int i = c.between(0, 2); i > 0; i--) {
            Template fin = c.flip()
                    ? Template.of(Flags.FIN)
                    : Template.fin().acking(AckRef.unsent(c.oneOf(1, 2, 1000, 100_000, 1_000_000_000)));
            script.send(fin.at(SeqRef.RCV_NXT)).pass(Span.PROMPT);
            if (!half) {
                script.readOnce();
            }
        }
        AckRef acks = half && c.flip() ? old : AckRef.ALL;
        script.send(Template.fin().at(SeqRef.RCV_NXT).acking(acks)).await(Expect.ACK_OF_ALL);
        return script.pass(Span.ofRto(300))
                .send(Template.finAgain().acking(acks))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement ackFirst(Observed t) {
        List<Moment> fins = t.all(m -> Check.arrivedFin(m)
                && open(m.before().state)
                && !outside(m)
                && m.before().rcvWnd() > 0 // with no window at all it is a matter of ZW-RCV
                && !Doubt.ACK.before(t, m)
                && !Check.acksOfLongAgo(Observed.segment(m), m.before()) // that is a matter of RB-ACKOLD
                && Observed.segment(m).seq() == m.before().rcvNxt);
        for (Moment fin : fins) {
            Judgement wrong = fin.after().finReceived ? actsAfterAck(t, fin) : stopped(t, fin);
            if (wrong != null) {
                return wrong;
            }
        }
        Judgement wrong = fins.isEmpty() ? null : Reading.wrong(t);
        if (wrong instanceof Judgement.Fail f && !mayHaveDropped(t, t.moments().get(f.event()))) {
            return wrong;
        }
        return fins.isEmpty() ? Judgement.notApplicable("no FIN arrived at RCV.NXT") : Judgement.pass();
    }

    /** Tells whether text came with so old an ACK that the stack may have dropped both (RFC 5961 §5). */
    private static boolean mayHaveDropped(Observed t, Moment read) {
        return t.first(m -> m.conn() == read.conn()
                        && m.index() < read.index()
                        && m.arrived() != null
                        && Check.acksOfLongAgo(Observed.segment(m), m.before()))
                != null;
    }

    /** A FIN whose ACK field does not pass: silence without ACK bit, an ACK for an ACK of what was never sent. */
    private static @Nullable Judgement stopped(Observed t, Moment fin) {
        List<Moment> answers = answers(t, fin);
        int next = fin.before().rcvNxt;
        if (!Observed.segment(fin).hasAck()) {
            List<Moment> others = Check.withoutText(answers);
            return others.isEmpty() || Check.textBefore(t, fin) && onlyEmptyAcks(others, next)
                    ? null
                    : Judgement.fail(fin, "silence, since there is no ACK bit", answers);
        }
        return emptyAcks(answers, next)
                ? null
                : Judgement.fail(
                        fin, "an empty ACK that does not count the FIN: it acknowledges what was never sent", answers);
    }

    /** A FIN with a good ACK is acknowledged; when that ACK covers our FIN, TIME-WAIT follows and nothing is sent again. */
    private static @Nullable Judgement actsAfterAck(Observed t, Moment fin) {
        Judgement wrong = Reading.notAcked(t, fin);
        if (wrong != null || fin.after().state != State.TIME_WAIT) {
            return wrong;
        }
        Moment again = t.firstAfter(fin, m -> m.conn() == fin.conn() && Check.sentFin(m));
        if (again != null) {
            return Judgement.fail(again, "no FIN any more, since it was acknowledged", List.of(again));
        }
        return gone(t, fin, fin.after().rcvNxt);
    }

    private static @Nullable Judgement gone(Observed t, Moment fin, int next) {
        Moment probe = t.firstAfter(fin, m -> m.conn() == fin.conn() && Check.arrivedFinAgain(m));
        if (probe == null || !probe.before().state.synchronised()) {
            return null;
        }
        List<Moment> answers = answers(t, probe);
        return emptyAcks(answers, next)
                ? null
                : Judgement.fail(probe, "an empty ACK of the FIN from TIME-WAIT", answers);
    }

    // FO-NOSTATE

    private static Scenario noStateScenario(Choices c, Profile p) {
        Opener opener = c.oneOf(Opener.values());
        Script script = opener == Opener.PEER
                ? Script.begin().listen()
                : Script.begin().connect().await(Expect.SYN);
        for (int i = c.between(1, 2); i > 0; i--) {
            Template fin = c.flip()
                    ? Template.fin().acking(new AckRef(AckRef.Base.SND_NXT, c.oneOf(1, 0, 1000, -1000)))
                    : Template.of(Flags.FIN);
            script.send(fin.with(c.oneOf(0, 10))).pass(Span.PROMPT);
        }
        if (opener == Opener.STACK) {
            return script.handshakeReply().build();
        }
        if (c.between(0, 2) == 2) {
            return synFin(script, c.between(1, 2));
        }
        return script.open(Opener.PEER).build();
    }

    /** The peer goes on behind its FIN, or with the number of it, and sends it again since nothing has acknowledged it. */
    private static Scenario synFin(Script script, int next) {
        return script.send(Template.of(Flags.SYN | Flags.FIN))
                .await(Expect.SYN)
                .send(Template.ack().at(new SeqRef(SeqRef.Base.IRS, next)))
                .pass(Span.PROMPT)
                .send(Template.fin().at(new SeqRef(SeqRef.Base.IRS, 1)))
                .await(Expect.SEGMENT)
                .pass(Kept.PAUSE)
                .accept()
                .readToEnd()
                .build();
    }

    /** Whether the FIN of a SYN has waited or was dropped, when it has come again all agree; null when they do. */
    private static @Nullable Judgement outOfStep(Observed t) {
        for (Moment syn : t.all(m -> arrivedFinOrSyn(m) && Observed.segment(m).syn() && unopened(m.before()))) {
            int number = Observed.segment(syn).finSeq();
            Moment fin = t.firstAfter(
                    syn, m -> m.conn() == syn.conn() && m.before().state == State.ESTABLISHED && Check.arrivedFin(m));
            if (fin == null
                    || Observed.segment(fin).finSeq() != number
                    || fin.before().irs != Observed.segment(syn).seq()
                    || !fin.after().finReceived) {
                continue;
            }
            Moment ack = t.firstAfter(
                    syn,
                    m -> m.conn() == syn.conn()
                            && m.sent() != null
                            && Seq.gt(Observed.segment(m).ack(), number + 1));
            Judgement wrong = ack == null
                    ? Reading.notAcked(t, fin)
                    : Judgement.fail(ack, "an ACK of the FIN that came with the SYN, and of no more", List.of(ack));
            if (wrong != null) {
                return wrong;
            }
            return Reading.wrong(t);
        }
        return null;
    }

    private static Judgement noState(Observed t) {
        String seen = "";
        boolean applies = false;
        for (Moment fin : t.all(m -> arrivedFinOrSyn(m) && unopened(m.before()))) {
            // An opening stack may send its SYN again meanwhile.
            List<Moment> answers = t.replies(fin, t.prompt()).stream()
                    .filter(m -> !(fin.before().opened && Check.sent(m, Flags.SYN)))
                    .toList();
            if (!harmless(answers, fin)) {
                return Judgement.fail(fin, expected(fin), answers);
            }
            seen = choice(fin) ? shown(fin, answers) : seen;
            applies = true;
        }
        Moment open = t.last(m -> m.event() instanceof Event.Returned r
                && (r.call() instanceof Call.Connect || r.call() instanceof Call.Accept));
        if (applies && open != null && open.result() instanceof Result.Failed f) {
            return Judgement.fail(
                    open, "a connection, since the FIN meant nothing", f.errno().toString());
        }
        Judgement wrong = outOfStep(t);
        if (wrong != null) {
            return wrong;
        }
        return applies ? Judgement.pass(seen) : Judgement.notApplicable("no FIN came before the connection");
    }

    private static boolean arrivedFinOrSyn(Moment m) {
        return m.arrived() != null && Observed.segment(m).fin() && !Check.arrivedRst(m);
    }

    private static boolean unopened(Knowledge k) {
        return k.state == State.SYN_SENT || k.state == State.CLOSED && !k.opened;
    }

    private static boolean harmless(List<Moment> answers, Moment fin) {
        Segment s = Observed.segment(fin);
        if (s.syn()) {
            return startsOver(answers, s);
        }
        boolean reset = Check.oneReset(answers, s);
        return choice(fin) ? reset || answers.isEmpty() : s.hasAck() ? reset : answers.isEmpty();
    }

    /**
     * Tells whether both silence and an answer are right. RFC 9293 drops a FIN with the ACK of our SYN but no SYN; lwIP takes
     * it for half of an old connection and resets that, which §3.10.7.3 asks for when the ACK is another.
     */
    private static boolean choice(Moment fin) {
        Segment s = Observed.segment(fin);
        Knowledge k = fin.before();
        return s.syn() || k.state == State.SYN_SENT && s.hasAck() && s.ack() == k.sndNxt;
    }

    private static String shown(Moment fin, List<Moment> answers) {
        boolean syn = Observed.segment(fin).syn();
        String what = syn ? "SYN,FIN to a listener: " : "FIN and the ACK of our SYN: ";
        return what + (answers.isEmpty() ? "silence" : syn ? "SYN,ACK" : "RST");
    }

    private static String expected(Moment fin) {
        Segment s = Observed.segment(fin);
        String answer = s.syn() ? "a SYN,ACK of the SYN alone" : "one RST with SEQ=SEG.ACK";
        return choice(fin) ? answer + ", or silence" : s.hasAck() ? answer : "silence";
    }

    /** The FIN may wait until the handshake is done, or be dropped with the SYN, as Linux does (catalogue §5.27). */
    private static boolean startsOver(List<Moment> answers, Segment syn) {
        return answers.isEmpty()
                || answers.size() == 1
                        && Check.sent(answers.get(0), Flags.SYN | Flags.ACK)
                        && Observed.segment(answers.get(0)).ack() == syn.seq() + 1;
    }
}
