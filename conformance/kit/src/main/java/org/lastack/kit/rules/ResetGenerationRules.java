package org.lastack.kit.rules;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
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
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.trace.Event;

/** Group G: RST generation. */
final class ResetGenerationRules {
    static final Rule RG_NOTCB = Rule.id("RG-NOTCB")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.2 group 1, §3.10.7.1")
            .says(
                    "A segment for no connection draws a RST that its sender accepts: SEQ=SEG.ACK, or SEQ=0 and ACK=SEG.SEQ+SEG.LEN.")
            .catches("SEG.LEN leaves out SYN or FIN, or SEQ=0 answers a segment with an ACK.")
            .about(Doubt.LISTENER)
            .exercise(ResetGenerationRules::noConnectionScenario)
            .judge(ResetGenerationRules::noConnection);

    static final Rule RG_NORST = Rule.id("RG-NORST")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.2, §3.10.7.1, §3.10.7.2")
            .says("A RST is never answered by a RST, and where there is no connection by nothing at all.")
            .catches("Two stacks send each other RSTs for ever.")
            .about(Doubt.AGAIN, Doubt.LISTENER, Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetGenerationRules::resetScenario)
            .judge(ResetGenerationRules::reset);

    static final Rule RG_LISTEN = Rule.id("RG-LISTEN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.2")
            .says(
                    "A listener refuses a segment with an ACK, drops one without SYN, and listens on, however many came before.")
            .catches("The listener dies, makes half a connection, or counts what has ended as if it were still there.")
            .exercise(ResetGenerationRules::listenScenario)
            .judge(ResetGenerationRules::listen);

    /** Outside the window the first check comes first: an ACK is as right as the RST of §3.5.2, which knows no window. */
    static final Rule RG_NONSYNC = Rule.id("RG-NONSYNC")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.2 group 2, §3.10.7.3, §3.10.7.4 fifth check SYN-RECEIVED")
            .says(
                    "An unacceptable ACK in SYN-SENT or SYN-RECEIVED draws a RST with SEQ=SEG.ACK, and the handshake goes on.")
            .catches("A stray ACK aborts the connection.")
            .about(Doubt.FAILED, Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetGenerationRules::openingScenario)
            .judge(ResetGenerationRules::opening);

    static final Rule RG_SYNC = Rule.id("RG-SYNC")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.2 group 3")
            .says(
                    "In a synchronized state a segment with a bad number gets an empty ACK, never a RST, and changes nothing.")
            .catches("A segment outside the window is answered by a RST.")
            .about(Doubt.ACK, Doubt.BEYOND)
            .exercise(ResetGenerationRules::synchronizedScenario)
            .judge(ResetGenerationRules::synchronizedState);

    static final Rule RG_HALFOPEN = Rule.id("RG-HALFOPEN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.1, figures 9 and 10")
            .says(
                    "A stack that has lost a connection resets the peer that believes in it, and can open it again meanwhile.")
            .catches("The stack gives up its own SYN because of the stale ACK.")
            .needs(Feature.ABORT)
            .about(Doubt.ABORTED, Doubt.AGAIN, Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetGenerationRules::halfOpenScenario)
            .judge(ResetGenerationRules::halfOpen);

    static final Rule RG_CLOSED_AFTER = Rule.id("RG-CLOSED-AFTER")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.1; RFC 2525 §2.16")
            .says(
                    "When a connection is gone, whatever the peer still sends draws a RST, so that the peer does not hang.")
            .catches("A late FIN is dropped in silence, and the peer repeats it to its R2.")
            .about(Doubt.ABORTED, Doubt.BEYOND, Doubt.OLD, Doubt.RESET, Doubt.UNREADABLE)
            .exercise(ResetGenerationRules::goneScenario)
            .judge(ResetGenerationRules::gone);

