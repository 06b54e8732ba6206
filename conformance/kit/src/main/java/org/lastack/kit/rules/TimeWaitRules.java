package org.lastack.kit.rules;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
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

/** Group F: TIME-WAIT. */
final class TimeWaitRules {
    static final Rule TW_2MSL = Rule.id("TW-2MSL")
            .level(Level.MUST)
            .source("RFC 9293 §3.6.1 MUST-13, §3.4.2")
            .says(
                    "The active closer stays in TIME-WAIT for 2MSL, answers for the connection meanwhile, and is gone after it.")
            .catches("TIME-WAIT is skipped on one of its three entries, or lasts one MSL.")
            .about(Doubt.OLD)
            .exercise(TimeWaitRules::lastsScenario)
            .judge(unlimited(TimeWaitRules::lasts));

    /** A retransmitted FIN proves that the last ACK may have been lost, so the wait begins again. */
    static final Rule TW_RESTART = Rule.id("TW-RESTART")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4, fifth and eighth check, TIME-WAIT")
            .says("A retransmitted FIN is acknowledged and restarts the 2MSL timer.")
            .catches("The timer is not restarted, or the FIN is answered with a RST.")
            .about(Doubt.OLD)
            .exercise(TimeWaitRules::restartScenario)
            .judge(unlimited(TimeWaitRules::restart));

    static final Rule TW_QUIETSTATE = Rule.id("TW-QUIETSTATE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 eighth check, §3.10.2, §3.10.3")
            .says("TIME-WAIT runs no other timer and sends nothing of its own accord.")
            .catches("A retransmission or keep-alive timer survives into TIME-WAIT.")
            .about(Doubt.KEEPALIVE, Doubt.LIMITED)
            .exercise(TimeWaitRules::quietScenario)
            .judge(unlimited(TimeWaitRules::quiet));

    static final Rule TW_JUNK = Rule.id("TW-JUNK")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 first check, §3.5.2 group 3")
            .says(
                    "A segment that is not acceptable in TIME-WAIT gets an empty ACK with the old numbers, and text is ignored.")
            .catches("TIME-WAIT answers with a RST.")
            .about(Doubt.BEYOND)
            .exercise(TimeWaitRules::junkScenario)
            .judge(unlimited(TimeWaitRules::junk));

    static final Rule TW_RST = Rule.id("TW-RST")
            .level(Level.MUST)
            .source("RFC 5961 §3.2; RFC 9293 §3.10.7.4 second check, TIME-WAIT")
            .says("Without RFC 1337, a RST ends TIME-WAIT only when its number is exactly RCV.NXT.")
            .catches("Any RST for the 4-tuple ends TIME-WAIT.")
            .needs(Feature.RFC5961_RST)
            .about(Doubt.LIMITED, Doubt.RESET)
            .exercise(TimeWaitRules::unprotectedScenario)
            .judge(TimeWaitRules::reset);

    static final Rule TW_RST_1337 = Rule.id("TW-RST-1337")
            .level(Level.SHOULD)
            .source("RFC 1337 §3 F1")
            .says("With the protection of RFC 1337, a RST never shortens TIME-WAIT.")
            .catches("A RST ends TIME-WAIT or restarts its timer.")
            .needs(Feature.RFC1337)
            .about(Doubt.LIMITED, Doubt.OLD, Doubt.RESET)
            .exercise(TimeWaitRules::protectedScenario)
            .judge(TimeWaitRules::protectedFromReset);

    static final Rule TW_SYN_NEW = Rule.id("TW-SYN-NEW")
            .level(Level.MAY)
            .source("RFC 9293 §3.6.1 MAY-2(1); RFC 6191 §2")
            .says(
                    "A SYN above every number of the old connection may reopen it, with an initial number above those we used, to be like any other.")
            .catches(
                    "The new initial sequence number is drawn without regard to the old SND.NXT, or the new connection keeps something of the old one.")
            .needs(Feature.TW_REOPEN)
            .about(Doubt.AGAIN, Doubt.SYN)
            .exercise(TimeWaitRules::newSynScenario)
            .judge(unlimited(TimeWaitRules::newSyn));

    static final Rule TW_SYN_OLD = Rule.id("TW-SYN-OLD")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6.1, §3.10.7.4 fourth check; RFC 6191 §2")
            .says("An old duplicate SYN never reopens the connection, and TIME-WAIT survives it.")
            .catches("An old SYN opens a connection or ends TIME-WAIT.")
            .about(Doubt.SYN)
            .exercise(TimeWaitRules::oldSynScenario)
            .judge(unlimited(TimeWaitRules::oldSyn));

