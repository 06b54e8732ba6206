package org.lastack.kit.rules;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
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
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group H: RST acceptance. TIME-WAIT has rules of its own: TW-RST, TW-RST-1337. */
final class ResetAcceptanceRules {
    /** In this time a SYN,ACK would be retransmitted: an RTO without a sample is a second at least (RFC 6298 §2.1). */
    private static final Span SYN_REXMIT = Span.ofRto(150).plusMs(1500);

    private static final String RATE_LIMIT = "tcp_invalid_ratelimit";

    private static final Position[] IN_WINDOW = {Position.SECOND, Position.MIDDLE, Position.RIGHT_EDGE};
    private static final Position[] OUTSIDE = {
        Position.LEFT_OUTSIDE, Position.RIGHT_OUTSIDE, Position.FAR_BELOW, Position.FAR_ABOVE
    };

    static final Rule RA_EXACT = Rule.id("RA-EXACT")
            .level(Level.MUST)
            .source("RFC 5961 §3.2; RFC 9293 §3.10.7.4 second check")
            .says(
                    "A RST whose number is exactly RCV.NXT ends the connection in every synchronized state; no segment answers it.")
            .catches(
                    "The RST is ignored in one closing state, a timer outlives it, another connection feels it, or the user never hears of it.")
            .about(Doubt.KEEPALIVE, Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetAcceptanceRules::exactScenario)
            .judge(ResetAcceptanceRules::exactReset);

    static final Rule RA_INWIN = Rule.id("RA-INWIN")
            .level(Level.MUST)
            .source("RFC 5961 §3.2 step 3; RFC 9293 §3.10.7.4 second check")
            .says(
                    "A RST in the window with another number than RCV.NXT gets one challenge ACK and changes nothing, timers included.")
            .catches("A RST anywhere in the window resets the connection: a blind attacker needs few tries.")
            .needs(Feature.RFC5961_RST)
            .about(Doubt.RESET)
            .exercise((c, p) -> refusedScenario(c, p, IN_WINDOW))
            .judge(ResetAcceptanceRules::challenged);

    static final Rule RA_OUTWIN = Rule.id("RA-OUTWIN")
            .level(Level.MUST_TEXT)
            .source("RFC 5961 §3.2 step 1; RFC 9293 §3.5.3, §3.10.7.4 first check")
            .says("A RST outside the window is dropped without an answer.")
            .catches("Every RST that is refused draws an ACK.")
            .about(Doubt.RESET)
            .exercise((c, p) -> refusedScenario(c, p, OUTSIDE))
            .judge(ResetAcceptanceRules::dropped);

    static final Rule RA_ROUNDTRIP = Rule.id("RA-ROUNDTRIP")
            .level(Level.MUST)
            .source("RFC 5961 §3.2, §8")
            .says("The challenge ACK tells a peer without a connection the number with which its next RST is accepted.")
            .catches(
                    "The challenge ACK carries another number than RCV.NXT, so that the second RST is refused as well.")
            .needs(Feature.RFC5961_RST)
            .about(Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetAcceptanceRules::roundTripScenario)
            .judge(ResetAcceptanceRules::roundTrip);

    static final Rule RA_SYNSENT = Rule.id("RA-SYNSENT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.3 first and second step; RFC 5961 §3.2")
            .says("In SYN-SENT a RST counts only if it acknowledges our SYN; any other is dropped without an answer.")
            .catches("A RST without ACK, or with any ACK, ends the open.")
            .about(Doubt.RESET)
            .exercise(ResetAcceptanceRules::synSentScenario)
            .judge(ResetAcceptanceRules::synSent);

    static final Rule RA_SYNRCVD = Rule.id("RA-SYNRCVD")
            .level(Level.MUST)
            .source("RFC 9293 §3.5.3, §3.5 MUST-11, §3.10.7.4 second check")
            .says(
                    "In SYN-RECEIVED a valid RST returns a passive open to LISTEN and nobody is told; an active open is refused.")
            .catches("The RST closes the listener, or the SYN,ACK is still retransmitted.")
            .about(Doubt.AGAIN, Doubt.RESET)
            .fromPacketsAlone()
            .exercise((c, p) -> c.flip() ? crossedSynScenario(c) : halfOpenScenario(c))
            .judge(ResetAcceptanceRules::synReceived);

    static final Rule RA_LISTEN = Rule.id("RA-LISTEN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.2 first step")
            .says("A RST to a listener is ignored.")
            .catches("The listener is reset, or answers.")
            .about(Doubt.RESET)
            .exercise(ResetAcceptanceRules::listenScenario)
            .judge(ResetAcceptanceRules::listen);