    static final Group GROUP = Group.of(
            'G', "RST generation", RG_NOTCB, RG_NORST, RG_LISTEN, RG_NONSYNC, RG_SYNC, RG_HALFOPEN, RG_CLOSED_AFTER);

    private ResetGenerationRules() {}

    // Where there is no connection

    /** What comes out of the blue: with and without SYN, FIN, ACK and text. */
    private static final List<Template> STRAY = List.of(
            Template.syn(),
            Template.fin(),
            Template.data(100),
            Template.of(Flags.SYN | Flags.FIN).with(10),
            Template.of(0).with(1),
            Template.ack(),
            Template.of(Flags.SYN | Flags.ACK),
            Template.of(Flags.FIN));

    private static Template anyNumbers(Template stray, Choices c) {
        return stray.at(new SeqRef(SeqRef.Base.PEER_NXT, c.oneOf(0, -1, 1, 70_000, 1_000_000_000, -1_000_000_000)))
                .acking(AckRef.unsent(c.oneOf(0, 1, -1, 70_000, 1_000_000_000, -2_000_000_000)));
    }

    /** Somebody listened here and does so no longer: nobody is there, and the trace shows it. */
    private static Script closedPort() {
        return Script.begin().listen().step(new Step.DoOnListener(new Call.Close()));
    }

    /** Tells whether the application listens at this moment; null when the trace does not say. */
    private static @Nullable Boolean listens(Observed t, Moment at) {
        Boolean listens = null;
        for (Moment m : t.moments().subList(0, at.index())) {
            if (m.event() instanceof Event.Returned r && r.socket() == Observed.LISTENER) {
                boolean opened = r.call() instanceof Call.Listen && r.result() instanceof Result.Ok;
                boolean closed = r.call() instanceof Call.Close || r.call() instanceof Call.Abort;
                listens = opened ? Boolean.TRUE : closed ? Boolean.FALSE : listens;
            }
        }
        return listens;
    }

    /** Tells whether something arrives on a 4-tuple that never had a connection, and whether anybody listens there. */
    static boolean arrivesUnknown(Observed t, Moment m, boolean listening) {
        Knowledge k = m.before();
        Boolean listens = m.arrived() == null || k.opened || k.state != State.CLOSED ? null : listens(t, m);
        return listens != null && listens == listening;
    }

    /** Every kind in turn, so that a few tries have met all of them. */
    private static Scenario noConnectionScenario(Choices c) {
        Script script = closedPort();
        int first = c.between(0, STRAY.size() - 1);
        for (int i = first; i < first + 6; i++) {
            script.send(anyNumbers(STRAY.get(i % STRAY.size()), c)).pass(Span.PROMPT);
        }
        return script.build();
    }

    private static Judgement noConnection(Observed t) {
        boolean applies = false;
        boolean spare = false;
        for (Moment m : t.all(m -> arrivesUnknown(t, m, false) && !Check.arrivedRst(m))) {
            Segment s = Observed.segment(m);
            List<Moment> replies = t.replies(m, t.prompt());
            if (!Check.oneReset(replies, s)) {
                return Judgement.fail(m, refusal(s), replies);
            }
            spare |= s.hasAck() && Observed.segment(replies.get(0)).hasAck();
            applies = true;
        }
        return applies
                ? Judgement.pass(spare ? "the RST that answers an ACK has the ACK bit too" : "")
                : Judgement.notApplicable("nothing arrived for a closed port");
    }

    private static String refusal(Segment s) {
        return s.hasAck()
                ? "one RST with SEQ=SEG.ACK, " + s.ack()
                : "one RST,ACK with SEQ=0 and ACK=SEG.SEQ+SEG.LEN, " + s.end();
    }

