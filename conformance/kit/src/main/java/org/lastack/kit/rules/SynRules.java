package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
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
import org.lastack.tcp.State;

/** Group I: SYN in synchronized states. */
final class SynRules {
    static final Rule SY_CHALLENGE = Rule.id("SY-CHALLENGE")
            .level(Level.MUST)
            .source("RFC 5961 §4.2; RFC 9293 §3.10.7.4 fourth check")
            .says(
                    "Any SYN on a synchronized connection, whatever its number, draws a challenge ACK and changes nothing.")
            .catches("A SYN in the window resets the connection, or a SYN is ignored.")
            .needs(Feature.RFC5961_SYN)
            .about(Doubt.SYN)
            .exercise(SynRules::challengeScenario)
            .judge(SynRules::challenge);

    /** What RFC 793 asked for, and RFC 9293 still allows to a stack without RFC 5961. */
    static final Rule SY_793 = Rule.id("SY-793")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fourth check, last paragraph")
            .says(
                    "Without RFC 5961, a SYN in the window resets the connection and the user is told; outside it draws an ACK.")
            .catches("A SYN in the window is ignored in silence.")
            .needs(Feature.LEGACY)
            .about(Doubt.RESET, Doubt.SYN)
            .fromPacketsAlone()
            .exercise(SynRules::legacyScenario)
            .judge(SynRules::legacy);

    static final Rule SY_PAYLOAD = Rule.id("SY-PAYLOAD")
            .level(Level.MUST)
            .source("RFC 5961 §4.2; RFC 9293 §3.10.7.4 fourth check")
            .says("Nothing else of a SYN that is challenged counts: not its FIN, its text, its ACK or its window.")
            .catches("The FIN of a SYN closes the connection.")
            .needs(Feature.RFC5961_SYN)
            .about(Doubt.SYN, Doubt.TEXT)
            .fromPacketsAlone()
            .exercise(SynRules::payloadScenario)
            .judge(SynRules::payload);

    static final Rule SY_RESTART = Rule.id("SY-RESTART")
            .level(Level.MUST)
            .source("RFC 5961 §4.2; RFC 9293 §3.5.1, figure 9")
            .says(
                    "A peer that has restarted gets in: SYN, challenge ACK, RST with its number, and the SYN again opens.")
            .catches("The old connection survives the RST and stands in the way of the new one.")
            .needs(Feature.RFC5961_SYN)
            .about(Doubt.AGAIN, Doubt.RESET, Doubt.SYN)
            .fromPacketsAlone()
            .exercise(SynRules::restartScenario)
            .judge(SynRules::restart);

    /** RFC 9293 goes back to LISTEN without a word; Linux sends a RST as well, and others challenge as for any SYN. */
    static final Rule SY_PASSIVE_RCVD = Rule.id("SY-PASSIVE-RCVD")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check, fourth check SYN-RECEIVED; RFC 1122 §4.2.2.20(e)")
            .says(
                    "In SYN-RECEIVED of a passive open the SYN again draws the SYN,ACK or an ACK again; another SYN in the window leads back to LISTEN.")
            .catches("A duplicate of the SYN aborts the handshake.")
            .fromPacketsAlone()
            .exercise(SynRules::receivedScenario)
            .judge(SynRules::received);

    static final Group GROUP =
            Group.of('I', "SYN in synchronized states", SY_CHALLENGE, SY_793, SY_PAYLOAD, SY_RESTART, SY_PASSIVE_RCVD);

    private static final Position[] IN_WINDOW = {
        Position.LEFT_EDGE, Position.SECOND, Position.MIDDLE, Position.RIGHT_EDGE,
    };

    private SynRules() {}

    // SY-CHALLENGE