    static final Rule RA_DATA = Rule.id("RA-DATA")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.5.3 SHLD-2; RFC 1122 §4.2.2.12")
            .says("A RST may carry text, an explanation perhaps: it is valid, and its text is no part of the stream.")
            .catches("A RST with text is dropped, or its text is delivered.")
            .about(Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetAcceptanceRules::dataScenario)
            .judge(ResetAcceptanceRules::data);

    static final Rule RA_ZEROWIN = Rule.id("RA-ZEROWIN")
            .level(Level.MUST)
            .source("RFC 9293 §3.4 MUST-66, §3.10.7.4 first check")
            .says("A RST at RCV.NXT is processed even when the receive window is zero.")
            .catches("At a zero window every segment is refused, RSTs as well.")
            .about(Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetAcceptanceRules::zeroWindowScenario)
            .judge(t -> ended(t, m -> m.before().rcvWnd() == 0));

    static final Rule RA_ORDER = Rule.id("RA-ORDER")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.5.3, §3.10.7.4: the second check comes before the fourth and the fifth")
            .says("Only its number makes a RST valid: not its ACK field, and no other flag that it has.")
            .catches("A RST is refused because its ACK is bad, or treated as the SYN that it is as well.")
            .about(Doubt.ACK, Doubt.RESET, Doubt.SYN)
            .exercise(ResetAcceptanceRules::orderScenario)
            .judge(t -> ended(t, m -> oddReset(m) && !Doubt.ACK.before(t, m)));

    /**
     * A stack that claims a limit has it as Linux does, for each connection, with the name and the unit that it has there. Linux
     * has a second one, tcp_challenge_ack_limit, off by default: one for a whole namespace, so that with it connections do
     * feel each other.
     */
    static final Rule RA_THROTTLE = Rule.id("RA-THROTTLE")
            .level(Level.SHOULD)
            .source("RFC 5961 §7; Linux tcp_invalid_ratelimit")
            .says("Challenge ACKs are limited to a rate that can be set, and no connection feels the limit of another.")
            .catches(
                    "Challenge ACKs without end, or one counter for all, by which others can be watched (CVE-2016-5696).")
            .needs(Feature.THROTTLE, Feature.RFC5961_RST)
            .about(Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ResetAcceptanceRules::throttleScenario)
            .judge(ResetAcceptanceRules::throttled);

    static final Group GROUP = Group.of(
            'H',
            "RST acceptance",
            RA_EXACT,
            RA_INWIN,
            RA_OUTWIN,
            RA_ROUNDTRIP,
            RA_SYNSENT,
            RA_SYNRCVD,
            RA_LISTEN,
            RA_DATA,
            RA_ZEROWIN,
            RA_ORDER,
            RA_THROTTLE);

    private ResetAcceptanceRules() {}