    private static Scenario resetScenario(Choices c, Profile p) {
        int way = c.between(0, 3);
        Script script = switch (way) {
            case 0 -> closedPort();
            case 1 -> Script.begin().listen();
            case 2 -> Paths.lastAck(c, p).send(Template.ack());
            default -> Script.begin().on(1).open(c.oneOf(Opener.values())).on(0);
        };
        for (int i = c.between(1, 3); i > 0; i--) {
            Template rst = Template.of(c.oneOf(Flags.RST, Flags.RST | Flags.ACK, Flags.RST | Flags.SYN));
            script.send(anyNumbers(rst, c)).pass(Span.SILENCE);
        }
        return (way == 3 ? Kept.ask(script.on(1), State.ESTABLISHED) : script).build();
    }

    private static Judgement reset(Observed t) {
        boolean applies = false;
        boolean late = false;
        for (Moment m : t.all(Check::arrivedRst)) {
            boolean nobody = m.before().state == State.CLOSED;
            List<Moment> replies = t.replies(m, nobody ? t.profile().silence() : t.prompt());
            if (nobody && !replies.isEmpty() || replies.stream().anyMatch(Check::sentRst)) {
                return Judgement.fail(m, nobody ? "silence: there is no connection" : "anything but a RST", replies);
            }
            Judgement beside = nobody ? Kept.movedBeside(t, m, conn -> true, "the RST was for no connection") : null;
            if (beside != null) {
                return beside;
            }
            boolean watched = t.watched(m, t.profile().silence());
            applies |= nobody && watched;
            late |= nobody && !watched;
        }
        return applies
                ? Judgement.pass()
                : late ? Judgement.tooLate() : Judgement.notApplicable("no RST came where there is no connection");
    }

    private static Scenario listenScenario(Choices c, Profile p) {
        if (c.flip()) {
            return Visitors.scenario(c, p);
        }
        Script script = Script.begin().listen();
        for (int i = c.between(1, 3); i > 0; i--) {
            Template stray = c.oneOf(
                    Template.ack(),
                    Template.of(Flags.SYN | Flags.ACK),
                    Template.fin(),
                    Template.data(10),
                    Template.of(Flags.FIN),
                    Template.of(0),
                    Template.of(Flags.PSH).with(10));
            script.send(anyNumbers(stray, c)).pass(Span.SILENCE);
        }
        return script.on(c.between(0, 1)).open(Opener.PEER).build();
    }

    private static Judgement listen(Observed t) {
        Judgement visit = Visitors.judge(t);
        if (visit instanceof Judgement.Fail) {
            return visit;
        }
        Moment first = null;
        for (Moment m : t.all(m -> arrivesUnknown(t, m, true) && !Check.arrivedRst(m))) {
            Segment s = Observed.segment(m);
            Judgement wrong = null;
            if (!s.syn() || s.hasAck()) {
                wrong = refusedOrDropped(t, m);
                first = first == null ? m : first;
            } else if (first != null && !s.fin()) {
                wrong = answered(t, m);
            }
            if (wrong != null) {
                return wrong;
            }
        }
        if (first != null) {
            return accepted(t, first);
        }
        return visit instanceof Judgement.Pass ? visit : Judgement.notApplicable("only SYNs came to a listener");
    }

    private static @Nullable Judgement refusedOrDropped(Observed t, Moment m) {
        Segment s = Observed.segment(m);
        List<Moment> replies =
                t.replies(m, s.hasAck() ? t.prompt() : t.profile().silence());
        boolean right = s.hasAck() ? Check.oneReset(replies, s) : replies.isEmpty();
        return right ? null : Judgement.fail(m, s.hasAck() ? refusal(s) : "silence", replies);
    }

    /** A listener answers a SYN; a full queue of connections may keep it from that. */
    private static @Nullable Judgement answered(Observed t, Moment syn) {
        List<Moment> replies = t.replies(syn, t.prompt());
        boolean right = t.setting("somaxconn").isPresent()
                || !replies.isEmpty()
                        && Check.sent(replies.get(0), Flags.SYN | Flags.ACK)
                        && Observed.segment(replies.get(0)).ack()
                                == Observed.segment(syn).seq() + 1;
        return right
                ? null
                : Judgement.fail(syn, "a SYN,ACK of the SYN, since what came before meant nothing", replies);
    }