    /** Every scenario has an orphan in FIN-WAIT-2 as well: that is where Linux differs (catalogue §5.16). */
    private static Scenario challengeScenario(Choices c, Profile p) {
        Template syn = Template.of(c.oneOf(Flags.SYN, Flags.SYN | Flags.ACK));
        Script script = Paths.through(c, p, (s, state) -> {
            s.send(syn.at(c.oneOf(IN_WINDOW).seq())).pass(Kept.PAUSE);
            s.send(syn.at(c.oneOf(Position.values()).seq()));
            Kept.ask(s, state).pass(Kept.PAUSE);
        });
        return script.on(1)
                .open(c.oneOf(Opener.values()))
                .close()
                .await(Expect.FIN)
                .send(Template.ack())
                .send(syn.at(c.oneOf(IN_WINDOW).seq()))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement challenge(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(m -> synWhileSynchronized(m) && Kept.isThere(t, m))) {
            Judgement wrong = notChallenged(t, m);
            wrong = wrong == null ? Kept.moved(t, m) : wrong;
            if (wrong != null) {
                return wrong;
            }
            applies = true;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no SYN arrived in a synchronized state");
    }

    /** In TIME-WAIT a SYN may open a new connection: group F. */
    private static boolean synWhileSynchronized(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && s.syn()
                && !s.rst()
                && k.state.synchronised()
                && k.state != State.TIME_WAIT
                && !k.isStale(m.at(), s);
    }

    private static @Nullable Judgement notChallenged(Observed t, Moment syn) {
        List<Moment> replies = Check.bareAnswers(t, syn);
        boolean right = Check.oneEmptyAck(replies, syn.before())
                || replies.isEmpty() && Check.mayThrottle(t, syn)
                || lateAck(syn, replies);
        return right
                ? null
                : Judgement.fail(syn, "one empty ACK with SEQ=SND.NXT and ACK=RCV.NXT, and no more", replies);
    }

    /** An ACK of what came before may have been due at the same time. */
    private static boolean lateAck(Moment syn, List<Moment> replies) {
        Knowledge k = syn.before();
        return k.ackSent != k.rcvNxt && replies.size() == 2 && replies.stream().allMatch(m -> Check.emptyAck(m, k));
    }

    // SY-793

    private static Scenario legacyScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, 5)) {
            case 0 -> Paths.established(c);
            case 1 -> Paths.finWait1(c, p);
            case 2 -> Paths.finWait2(c, p);
            case 3 -> Paths.closeWait(c);
            case 4 -> Paths.closing(c, p);
            default -> Paths.lastAck(c, p);
        };
        Template syn = Template.of(c.oneOf(Flags.SYN, Flags.SYN | Flags.ACK));
        if (c.flip()) {
            script.send(syn.at(c.oneOf(Position.values()).seq())).await(Expect.SEGMENT);
        }
        return script.send(syn.at(c.oneOf(IN_WINDOW).seq()))
                .await(Expect.SEGMENT)
                .readOnce()
                .send(Template.ack())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement legacy(Observed t) {
        if (!t.profile().has(Feature.LEGACY)) {
            return Judgement.notApplicable("the stack has RFC 5961");
        }
        boolean applies = false;
        for (Moment m : t.all(m -> synWhileSynchronized(m) && Kept.isThere(t, m))) {
            boolean inside = Check.acceptable(Observed.segment(m), m.before());
            Judgement wrong = inside ? survives(t, m) : notChallenged(t, m);
            if (wrong != null) {
                return wrong;
            }
            applies = true;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no SYN arrived in a synchronized state");
    }

    /** Judges that the connection is reset and gone, and the user told of it; null when all that is so. */
    private static @Nullable Judgement survives(Observed t, Moment syn) {
        List<Moment> replies = Check.withoutText(t.replies(syn, t.prompt()));
        boolean reset = Check.refused(t, syn, replies)
                || replies.size() == 1
                        && Check.sentRst(replies.get(0))
                        && Observed.segment(replies.get(0)).seq() == syn.before().sndNxt;
        if (!reset) {
            return Judgement.fail(syn, "one RST, since the SYN lies in the window", replies);
        }
        boolean reads = syn.before().state == State.ESTABLISHED || syn.before().state == State.FIN_WAIT_2;
        Moment read = t.firstAfter(syn, m -> m.conn() == syn.conn() && Reading.read(m) != null);
        if (reads
                && !syn.before().released
                && read != null
                && !(read.result() instanceof Result.Failed f && f.errno() != Errno.EAGAIN)) {
            return Judgement.fail(
                    read, "an error: the connection was reset", read.event().toString());
        }
        Moment next = t.firstAfter(syn, m -> m.conn() == syn.conn() && m.arrived() != null);
        if (next == null || Observed.segment(next).syn() || Check.arrivedRst(next)) {
            return null;
        }
        List<Moment> after = t.replies(next, t.prompt());
        return Check.refused(t, next, after)
                ? null
                : Judgement.fail(next, "a RST, since the connection is gone", after);
    }

    // SY-PAYLOAD

    private static Scenario payloadScenario(Choices c, Profile p) {
        SeqRef seq = c.oneOf(Position.values()).seq();
        if (c.between(0, 3) == 3) {
            return Paths.established(c)
                    .send(Template.of(Flags.SYN | Flags.ACK).at(seq).offering(0))
                    .pass(Span.PROMPT)
                    .write(100)
                    .await(Expect.ALL_DATA)
                    .build();
        }
        State state = c.oneOf(State.ESTABLISHED, State.FIN_WAIT_1);
        Script script = state == State.ESTABLISHED ? Paths.established(c) : Paths.finWait1(c, p);
        Template syn = c.oneOf(
                Template.of(Flags.SYN | Flags.FIN | Flags.ACK),
                Template.of(Flags.SYN | Flags.ACK).with(10),
                Template.of(Flags.SYN | Flags.FIN).with(10));
        script.send(syn.at(seq)).pass(Span.PROMPT);
        return Kept.ask(script, state).readOnce().build();
    }

    private static Judgement payload(Observed t) {
        Moment first = null;
        for (Moment m : t.all(m -> synWhileSynchronized(m) && hasMore(m) && Kept.isThere(t, m))) {
            Judgement wrong = notChallenged(t, m);
            wrong = wrong == null ? Kept.moved(t, m) : wrong;
            wrong = wrong == null ? sendsNot(t, m) : wrong;
            if (wrong != null) {
                return wrong;
            }
            first = first == null ? m : first;
        }
        if (first == null) {
            return Judgement.notApplicable("no SYN with anything else arrived in a synchronized state");
        }
        Judgement wrong = Reading.wrong(t);
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static boolean hasMore(Moment m) {
        Segment s = Observed.segment(m);
        return s.hasAck() || s.len() > 1;
    }

    /** Judges that what is written next goes out: the window of the SYN does not count. Null when it does, or need not. */
    private static @Nullable Judgement sendsNot(Observed t, Moment syn) {
        Moment write = t.firstAfter(syn, m -> m.conn() == syn.conn() && m.isCall(Call.Write.class));
        Moment between = t.firstAfter(
                syn, m -> m.conn() == syn.conn() && m.arrived() != null && m.before().sndWnd != m.after().sndWnd);
        if (write == null
                || between != null && between.index() < write.index()
                || write.before().state != State.ESTABLISHED
                || !write.before().allAcked()
                || write.before().sndWnd < 100) {
            return null;
        }
        List<Moment> sent = t.sentBetween(write, write.at() + t.prompt());
        return sent.stream().anyMatch(m -> !Observed.segment(m).data().isEmpty())
                ? null
                : Judgement.fail(write, "what is written goes out, since the window is open", sent);
    }

    // SY-RESTART

    private static Scenario restartScenario(Choices c, Profile p) {
        Script script = Script.begin().open(Opener.PEER);
        switch (c.between(0, 2)) {
            case 0 -> {}
            case 1 -> script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            default -> {
                if (p.has(Feature.HALFCLOSE)) {
                    script.shutdown(How.WR);
                } else {
                    script.close();
                }
                script.await(Expect.FIN).send(Template.ack());
            }
        }
        Template syn = Template.syn().at(c.oneOf(Position.values()).seq());
        return script.send(syn)
                .await(Expect.SEGMENT)
                .send(Template.rst().at(SeqRef.RCV_NXT))
                .pass(Span.PROMPT)
                .send(syn)
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement restart(Observed t) {
        Moment syn = t.first(m -> synWhileSynchronized(m) && Kept.isThere(t, m) && restarts(t, m));
        Moment rst = syn == null ? null : next(t, syn);
        Moment again = rst == null ? null : next(t, rst);
        if (syn == null || rst == null || again == null) {
            return Judgement.notApplicable(
                    "no peer restarted: SYN, RST with the number of the answer, and the SYN again");
        }
        Judgement wrong = notChallenged(t, syn);
        if (wrong != null) {
            return wrong;
        }
        List<Moment> silence = t.replies(rst, t.prompt());
        if (!silence.isEmpty()) {
            return Judgement.fail(rst, "silence: the RST is exact and ends the connection", silence);
        }
        List<Moment> replies = t.replies(again, t.prompt());
        return Check.answersSyn(replies, Observed.segment(again))
                ? Judgement.pass()
                : Judgement.fail(again, "a SYN,ACK of the new SYN, since the old connection is gone", replies);
    }

    private static @Nullable Moment next(Observed t, Moment start) {
        return t.firstAfter(start, m -> m.conn() == start.conn() && m.stimulus());
    }

    /** Tells whether the SYN is the first of the three segments of a peer that has restarted, and somebody listens to it. */
    private static boolean restarts(Observed t, Moment syn) {
        Moment rst = next(t, syn);
        Moment again = rst == null ? null : next(t, rst);
        return !Observed.segment(syn).hasAck()
                && passive(t, syn)
                && rst != null
                && Check.arrivedRst(rst)
                && Observed.segment(rst).seq() == syn.before().rcvNxt
                && again != null
                && again.arrived() != null
                && Observed.segment(again).control() == Flags.SYN
                && Observed.segment(again).seq() == Observed.segment(syn).seq();
    }

    /** Tells whether the peer opened the connection. */
    private static boolean passive(Observed t, Moment m) {
        return t.first(open -> open.conn() == m.conn() && open.isCall(Call.Connect.class)) == null;
    }

    // SY-PASSIVE-RCVD

    private static Scenario receivedScenario(Choices c) {
        SeqRef seq = switch (c.between(0, 2)) {
            case 0 -> new SeqRef(SeqRef.Base.IRS, 0);
            case 1 -> c.oneOf(IN_WINDOW).seq();
            default -> c.oneOf(Position.values()).seq();
        };
        return Script.begin()
                .listen()
                .send(Template.syn())
                .await(Expect.SYN)
                .pass(Span.ms(c.between(1, 300)))
                .send(Template.syn().at(seq))
                .pass(Span.PROMPT)
                .send(Template.ack())
                .pass(Span.PROMPT)
                .send(Template.data(10))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement received(Observed t) {
        Moment syn = t.first(m -> synInPassiveOpen(t, m));
        Moment ack = syn == null ? null : next(t, syn);
        if (syn == null || ack == null || !completes(ack, syn.before())) {
            return Judgement.notApplicable("no SYN, and then the ACK of the SYN,ACK, arrived in SYN-RECEIVED");
        }
        Knowledge k = syn.before();
        Segment s = Observed.segment(syn);
        List<Moment> replies = t.replies(syn, t.prompt());
        boolean gone = Check.refused(t, ack, t.replies(ack, t.prompt()));
        boolean repeated =
                !replies.isEmpty() && replies.stream().allMatch(m -> repeatsSyn(m, k) || Check.emptyAck(m, k));
        if (repeated && !gone) {
            Judgement wrong = notOpen(t, ack);
            String answer = Check.emptyAck(replies.get(0), k) ? "ACK" : "SYN,ACK";
            return wrong == null ? Judgement.pass(kind(s, k) + ": " + answer + " again") : wrong;
        }
        // For some the right edge itself still lies in the window (catalogue §5.17).
        boolean outside = !Check.acceptable(s, k) && s.seq() != k.rcvEdge;
        if (s.seq() == k.irs || outside) {
            return Judgement.fail(
                    syn, "the SYN,ACK or an ACK again, and a handshake that goes on", said(syn, replies, gone));
        }
        boolean silent = replies.stream().allMatch(m -> repeatsSyn(m, k));
        return gone && (silent || Check.oneReset(replies, s))
                ? Judgement.pass(kind(s, k) + ": LISTEN" + (silent ? " in silence" : ", with a RST"))
                : Judgement.fail(
                        syn,
                        "LISTEN again, with or without a RST; or a challenge, and a handshake that goes on",
                        said(syn, replies, gone));
    }

    private static String kind(Segment syn, Knowledge k) {
        return syn.seq() == k.irs
                ? "SYN again"
                : Check.acceptable(syn, k) ? "another SYN in the window" : "another SYN outside the window";
    }

    private static String said(Moment syn, List<Moment> replies, boolean gone) {
        return Judgement.show(replies, syn.before().iss, syn.before().irs) + "; then "
                + (gone ? "a RST for the ACK of the SYN,ACK" : "the ACK of the SYN,ACK is taken");
    }

    private static boolean synInPassiveOpen(Observed t, Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && s.control() == Flags.SYN
                && s.len() == 1
                && k.state == State.SYN_RECEIVED
                && k.ackSent == k.rcvNxt
                && !k.timestamps
                && passive(t, m);
    }

    private static boolean completes(Moment m, Knowledge k) {
        Segment s = m.arrived();
        return s != null && s.control() == Flags.ACK && s.len() == 0 && s.seq() == k.rcvNxt && s.ack() == k.sndNxt;
    }

    private static boolean repeatsSyn(Moment m, Knowledge k) {
        return Check.sent(m, Flags.SYN | Flags.ACK)
                && Observed.segment(m).seq() == k.iss
                && Observed.segment(m).ack() == k.rcvNxt;
    }

    /** Judges that text which follows the handshake is taken; null when it is, or none follows. */
    private static @Nullable Judgement notOpen(Observed t, Moment ack) {
        Moment text = next(t, ack);
        if (text == null || text.arrived() == null || text.after().received == text.before().received) {
            return null;
        }
        return Reading.notAcked(t, text);
    }
}
