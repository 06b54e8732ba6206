package org.lastack.kit.rules;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Route;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group P: Robustness to bad segments. */
final class RobustnessRules {
    /**
     * Out of the window the first check answers before the fifth drops; Linux drops first, and answers in TIME-WAIT all that is
     * not in its place. All of that is harmless.
     */
    static final Rule RB_NOACK = Rule.id("RB-NOACK")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fifth check")
            .says("A segment without ACK, RST and SYN is dropped in silence, with its text and its FIN.")
            .catches("A bare FIN closes the connection, or text without an ACK is delivered.")
            .exercise(RobustnessRules::noAckScenario)
            .judge(t -> each(t, RobustnessRules::withoutAck, RobustnessRules::noAck));

    static final Rule RB_ACKUNSENT = Rule.id("RB-ACKUNSENT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fifth check; §3.5.2 group 3")
            .says("An ACK of something not yet sent is answered with an ACK, and nothing of its segment counts.")
            .catches("An ACK beyond our FIN counts as the ACK of our FIN, or the FIN beside it is taken.")
            .about(Doubt.ACK, Doubt.BEYOND)
            .exercise(RobustnessRules::ackUnsentScenario)
            .judge(t -> each(t, RobustnessRules::acksUnsent, RobustnessRules::ackUnsent));

    static final Rule RB_ACKOLD = Rule.id("RB-ACKOLD")
            .level(Level.MAY)
            .source("RFC 5961 §5.2; RFC 9293 §3.10.7.4 fifth check, MAY-12")
            .says("An ACK older than SND.UNA - MAX.SND.WND is answered with an ACK, and nothing of its segment counts.")
            .catches("Whoever guesses a sequence number in the window can close the connection or add text.")
            .needs(Feature.RFC5961_DATA)
            .about(Doubt.ACK)
            .exercise(RobustnessRules::ackOldScenario)
            .judge(t -> all(t, RobustnessRules::acksOld, RobustnessRules::ackOld));

    /**
     * Two places are left out: just below the window the ACK of our FIN may be taken (SC-SEQVAL), and for some the window ends
     * one number later (catalogue §5.17).
     */
    static final Rule RB_OOW = Rule.id("RB-OOW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check, §3.5.2 group 3")
            .says("While closing, a segment out of the window draws one ACK and does nothing, whatever it carries.")
            .catches("An old duplicate that acknowledges our FIN completes LAST-ACK.")
            .about(Doubt.BEYOND, Doubt.EDGE)
            .exercise(RobustnessRules::outOfWindowScenario)
            .judge(t -> each(t, RobustnessRules::outOfWindow, RobustnessRules::oneAck));

    static final Rule RB_CHECKSUM = Rule.id("RB-CHECKSUM")
            .level(Level.MUST)
            .source("RFC 9293 §3.1 MUST-3")
            .says("A segment with a wrong checksum is discarded, without effect or answer.")
            .catches("The checksum of a FIN or RST is not looked at.")
            .fromPacketsAlone()
            .about(Doubt.MALFORMED)
            .exercise((c, p) -> strayScenario(c, p, Template::withBadChecksum))
            .judge(t -> each(t, RobustnessRules::wrongChecksum, RobustnessRules::silent));

    static final Rule RB_OPTIONS = Rule.id("RB-OPTIONS")
            .level(Level.MUST)
            .source("RFC 9293 §3.1 MUST-5, MUST-6, MUST-7, MUST-68; §3.2 MUST-64")
            .says("Unknown options are ignored, and a wrong option length never makes the stack deaf to the close.")
            .catches("A segment with an unknown option is lost, or the parser reads past the header or for ever.")
            .fromPacketsAlone()
            .about(Doubt.MALFORMED)
            .exercise(RobustnessRules::optionsScenario)
            .judge(t -> first(unknownOptions(t), malformedOptions(t)));

    /** What every stack owes, whether it has urgent data or not; the kit's door cannot show an urgent signal. */
    static final Rule RB_URG = Rule.id("RB-URG")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 sixth check, §3.8.5")
            .says("A FIN with URG closes as any other, wherever its pointer points, and URG after the FIN is ignored.")
            .catches("An urgent pointer beyond the FIN holds the end of the stream back.")
            .fromPacketsAlone()
            .exercise(RobustnessRules::urgentScenario)
            .judge(t -> first(urgentBefore(t), each(t, RobustnessRules::urgentAfter, RobustnessRules::ignored)));