    /** What came before the handshake leaves nothing behind: the connection can be accepted. */
    private static Judgement accepted(Observed t, Moment first) {
        Moment accept =
                t.firstAfter(first, m -> m.event() instanceof Event.Returned r && r.call() instanceof Call.Accept);
        if (accept == null || !(accept.result() instanceof Result.Failed f)) {
            return Judgement.pass();
        }
        Moment open = t.firstAfter(first, m -> m.conn() == accept.conn() && m.after().state == State.ESTABLISHED);
        return open != null && open.index() < accept.index()
                ? Judgement.fail(
                        accept, "the connection that was opened", f.errno().toString())
                : Judgement.pass();
    }

    // While the connection is being opened

    /** Every scenario opens a second connection from both ends, where the stray ACK is of ISS alone: there Linux differs. */
    private static Scenario openingScenario(Choices c) {
        int way = c.between(0, 2);
        Script script = way == 0
                ? Script.begin().connect().await(Expect.SYN)
                : way == 1 ? Script.begin().listen().send(Template.syn()).await(Expect.SYN) : bothOpen(Script.begin());
        Template[] strays = {
            Template.ack(), Template.fin(), Template.data(10), Template.of(Flags.SYN | Flags.ACK),
        };
        for (int i = c.between(1, 2); i > 0; i--) {
            AckRef bad = AckRef.unsent(c.oneOf(-1, 1, -2, 1000, -1000, 1_000_000_000, -1_000_000_000));
            Template stray = strays[c.between(0, way == 0 ? 3 : 2)].acking(bad);
            // In SYN-SENT there is no window yet: any number is as good.
            script.send(stray.at(c.oneOf(Position.values()).seq())).pass(Kept.PAUSE);
        }
        if (way == 0) {
            script.handshakeReply();
        } else {
            script.send(Template.ack());
        }
        script.send(Template.data(10)).await(Expect.ACK_OF_ALL);
        return bothOpen(script.on(1))
                .send(Template.ack().acking(AckRef.unsent(-1)))
                .await(Expect.SEGMENT)
                .send(Template.ack())
                .build();
    }

    /** A stack that cannot do that stays in SYN-SENT. */
    private static Script bothOpen(Script script) {
        return script.connect().await(Expect.SYN).send(Template.syn()).await(Expect.SEGMENT);
    }

    private static Judgement opening(Observed t) {
        boolean applies = false;
        String seen = "";
        for (Moment m : t.all(ResetGenerationRules::badAckWhileOpening)) {
            List<Moment> answers = withoutSyn(t.replies(m, t.prompt()), m.before());
            boolean outside =
                    m.before().state == State.SYN_RECEIVED && !Check.acceptable(Observed.segment(m), m.before());
            boolean acked =
                    outside && (Check.oneEmptyAck(answers, m.before()) || answers.isEmpty() && Check.mayThrottle(t, m));
            if (!acked && !refused(answers, m)) {
                String or = outside ? ", or an ACK of what is outside the window" : "";
                return Judgement.fail(m, "one RST with SEQ=SEG.ACK" + or, answers);
            }
            Judgement wrong = opensAfter(t, m);
            if (wrong != null) {
                return wrong;
            }
            seen = outside ? "stray ACK outside the window: " + (acked ? "ACK" : "RST") : seen;
            applies = true;
        }
        return applies
                ? Judgement.pass(seen)
                : Judgement.notApplicable("no bad ACK came while the connection was being opened");
    }

    private static boolean refused(List<Moment> answers, Moment stray) {
        return answers.size() == 1
                && Check.sentRst(answers.get(0))
                && Observed.segment(answers.get(0)).seq()
                        == Observed.segment(stray).ack();
    }

