package org.lastack.kit.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.lastack.tcp.Time;

/** Group O: ISN and sequence wraparound. */
final class SequenceRules {
    private static final String ISS = "iss";

    /** How many 4-tuples are opened at once to see whether the number of one tells that of another. */
    private static final int TUPLES = 4;

    /** Numbers that are closer than this are no accident: four of them would be one in ten thousand million. */
    private static final int NEAR = 1 << 20;

    /** A clock of 64 ns a number, the fastest known, is ambiguous after 137 s. */
    private static final long LONGEST = Time.MINUTE;

    /** The stack draws its own number: only one that lets the kit set it, by the knob {@code iss}, is sure to be tried. */
    static final Rule SQ_FINWRAP = Rule.id("SQ-FINWRAP")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4")
            .says("Our FIN works at the numbers 2^32-1, 0 and 1 like anywhere else, and so does its ACK.")
            .catches("The ACK is compared without wraparound.")
            .exercise(SequenceRules::finWrapScenario)
            .judge(SequenceRules::finWrap);

    static final Rule SQ_RCVWRAP = Rule.id("SQ-RCVWRAP")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.10.7.4 first check")
            .says("Text, FIN and RST of the peer are judged rightly while the window straddles 2^32.")
            .catches("The end of the window is computed without wraparound, and the FIN is refused.")
            .about(Doubt.RESET)
            .exercise(SequenceRules::receiveWrapScenario)
            .judge(SequenceRules::receiveWrap);

    static final Rule SQ_TWWRAP = Rule.id("SQ-TWWRAP")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.6.1; RFC 6191 §2")
            .says("Whether a SYN in TIME-WAIT is newer is decided modulo 2^32.")
            .catches("The numbers are compared as plain unsigned ones.")
            .needs(Feature.TW_REOPEN)
            .about(Doubt.SYN)
            .exercise(SequenceRules::timeWaitWrapScenario)
            .judge(SequenceRules::timeWaitWrap);

    static final Rule SQ_ISN = Rule.id("SQ-ISN")
            .level(Level.MUST)
            .source("RFC 9293 §3.4.1 MUST-8, MUST-9, SHLD-1")
            .says(
                    "Initial numbers follow a clock, so that a reopened 4-tuple starts higher, and tell nothing of other tuples.")
            .catches("A random number falls among those that the old connection used, or one counter serves all.")
            .needs(Feature.ISN)
            .about(Doubt.AGAIN, Doubt.RESET)
            .fromPacketsAlone()
            .exercise(SequenceRules::isnScenario)
            .judge(SequenceRules::isn);

    static final Rule SQ_QUIET = Rule.id("SQ-QUIET")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.4.2, §3.4.3")
            .says("After losing its sequence numbers a host keeps quiet for an MSL, or accepts the risk.")
            .catches("Nothing: it documents what a stack does.")
            .needs(Feature.QUIET)
            .untested("the kit has no call that restarts a stack, and RFC 9293 §3.4.3 allows either behaviour");

    static final Rule SQ_ACKHALF = Rule.id("SQ-ACKHALF")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.10.7.4 fifth check; RFC 5961 §5.1")
            .says("An ACK that lies 2^31 away is too old or of what was never sent, and never covers the FIN.")
            .catches("A signed overflow, or a plain comparison, takes it for the ACK of the FIN.")
            .about(Doubt.ACK)
            .exercise(SequenceRules::halfScenario)
            .judge(SequenceRules::half);

    static final Group GROUP = Group.of(
            'O', "ISN and sequence wraparound", SQ_FINWRAP, SQ_RCVWRAP, SQ_TWWRAP, SQ_ISN, SQ_QUIET, SQ_ACKHALF);

    private SequenceRules() {}

    private static long unsigned(int number) {
        return number & 0xffffffffL;
    }

    // SQ-FINWRAP

