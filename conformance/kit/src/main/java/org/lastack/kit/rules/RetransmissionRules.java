package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
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

/** Group D: FIN reliability: retransmission, backoff, give-up. */
final class RetransmissionRules {
    static final String ORPHAN_RETRIES = "tcp_orphan_retries";
    static final String RETRIES = "tcp_retries2";
    static final String UTO = "uto";

    /** The floor of the RTO (RFC 6298 §2.4): a SHOULD. */
    private static final long STRICT_FLOOR = Time.SECOND;

    static final Rule FR_REXMIT = Rule.id("FR-REXMIT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.8")
            .says("A FIN without an answer is sent again in every closing state, with its number.")
            .catches("One of the three states has no retransmission timer, or sends something else.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(RetransmissionRules::againScenario)
            .judge(RetransmissionRules::again);

    /** §3.8 wants a current ACK in every segment, §3.10.8 sends the segment that the queue holds: so it is no MUST. */
    static final Rule FR_ACK = Rule.id("FR-ACK")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.8, §3.10.8")
            .says("A copy of the FIN has a current ACK, not the one that it had at first.")
            .catches("The segment is sent again as it was, and the peer does not hear what has come meanwhile.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(RetransmissionRules::againScenario)
            .judge(RetransmissionRules::current);

    static final Rule FR_BACKOFF = Rule.id("FR-BACKOFF")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.2 MUST-19; RFC 6298 §5.5")
            .says("The interval doubles with each copy of the FIN, and no bound holds it below a minute.")
            .catches("The interval stays the same, or grows by too little, or too soon no longer.")
            .fromPacketsAlone()
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(RetransmissionRules::silenceScenario)
            .judge(RetransmissionRules::backsOff);

    /** How long the RTO is at least follows from what the peer took to answer; its floor of a second is a SHOULD. */
    static final Rule FR_NOTEARLY = Rule.id("FR-NOTEARLY")
            .level(Level.MUST)
            .source("RFC 6298 §2, §5")
            .says("A FIN is not sent again before its ACK can have come, by the round trips of this path.")
            .catches("The RTO is 0, or a constant that takes no notice of a slow path.")
            .fromPacketsAlone()
            .undisturbed()
            .exercise(RetransmissionRules::slowPathScenario)
            .judge(RetransmissionRules::notEarly);

    /**
     * The ACK of a FIN is followed by nothing that has a timer, so this shows with the text before it: as no sample may be
     * taken, the RTO of the FIN is still backed off (RFC 6298 §5).
     */
    static final Rule FR_KARN = Rule.id("FR-KARN")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.1 MUST-18; RFC 6298 §3, §5.5 to 5.7")
            .says("The ACK of what was sent twice measures nothing: the RTO stays backed off.")
            .catches("The time since the latest copy is taken for the round trip, or any ACK brings the RTO down.")
            .fromPacketsAlone()
            .undisturbed()
            .exercise(RetransmissionRules::copyAckedScenario)
            .judge(RetransmissionRules::karn);

    /**
     * RFC 9293 takes whole segments off the queue: one that text and FIN share may come again whole. RFC 6298 §5.3 restarts the
     * timer; but what it demands is that nothing comes again earlier than an RTO after it was sent.
     */
    static final Rule FR_PARTIAL = Rule.id("FR-PARTIAL")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fifth check; RFC 6298 §5.3")
            .says("An ACK of the text before the FIN leaves the FIN alone outstanding, to be sent again.")
            .catches("The FIN is forgotten, text comes again, or the FIN comes again at once.")
            .fromPacketsAlone()
            .undisturbed()
            .exercise(RetransmissionRules::partialScenario)
            .judge(RetransmissionRules::partial);

    /**
     * RFC 9293 asks for an end and, as a SHOULD, for 100 s before it (SHLD-11): how long it took is recorded. An end before the
     * third copy is a failure, since R2 comes after R1 and that after three (SHLD-10).
     */
    static final Rule FR_R2 = Rule.id("FR-R2")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.3 MUST-20, SHLD-11; §3.6 case 2")
            .says("A FIN that nobody answers is given up at R2, and the connection is closed.")
            .catches(
                    "The stack gives up after seconds, tries for ever, or stops trying and never forgets the connection.")
            .about(Doubt.OLD, Doubt.RESET)
            .undisturbed()
            .exercise(GivingUp::giveUpScenario)
            .judge(GivingUp::givesUp);

    static final Rule FR_R2_APP = Rule.id("FR-R2-APP")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.3 MUST-21, §3.10.8; RFC 5482 §3.1")
            .says("The user timeout ends a connection on which only a FIN is outstanding, and the user is told.")
            .catches("The user timeout is forgotten when the application closes.")
            .needs(Feature.USERTIMEOUT)
            .about(Doubt.LIMITED, Doubt.OLD, Doubt.USER_TIMEOUT)
            .undisturbed()
            .exercise(GivingUp::userTimeoutScenario)
            .judge(GivingUp::userTimeout);

    /** L_LIMIT must exceed the RTO and should be 100 s: less is recorded. The option is off unless it is asked for. */
    static final Rule FR_UTO = Rule.id("FR-UTO")
            .level(Level.MUST)
            .source("RFC 5482 §3.1, §3.3")
            .says("The peer's advice brings the user timeout no lower than L_LIMIT, and may be void.")
            .catches("A tiny or zero timeout from the peer kills the connection.")
            .needs(Feature.UTO)
            .about(Doubt.LIMITED, Doubt.OLD, Doubt.USER_TIMEOUT)
            .undisturbed()
            .exercise(GivingUp::adviceScenario)
            .judge(GivingUp::advice);

    static final Rule FR_R1 = Rule.id("FR-R1")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.8.3 MUST-20, SHLD-9, SHLD-10; §3.9.1.8 MUST-47, SHLD-20")
            .says("After about three retransmissions, before it gives up, TCP tells the user and doubts the route.")
            .catches("The connection is given up without a report before.")
            .needs(Feature.ASYNCREPORT)
            .untested(
                    "no call of the kit brings a report before the end, since no socket API has one; advice to the IP layer"
                            + " stays inside the host");

    /**
     * A hard error SHOULD end the connection, but stacks treat it as soft once there is one (RFC 5461 §2.2): recorded, as is whether
     * the application can ask for a soft one (SHLD-25).
     */
    static final Rule FR_ICMP = Rule.id("FR-ICMP")
            .level(Level.MUST)
            .source("RFC 9293 §3.9.2.2 MUST-54 to MUST-56, SHLD-25, SHLD-26; RFC 5461 §2")
            .says("A soft ICMP error or a source quench never ends a connection whose FIN is outstanding.")
            .catches("Any ICMP error ends LAST-ACK.")
            .needs(Feature.ICMP)
            .about(Doubt.ICMP, Doubt.PATH)
            .fromPacketsAlone()
            .undisturbed()
            .exercise(GivingUp::icmpScenario)
            .judge(GivingUp::icmp);

    static final Group GROUP = Group.of(
            'D',
            "FIN reliability: retransmission, backoff, give-up",
            FR_REXMIT,
            FR_ACK,
            FR_BACKOFF,
            FR_NOTEARLY,
            FR_KARN,
            FR_PARTIAL,
            FR_R2,
            FR_R2_APP,
            FR_UTO,
            FR_R1,
            FR_ICMP);

    private RetransmissionRules() {}

    /** The FIN is on the wire and the peer says no more: from FIN-WAIT-1, LAST-ACK or CLOSING. */
    static Script silentPeer(Choices c, Profile p) {
        return switch (c.between(0, 2)) {
            case 0 -> Paths.finWait1(c, p);
            case 1 -> Paths.lastAck(c, p);
            default -> Paths.closing(c, p);
        };
    }

    /** Long enough for the next copy after so many, however late the stack's timers are. */
    static Span copyAfter(int copies) {
        return Span.ofRto(150 << copies).plusMs(600);
    }

    /** The least time that any stack may wait before it sends something again: a round trip, and most of the least RTO. */
    private static long least(Observed t, Moment until) {
        long floor = Math.min(t.profile().minRto(), STRICT_FLOOR) * 3 / 4;
        return Math.max(floor, quickest(t, until))
                - t.profile().granularity()
                - t.trace().lateness();
    }

    /** The shortest time in which the peer has acknowledged anything: no sample of the stack's is shorter. */
    private static long quickest(Observed t, Moment until) {
        long quickest = Long.MAX_VALUE;
        for (Moment m : t.all(m -> m.conn() == until.conn() && m.index() <= until.index() && advances(m))) {
            Moment sent = t.last(s -> s.conn() == m.conn()
                    && s.index() < m.index()
                    && s.sent() != null
                    && Observed.segment(s).len() > 0
                    && Seq.leq(Observed.segment(s).end(), m.after().sndUna));
            quickest = sent == null ? quickest : Math.min(quickest, m.at() - sent.at());
        }
        return quickest == Long.MAX_VALUE ? 0 : quickest;
    }

    /** Tells whether the peer acknowledges something new here. */
    private static boolean advances(Moment m) {
        return m.arrived() != null && m.before().opened && Seq.gt(m.after().sndUna, m.before().sndUna);
    }

    // The FIN again

    private static Scenario againScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        if (c.between(0, 4) == 4) {
            // Another connection's FIN is acknowledged meanwhile.
            Script script = Paths.into(Script.begin().on(1), State.FIN_WAIT_1, Opener.PEER, held);
            State state = c.oneOf(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK);
            return Paths.into(script.on(0), state, c.oneOf(Opener.values()), held)
                    .on(1)
                    .send(Template.ack())
                    .on(0)
                    .await(Expect.SEGMENT, copyAfter(0))
                    .await(Expect.SEGMENT, copyAfter(1))
                    .build();
        }
        if (held && c.flip()) {
            // What the peer sends meanwhile has to show in the ACK field of the copy.
            Script script = Paths.established(c).shutdown(How.WR).await(Expect.FIN);
            script.pass(Span.ofRto(30)).send(Template.data(c.between(1, 500)).acking(AckRef.BUT_FIN));
            return script.await(Expect.ACK_OF_ALL)
                    .await(Expect.SEGMENT, copyAfter(0))
                    .await(Expect.SEGMENT, copyAfter(1))
                    .build();
        }
        return silentPeer(c, p)
                .await(Expect.SEGMENT, copyAfter(0))
                .await(Expect.SEGMENT, copyAfter(1))
                .build();
    }

    private static Judgement again(Observed t) {
        boolean applies = false;
        for (LoneFin fin : LoneFin.in(t)) {
            long limit = Check.rexmit(t, fin.alone());
            boolean came = !fin.copies().isEmpty()
                    && fin.copies().get(0).at() <= fin.alone().at() + limit;
            if (!came && fin.length() > limit) {
                return Judgement.fail(
                        fin.alone(),
                        "the FIN again with its number, an RTO after it was sent",
                        t.sentBetween(fin.alone(), fin.alone().at() + limit));
            }
            applies |= came;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody left a FIN alone for an RTO");
    }

    private static Judgement current(Observed t) {
        boolean applies = false;
        for (LoneFin fin : LoneFin.in(t)) {
            for (Moment copy : fin.copies()) {
                if (Observed.segment(copy).ack() != copy.before().rcvNxt) {
                    return Judgement.fail(copy, "the FIN again with ACK=RCV.NXT", List.of(copy));
                }
                applies = true;
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no FIN came again");
    }

    // The pace

    private static Scenario silenceScenario(Choices c, Profile p) {
        int patience = p.clock() == Clock.VIRTUAL ? c.oneOf(20, 110, 2000) : p.patient() ? 110 : 15;
        return silentPeer(c, p).pass(Span.seconds(patience)).build();
    }

    private static Judgement backsOff(Observed t) {
        boolean applies = false;
        String bound = "";
        for (LoneFin fin : LoneFin.in(t)) {
            List<Long> times = fin.times();
            Judgement wrong = LoneFin.notDoubled(t, fin.alone(), times);
            if (wrong != null) {
                return wrong;
            }
            applies |= times.size() > 2;
            bound = times.size() > 3 ? bound(times) : bound;
        }
        return applies
                ? Judgement.pass(bound)
                : Judgement.notApplicable("no FIN was left alone until it came a third time");
    }

    /** The bound of the interval, in whole seconds, when it was seen to grow no further. */
    private static String bound(List<Long> times) {
        int last = times.size() - 1;
        long interval = times.get(last) - times.get(last - 1);
        long before = times.get(last - 1) - times.get(last - 2);
        return interval < before * 3 / 2 ? "interval grows to " + (interval + 500_000) / Time.SECOND + " s" : "";
    }

    // No earlier

    private static Scenario slowPathScenario(Choices c, Profile p) {
        Span way = Span.ms(c.oneOf(0, 400, 800));
        boolean passive = c.flip();
        Script script = passive
                ? Script.begin()
                        .listen()
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .pass(way)
                        .send(Template.ack())
                        .accept()
                : Script.begin()
                        .connect()
                        .await(Expect.SYN)
                        .pass(way)
                        .send(Template.of(Flags.SYN | Flags.ACK))
                        .await(Expect.DONE)
                        .await(Expect.ACK_OF_ALL);
        for (int i = c.between(0, 3); i > 0; i--) {
            script.write(c.between(1, 100)).await(Expect.ALL_DATA).pass(way).send(Template.ack());
        }
        Paths.closes(script, c, p).await(Expect.FIN).pass(way);
        if (c.flip()) {
            script.send(Template.ack());
        }
        return script.await(Expect.SEGMENT, copyAfter(0).plusMs(2400)).build();
    }

    private static Judgement notEarly(Observed t) {
        boolean applies = false;
        String floor = "";
        for (LoneFin fin : LoneFin.in(t)) {
            long least = least(t, fin.alone());
            Moment copy = fin.copies().isEmpty() ? null : fin.copies().get(0);
            long waited = copy == null ? fin.length() : copy.at() - fin.alone().at();
            if (copy != null && waited < least) {
                return Judgement.fail(
                        copy,
                        "no FIN again within " + Time.show(least) + ", which an ACK may take here",
                        "the FIN after " + Time.show(waited));
            }
            applies |= waited >= least;
            floor = copy == null || t.roundTrip(fin.alone()) > Time.ms(50) ? floor : floor(t, waited);
        }
        return applies ? Judgement.pass(floor) : Judgement.notApplicable("nobody left a FIN alone for a round trip");
    }

    private static String floor(Observed t, long waited) {
        return waited >= STRICT_FLOOR - t.profile().granularity() - t.trace().lateness()
                ? "least RTO: a second or more, as RFC 6298 asks"
                : "least RTO: below a second";
    }

    // Karn

    private static Scenario copyAckedScenario(Choices c, Profile p) {
        int copies = c.between(1, 2);
        boolean finToo = c.flip();
        Script script = Paths.established(c).write(c.between(1, 500)).await(Expect.ALL_DATA);
        if (finToo) {
            Paths.closes(script, c, p).await(Expect.FIN);
        }
        for (int i = 0; i < copies; i++) {
            script.await(Expect.SEGMENT, copyAfter(i));
        }
        script.pass(Span.ms(c.oneOf(0, 5))).send(Template.ack().acking(AckRef.BUT_FIN));
        if (!finToo) {
            Paths.closes(script, c, p).await(Expect.FIN);
        }
        return script.pass(copyAfter(copies)).build();
    }

    private static Judgement karn(Observed t) {
        boolean applies = false;
        for (Moment ack : t.all(RetransmissionRules::advances)) {
            // With SACK agreed on, a copy may be a probe for a lost tail (RFC 8985 §7).
            boolean measured = ack.before().timestamps || ack.before().sack;
            long interval = measured ? 0 : intervalOf(t, ack);
            Moment next = interval == 0 ? null : nextByTimer(t, ack);
            if (next == null || 2 * interval > Time.MINUTE) {
                continue;
            }
            long waited = next.at() - timerStarted(t, next, ack);
            long slack = t.profile().granularity() + t.trace().lateness();
            if (waited < interval * 3 / 2 - slack) {
                return Judgement.fail(
                        next,
                        "no retransmission within " + Time.show(2 * interval)
                                + ", to which the RTO was backed off, since the ACK of a copy measures nothing",
                        "one after " + Time.show(waited));
            }
            applies = true;
        }
        return applies
                ? Judgement.pass()
                : Judgement.notApplicable("nothing was retransmitted after an ACK of what was sent twice");
    }

    /**
     * The interval after which the latest copy was sent, when this ACK covers that copy and nothing else; 0 when it does not.
     * Without copies by a timer there is no interval.
     */
    private static long intervalOf(Observed t, Moment ack) {
        int from = ack.before().sndUna;
        int to = ack.after().sndUna;
        List<Moment> sent = t.all(m -> m.conn() == ack.conn()
                && m.index() < ack.index()
                && m.sent() != null
                && Observed.segment(m).len() > 0
                && Observed.segment(m).seq() == from);
        if (sent.size() < 2) {
            return 0;
        }
        Moment copy = sent.get(sent.size() - 1);
        long interval = copy.at() - sent.get(sent.size() - 2).at();
        boolean whole =
                LoneFin.again(copy) && Seq.leq(to, Observed.segment(copy).end());
        return whole && interval >= least(t, copy) && copy.before().sndWnd > 0 ? interval : 0;
    }

    /** What the retransmission timer sends next after the ACK, when nothing new is acknowledged before. */
    private static @Nullable Moment nextByTimer(Observed t, Moment ack) {
        Moment next = t.firstAfter(
                ack,
                m -> m.conn() == ack.conn()
                        && (m.arrived() != null || LoneFin.again(m) && m.at() > ack.at() + t.prompt()));
        return next != null && next.sent() != null && next.before().sndWnd > 0 ? next : null;
    }

    /** The ACK, or when the same was last sent: at once after the ACK, or for the first time. */
    private static long timerStarted(Observed t, Moment copy, Moment ack) {
        Moment before = t.last(m -> m.conn() == copy.conn()
                && m.index() < copy.index()
                && m.sent() != null
                && Observed.segment(m).len() > 0
                && Observed.segment(m).seq() == Observed.segment(copy).seq());
        return before == null ? ack.at() : Math.max(ack.at(), before.at());
    }

    // The text is acknowledged, the FIN is not

    private static Scenario partialScenario(Choices c, Profile p) {
        boolean passive = c.flip();
        Script script = passive ? Paths.closeWait(c) : Paths.established(c);
        boolean together = p.has(Feature.SOCKETS) && c.flip();
        if (together) {
            script.option(SocketOption.CORK, 1);
        }
        script.write(together ? c.between(1, 500) : c.between(1, 3000));
        Paths.closes(script, c, p).await(Expect.FIN);
        if (c.flip()) {
            script.await(Expect.SEGMENT, copyAfter(0));
        } else {
            script.pass(Span.ofRto(c.oneOf(60, 5)));
        }
        Template ack = passive || c.flip() ? Template.ack() : Template.fin();
        return script.send(ack.acking(AckRef.BUT_FIN)).pass(copyAfter(1)).build();
    }

    static Judgement partial(Observed t) {
        boolean applies = false;
        String seen = "";
        for (Moment ack : t.all(m -> advances(m) && leavesFin(m))) {
            Moment next = t.firstAfter(
                    ack,
                    m -> m.conn() == ack.conn()
                            && (m.arrived() != null
                                    || m.sent() != null && Observed.segment(m).len() > 0));
            if (next != null && Check.mayAnswer(t, next)) {
                continue; // the ACK of a FIN of the peer's may ride on ours
            }
            Judgement wrong = notJustFin(t, ack, next);
            if (wrong != null) {
                return wrong;
            }
            applies |= next != null && next.sent() != null;
            seen = next == null || next.sent() == null ? seen : howMuch(t, ack, next);
        }
        return applies
                ? Judgement.pass(seen)
                : Judgement.notApplicable("the FIN did not come again after an ACK of all but the FIN");
    }

    private static boolean leavesFin(Moment m) {
        Knowledge k = m.after();
        return m.before().finSent && k.sndUna == k.finSeq && Seq.gt(k.finSeq, m.before().iss + 1) && k.sndWnd > 0;
    }

    private static String howMuch(Observed t, Moment ack, Moment copy) {
        Moment first = t.first(m -> m.conn() == copy.conn() && Check.repeatsFin(m, copy.after()));
        if (first == null || Observed.segment(first).data().isEmpty()) {
            return "";
        }
        String what = Observed.segment(copy).data().isEmpty() ? "again alone" : "again with the text";
        boolean runsOn = copiesBefore(t, ack) == 0 && copy.at() - ack.at() < least(t, ack);
        return "FIN that shared a segment with text: " + what + (runsOn ? ", its timer not restarted" : "");
    }

    private static long copiesBefore(Observed t, Moment ack) {
        return t.all(m -> m.conn() == ack.conn() && m.index() < ack.index() && LoneFin.again(m))
                .size();
    }

    private static @Nullable Judgement notJustFin(Observed t, Moment ack, @Nullable Moment next) {
        long copies = copiesBefore(t, ack);
        long limit = Check.rexmit(t, ack) << Math.min(copies, 6);
        Moment sent = next == null || next.sent() == null ? null : next;
        if (sent == null || sent.at() > ack.at() + limit) {
            return (next == null ? t.end() : next.at()) <= ack.at() + limit
                    ? null
                    : Judgement.fail(ack, "the FIN again an RTO after the ACK of the text", "none in time");
        }
        if (!Check.repeatsFin(sent, ack.after()) || !alone(t, sent, ack)) {
            return Judgement.fail(sent, "the FIN alone, since the text is acknowledged", List.of(sent));
        }
        Moment last =
                t.last(m -> m.index() < ack.index() && m.conn() == ack.conn() && Check.repeatsFin(m, ack.after()));
        long waited = sent.at() - (last == null ? ack : last).at();
        return copies == 0 && waited < least(t, ack)
                ? Judgement.fail(sent, "the FIN again an RTO after it was sent", "the FIN after " + Time.show(waited))
                : null;
    }

    /** Tells whether no text comes with the FIN but that which shared a segment with it from the beginning. */
    private static boolean alone(Observed t, Moment copy, Moment ack) {
        Segment s = Observed.segment(copy);
        Moment first = t.first(m -> m.conn() == ack.conn() && Check.repeatsFin(m, ack.after()));
        return s.data().isEmpty() || first != null && Observed.segment(first).seq() == s.seq();
    }
}