    /** In SYN-RECEIVED the fourth check looks at a SYN before the ACK; a stack that has not answered the SYN is not there yet. */
    private static boolean badAckWhileOpening(Moment m) {
        Knowledge k = m.before();
        Segment s = m.arrived();
        if (s == null || s.rst() || !s.hasAck() || !k.opened || k.isStale(m.at(), s)) {
            return false;
        }
        boolean bad = Seq.leq(s.ack(), k.iss) || Seq.gt(s.ack(), k.sndNxt);
        return bad && (k.state == State.SYN_SENT || k.state == State.SYN_RECEIVED && k.ackSent == k.rcvNxt && !s.syn());
    }

    /** Without the SYN, which the stack may send again at any time. */
    private static List<Moment> withoutSyn(List<Moment> replies, Knowledge k) {
        return replies.stream()
                .filter(m -> !(Observed.segment(m).syn() && Observed.segment(m).seq() == k.iss))
                .toList();
    }

    /** Judges that the handshake still ends in a connection, if the peer completes it; null when it does. */
    private static @Nullable Judgement opensAfter(Observed t, Moment stray) {
        Moment done = t.firstAfter(
                stray, m -> m.conn() == stray.conn() && m.arrived() != null && m.after().state == State.ESTABLISHED);
        if (done == null || done.before().state == State.ESTABLISHED) {
            return null;
        }
        List<Moment> replies = t.replies(done, t.prompt());
        boolean syn = Observed.segment(done).syn();
        boolean right = syn
                ? replies.stream().anyMatch(m -> Check.emptyAck(m, done.after()))
                : replies.stream().noneMatch(Check::sentRst);
        if (!right) {
            return Judgement.fail(done, "the connection, since the stray ACK changed nothing", replies);
        }
        Moment text = t.firstAfter(done, m -> m.conn() == stray.conn() && m.stimulus());
        if (text == null || text.arrived() == null || text.after().received == text.before().received) {
            return null;
        }
        return Reading.notAcked(t, text);
    }

    // In synchronized states

    private static final Position[] OUTSIDE = {
        Position.LEFT_OUTSIDE, Position.RIGHT_OUTSIDE, Position.FAR_BELOW, Position.FAR_ABOVE,
    };

    private static Scenario synchronizedScenario(Choices c, Profile p) {
        Template misplaced =
                c.oneOf(Template.ack(), Template.data(1), Template.fin()).acking(AckRef.NOTHING_NEW);
        Template ahead = Template.ack().acking(AckRef.unsent(c.oneOf(1, 1000, 100_000, 1_000_000_000)));
        BiConsumer<Script, State> bad = (script, state) -> {
            Position outside = c.oneOf(OUTSIDE);
            Position any = c.oneOf(Position.values());
            script.send(misplaced.at(outside.seq())).pass(Kept.PAUSE);
            script.send(ahead.at(any.seq())).pass(Kept.PAUSE);
            Kept.ask(script.send(ahead.at(SeqRef.RCV_NXT)), state).pass(Kept.PAUSE);
        };
        Script script = Paths.through(c, p, bad);
        bad.accept(script, State.TIME_WAIT);
        return script.build();
    }

    private static Judgement synchronizedState(Observed t) {
        boolean applies = false;
        String seen = "";
        for (Moment m : t.all(m -> badNumber(t, m))) {
            List<Moment> answers = Check.bareAnswers(t, m);
            boolean silent = answers.isEmpty() && (Check.mayThrottle(t, m) || emptyAtEdge(m));
            if (!Check.oneEmptyAck(answers, m.after()) && !silent) {
                return Judgement.fail(m, "one empty ACK with SEQ=SND.NXT and ACK=RCV.NXT", answers);
            }
            Judgement moved = Kept.moved(t, m);
            if (moved != null) {
                return moved;
            }
            seen = emptyAtEdge(m) ? "an empty segment at RCV.NXT+RCV.WND: " + (silent ? "silence" : "ACK") : seen;
            applies = true;
        }
        return applies
                ? Judgement.pass(seen)
                : Judgement.notApplicable("no bad number arrived in a synchronized state");
    }