    /** That queued segments are processed before one is answered (MUST-59) shows only inside: here each comes alone. */
    static final Rule RB_ACKLOOP = Rule.id("RB-ACKLOOP")
            .level(Level.SHOULD)
            .source("RFC 5961 §7; RFC 1337 §2 H2")
            .says("Two ends that disagree on their numbers do not exchange ACKs without end: answers are limited.")
            .catches("Each ACK out of the window is answered, by two such stacks for ever.")
            .needs(Feature.THROTTLE)
            .fromPacketsAlone()
            .exercise(RobustnessRules::ackLoopScenario)
            .judge(RobustnessRules::ackLoop);

    static final Rule RB_ADDR = Rule.id("RB-ADDR")
            .level(Level.MUST)
            .source("RFC 9293 §3.9.2.3: MUST-57 and MUST-63 of a SYN, the note after them of every segment")
            .says("A segment from or to a broadcast or multicast address draws nothing and changes nothing.")
            .catches("A RST or a SYN,ACK goes to a multicast address, or a connection is told by its ports alone.")
            .needs(Feature.IP)
            .fromPacketsAlone()
            .about(Doubt.MALFORMED)
            .exercise(RobustnessRules::addressScenario)
            .judge(t -> each(t, RobustnessRules::fromOrToNobody, RobustnessRules::silent));

    static final Group GROUP = Group.of(
            'P',
            "Robustness to bad segments",
            RB_NOACK,
            RB_ACKUNSENT,
            RB_ACKOLD,
            RB_OOW,
            RB_CHECKSUM,
            RB_OPTIONS,
            RB_URG,
            RB_ACKLOOP,
            RB_ADDR);

    /** Options that end a connection early, or make the stack speak unasked. */
    private static final Set<SocketOption> SPEAKING =
            Set.of(SocketOption.LINGER, SocketOption.LINGER2, SocketOption.USER_TIMEOUT, SocketOption.KEEPALIVE);

    /** Kinds that nobody has assigned, with a length; some not on a word boundary (MUST-64). */
    private static final Bytes[] UNKNOWN = options("fd04beef", "01fe05abcdef0101", "c802", "0101c8060102030401");

    /** Lengths of 0, of 1, beyond the header, and none at all. */
    private static final Bytes[] MALFORMED = options("fd000101", "fd010101", "fd280101", "010101fd", "0101fd03");

    /** So many ACKs out of the window in a row, of which at most half may be answered (RFC 5961 §7: 10 in 5 s). */
    private static final int LOOP = 20;

    private static final long LOOP_TIME = Time.seconds(5);

    private RobustnessRules() {}

    private static Bytes[] options(String... hex) {
        return Stream.of(hex).map(Bytes::fromHex).toArray(Bytes[]::new);
    }

    /** Judges one such moment; null when it says nothing. */
    @FunctionalInterface
    private interface Judge {
        @Nullable
        Judgement of(Observed t, Moment m);
    }

    /** Judges every such moment, whether the connection is where it was, and what the application has read. */
    private static Judgement each(Observed t, Predicate<Moment> which, Judge judge) {
        return all(t, which, (trace, m) -> kept(trace, m, judge.of(trace, m)));
    }

    private static @Nullable Judgement kept(Observed t, Moment m, @Nullable Judgement one) {
        Judgement moved = one instanceof Judgement.Pass ? Kept.moved(t, m) : null;
        return moved == null ? one : moved;
    }

    /** Judges every such moment, then what the application has read; shows what the last of them that shows anything shows. */
    private static Judgement all(Observed t, Predicate<Moment> which, Judge judge) {
        if (t.first(RobustnessRules::odd) != null) {
            return Judgement.notApplicable("an option or a knob may end the connection, or make it speak");
        }
        Judgement verdict = Judgement.notApplicable("no such segment arrived");
        for (Moment m : t.all(m -> which.test(m) && (!m.before().opened || Kept.isThere(t, m)))) {
            Judgement one = judge.of(t, m);
            if (one instanceof Judgement.Fail) {
                return one;
            }
            boolean shows = one instanceof Judgement.Pass p && !p.seen().isEmpty();
            verdict = one != null && (shows || !(verdict instanceof Judgement.Pass)) ? one : verdict;
        }
        Judgement wrong = verdict instanceof Judgement.Pass ? Reading.wrong(t) : null;
        return wrong == null ? verdict : wrong;
    }