    /** A RST by itself, or with an ACK as most senders of an abort have it. */
    private static Template rst(Choices c) {
        return Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST);
    }

    private static boolean synchronised(Knowledge k) {
        return List.of(Paths.synchronised()).contains(k.state);
    }

    private static boolean exact(Moment m) {
        return Check.arrivedRst(m)
                && synchronised(m.before())
                && Observed.segment(m).seq() == m.before().rcvNxt;
    }

    // What ends a connection

    private static Scenario exactScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        State state = c.oneOf(Paths.synchronised());
        boolean beside = c.between(0, 3) == 3;
        Script script = Script.begin();
        if (beside) {
            script.on(1).open(c.oneOf(Opener.values())).on(0);
        }
        Paths.into(script, state, c.oneOf(Opener.values()), held);
        int most = pending(script, state, c, p);
        script.pass(Span.ofRto(c.between(0, most))).send(rst(c).at(SeqRef.RCV_NXT));
        probe(script, c);
        if (held || state == State.ESTABLISHED || state == State.CLOSE_WAIT) {
            script.readToEnd().write(1);
        }
        return (beside ? Kept.ask(script.on(1), State.ESTABLISHED) : script).build();
    }

    /**
     * A timer runs besides that of the FIN: for an ACK, for a zero window, or for keep-alive probes. Returns how many percent of an RTO
     * it surely goes on.
     */
    private static int pending(Script script, State state, Choices c, Profile p) {
        boolean sends = state == State.ESTABLISHED || state == State.CLOSE_WAIT;
        int way = sends ? c.between(0, 4) : 0;
        if (way == 2 && state == State.ESTABLISHED) {
            // In a dialogue the next ACK may wait for text to ride on.
            script.send(Template.data(1)).await(Expect.ACK_OF_ALL).write(1).await(Expect.ALL_DATA);
            script.send(Template.data(c.between(1, 500)));
            return 10;
        }
        if (way == 3) {
            script.send(Template.ack().offering(0)).write(c.between(1, 500));
        }
        if (way == 4 && p.has(Feature.KEEPALIVE)) {
            script.option(SocketOption.KEEPIDLE, 1).option(SocketOption.KEEPALIVE, 1);
        }
        return 60;
    }

    /** Waits longer than any timer that may be running would take, then asks whether the connection is gone. */
    private static Script probe(Script script, Choices c) {
        return script.pass(Paths.REXMIT.plusMs(500))
                .send(c.flip() ? Template.fin() : Template.ack())
                .await(Expect.SEGMENT);
    }

    private static Judgement exactReset(Observed t) {
        Judgement verdict = ended(t, m -> true);
        for (Moment rst : t.all(m -> verdict instanceof Judgement.Pass && exact(m))) {
            Judgement beside = Kept.movedBeside(t, rst, conn -> true, "the RST was for another connection");
            if (beside != null) {
                return beside;
            }
            Judgement told = told(t, rst);
            if (!told.equals(Judgement.pass())) {
                return told;
            }
        }
        return verdict;
    }

    /** Judges every such RST that has the one right number. */
    private static Judgement ended(Observed t, Predicate<Moment> which) {
        Judgement verdict = Judgement.notApplicable("no such RST arrived at RCV.NXT in a synchronized state");
        for (Moment rst : t.all(m -> exact(m) && which.test(m))) {
            Judgement one = ends(t, rst);
            if (one instanceof Judgement.Fail) {
                return one;
            }
            verdict = verdict instanceof Judgement.Pass ? verdict : one;
        }
        return verdict;
    }

    private static Judgement ends(Observed t, Moment rst) {
        boolean probed = false;
        for (Moment m : afterwards(t, rst)) {
            if (m.sent() != null && !Check.sentRst(m) && !mayCross(t, rst, m)) {
                return Judgement.fail(m, "silence: the RST was valid, and nothing answers one", List.of(m));
            }
            if (m.arrived() != null
                    && !Check.arrivedRst(m)
                    && Observed.segment(m).hasAck()) {
                List<Moment> replies = t.replies(m, t.prompt());
                if (!Check.refused(t, m, replies)) {
                    return Judgement.fail(m, "a RST, since the connection was reset", replies);
                }
                probed = true;
            }
        }
        return probed ? Judgement.pass() : Judgement.notApplicable("nothing arrived after the RST");
    }

    /** What the stack sends once more, or where it has a clock of its own an ACK, may be on its way while the RST arrives. */
    private static boolean mayCross(Observed t, Moment rst, Moment m) {
        Segment s = Observed.segment(m);
        boolean again = s.len() > 0 && Seq.lt(s.seq(), rst.before().sndNxt);
        boolean ack = s.len() == 0 && t.profile().clock() == Clock.WALL && Check.textBefore(t, rst);
        return (again || ack) && m.at() <= rst.at() + t.prompt();
    }

    /** What concerns the connection after it was reset, until somebody opens it again. */
    private static List<Moment> afterwards(Observed t, Moment rst) {
        Moment again = t.firstAfter(
                rst,
                m -> m.conn() == rst.conn()
                        && (m.isCall(Call.Connect.class)
                                || m.arrived() != null && Observed.segment(m).syn()));
        int end = again == null ? Integer.MAX_VALUE : again.index();
        return t.all(m -> m.conn() == rst.conn() && m.index() > rst.index() && m.index() < end);
    }

    /** Whether the application hears of it (RFC 9293: "connection reset"); in CLOSING and LAST-ACK it need not. */
    private static Judgement told(Observed t, Moment rst) {
        State state = rst.before().state;
        Moment read = null;
        Moment write = null;
        for (Moment m : afterwards(t, rst)) {
            Result result = m.result();
            read = read == null && Reading.read(m) != null && !(result instanceof Result.Data) ? m : read;
            write = write == null && m.event() instanceof Event.Returned r && r.call() instanceof Call.Write
                    ? m
                    : write;
        }
        if (read == null || rst.before().released) {
            return Judgement.pass();
        }
        return switch (state) {
            case CLOSING, LAST_ACK ->
                Judgement.pass("RST in CLOSING or LAST-ACK: " + (isTold(read) || isTold(write) ? "told" : "not told"));
            case CLOSE_WAIT -> toldInCloseWait(read, write);
            default ->
                fails(read) || rst.before().readShut
                        ? Judgement.pass()
                        : Judgement.fail(read, "an error, since the peer has reset the connection", show(read));
        };
    }

    /** The stream had ended well before: Linux keeps to that and tells who writes (catalogue §5.25). */
    private static Judgement toldInCloseWait(Moment read, @Nullable Moment write) {
        if (fails(read) || write == null) {
            return Judgement.pass("RST in CLOSE-WAIT: read tells " + show(read));
        }
        return fails(write)
                ? Judgement.pass("RST in CLOSE-WAIT: read tells " + show(read) + ", write " + show(write))
                : Judgement.fail(write, "an error, since the peer has reset the connection", show(write));
    }

    private static boolean isTold(@Nullable Moment m) {
        Result result = m == null ? null : m.result();
        return result != null && result.is(Errno.ECONNRESET);
    }

    private static boolean fails(Moment m) {
        return m.result() instanceof Result.Failed f && f.errno() != Errno.EAGAIN;
    }

    private static String show(Moment m) {
        Result result = m.result();
        return result == null ? "nothing" : result.show();
    }

    // What does not

    private static Scenario refusedScenario(Choices c, Profile p, Position... positions) {
        Script script = Script.begin();
        State state = c.oneOf(Paths.synchronised());
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        refused(Paths.into(script, state, c.oneOf(Opener.values()), held), state, c, positions);
        if (p.has(Feature.ORPHAN)) {
            // Linux keeps an orphan in FIN-WAIT-2 in a record of its own, with checks of its own (catalogue §5.16).
            refused(Paths.into(script.on(1), State.FIN_WAIT_2, Opener.PEER, false), State.FIN_WAIT_2, c, positions);
        }
        return script.build();
    }

    private static void refused(Script script, State state, Choices c, Position... positions) {
        script.pass(Span.ofRto(c.between(0, 60)))
                .send(rst(c).at(c.oneOf(positions).seq()));
        Kept.ask(script, state);
    }

    private static boolean inWindow(Moment m) {
        return Check.arrivedRst(m)
                && synchronised(m.before())
                && !exact(m)
                && m.before().inWindow(Observed.segment(m).seq());
    }

    private static Judgement challenged(Observed t) {
        Judgement verdict = Judgement.notApplicable("no RST arrived in the window beside RCV.NXT");
        for (Moment rst : t.all(ResetAcceptanceRules::inWindow)) {
            List<Moment> replies = Check.bareAnswers(t, rst);
            if (replies.isEmpty() && Check.mayThrottle(t, rst)) {
                continue;
            }
            if (!Check.oneEmptyAck(replies, rst.before())) {
                return Judgement.fail(rst, "one challenge ACK, <SEQ=SND.NXT><ACK=RCV.NXT>", replies);
            }
            Judgement moved = Kept.moved(t, rst);
            if (moved != null) {
                return moved;
            }
            verdict = Judgement.pass();
        }
        return verdict;
    }

    private static Judgement dropped(Observed t) {
        Judgement verdict = Judgement.notApplicable("no RST arrived outside the window");
        String edge = "";
        for (Moment rst : t.all(m -> Check.arrivedRst(m) && synchronised(m.before()) && !exact(m) && !inWindow(m))) {
            List<Moment> replies = Check.withoutText(t.replies(rst, t.prompt()));
            // For some the window ends one number later (catalogue §5.17).
            boolean atEdge = Observed.segment(rst).seq() == rst.before().rcvEdge;
            boolean challenged = (atEdge || Check.textBefore(t, rst)) && Check.oneEmptyAck(replies, rst.before());
            if (!replies.isEmpty() && !challenged) {
                return Judgement.fail(rst, "silence: the RST lies outside the window", replies);
            }
            Judgement moved = Kept.moved(t, rst);
            if (moved != null) {
                return moved;
            }
            edge = atEdge ? "RST at RCV.NXT+WND: " + (challenged ? "challenge ACK" : "silence") : edge;
            verdict = Judgement.pass(edge);
        }
        return verdict;
    }

    private static Scenario roundTripScenario(Choices c, Profile p) {
        State state = c.oneOf(State.ESTABLISHED, State.CLOSE_WAIT);
        return Paths.into(Script.begin(), state, c.oneOf(Opener.values()), false)
                .send(rst(c).at(c.oneOf(IN_WINDOW).seq()))
                .await(Expect.SEGMENT)
                .send(Template.rst().at(new SeqRef(SeqRef.Base.ACKED, 0)))
                .pass(Span.SILENCE)
                .send(Template.ack())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement roundTrip(Observed t) {
        for (Moment rst : t.all(ResetAcceptanceRules::inWindow)) {
            List<Moment> replies = Check.withoutText(t.replies(rst, t.prompt()));
            Moment second = t.firstAfter(rst, m -> m.conn() == rst.conn() && m.stimulus());
            if (replies.size() != 1 || second == null || !Check.arrivedRst(second)) {
                continue;
            }
            Segment challenge = Observed.segment(replies.get(0));
            if (challenge.hasAck() && Observed.segment(second).seq() == challenge.ack()) {
                Judgement end = ends(t, second);
                return end instanceof Judgement.Fail f
                        ? new Judgement.Fail(f.event(), f.expected() + " as the challenge ACK asked", f.actual())
                        : end;
            }
        }
        return Judgement.notApplicable("nobody answered a challenge ACK with a RST");
    }

    // Before the connection is open

    private static Scenario synSentScenario(Choices c) {
        Template rst = switch (c.between(0, 2)) {
            case 0 -> Template.of(Flags.RST | Flags.ACK);
            case 1 -> Template.of(Flags.RST | Flags.ACK).acking(badAck(c));
            default -> Template.rst();
        };
        int distance = c.oneOf(0, 1, -1, 1_000_000_000);
        return Script.begin()
                .connect()
                .await(Expect.SYN)
                .send(rst.at(new SeqRef(SeqRef.Base.PEER_NXT, distance)))
                .pass(Span.PROMPT)
                .send(Template.of(Flags.SYN | Flags.ACK))
                .await(Expect.SEGMENT)
                .await(Expect.DONE)
                .build();
    }

    /** An ACK number that does not acknowledge our SYN: our ISS or less, or more than was sent. */
    private static AckRef badAck(Choices c) {
        return new AckRef(AckRef.Base.SND_NXT, c.oneOf(-1, 1, -2, 1000, -1_000_000_000, 1_000_000_000));
    }

    private static Judgement synSent(Observed t) {
        Moment rst = t.first(m -> Check.arrivedRst(m) && m.before().state == State.SYN_SENT && m.before().opened);
        if (rst == null) {
            return Judgement.notApplicable("no RST arrived in SYN-SENT");
        }
        // Linux sends its SYN again at once when the ACK is bad; that may come at any time.
        List<Moment> replies = t.replies(rst, t.prompt()).stream()
                .filter(m -> !Check.sent(m, Flags.SYN))
                .toList();
        if (!replies.isEmpty()) {
            return Judgement.fail(rst, "silence: nothing answers a RST", replies);
        }
        boolean counts = rst.after().state == State.CLOSED;
        Moment end = endOfConnect(t, rst);
        Moment probe = t.firstAfter(rst, m -> m.conn() == rst.conn() && m.arrived() != null);
        if (counts) {
            return refused(t, rst, end, probe);
        }
        if (end != null && fails(end) && (probe == null || end.index() < probe.index())) {
            return Judgement.fail(end, "no end of the open, since the RST does not acknowledge our SYN", show(end));
        }
        return opens(t, probe);
    }

    private static @Nullable Moment endOfConnect(Observed t, Moment rst) {
        return t.firstAfter(
                rst,
                m -> m.conn() == rst.conn()
                        && m.event() instanceof Event.Returned r
                        && r.call() instanceof Call.Connect);
    }

    /** The open has failed, the user is told, and what comes for it is refused. */
    private static Judgement refused(Observed t, Moment rst, @Nullable Moment end, @Nullable Moment probe) {
        if (end == null || !fails(end)) {
            return Judgement.fail(rst, "an error of the open: it was refused", end == null ? "none" : show(end));
        }
        if (probe != null && Observed.segment(probe).hasAck()) {
            List<Moment> replies = t.replies(probe, t.prompt());
            if (!Check.refused(t, probe, replies)) {
                return Judgement.fail(probe, "a RST, since the open was refused", replies);
            }
        }
        return Judgement.pass("the user hears of " + show(end).replace("err ", ""));
    }

    /** The answer to our SYN finds the open where it was. */
    private static Judgement opens(Observed t, @Nullable Moment synAck) {
        if (synAck == null || synAck.after().state != State.ESTABLISHED) {
            return Judgement.notApplicable("nothing showed whether the open goes on");
        }
        List<Moment> replies = t.replies(synAck, t.prompt());
        return !replies.isEmpty() && replies.stream().noneMatch(Check::sentRst)
                ? Judgement.pass()
                : Judgement.fail(synAck, "an ACK, since the RST did not count", replies);
    }

    /** A passive open: after the RST either a retransmission is due, or the ACK that would complete the handshake comes. */
    private static Scenario halfOpenScenario(Choices c) {
        Position position = exactOrNot(c);
        Script script =
                Script.begin().listen().send(Template.syn()).await(Expect.SYN).send(rst(c).at(position.seq()));
        if (position != Position.LEFT_EDGE) {
            return script.pass(Span.PROMPT).send(Template.ack()).accept().build();
        }
        return script.pass(SYN_REXMIT)
                .send(Template.ack())
                .await(Expect.SEGMENT)
                .handshake()
                .accept()
                .write(10)
                .await(Expect.ALL_DATA)
                .build();
    }

    /** Half of the time the one number that is valid. */
    private static Position exactOrNot(Choices c) {
        return c.flip() ? c.oneOf(Position.values()) : Position.LEFT_EDGE;
    }

    /** An active open whose SYN crossed the peer's. */
    private static Scenario crossedSynScenario(Choices c) {
        return Script.begin()
                .connect()
                .await(Expect.SYN)
                .send(Template.syn())
                .await(Expect.ACK_OF_ALL)
                .send(rst(c).at(exactOrNot(c).seq()))
                .pass(SYN_REXMIT)
                .send(Template.ack())
                .await(Expect.DONE)
                .build();
    }

    private static Judgement synReceived(Observed t) {
        Moment rst = t.first(m -> Check.arrivedRst(m)
                && m.before().state == State.SYN_RECEIVED
                && m.before().ackSent == m.before().rcvNxt);
        if (rst == null) {
            return Judgement.notApplicable("no RST arrived in SYN-RECEIVED");
        }
        Knowledge k = rst.before();
        int seq = Observed.segment(rst).seq();
        Moment probe = t.firstAfter(rst, m -> m.conn() == rst.conn() && m.arrived() != null);
        boolean active = t.first(m -> m.conn() == rst.conn() && m.isCall(Call.Connect.class)) != null;
        List<Moment> replies = t.replies(rst, t.end()).stream()
                .filter(m -> seq == k.rcvNxt || !synAgain(m, k))
                .toList();
        // RFC 5961 asks for a challenge here as well; for Linux the handshake is over at any RST in the window.
        boolean inWindow = k.inWindow(seq) || seq == k.rcvEdge;
        if (!replies.isEmpty() && !(seq != k.rcvNxt && inWindow && Check.oneEmptyAck(replies, k))) {
            return Judgement.fail(rst, "silence: nothing answers a RST, and a valid one stops the SYN,ACK", replies);
        }
        if (seq == k.rcvNxt) {
            return active ? refused(t, rst, endOfConnect(t, rst), probe) : backToListen(t, rst, probe);
        }
        if (probe == null || probe.after().state != State.ESTABLISHED) {
            return Judgement.notApplicable("nothing showed whether the handshake goes on");
        }
        List<Moment> after = t.replies(probe, t.prompt());
        boolean gone = after.stream().anyMatch(Check::sentRst);
        if (gone && !inWindow) {
            return Judgement.fail(probe, "silence: the handshake is complete, since the RST did not count", after);
        }
        return inWindow && !active
                ? Judgement.pass("RST in the window in SYN-RECEIVED: "
                        + (gone ? "ends it" : replies.isEmpty() ? "ignored" : "challenge ACK"))
                : Judgement.pass();
    }

    /** The SYN,ACK again, or after two SYNs have crossed the SYN that the retransmission queue holds. */
    private static boolean synAgain(Moment m, Knowledge k) {
        boolean bare = Check.sent(m, Flags.SYN) && Observed.segment(m).seq() == k.iss;
        return bare || Check.sent(m, Flags.SYN | Flags.ACK);
    }

    private static Judgement backToListen(Observed t, Moment rst, @Nullable Moment probe) {
        if (probe == null) {
            return Judgement.notApplicable("nothing arrived after the RST");
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        if (Observed.segment(probe).control() == Flags.ACK && !Check.refused(t, probe, replies)) {
            return Judgement.fail(probe, "a RST, since the handshake was reset", replies);
        }
        Moment syn = t.firstAfter(rst, m -> m.conn() == rst.conn() && arrivedSyn(m));
        Moment accepted = t.firstAfter(rst, ResetAcceptanceRules::accepts);
        if (accepted != null && (syn == null || accepted.index() < syn.index())) {
            return Judgement.fail(
                    accepted, "nothing to accept: nobody hears of a handshake that failed", "a connection");
        }
        return syn == null ? Judgement.pass() : listens(t, syn);
    }

    private static boolean arrivedSyn(Moment m) {
        return m.arrived() != null && (Observed.segment(m).flags() & (Flags.SYN | Flags.ACK | Flags.RST)) == Flags.SYN;
    }

    private static boolean accepts(Moment m) {
        return m.event() instanceof Event.Returned r
                && r.call() instanceof Call.Accept
                && r.result() instanceof Result.Ok;
    }

    /** Judges whether the SYN finds a listener. */
    private static Judgement listens(Observed t, Moment syn) {
        List<Moment> replies = t.replies(syn, t.prompt());
        return replies.size() == 1 && Check.sent(replies.get(0), Flags.SYN | Flags.ACK)
                ? Judgement.pass()
                : Judgement.fail(syn, "a SYN,ACK, since the listener is still there", replies);
    }

    private static Scenario listenScenario(Choices c) {
        Script script = Script.begin().listen();
        for (int i = c.between(1, 3); i > 0; i--) {
            Template rst = rst(c).acking(new AckRef(AckRef.Base.SND_NXT, c.oneOf(0, 1, 1_000_000_000)));
            script.send(rst.at(new SeqRef(SeqRef.Base.PEER_NXT, c.oneOf(0, 1, -1, 1_000_000_000))))
                    .pass(Span.PROMPT);
        }
        return script.handshake().accept().write(10).await(Expect.ALL_DATA).build();
    }

    private static Judgement listen(Observed t) {
        Moment listening = t.first(m -> m.isCall(Call.Listen.class));
        Judgement verdict = Judgement.notApplicable("no RST arrived at a listener");
        for (Moment rst : t.all(m -> Check.arrivedRst(m) && atListener(t, listening, m))) {
            List<Moment> replies = t.replies(rst, t.prompt());
            if (!replies.isEmpty()) {
                return Judgement.fail(rst, "silence: nothing answers a RST", replies);
            }
            Moment syn = t.firstAfter(rst, m -> m.conn() == rst.conn() && arrivedSyn(m));
            verdict = syn == null ? Judgement.pass() : listens(t, syn);
            if (verdict instanceof Judgement.Fail) {
                return verdict;
            }
        }
        return verdict;
    }

    /** Tells whether no connection has had the 4-tuple so far, and somebody listens. */
    private static boolean atListener(Observed t, @Nullable Moment listening, Moment m) {
        boolean ours = t.first(o -> o.conn() == m.conn() && o.isCall(Call.Connect.class)) != null;
        return listening != null
                && listening.index() < m.index()
                && m.before().state == State.CLOSED
                && !m.before().opened
                && !ours;
    }

    // Whatever else a RST is

    private static Scenario dataScenario(Choices c) {
        Script script = Paths.into(
                Script.begin(), c.oneOf(State.ESTABLISHED, State.CLOSE_WAIT), c.oneOf(Opener.values()), false);
        int octets = c.between(1, 1000);
        script.send(rst(c).at(SeqRef.RCV_NXT).with(octets));
        return probe(script, c).readToEnd().write(1).build();
    }

    private static Judgement data(Observed t) {
        for (Moment rst : t.all(m -> exact(m) && !Observed.segment(m).data().isEmpty())) {
            long waiting = rst.before().unread();
            for (Moment m : afterwards(t, rst)) {
                waiting -= Reading.read(m) instanceof Result.Data d ? d.octets().length() : 0;
                if (waiting < 0) {
                    return Judgement.fail(m, "no octet more than arrived before the RST", show(m));
                }
            }
        }
        return ended(t, m -> !Observed.segment(m).data().isEmpty());
    }

    private static Scenario zeroWindowScenario(Choices c, Profile p) {
        Script script = Paths.fullBuffer(c, p);
        return probe(script.send(rst(c).at(SeqRef.RCV_NXT)), c).readToEnd().build();
    }

    private static Scenario orderScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = Paths.into(
                Script.begin(), c.oneOf(State.ESTABLISHED, State.FIN_WAIT_2), c.oneOf(Opener.values()), held);
        int others = c.oneOf(0, Flags.FIN, Flags.SYN, Flags.SYN | Flags.FIN, Flags.PSH | Flags.URG);
        boolean ack = others == 0 || c.flip();
        Template rst = Template.of(Flags.RST | others | (ack ? Flags.ACK : 0));
        AckRef bad = new AckRef(AckRef.Base.SND_NXT, c.oneOf(1, 1000, 1_000_000_000, -1_000_000_000));
        return probe(script.send(rst.at(SeqRef.RCV_NXT).acking(bad)), c).build();
    }

    /** A RST with a flag more, or with an ACK of what was never sent or is long over. */
    private static boolean oddReset(Moment m) {
        Segment s = Observed.segment(m);
        Knowledge k = m.before();
        boolean badAck = s.hasAck() && (Seq.gt(s.ack(), k.sndNxt) || Seq.lt(s.ack(), k.iss));
        return badAck || (s.control() & ~(Flags.RST | Flags.ACK)) != 0;
    }

    // How often

    private static Scenario throttleScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE);
        Script script = Script.begin().set(RATE_LIMIT, c.oneOf(500, 200));
        State state = c.oneOf(Paths.synchronised());
        Paths.into(script, state, c.oneOf(Opener.values()), held);
        Paths.into(script.on(1), c.oneOf(Paths.synchronised()), Opener.PEER, held);
        script.pass(Span.seconds(1));
        int syns = p.has(Feature.RFC5961_SYN) ? c.between(0, 2) : 0;
        int other = c.between(1, 18);
        for (int i = 0; i < 20; i++) {
            boolean syn = syns == 2 || syns == 1 && i % 2 == 1;
            script.on(0).send(intruder(c, syn));
            if (i == other) {
                script.on(1).send(intruder(c, syn));
            }
            script.pass(Span.ms(100));
        }
        return Kept.ask(script.on(0), state).build();
    }

    private static Template intruder(Choices c, boolean syn) {
        return (syn ? Template.syn() : Template.rst()).at(SeqRef.rcvNxt(c.between(1, 1000)));
    }

    private static boolean drawsChallenge(Moment m) {
        return inWindow(m)
                || m.arrived() != null
                        && Observed.segment(m).syn()
                        && !Observed.segment(m).rst()
                        && synchronised(m.before());
    }

    private static Judgement throttled(Observed t) {
        long limit = Time.ms(t.setting(RATE_LIMIT).orElse(0));
        if (limit == 0) {
            return Judgement.notApplicable("no limit was set");
        }
        boolean pressed = false;
        for (Moment m : t.all(ResetAcceptanceRules::drawsChallenge)) {
            Moment last = lastLimited(t, m);
            Judgement wrong = wrongPace(t, m, last, limit);
            if (wrong != null) {
                return wrong;
            }
            pressed |= last != null && m.at() - last.at() < limit;
        }
        Moment end = t.last(ResetAcceptanceRules::drawsChallenge);
        Judgement moved = end == null ? null : Kept.moved(t, end);
        if (moved != null) {
            return moved;
        }
        return pressed ? Judgement.pass() : Judgement.notApplicable("nobody asked more often than the limit allows");
    }

    /** Judges one answer, or its absence; the stack may have got a segment a little later than the kit sent it. */
    private static @Nullable Judgement wrongPace(Observed t, Moment m, @Nullable Moment last, long limit) {
        List<Moment> all = t.replies(m, t.prompt());
        List<Moment> replies = Check.withoutFin(all, m.before());
        long slack = t.profile().granularity() + t.trace().lateness();
        if (replies.isEmpty() && all.stream().noneMatch(Check::ridesOnFin)) {
            long atLeast =
                    last == null ? Time.NEVER : m.at() - lastReply(t, last).at();
            return atLeast > limit + slack
                    ? Judgement.fail(
                            m, "a challenge ACK, since this connection had none for longer than the limit", replies)
                    : null;
        }
        if (replies.isEmpty()
                || last != null && t.replies(last, t.prompt()).stream().anyMatch(Check::ridesOnFin)) {
            return null; // what rides on the FIN may be the timer's
        }
        long atMost = last == null ? Time.NEVER : replies.get(0).at() - last.at();
        return atMost < limit - slack || !Check.oneEmptyAck(replies, m.before())
                ? Judgement.fail(m, "one challenge ACK in " + Time.show(limit) + " at most", replies)
                : null;
    }

    /** Answers to text are not counted: they cannot make two ends answer each other for ever. */
    private static @Nullable Moment lastLimited(Observed t, Moment m) {
        Moment last = Check.lastRefusal(t, m);
        while (last != null && Observed.segment(last).len() > 0 && !drawsChallenge(last)) {
            last = Check.lastRefusal(t, last);
        }
        return last;
    }

    private static Moment lastReply(Observed t, Moment answered) {
        List<Moment> replies = t.replies(answered, t.prompt());
        return replies.get(replies.size() - 1);
    }
}