    /** What is empty and at the right edge does no harm: both answers are right. */
    private static boolean emptyAtEdge(Moment m) {
        Segment s = Observed.segment(m);
        return s.len() == 0 && s.seq() == m.before().rcvEdge && Seq.leq(s.ack(), m.before().sndNxt);
    }

    /** A segment that must draw an ACK and nothing else: outside the window, or an empty one that acknowledges too much. */
    private static boolean badNumber(Observed t, Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        if (s == null || s.rst() || s.syn() || !s.hasAck() || !Kept.isThere(t, m) || k.rcvWnd() == 0) {
            return false;
        }
        // Old timestamps, and missing ones, are for group M.
        boolean timely = !k.isStale(m.at(), s) && !k.lacksTimestamps(s);
        // For some the right edge itself still lies in the window (catalogue §5.17): what is not empty there is for
        // group E.
        boolean outside = !Check.acceptable(s, k) && (s.len() == 0 || s.seq() != k.rcvEdge);
        boolean bad = outside || Seq.gt(s.ack(), k.sndNxt) && s.len() == 0;
        return bad && timely && k.ackSent == k.rcvNxt;
    }

    // After the connection

    /** The RST of the abort is lost, so that the peer does not hear that its connection is gone. */
    private static Scenario halfOpenScenario(Choices c) {
        boolean reopens = c.flip();
        Script script = Script.begin().open(reopens ? Opener.STACK : c.oneOf(Opener.values()));
        if (c.flip()) {
            script.autoAck(true)
                    .write(c.between(1, 3000))
                    .await(Expect.ALL_ACKED)
                    .autoAck(false)
                    .send(Template.data(c.between(1, 1000)))
                    .await(Expect.ACK_OF_ALL);
        }
        // Half a second is enough for another initial sequence number, also where a coarse clock makes them.
        script.loseNext(1).abort().pass(Kept.PAUSE);
        if (!reopens) {
            for (int i = c.between(1, 2); i > 0; i--) {
                script.send(c.oneOf(Template.data(10), Template.ack(), Template.fin()))
                        .await(Expect.SEGMENT);
            }
            return script.build();
        }
        Template stale = c.oneOf(Template.ack(), Template.data(10))
                .at(SeqRef.previous(0))
                .acking(AckRef.PREVIOUS);
        return script.connect()
                .await(Expect.SYN)
                .send(stale)
                .await(Expect.SEGMENT)
                .await(Expect.SEGMENT, Span.ofRto(150).plusMs(2500))
                .handshakeReply()
                .build();
    }