    /** The first that complains, else the first that has something to say. */
    private static Judgement first(Judgement one, Judgement other) {
        boolean second = other instanceof Judgement.Fail || one instanceof Judgement.NotApplicable;
        return one instanceof Judgement.Fail || !second ? one : other;
    }

    private static boolean odd(Moment m) {
        return m.event() instanceof Event.Configured c && !c.knob().equals("tcp_invalid_ratelimit")
                || m.called() instanceof Call.SetOption o && SPEAKING.contains(o.option());
    }

    /** Tells whether the connection is synchronized and the stack has nothing to say unasked but its FIN. */
    private static boolean quiet(Knowledge k) {
        boolean closing = k.state != State.ESTABLISHED && k.state != State.CLOSE_WAIT;
        return List.of(Paths.synchronised()).contains(k.state)
                && k.finSent == closing
                && k.ackSent == k.rcvNxt
                && k.allAcked()
                && !k.timestamps;
    }

    private static boolean quietOrTimeWait(Knowledge k) {
        return quiet(k) || k.state == State.TIME_WAIT && k.ackSent == k.rcvNxt && !k.timestamps;
    }

    private static List<Moment> answers(Observed t, Moment m) {
        return Check.answers(t, m);
    }

    private static boolean mayHold(Choices c, Profile p) {
        return p.has(Feature.HALFCLOSE) && c.flip();
    }

    private static State anyState(Choices c) {
        return c.between(0, 6) == 6 ? State.TIME_WAIT : c.oneOf(Paths.synchronised());
    }

    private static Script into(State state, Choices c, Profile p, boolean held) {
        return state == State.TIME_WAIT
                ? Paths.timeWait(c, p)
                : Paths.into(Script.begin(), state, c.oneOf(Opener.values()), held);
    }

    /** Tells whether the application still has its socket. */
    private static boolean holds(State state, boolean held) {
        return held && state != State.TIME_WAIT || state == State.ESTABLISHED || state == State.CLOSE_WAIT;
    }

    /** After a segment that must change nothing: asks the stack where it is, and the application what it has. */
    private static Script ask(Script script, State state, boolean held) {
        Kept.ask(script, state);
        return holds(state, held) ? script.readOnce() : script;
    }

    /** Tells whether a segment arrived that is looked at for its ACK, text and FIN. */
    private static boolean plain(@Nullable Segment s) {
        return s != null && !s.rst() && !s.syn();
    }

    /** Tells whether the segment has no text for an application that takes none any more: that would be reset (SHLD-3). */
    private static boolean wanted(Segment s, Knowledge k) {
        return s.data().isEmpty() || !k.released && !k.readShut;
    }

    // RB-NOACK