    private static Scenario finWrapScenario(Choices c, Profile p) {
        int fin = c.oneOf(-1, 0, 1);
        int octets = c.oneOf(0, 1, 2, 100, 3000);
        Script script = Script.begin().set(ISS, unsigned(fin - octets - 1)).open(c.oneOf(Opener.values()));
        boolean passive = c.flip();
        if (passive) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        boolean early = c.flip(); // else the text is under way as well when the FIN leaves
        if (octets > 0) {
            script.autoAck(early)
                    .write(octets)
                    .await(early ? Expect.ALL_ACKED : Expect.ALL_DATA)
                    .autoAck(false);
        }
        Paths.closes(script, c, p).await(Expect.FIN);
        if (c.flip()) {
            // Everything but the FIN is acknowledged once more, and the FIN comes again.
            script.send(Template.ack().acking(AckRef.BUT_FIN)).pass(Paths.REXMIT);
        }
        script.send(Template.ack()).pass(Span.SILENCE);
        return passive
                ? script.send(Template.ack()).await(Expect.SEGMENT).build()
                : script.send(Template.fin()).await(Expect.ACK_OF_ALL).build();
    }

    private static boolean onWrap(int number) {
        return number >= -1 && number <= 1;
    }

    private static Judgement finWrap(Observed t) {
        Moment fin = t.first(m -> Check.sentFin(m) && !m.before().finSent && onWrap(m.after().finSeq));
        Moment ack = fin == null
                ? null
                : t.firstAfter(fin, m -> m.conn() == fin.conn() && m.after().finAcked && !m.before().finAcked);
        if (fin != null && RetransmissionRules.partial(t) instanceof Judgement.Fail wrong) {
            return wrong;
        }
        if (fin == null || ack == null) {
            return Judgement.notApplicable("no FIN of the stack's fell on 2^32-1, 0 or 1 and was acknowledged");
        }
        if (fin.after().finSeq != fin.before().iss + 1 + (int) fin.before().written) {
            return Judgement.fail(fin, "the FIN right after the last octet", List.of(fin));
        }
        Moment copy = Check.nextFin(t, ack);
        if (copy != null) {
            return Judgement.fail(copy, "no copy of a FIN that was acknowledged", List.of(copy));
        }
        Moment next = t.firstAfter(ack, m -> m.conn() == ack.conn() && m.arrived() != null);
        if (next == null || Check.arrivedRst(next)) {
            return Judgement.pass();
        }
        if (ack.before().state == State.LAST_ACK) {
            List<Moment> replies = t.replies(next, t.prompt());
            return Check.refused(t, next, replies)
                    ? Judgement.pass()
                    : Judgement.fail(next, "a RST, since the ACK of the FIN ended LAST-ACK", replies);
        }
        Judgement wrong = next.after().finReceived ? Reading.notAcked(t, next) : null;
        return wrong == null ? Judgement.pass() : wrong;
    }

    // SQ-RCVWRAP

    private static Scenario receiveWrapScenario(Choices c, Profile p) {
        int end = c.oneOf(-1, 0, 1);
        int octets = c.oneOf(1, 2, 100, 1000);
        int pieces = c.between(1, 3);
        Script script = Paths.established(c);
        // The number after the text; the peer's initial one may be drawn anew, somewhere else below 2^32.
        script.peer(script.peer().withIss(end - octets * pieces - 1));
        for (int i = 0; i < pieces; i++) {
            script.send(Template.data(octets)).await(Expect.ACK_OF_ALL);
        }
        script.read(octets * pieces);
        if (p.has(Feature.RFC5961_RST) && c.flip()) {
            script.send(Template.rst().at(c.oneOf(Position.values()).seq())).pass(Span.PROMPT);
        }
        return script.send(Template.fin().with(c.oneOf(0, 1, 1000)))
                .await(Expect.SEGMENT)
                .readToEnd()
                .build();
    }