    private static Judgement halfOpen(Observed t) {
        Moment spoke = t.first(m -> speaksToNobody(m) && believes(t, m));
        if (spoke != null) {
            return refusal(t, spoke);
        }
        Moment stale = t.first(
                m -> badAckWhileOpening(m) && m.before().state == State.SYN_SENT && m.before().previous != null);
        if (stale == null) {
            return Judgement.notApplicable("no peer believed in a connection that the stack had lost");
        }
        List<Moment> answers = withoutSyn(t.replies(stale, t.prompt()), stale.before());
        if (!refused(answers, stale)) {
            return Judgement.fail(stale, "one RST with SEQ=SEG.ACK", answers);
        }
        Judgement wrong = repeatsSyn(t, stale);
        wrong = wrong == null ? opensAfter(t, stale) : wrong;
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static boolean speaksToNobody(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null && !s.rst() && !s.syn() && s.hasAck() && k.opened && k.state == State.CLOSED;
    }

    /** The peer has not heard that the connection is gone: the RST was lost. */
    private static boolean believes(Observed t, Moment m) {
        Moment rst = t.last(r -> r.conn() == m.conn() && r.index() < m.index() && Check.sentRst(r));
        return rst != null && rst.event() instanceof Event.Sent e && e.lost();
    }

    private static Judgement refusal(Observed t, Moment m) {
        List<Moment> replies = t.replies(m, t.prompt());
        return Check.refused(t, m, replies)
                ? Judgement.pass()
                : Judgement.fail(m, "one RST with SEQ=SEG.ACK, since the connection is gone", replies);
    }

    /** Judges that the stack still wants its connection; null when it does. */
    private static @Nullable Judgement repeatsSyn(Observed t, Moment stale) {
        Moment syn = t.firstAfter(
                stale,
                m -> m.conn() == stale.conn()
                        && Check.sent(m, Flags.SYN)
                        && Observed.segment(m).seq() == stale.before().iss);
        long limit = t.profile().synRto() * 5 / 4 + t.profile().granularity();
        if (syn != null || !t.watched(stale, limit)) {
            return null;
        }
        return Judgement.fail(stale, "the SYN again, since the stale ACK changed nothing", t.replies(stale, limit));
    }

    private static Scenario goneScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, p.has(Feature.ABORT) ? 2 : 1)) {
            case 0 -> Paths.lastAck(c, p).send(Template.ack());
            case 1 -> givenUp(c, p);
            default ->
                (c.flip() ? Paths.established(c) : Paths.closeWait(c)).abort().pass(Span.PROMPT);
        };
        for (int i = c.between(1, 3); i > 0; i--) {
            script.send(c.oneOf(Template.fin(), Template.finAgain(), Template.data(10), Template.ack()))
                    .await(Expect.SEGMENT);
        }
        return script.build();
    }

    /** The peer falls silent until the stack gives its FIN up: after hours anybody has, a real clock shortens Linux's wait. */
    private static Script givenUp(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        Script script = Script.begin();
        if (p.has(Feature.ORPHAN) && (real || c.flip())) {
            script.set("tcp_orphan_retries", 1);
        }
        script.open(c.oneOf(Opener.values()));
        if (c.flip()) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        return script.close().await(Expect.FIN).pass(real ? Span.seconds(6) : Span.seconds(7200));
    }

    private static Judgement gone(Observed t) {
        boolean applies = false;
        List<LoneFin> alone = LoneFin.in(t);
        for (Moment m : t.all(m -> m.arrived() != null)) {
            boolean over = speaksToNobody(m) && !m.before().resetByPeer && !endedInTimeWait(t, m);
            if (over || alone.stream().anyMatch(fin -> forgotten(t, fin, m))) {
                Judgement judgement = refusal(t, m);
                if (!(judgement instanceof Judgement.Pass)) {
                    return judgement;
                }
                applies = true;
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nothing arrived after the end");
    }

    /** A stack may go on with TIME-WAIT when the application aborts, or a RST comes: groups F and J. */
    private static boolean endedInTimeWait(Observed t, Moment m) {
        Moment end = t.last(e -> e.conn() == m.conn()
                && e.index() < m.index()
                && e.before().state != State.CLOSED
                && e.after().state == State.CLOSED);
        return end != null && end.before().state == State.TIME_WAIT;
    }

    /** The stack has stopped to repeat its FIN long ago: it has given up. */
    private static boolean forgotten(Observed t, LoneFin fin, Moment m) {
        Segment s = m.arrived();
        if (s == null
                || s.rst()
                || s.syn()
                || !s.hasAck()
                || m.conn() != fin.alone().conn()
                || fin.copies().isEmpty()) {
            return false;
        }
        Moment last = fin.copies().get(fin.copies().size() - 1);
        return m.before().state.synchronised()
                && m.index() > last.index()
                && m.at() <= fin.until()
                && m.at() > LoneFin.due(t, fin.times());
    }
}