    private static Scenario noAckScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = anyState(c);
        Script script = into(state, c, p, held);
        for (int i = c.between(1, 2); i > 0; i--) {
            Template bare = Template.of(c.oneOf(Flags.FIN, 0, Flags.PSH)).with(c.oneOf(0, 1, 100));
            script.send(bare.at(c.oneOf(Position.values()).seq())).pass(Kept.PAUSE);
        }
        return ask(script, state, held).build();
    }

    private static boolean withoutAck(Moment m) {
        Segment s = m.arrived();
        return s != null && plain(s) && !s.hasAck() && quietOrTimeWait(m.before());
    }

    private static Judgement noAck(Observed t, Moment m) {
        List<Moment> replies = answers(t, m);
        boolean waiting = m.before().state == State.TIME_WAIT;
        boolean either = waiting || !Check.acceptable(Observed.segment(m), m.before());
        String seen = "no ACK bit, " + (waiting ? "in TIME-WAIT: " : "and out of the window: ");
        if (either && Check.oneEmptyAck(replies, m.before())) {
            return Judgement.pass(seen + "an ACK");
        }
        // A copy of the FIN may be due just now.
        return Check.withoutFin(replies, m.before()).isEmpty()
                ? Judgement.pass(either && !Check.mayThrottle(t, m) ? seen + "silence" : "")
                : Judgement.fail(m, "silence, since there is no ACK bit", replies);
    }

    // RB-ACKUNSENT

    private static Scenario ackUnsentScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = anyState(c);
        Script script = into(state, c, p, held);
        for (int i = c.between(1, 2); i > 0; i--) {
            Template what = c.oneOf(
                    Template.ack(),
                    Template.fin(),
                    Template.data(1),
                    Template.fin().with(50));
            AckRef unsent = AckRef.unsent(c.oneOf(1, 2, 1000, 100_000, 1_000_000_000));
            script.send(what.at(c.oneOf(Position.values()).seq()).acking(unsent))
                    .pass(Kept.PAUSE);
        }
        ask(script, state, held);
        if (p.has(Feature.ORPHAN)) {
            // Linux keeps an orphan in FIN-WAIT-2 in a record of its own, with checks of its own (catalogue §5.16).
            Paths.into(script.on(1), State.FIN_WAIT_2, Opener.PEER, false);
            Template fin = Template.fin().at(SeqRef.RCV_NXT).acking(AckRef.unsent(c.between(1, 1000)));
            Kept.ask(script.send(fin), State.FIN_WAIT_2);
        }
        return script.build();
    }

    private static boolean acksUnsent(Moment m) {
        Segment s = m.arrived();
        return s != null && plain(s) && s.hasAck() && quietOrTimeWait(m.before()) && Seq.gt(s.ack(), m.before().sndNxt);
    }

    private static Judgement ackUnsent(Observed t, Moment m) {
        return answered(t, m, "one empty ACK: this acknowledges what was never sent, so nothing of it counts");
    }

    /** One empty ACK with the numbers as they were, unless the stack limits those. */
    private static Judgement answered(Observed t, Moment m, String expected) {
        List<Moment> replies = answers(t, m);
        boolean limited = replies.isEmpty() && Check.mayThrottle(t, m);
        return limited || Check.oneEmptyAck(replies, m.before())
                ? Judgement.pass()
                : Judgement.fail(m, expected, replies);
    }

    // RB-ACKOLD

    private static Scenario ackOldScenario(Choices c, Profile p) {
        int window = c.oneOf(1000, 3000);
        boolean held = mayHold(c, p);
        boolean closes = c.flip();
        Script script =
                Script.begin().peer(Scenario.Peer.PLAIN.withWindow(window)).open(c.oneOf(Opener.values()));
        int written = c.between(1, 2 * window);
        script.autoAck(true).write(written).await(Expect.ALL_ACKED).autoAck(false);
        if (closes) {
            (held ? script.shutdown(How.WR) : script.close()).await(Expect.FIN);
        }
        State state = closes ? State.FIN_WAIT_1 : State.ESTABLISHED;
        int back = c.oneOf(window + 1, window, 1, window / 2, window + 2, 70_000, 1_000_000_000);
        Template text =
                c.oneOf(Template.fin(), Template.data(10), Template.fin().with(50));
        // What was never acknowledged, but lies within the window, is refused by some: nobody could tell what they
        // took. And text
        // for an application that is gone would be reset.
        boolean open = back > written && back <= window;
        Template old = open ? Template.ack() : holds(state, held) ? text : Template.fin();
        script.send(old.at(SeqRef.RCV_NXT).acking(new AckRef(AckRef.Base.SND_UNA, -back)))
                .pass(Span.DELAYED_ACK);
        return ask(script, state, held).build();
    }

    private static boolean acksOld(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && plain(s)
                && s.hasAck()
                && quiet(k)
                && s.seq() == k.rcvNxt
                && k.rcvWnd() > s.len()
                && wanted(s, k)
                && Seq.lt(s.ack(), k.sndUna);
    }

    private static @Nullable Judgement ackOld(Observed t, Moment m) {
        Segment s = Observed.segment(m);
        Knowledge k = m.before();
        if (Seq.lt(s.ack(), k.sndUna - k.maxSndWnd)) {
            String expected = "one empty ACK: this is older than SND.UNA - MAX.SND.WND, so nothing of it counts";
            return kept(t, m, answered(t, m, expected));
        }
        List<Moment> answers = answers(t, m);
        if (Seq.lt(s.ack(), k.iss + 1)) {
            return s.len() > 0 ? null : neverWas(m, answers);
        }
        if (s.len() == 0) {
            return null;
        }
        Moment ack = Reading.acked(t, m, s.end());
        return ack != null && ack.at() <= m.at() + t.delayed()
                ? Judgement.pass()
                : Judgement.fail(m, "an ACK of text and FIN: the ACK that came with them is only late", answers);
    }

    /** Some draw a tighter limit, by what was really acknowledged (catalogue §5.29). */
    private static Judgement neverWas(Moment m, List<Moment> answers) {
        if (!answers.isEmpty() && !Check.oneEmptyAck(answers, m.before())) {
            return Judgement.fail(m, "silence, or an empty ACK with the numbers as they were", answers);
        }
        return Judgement.pass(
                "an ACK that never was, within MAX.SND.WND: " + (answers.isEmpty() ? "silence" : "an ACK"));
    }

    // RB-OOW

    private static Scenario outOfWindowScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = c.oneOf(State.LAST_ACK, State.CLOSING, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT);
        Script script = into(state, c, p, held);
        for (int i = c.between(1, 2); i > 0; i--) {
            SeqRef below = SeqRef.rcvNxt(-1);
            SeqRef above = new SeqRef(SeqRef.Base.RIGHT_EDGE, 1);
            SeqRef place = c.oneOf(Position.FAR_BELOW.seq(), Position.FAR_ABOVE.seq(), SeqRef.rcvNxt(-2), below, above);
            Template what = c.oneOf(Template.ack(), Template.fin(), Template.data(1));
            AckRef acks = place.equals(below) ? AckRef.BUT_FIN : c.oneOf(AckRef.ALL, AckRef.BUT_FIN);
            script.send(what.at(place).acking(acks)).pass(Kept.PAUSE);
        }
        return ask(script, state, held).build();
    }

    private static boolean outOfWindow(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && plain(s)
                && s.hasAck()
                && quiet(k)
                && k.state != State.ESTABLISHED
                && k.rcvWnd() > 0
                && !Check.acceptable(s, k)
                && s.seq() != k.rcvEdge;
    }

    private static Judgement oneAck(Observed t, Moment m) {
        return answered(t, m, "one empty ACK and nothing else: the segment lies out of the window");
    }

    // RB-CHECKSUM and RB-ADDR

    /** A segment that would mean something, made so that it means nothing: before a connection is there, or in any state. */
    private static Scenario strayScenario(Choices c, Profile p, UnaryOperator<Template> spoil) {
        if (c.between(0, 3) == 3) {
            Script script = Script.begin();
            if (c.flip()) {
                script.listen();
            }
            Template early = c.oneOf(Template.syn(), Template.ack(), Template.fin(), Template.rst());
            return script.send(spoil.apply(early))
                    .pass(Span.DELAYED_ACK)
                    .open(Opener.PEER)
                    .build();
        }
        boolean held = mayHold(c, p);
        State state = anyState(c);
        Script script = into(state, c, p, held);
        for (int i = c.between(1, 2); i > 0; i--) {
            Template what = c.oneOf(Template.fin(), Template.rst(), Template.ack(), Template.data(10), Template.syn());
            script.send(spoil.apply(what.at(SeqRef.RCV_NXT))).pass(Span.DELAYED_ACK);
        }
        return ask(script, state, held).build();
    }

    private static Scenario addressScenario(Choices c, Profile p) {
        Route route = c.oneOf(Route.TO_MULTICAST, Route.FROM_MULTICAST, Route.TO_BROADCAST, Route.FROM_BROADCAST);
        return strayScenario(c, p, what -> what.routed(route));
    }

    private static boolean wrongChecksum(Moment m) {
        Bytes raw = m.raw();
        return raw != null && m.stray() != null && !PacketCodec.checksumHolds(raw) && mayStray(m.before());
    }

    private static boolean fromOrToNobody(Moment m) {
        Packet packet = m.stray();
        return packet != null && !packet.isUnicast() && mayStray(m.before());
    }

    private static boolean mayStray(Knowledge k) {
        return quietOrTimeWait(k) || k.state == State.CLOSED && !k.opened;
    }

    private static Judgement silent(Observed t, Moment m) {
        Moment astray = t.firstAfter(m, x -> x.event() instanceof Event.Sent && x.sent() == null);
        if (astray != null && astray.event() instanceof Event.Sent s && astray.at() <= m.at() + t.prompt()) {
            return Judgement.fail(m, "silence", "a segment to " + s.packet().dst());
        }
        List<Moment> replies = Check.withoutFin(t.replies(m, t.prompt()), m.before());
        return replies.isEmpty() ? Judgement.pass() : Judgement.fail(m, "silence: the segment means nothing", replies);
    }

    // RB-OPTIONS

    private static Scenario optionsScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = c.oneOf(Paths.synchronised());
        Script script = into(state, c, p, held);
        boolean hadFin = state == State.CLOSE_WAIT || state == State.CLOSING || state == State.LAST_ACK;
        Template plain = hadFin ? Template.ack() : Template.fin().acking(c.oneOf(AckRef.ALL, AckRef.BUT_FIN));
        Template what = (c.between(0, 3) == 3 ? Template.rst() : plain).at(SeqRef.RCV_NXT);
        script.send(what.withOptions(c.flip() ? c.oneOf(MALFORMED) : c.oneOf(UNKNOWN)));
        // A FIN of ours that was acknowledged does not come again; then the peer's FIN without any option.
        script.pass(Paths.REXMIT)
                .send(Template.finAgain().acking(AckRef.BUT_FIN))
                .pass(Kept.PAUSE);
        return (holds(state, held) ? script.readOnce() : script).build();
    }

    private static Judgement unknownOptions(Observed t) {
        return all(t, RobustnessRules::hasUnknownOption, RobustnessRules::counts);
    }

    private static boolean hasUnknownOption(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null && !s.syn() && !s.options().other().isEmpty() && quiet(k) && wanted(s, k);
    }

    /** Judges whether the segment does what it would do without the option; null when that cannot be seen. */
    private static @Nullable Judgement counts(Observed t, Moment m) {
        Segment s = Observed.segment(m);
        if (s.rst()) {
            return m.after().resetByPeer ? isReset(t, m) : null;
        }
        if (m.after().finReceived && !m.before().finReceived) {
            Judgement wrong = Reading.notAcked(t, m);
            return wrong == null ? Judgement.pass() : wrong;
        }
        if (!m.after().finAcked || m.before().finAcked) {
            return null;
        }
        Moment again = t.firstAfter(m, x -> x.conn() == m.conn() && Check.repeatsFin(x, m.after()));
        return again == null
                ? Judgement.pass()
                : Judgement.fail(again, "no FIN any more: its ACK counts, whatever the options", List.of(again));
    }

    private static @Nullable Judgement isReset(Observed t, Moment rst) {
        Moment probe = t.firstAfter(rst, m -> m.conn() == rst.conn() && m.stimulus());
        Segment s = probe == null ? null : probe.arrived();
        if (probe == null || s == null || s.rst()) {
            return null;
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        return Check.oneReset(replies, s)
                ? Judgement.pass()
                : Judgement.fail(probe, "a RST: the RST before counts, whatever its options", replies);
    }

    private static Judgement malformedOptions(Observed t) {
        return all(t, RobustnessRules::hasMalformedOption, RobustnessRules::hears);
    }

    private static boolean hasMalformedOption(Moment m) {
        Bytes raw = m.raw();
        return raw != null && m.stray() != null && PacketCodec.checksumHolds(raw) && quiet(m.before());
    }

    /** Dropped, taken or reset (RFC 9293 suggests that): what comes next is answered as befits it. */
    private static @Nullable Judgement hears(Observed t, Moment m) {
        Moment next = t.firstAfter(m, x -> x.conn() == m.conn() && x.stimulus());
        Packet packet = m.stray();
        if (next == null || packet == null || !Check.arrivedFin(next) || !t.watched(next, t.delayed())) {
            return null;
        }
        List<Moment> replies = t.replies(next, t.delayed());
        boolean answered = replies.stream()
                .anyMatch(x -> Check.sentRst(x) || Observed.segment(x).ack() == next.after().rcvNxt);
        if (!answered) {
            return Judgement.fail(next, "an ACK, or a RST: a malformed option must not make the stack deaf", replies);
        }
        List<Moment> first = answers(t, m);
        boolean taken = first.stream()
                .anyMatch(x -> Observed.segment(x).ack() == packet.segment().end());
        boolean reset = first.stream().anyMatch(Check::sentRst);
        return Judgement.pass(
                !packet.segment().fin()
                        ? ""
                        : "a FIN with malformed options: " + (reset ? "reset" : taken ? "taken" : "dropped"));
    }

    // RB-URG

    private static Scenario urgentScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = c.oneOf(Paths.synchronised());
        Script script = into(state, c, p, held);
        if (state == State.ESTABLISHED || state == State.FIN_WAIT_1 || state == State.FIN_WAIT_2) {
            if (holds(state, held) && c.flip()) {
                // The urgent octet is none of these: where it is, some take it out of the stream.
                int text = c.between(1, 300);
                script.send(Template.data(text).withUrgent(text + c.between(2, 1000)))
                        .pass(Span.DELAYED_ACK);
            }
            script.send(Template.fin().withUrgent(c.oneOf(1, 0, 2, 1000, 65_535)));
            script.pass(Span.DELAYED_ACK);
            if (holds(state, held)) {
                script.readToEnd().readOnce();
            }
            return script.send(Template.finAgain()).await(Expect.SEGMENT).build();
        }
        Template late = c.flip() ? Template.data(c.between(1, 100)) : Template.ack();
        int pointer = c.oneOf(1, 0, 100, 65_535);
        script.send(late.withUrgent(pointer).at(SeqRef.RCV_NXT).acking(AckRef.BUT_FIN));
        return ask(script.pass(Span.DELAYED_ACK), state, held).build();
    }

    private static Judgement urgentBefore(Observed t) {
        return all(t, RobustnessRules::urgentText, (trace, m) -> {
            Judgement wrong = Reading.notAcked(trace, m);
            return wrong == null ? Judgement.pass() : wrong;
        });
    }

    /** Text or FIN in order with an urgent pointer that points at none of its octets. */
    private static boolean urgentText(Moment m) {
        Segment s = m.arrived();
        return s != null
                && s.has(Flags.URG)
                && quiet(m.before())
                && m.after().rcvNxt == s.end()
                && m.before().rcvNxt == s.seq()
                && s.len() > 0
                && wanted(s, m.before())
                && (s.data().isEmpty() || s.urgent() > s.data().length() + 1);
    }

    private static boolean urgentAfter(Moment m) {
        Segment s = m.arrived();
        return s != null
                && plain(s)
                && s.has(Flags.URG | Flags.ACK)
                && quiet(m.before())
                && m.before().finReceived
                && !Check.acksFin(s, m.before())
                && !Seq.gt(s.ack(), m.before().sndNxt);
    }

    private static Judgement ignored(Observed t, Moment m) {
        List<Moment> replies = answers(t, m);
        return replies.isEmpty() || Check.oneEmptyAck(replies, m.before())
                ? Judgement.pass()
                : Judgement.fail(m, "silence, or an empty ACK: after the FIN nothing is urgent", replies);
    }

    // RB-ACKLOOP

    /** The peer answers each ACK at once with one that lies far out of the window, until the stack is silent for a while. */
    private static Scenario ackLoopScenario(Choices c, Profile p) {
        boolean held = mayHold(c, p);
        State state = c.oneOf(State.LAST_ACK, State.FIN_WAIT_2, State.FIN_WAIT_1, State.CLOSING, State.CLOSE_WAIT);
        Script script = into(state, c, p, held).set("tcp_invalid_ratelimit", 500);
        SeqRef far = c.oneOf(Position.FAR_BELOW, Position.FAR_ABOVE).seq();
        for (int i = 0; i < LOOP; i++) {
            script.send(Template.ack().at(far)).await(Expect.SEGMENT, Span.PROMPT);
        }
        return ask(script, state, held).build();
    }

    private static Judgement ackLoop(Observed t) {
        if (t.setting("tcp_invalid_ratelimit").orElse(0) == 0) {
            return Judgement.notApplicable("tcp_invalid_ratelimit is not set");
        }
        List<Moment> loop = t.all(
                m -> outOfWindow(m) && m.conn() == 0 && Observed.segment(m).len() == 0);
        if (loop.size() < LOOP || loop.get(LOOP - 1).at() > loop.get(0).at() + LOOP_TIME) {
            return Judgement.notApplicable("no " + LOOP + " ACKs out of the window came in five seconds");
        }
        int answered = 0;
        for (Moment m : loop.subList(0, LOOP)) {
            answered += answers(t, m).isEmpty() ? 0 : 1;
        }
        Moment last = loop.get(LOOP - 1);
        if (answered > LOOP / 2) {
            return Judgement.fail(last, "no more than half of " + LOOP + " ACKs answered", answered + " are");
        }
        Judgement moved = Kept.moved(t, last);
        return moved == null ? Judgement.pass() : moved;
    }
}