    /** Linux forgets the old connection when it accepts the SYN and says so in its source: catalogue §5.8. */
    static final Rule TW_SYN_BACK = Rule.id("TW-SYN-BACK")
            .level(Level.MUST)
            .source("RFC 9293 §3.6.1 MAY-2(2)")
            .says("When a SYN accepted in TIME-WAIT turns out to be old, the connection returns to TIME-WAIT.")
            .catches("TIME-WAIT is lost after a bogus SYN.")
            .needs(Feature.TW_REOPEN)
            .about(Doubt.AGAIN, Doubt.RESET, Doubt.SYN)
            .exercise(TimeWaitRules::backScenario)
            .judge(TimeWaitRules::back);

    static final Rule TW_BUSY = Rule.id("TW-BUSY")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.1")
            .says("An active OPEN on the 4-tuple of a connection that is still closing fails.")
            .catches("A second TCB is made for a live 4-tuple.")
            .exercise(TimeWaitRules::busyScenario)
            .judge(TimeWaitRules::busy);

    static final Rule TW_ISSUER = Rule.id("TW-ISSUER")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.5.2, §3.10.5")
            .says("The side that sends a RST should hold the connection in TIME-WAIT.")
            .catches("Nothing: it documents what a stack does.")
            .needs(Feature.RST_TW)
            .untested(
                    "RFC 9293 asks for TIME-WAIT in §3.5.2 and for CLOSED in §3.10.5: either is right, nothing can fail");

    static final Group GROUP = Group.of(
            'F',
            "TIME-WAIT",
            TW_2MSL,
            TW_RESTART,
            TW_QUIETSTATE,
            TW_JUNK,
            TW_RST,
            TW_RST_1337,
            TW_SYN_NEW,
            TW_SYN_OLD,
            TW_SYN_BACK,
            TW_BUSY,
            TW_ISSUER);

    private TimeWaitRules() {}

    /** Without a bucket there is no TIME-WAIT: that is OR-TWBUCKETS. */
    private static Function<Observed, Judgement> unlimited(Function<Observed, Judgement> judge) {
        return t -> t.setting("tcp_max_tw_buckets").isPresent()
                ? Judgement.notApplicable("tcp_max_tw_buckets is set")
                : judge.apply(t);
    }