    private static Judgement receiveWrap(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(x -> x.arrived() != null && straddles(x.before()))) {
            Knowledge before = m.before();
            boolean takes = m.after().rcvNxt != before.rcvNxt && m.after().state.synchronised();
            boolean ends = m.after().resetByPeer && !before.resetByPeer;
            Judgement wrong = takes ? Reading.notAcked(t, m) : ends ? gone(t, m) : null;
            if (wrong != null) {
                return wrong;
            }
            applies |= takes || ends;
        }
        Judgement wrong = applies ? Reading.wrong(t) : null;
        if (wrong != null) {
            return wrong;
        }
        return applies
                ? Judgement.pass()
                : Judgement.notApplicable("nothing that counts arrived while the window straddled 2^32");
    }

    /** Tells whether the receive window holds both 2^32-1 and 0. */
    private static boolean straddles(Knowledge k) {
        boolean receives = k.state == State.ESTABLISHED || k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2;
        return receives && !k.released && k.rcvWnd() > 0 && Integer.compareUnsigned(k.rcvEdge - 1, k.rcvNxt) < 0;
    }

    /** After an exact RST there is no connection: whatever comes draws a RST. */
    private static @Nullable Judgement gone(Observed t, Moment rst) {
        Moment next = t.firstAfter(rst, m -> m.conn() == rst.conn() && m.arrived() != null);
        // A listener takes no notice of what acknowledges nothing (RFC 9293 §3.10.7.2).
        if (next == null
                || !Observed.segment(next).hasAck()
                || Observed.segment(next).rst()
                || Observed.segment(next).syn()) {
            return null;
        }
        List<Moment> replies = t.replies(next, t.prompt());
        return Check.refused(t, next, replies)
                ? null
                : Judgement.fail(next, "a RST, since an exact RST has ended the connection", replies);
    }

    // SQ-TWWRAP

    private static Scenario timeWaitWrapScenario(Choices c) {
        // RCV.NXT below 2^32, or just above.
        int next = c.oneOf(-0x100, -1, 5, 1000);
        int away = c.oneOf(0x105, 1 << 20, -0x105, -(1 << 20), Integer.MAX_VALUE, Integer.MIN_VALUE + 1);
        Script script = TimeWaitRules.serverTimeWait(c);
        script.peer(script.peer().withIss(next - 2));
        return script.pass(Span.ms(c.between(1, 2000)))
                .send(Template.syn().at(SeqRef.rcvNxt(away)))
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement timeWaitWrap(Observed t) {
        Moment syn = t.first(m -> TimeWaitRules.synInTimeWait(m) && comparedModulo(m));
        if (syn == null || !Check.listens(t, syn)) {
            return Judgement.notApplicable(
                    "no SYN without timestamps came whose number is newer only modulo 2^32, or older");
        }
        Segment s = Observed.segment(syn);
        boolean newer = Seq.gt(s.seq(), syn.before().rcvNxt);
        List<Moment> replies = t.replies(syn, t.prompt());
        boolean reopens = Check.answersSyn(replies, s);
        if (newer && !reopens) {
            return Judgement.fail(syn, "a SYN,ACK, since the number is higher modulo 2^32", replies);
        }
        boolean refused = replies.isEmpty() || Check.oneEmptyAck(replies, syn.before());
        return newer || refused
                ? Judgement.pass()
                : Judgement.fail(syn, "an empty ACK or silence, since the number is lower modulo 2^32", replies);
    }

    /** Tells whether a plain comparison would say otherwise, or the two are as far apart as can be. */
    private static boolean comparedModulo(Moment syn) {
        Segment s = Observed.segment(syn);
        int away = s.seq() - syn.before().rcvNxt;
        boolean wraps = Integer.compareUnsigned(s.seq(), syn.before().rcvNxt) > 0 != away > 0;
        boolean farthest = away == Integer.MAX_VALUE || away == Integer.MIN_VALUE + 1;
        boolean stamps = syn.before().timestamps || s.options().timestamps() != null;
        return !stamps && away != 0 && away != Integer.MIN_VALUE && (wraps || farthest);
    }

    // SQ-ISN

    private static Scenario isnScenario(Choices c, Profile p) {
        Script script = Script.begin();
        for (int conn = 0; conn < TUPLES; conn++) {
            script.on(conn).handshake();
        }
        script.on(0);
        for (int i = c.between(1, 3); i > 0; i--) {
            int wait = p.patient() ? c.between(500, 50_000) : c.between(500, 5000);
            script.send(Template.rst()).pass(Span.ms(wait)).handshake();
        }
        return script.build();
    }

    private static Judgement isn(Observed t) {
        if (t.setting(ISS).isPresent()) {
            return Judgement.notApplicable("iss is set");
        }
        List<Moment> opens = t.all(SequenceRules::opens);
        Moment predicted = predicted(opens);
        if (predicted != null) {
            return Judgement.fail(
                    predicted,
                    "numbers that tell nothing of those of other 4-tuples",
                    TUPLES + " that lie close together");
        }
        String clock = "";
        for (Moment again : opens) {
            Knowledge old = again.after().previous;
            Moment first = t.last(m -> m.index() < again.index() && m.conn() == again.conn() && opens(m));
            if (old == null || first == null || !ticked(old, again.at() - first.at())) {
                continue;
            }
            int iss = again.after().iss;
            if (!Seq.geq(iss, old.sndNxt)) {
                return Judgement.fail(
                        again,
                        "a number above all of the old connection's, since the clock went on",
                        "one " + Seq.show(old.sndNxt - iss) + " below them");
            }
            clock = clock(again.at() - first.at(), unsigned(iss - old.iss));
        }
        return clock.isEmpty()
                ? Judgement.notApplicable("no 4-tuple was opened twice within a minute")
                : Judgement.pass(clock);
    }

    /** Tells whether the stack draws an initial number here; not when it sends the SYN again. */
    private static boolean opens(Moment m) {
        Segment s = m.sent();
        Knowledge k = m.before();
        boolean again = k.opened && k.state != State.CLOSED && s != null && k.iss == s.seq();
        return s != null && s.syn() && !again;
    }

    /** Tells whether a clock of 4 µs a number has left those of the old connection behind, and TIME-WAIT does not matter. */
    private static boolean ticked(Knowledge old, long elapsed) {
        return old.state != State.TIME_WAIT
                && elapsed >= Time.ms(100) + 4 * unsigned(old.sndNxt - old.iss)
                && elapsed <= LONGEST;
    }

    /** How long the stack's clock takes for a number: RFC 9293 suggests four microseconds. */
    private static String clock(long elapsed, long numbers) {
        double nanos = 1000.0 * elapsed / numbers;
        return nanos > 3000 && nanos < 5000
                ? "a number every 4 µs"
                : nanos > 48 && nanos < 80 ? "a number every 64 ns" : "another clock";
    }

    /** Returns the opening whose number could be told from those of three other 4-tuples at that time, or null. */
    private static @Nullable Moment predicted(List<Moment> opens) {
        for (Moment m : opens) {
            List<Integer> near = new ArrayList<>(List.of(m.conn()));
            for (Moment other : opens) {
                boolean close = Math.abs((long) (other.after().iss - m.after().iss)) < NEAR
                        && Math.abs(other.at() - m.at()) < Time.SECOND;
                if (close && !near.contains(other.conn())) {
                    near.add(other.conn());
                }
            }
            if (near.size() >= TUPLES) {
                return m;
            }
        }
        return null;
    }

    // SQ-ACKHALF

    private static Scenario halfScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, 2)) {
            case 0 -> Paths.finWait1(c, p);
            case 1 -> Paths.lastAck(c, p);
            default -> Paths.closing(c, p);
        };
        int away = c.oneOf(Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE + 1);
        SeqRef seq = c.oneOf(Position.values()).seq();
        return script.send(Template.ack().at(seq).acking(AckRef.unsent(away)))
                .pass(Paths.REXMIT)
                .send(Template.ack())
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement half(Observed t) {
        Moment ack = t.first(SequenceRules::acksHalfAway);
        if (ack == null) {
            return Judgement.notApplicable("no ACK 2^31 away arrived while the FIN was outstanding");
        }
        List<Moment> replies = Check.withoutFin(t.replies(ack, t.prompt()), ack.before());
        if (!replies.isEmpty() && !Check.oneEmptyAck(replies, ack.before())) {
            return Judgement.fail(ack, "an empty ACK or silence: it is too old, or of what was never sent", replies);
        }
        Moment first = t.first(m -> m.conn() == ack.conn() && Check.sentFin(m));
        long within = Check.rexmit(t, ack) + (first == null ? 0 : 2 * (ack.at() - first.at()));
        Moment copy = Check.nextFin(t, ack);
        if (copy == null && !t.watched(ack, within)) {
            return Judgement.tooLate();
        }
        return copy != null && copy.at() <= ack.at() + within
                ? Judgement.pass(replies.isEmpty() ? "an ACK 2^31 away: ignored" : "an ACK 2^31 away: answered")
                : Judgement.fail(ack, "a copy of the FIN, which that ACK does not cover", t.replies(ack, within));
    }

    private static boolean acksHalfAway(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        if (s == null || !k.finSent || k.finAcked || (s.flags() & (Flags.SYN | Flags.RST | Flags.ACK)) != Flags.ACK) {
            return false;
        }
        int away = s.ack() - k.sndNxt;
        boolean closing = k.state == State.FIN_WAIT_1 || k.state == State.CLOSING || k.state == State.LAST_ACK;
        return closing && (away == Integer.MIN_VALUE || away == Integer.MAX_VALUE || away == Integer.MIN_VALUE + 1);
    }
}