    private static Scenario lastsScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, 3)) {
            case 2 -> beside(Paths.timeWait(c, p), c.between(1, 3));
            // Not as long as an orphan may have to wait for the FIN at most.
            case 3 ->
                Paths.finWait2(c, p)
                        .pass(Span.seconds(c.between(3, 10)))
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL);
            default -> Paths.timeWait(c, p);
        };
        if (c.flip()) {
            Template late = c.flip() ? Template.finAgain() : Template.ack();
            return script.pass(Span.after(p.twoMsl(), p))
                    .send(late)
                    .await(Expect.SEGMENT)
                    .build();
        }
        return script.pass(Span.ofTwoMsl(c.oneOf(97, 97, 51, 3)))
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    /** So many more connections go to TIME-WAIT. */
    private static Script beside(Script script, int others) {
        for (int conn = 1; conn <= others; conn++) {
            script.on(conn)
                    .open(Opener.PEER)
                    .close()
                    .await(Expect.FIN)
                    .send(Template.fin())
                    .await(Expect.ACK_OF_ALL);
        }
        return script.on(0);
    }

    private static Judgement lasts(Observed t) {
        Moment probe = t.first(m -> m.before().state == State.TIME_WAIT && m.arrived() != null);
        if (probe == null) {
            return Judgement.notApplicable("nothing arrived in TIME-WAIT");
        }
        Judgement wrong = ageIsRight(t, probe);
        return wrong == null ? Judgement.pass() : wrong;
    }

    /** Judges a FIN or ACK that arrives in TIME-WAIT by how long that has lasted; null when the answer is right. */
    static @Nullable Judgement ageIsRight(Observed t, Moment probe) {
        long age = probe.at() - probe.before().since;
        long twoMsl = t.profile().twoMsl();
        List<Moment> replies = t.replies(probe, t.prompt());
        if (age < twoMsl && Check.arrivedFinAgain(probe) && !Check.oneEmptyAck(replies, probe.after())) {
            return Judgement.fail(probe, "an empty ACK, since 2MSL have not passed since the latest FIN", replies);
        }
        if (age > twoMsl + t.profile().late(twoMsl) && !Check.refused(t, probe, replies)) {
            return Judgement.fail(probe, "a RST, since 2MSL have passed since the latest FIN", replies);
        }
        return null;
    }

    private static Scenario restartScenario(Choices c, Profile p) {
        // While waiting is real the restart comes early, so that the whole takes little longer than one TIME-WAIT.
        boolean real = p.clock() == Clock.WALL;
        boolean outlive = c.flip();
        int times = real ? 1 : c.between(1, 3);
        Script script = Paths.timeWait(c, p);
        for (int i = 0; i < times; i++) {
            script.pass(Span.ofTwoMsl(real ? c.between(9, 11) : c.between(20, 95)))
                    .send(Template.finAgain())
                    .pass(Span.PROMPT);
        }
        // Later than the first wait would have ended: still there. Or later than the last one: gone.
        script.pass(outlive ? Span.after(p.twoMsl(), p) : Span.ofTwoMsl(97).plusMs(-100));
        return script.send(Template.finAgain()).await(Expect.SEGMENT).build();
    }

    private static Judgement restart(Observed t) {
        List<Moment> again = t.all(m -> m.before().state == State.TIME_WAIT && Check.arrivedFinAgain(m));
        for (Moment fin : again) {
            Judgement wrong = ageIsRight(t, fin);
            if (wrong != null) {
                return wrong;
            }
        }
        return again.size() > 1
                ? Judgement.pass()
                : Judgement.notApplicable("the FIN did not come again twice in TIME-WAIT");
    }

    private static Scenario quietScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = Paths.established(c);
        if (p.has(Feature.KEEPALIVE) && c.flip()) {
            script.option(SocketOption.KEEPIDLE, 1)
                    .option(SocketOption.KEEPINTVL, 1)
                    .option(SocketOption.KEEPALIVE, 1);
        }
        if (held) {
            script.shutdown(How.WR);
        } else {
            script.close();
        }
        script.await(Expect.FIN);
        if (c.flip()) {
            // The FIN is retransmitted before the FINs cross: its timer must stop with the ACK.
            script.pass(Span.ofRto(150))
                    .send(Template.fin().acking(AckRef.BUT_FIN))
                    .await(Expect.ACK_OF_ALL)
                    .send(Template.ack());
        } else {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        if (held) {
            script.write(10).readOnce();
            if (c.flip()) {
                script.pass(Span.DELAYED_ACK.plusMs(500)).close();
            }
        }
        boolean real = p.clock() == Clock.WALL;
        return script.pass(real ? Span.seconds(10) : Span.ofTwoMsl(c.between(30, 99)))
                .build();
    }

    private static Judgement quiet(Observed t) {
        boolean applies = false;
        Moment stimulus = null;
        for (Moment m : t.moments()) {
            stimulus = m.arrived() != null || m.isCall(Call.Connect.class) ? m : stimulus;
            boolean waiting = m.before().state == State.TIME_WAIT;
            applies |= waiting;
            boolean answers = stimulus != null && m.at() <= stimulus.at() + t.delayed();
            if (waiting && m.sent() != null && !answers) {
                return Judgement.fail(m, "silence: nothing arrived that asks for an answer", List.of(m));
            }
            if (waiting && m.result() instanceof Result.Count) {
                return Judgement.fail(m, "an error, since our side is closed", "octets taken for sending");
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("TIME-WAIT was not reached");
    }

    private static Scenario junkScenario(Choices c, Profile p) {
        Script script = Paths.timeWait(c, p);
        for (int i = c.between(1, 3); i > 0; i--) {
            script.pass(Span.ms(c.between(1, 2000))).send(junkSegment(c)).pass(Kept.PAUSE);
        }
        return script.send(Template.finAgain()).await(Expect.SEGMENT).build();
    }

    private static Template junkSegment(Choices c) {
        SeqRef seq = c.oneOf(Position.values()).seq();
        return switch (c.between(0, 3)) {
            case 0 -> Template.data(c.between(1, 100)).at(seq);
            case 1 -> Template.ack().at(seq);
            case 2 -> Template.ack().at(seq).acking(AckRef.unsent(c.between(1, 100_000)));
            default -> Template.fin().with(c.between(0, 10)).at(seq);
        };
    }

    private static Judgement junk(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(m -> m.before().state == State.TIME_WAIT && m.arrived() != null && isClear(t, m))) {
            Segment s = Observed.segment(m);
            boolean over = m.at() - m.before().since >= t.profile().twoMsl();
            if (s.rst() || s.syn() || m.before().lacksTimestamps(s) || over) {
                continue;
            }
            List<Moment> replies = t.replies(m, t.prompt());
            // Linux absorbs an ACK in sequence; RFC 9293 leaves open what an acceptable segment draws.
            boolean mayBeSilent = acceptable(s, m.before()) || Check.mayThrottle(t, m);
            if (!Check.oneEmptyAck(replies, m.after()) && !(mayBeSilent && replies.isEmpty())) {
                return Judgement.fail(
                        m,
                        mayBeSilent
                                ? "an empty ACK with the old numbers, or silence"
                                : "an empty ACK with the old numbers",
                        replies);
            }
            applies = true;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nothing but SYN or RST arrived in TIME-WAIT");
    }

    /** Tells whether the peer had said but once where it ends when TIME-WAIT began. */
    private static boolean isClear(Observed t, Moment here) {
        Moment enters = t.last(m -> m.conn() == here.conn()
                && m.index() < here.index()
                && m.before().state != State.TIME_WAIT
                && m.after().state == State.TIME_WAIT);
        return enters == null || !Doubt.BEYOND.before(t, enters);
    }

    /** The right edge itself counts as inside for some (catalogue §5.17). */
    private static boolean acceptable(Segment s, Knowledge k) {
        return Check.acceptable(s, k) || s.seq() == k.rcvEdge;
    }

    private static Scenario unprotectedScenario(Choices c, Profile p) {
        Script script = Paths.timeWait(c, p);
        return resetScenario(hasSetting(p) ? script.set("tcp_rfc1337", 0) : script, c)
                .build();
    }

    private static Script resetScenario(Script script, Choices c) {
        Template rst = Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST);
        return script.pass(Span.ms(c.between(1, 2000)))
                .send(rst.at(c.oneOf(Position.values()).seq()))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT);
    }

    private static Judgement reset(Observed t) {
        if (protection(t) != 0) {
            return Judgement.notApplicable("tcp_rfc1337 is on");
        }
        Moment rst = t.first(m -> m.before().state == State.TIME_WAIT && Check.arrivedRst(m));
        Moment probe = rst == null
                ? null
                : t.firstAfter(
                        rst,
                        m -> m.conn() == rst.conn()
                                && Check.arrivedFin(m)
                                && Observed.segment(m).hasAck());
        if (rst == null || probe == null) {
            return Judgement.notApplicable("no RST and then a FIN arrived in TIME-WAIT");
        }
        int seq = Observed.segment(rst).seq();
        boolean exact = seq == rst.before().rcvNxt;
        List<Moment> replies = t.replies(rst, t.prompt());
        boolean inWindow = rst.before().inWindow(seq);
        boolean challenged = inWindow && !exact && Check.oneEmptyAck(replies, rst.before());
        if (!challenged && !replies.isEmpty()) {
            return Judgement.fail(rst, inWindow && !exact ? "a challenge ACK or silence" : "silence", replies);
        }
        List<Moment> after = t.replies(probe, t.prompt());
        if (exact && !Check.refused(t, probe, after)) {
            return Judgement.fail(probe, "a RST, since the exact RST ended TIME-WAIT", after);
        }
        if (!exact && !Check.oneEmptyAck(after, rst.before())) {
            return Judgement.fail(probe, "an empty ACK, since only an exact RST ends TIME-WAIT", after);
        }
        return Judgement.pass(
                exact || !inWindow ? "" : challenged ? "in-window RST: challenge ACK" : "in-window RST: silence");
    }

    private static Scenario protectedScenario(Choices c, Profile p) {
        boolean outlive = c.flip();
        Script script = Paths.timeWait(c, p);
        if (hasSetting(p)) {
            script.set("tcp_rfc1337", 1);
        }
        if (!outlive) {
            return resetScenario(script, c).build();
        }
        Template rst = Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST);
        int early = c.between(10, 15);
        return script.pass(Span.ofTwoMsl(early))
                .send(rst.at(c.oneOf(Position.values()).seq()))
                .pass(Span.ofTwoMsl(100 - early).plusMs((p.late(p.twoMsl()) / 1000) + 100))
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    /** Tells whether the protection of RFC 1337 can be turned on and off. */
    private static boolean hasSetting(Profile p) {
        return p.has(Feature.RFC1337) && !p.has(Feature.RFC1337_ALWAYS);
    }

    /** The value of tcp_rfc1337: 0 when it is off. */
    static long protection(Observed t) {
        return t.setting("tcp_rfc1337").orElse(t.profile().has(Feature.RFC1337_ALWAYS) ? 1 : 0);
    }

    private static Judgement protectedFromReset(Observed t) {
        Moment rst = t.first(m -> m.arrived() != null && Check.arrivedRst(m) && m.conn() == 0);
        if (rst == null || rst.before().state != State.TIME_WAIT || protection(t) != 1) {
            return Judgement.notApplicable("no RST arrived in TIME-WAIT with tcp_rfc1337 on");
        }
        List<Moment> replies = t.replies(rst, t.prompt());
        // RFC 5961 would challenge an in-window RST; that keeps TIME-WAIT as well.
        if (!replies.isEmpty() && !Check.oneEmptyAck(replies, rst.before())) {
            return Judgement.fail(rst, "silence or a challenge ACK", replies);
        }
        Moment probe = t.firstAfter(rst, m -> Check.arrivedFin(m) && m.conn() == rst.conn());
        if (probe == null) {
            return Judgement.notApplicable("nothing arrived after the RST");
        }
        long age = probe.at() - rst.before().since;
        List<Moment> after = t.replies(probe, t.prompt());
        if (age < t.profile().twoMsl() && !Check.oneEmptyAck(after, rst.before())) {
            return Judgement.fail(probe, "an empty ACK, since the RST was to be ignored", after);
        }
        if (age > t.profile().twoMsl() + t.profile().late(t.profile().twoMsl()) && !Check.refused(t, probe, after)) {
            return Judgement.fail(probe, "a RST, since the ignored RST restarts nothing", after);
        }
        return Judgement.pass();
    }

    /** TIME-WAIT on the side that listens: the peer opened, the stack closed first. */
    static Script serverTimeWait(Choices c) {
        Script script = Script.begin().open(Opener.PEER);
        if (c.flip()) {
            script.write(c.between(1, 3000))
                    .autoAck(true)
                    .await(Expect.ALL_ACKED)
                    .autoAck(false);
        }
        script.close().await(Expect.FIN);
        if (c.flip()) {
            script.send(Template.ack());
        }
        return script.send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    private static Scenario newSynScenario(Choices c, Profile p) {
        int above = c.oneOf(1, 2, 1000, 100_000, 1_000_000_000);
        Script script = serverTimeWait(c)
                .pass(Span.ms(c.between(1, 2000)))
                .send(Template.syn().at(SeqRef.rcvNxt(above)))
                .await(Expect.SEGMENT);
        Reopening.use(script);
        // What was left of the old wait would end by now.
        boolean outlives = p.patient() && c.flip();
        return (outlives ? script.pass(Span.after(p.twoMsl(), p)) : script)
                .send(Template.data(10))
                .await(Expect.ACK_OF_ALL)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .build();
    }

    private static Judgement newSyn(Observed t) {
        Moment syn = t.first(m -> synInTimeWait(m) && Seq.gt(Observed.segment(m).seq(), m.before().rcvNxt));
        if (syn == null) {
            return Judgement.notApplicable("no newer SYN arrived in TIME-WAIT");
        }
        List<Moment> replies = t.replies(syn, t.prompt());
        if (Check.oneEmptyAck(replies, syn.before())) {
            return Judgement.pass("newer SYN: refused");
        }
        if (!Check.answersSyn(replies, Observed.segment(syn))) {
            return Judgement.fail(syn, "a SYN,ACK of the new SYN, or an empty ACK with the old numbers", replies);
        }
        int iss = Observed.segment(replies.get(0)).seq();
        if (!Seq.gt(iss, syn.before().sndNxt - 1)) {
            return Judgement.fail(
                    replies.get(0),
                    "an initial sequence number above the old SND.NXT",
                    "one " + Seq.show(syn.before().sndNxt - iss) + " below it");
        }
        Moment accepted = t.firstAfter(
                syn, m -> m.event() instanceof org.lastack.trace.Event.Returned r && r.call() instanceof Call.Accept);
        if (accepted != null && !(accepted.result() instanceof Result.Ok)) {
            return Judgement.fail(accepted, "the new connection, since its handshake was completed", "none to accept");
        }
        Judgement wrong = Reopening.unlikeAnyOther(t, syn);
        return wrong == null ? Judgement.pass("newer SYN: reopens") : wrong;
    }

    /** Tells whether a SYN arrives in TIME-WAIT whose number decides, since it has no timestamp: for others see group M. */
    static boolean synInTimeWait(Moment m) {
        return Reopening.synInTimeWait(m) && Observed.segment(m).options().timestamps() == null;
    }

    private static Scenario oldSynScenario(Choices c, Profile p) {
        int below = c.oneOf(1, 2, 1000, 100_000, 1_000_000_000);
        return serverTimeWait(c)
                .pass(Span.ms(c.between(1, 2000)))
                .send(Template.syn().at(SeqRef.rcvNxt(-below)))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement oldSyn(Observed t) {
        Moment syn = t.first(m -> synInTimeWait(m) && Seq.lt(Observed.segment(m).seq(), m.before().rcvNxt));
        Moment probe = syn == null ? null : t.firstAfter(syn, m -> Check.arrivedFin(m) && m.conn() == syn.conn());
        if (syn == null || probe == null) {
            return Judgement.notApplicable("no old SYN and then a FIN arrived in TIME-WAIT");
        }
        List<Moment> replies = t.replies(syn, t.prompt());
        boolean challenged = Check.oneEmptyAck(replies, syn.before());
        if (!challenged && !replies.isEmpty()) {
            return Judgement.fail(syn, "a challenge ACK (RFC 9293, RFC 5961) or silence (RFC 6191)", replies);
        }
        List<Moment> after = t.replies(probe, t.prompt());
        if (!Check.oneEmptyAck(after, syn.before())) {
            return Judgement.fail(probe, "an empty ACK, since TIME-WAIT survives an old SYN", after);
        }
        return Judgement.pass(challenged ? "old SYN: challenge ACK" : "old SYN: silence");
    }

    private static Scenario backScenario(Choices c, Profile p) {
        return serverTimeWait(c)
                .pass(Span.ms(c.between(1, 2000)))
                .send(Template.syn().at(SeqRef.rcvNxt(c.oneOf(1, 1000, 1_000_000))))
                .await(Expect.SEGMENT)
                .send(Template.rst())
                .pass(Span.PROMPT)
                .send(Template.fin().at(SeqRef.previous(-1)).acking(AckRef.PREVIOUS))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement back(Observed t) {
        Moment reset = t.first(m -> Check.arrivedRst(m) && m.before().state == State.SYN_RECEIVED);
        Knowledge old = reset == null ? null : reset.before().previous;
        Moment probe = reset == null ? null : t.firstAfter(reset, m -> m.conn() == reset.conn() && m.arrived() != null);
        boolean exact = reset != null && Observed.segment(reset).seq() == reset.before().rcvNxt;
        if (old == null || !exact || probe == null || !Check.arrivedFin(probe)) {
            return Judgement.notApplicable("no SYN was accepted in TIME-WAIT and then reset");
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        return Check.oneEmptyAck(replies, old)
                ? Judgement.pass()
                : Judgement.fail(probe, "an empty ACK from the old connection's TIME-WAIT", replies);
    }

    private static Scenario busyScenario(Choices c, Profile p) {
        Script script = Script.begin().open(Opener.STACK).close().await(Expect.FIN);
        switch (c.between(0, 3)) {
            case 0 -> script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            case 1 -> script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
            case 2 -> script.send(Template.ack());
            default -> {}
        }
        return script.connect().pass(Span.PROMPT).build();
    }

    /** A TIME-WAIT that used timestamps may be taken over: TS-REUSE. */
    private static boolean live(Knowledge k) {
        return k.state.compareTo(State.FIN_WAIT_1) >= 0 && !(k.state == State.TIME_WAIT && k.timestamps);
    }

    private static Judgement busy(Observed t) {
        Moment open = t.first(m -> m.isCall(Call.Connect.class) && live(m.before()));
        if (open == null) {
            return Judgement.notApplicable("nobody opened the 4-tuple of a closing connection");
        }
        List<Moment> syns = t.replies(open, t.prompt()).stream()
                .filter(m -> Check.sent(m, Flags.SYN))
                .toList();
        if (!syns.isEmpty()) {
            return Judgement.fail(open, "an error: the connection exists already", syns);
        }
        Moment end = t.returnOf(open);
        return end != null && end.result() instanceof Result.Failed
                ? Judgement.pass()
                : Judgement.fail(open, "an error: the connection exists already", "no error");
    }
}
