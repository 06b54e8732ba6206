package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Group D: FIN reliability: retransmission, backoff, give-up. */
final class RetransmissionRules {
    private static final String ORPHAN_RETRIES = "tcp_orphan_retries";
    private static final String RETRIES = "tcp_retries2";
    private static final String UTO = "uto";

    /** R1 is three retransmissions at least (RFC 9293 SHLD-10), and R2 comes later. */
    private static final int R1 = 3;

    /** The floor of the RTO (RFC 6298 §2.4): a SHOULD. */
    private static final long STRICT_FLOOR = Time.SECOND;

    /** Below every R2, so that nothing else ends the connection. */
    private static final long LONGEST_TIMEOUT = Time.MINUTE;

    static final Rule FR_REXMIT = Rule.id("FR-REXMIT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.8")
            .says(
                    "A FIN without an answer is sent again from FIN-WAIT-1, CLOSING and LAST-ACK, with the same number and a"
                            + " current ACK field.")
            .catches("One of the three states has no retransmission timer, or sends something else.")
            .exercise(RetransmissionRules::againScenario)
            .judge(Check.plain(RetransmissionRules::again));

    static final Rule FR_BACKOFF = Rule.id("FR-BACKOFF")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.2 MUST-19; RFC 6298 §5.5")
            .says("The interval doubles with each copy of the FIN; no bound may hold it below a minute.")
            .catches("The interval stays the same, or grows by too little, or too soon no longer.")
            .exercise(RetransmissionRules::silenceScenario)
            .judge(Check.plain(RetransmissionRules::backsOff));

    /** How long the RTO is at least follows from what the peer took to answer; its floor of a second is a SHOULD. */
    static final Rule FR_NOTEARLY = Rule.id("FR-NOTEARLY")
            .level(Level.MUST)
            .source("RFC 6298 §2, §5")
            .says(
                    "A FIN is not sent again before a round trip of this path, and a due margin, could have brought its ACK.")
            .catches("The RTO is 0, or a constant that takes no notice of a slow path.")
            .exercise(RetransmissionRules::slowPathScenario)
            .judge(Check.plain(RetransmissionRules::notEarly));

    /**
     * The ACK of a FIN is followed by nothing that has a timer, so this shows with the text before it: as no sample may be
     * taken, the RTO of the FIN is still backed off (RFC 6298 §5).
     */
    static final Rule FR_KARN = Rule.id("FR-KARN")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.1 MUST-18; RFC 6298 §3, §5.5 to 5.7")
            .says(
                    "The ACK of what was sent twice is no measure of the round trip: the RTO stays as far backed off as it is.")
            .catches("The time since the latest copy is taken for the round trip, or any ACK brings the RTO down.")
            .exercise(RetransmissionRules::copyAckedScenario)
            .judge(Check.plain(RetransmissionRules::karn));

    /**
     * RFC 9293 takes whole segments off the queue: one that text and FIN share may come again whole. RFC 6298 §5.3 restarts the
     * timer; but what it demands is that nothing comes again earlier than an RTO after it was sent.
     */
    static final Rule FR_PARTIAL = Rule.id("FR-PARTIAL")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 fifth check; RFC 6298 §5.3")
            .says("An ACK of the text before the FIN leaves the FIN alone outstanding: only the FIN is sent again.")
            .catches("The FIN is forgotten, text comes again, or the FIN comes again at once.")
            .exercise(RetransmissionRules::partialScenario)
            .judge(Check.plain(RetransmissionRules::partial));

    /**
     * RFC 9293 asks for an end and, as a SHOULD, for 100 s before it (SHLD-11): how long it took is recorded. An end before the
     * third copy is a failure, since R2 comes after R1 and that after three (SHLD-10).
     */
    static final Rule FR_R2 = Rule.id("FR-R2")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.3 MUST-20, SHLD-11; §3.6 case 2")
            .says(
                    "A FIN that nobody answers is given up at R2, and the connection is closed: whatever comes later gets a RST.")
            .catches(
                    "The stack gives up after seconds, tries for ever, or stops trying and never forgets the connection.")
            .exercise(RetransmissionRules::giveUpScenario)
            .judge(Check.plain(RetransmissionRules::givesUp, ORPHAN_RETRIES, RETRIES));

    static final Rule FR_R2_APP = Rule.id("FR-R2-APP")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.3 MUST-21, §3.10.8; RFC 5482 §3.1")
            .says(
                    "The application's user timeout also ends a connection on which only a FIN is outstanding, and it is told.")
            .catches("The user timeout is forgotten when the application closes.")
            .needs(Feature.USERTIMEOUT)
            .exercise(RetransmissionRules::userTimeoutScenario)
            .judge(Check.plain(RetransmissionRules::userTimeout, SocketOption.USER_TIMEOUT.word()));

    /** L_LIMIT must exceed the RTO and should be 100 s: less is recorded. The option is off unless it is asked for. */
    static final Rule FR_UTO = Rule.id("FR-UTO")
            .level(Level.MUST)
            .source("RFC 5482 §3.1, §3.3")
            .says("The peer's user timeout option brings the user timeout no lower than L_LIMIT; 0, and a timeout that the"
                    + " application has set, make it void.")
            .catches("A tiny or zero timeout from the peer kills the connection.")
            .needs(Feature.UTO)
            .exercise(RetransmissionRules::adviceScenario)
            .judge(Check.plain(RetransmissionRules::advice, UTO, SocketOption.USER_TIMEOUT.word()));

    static final Rule FR_R1 = Rule.id("FR-R1")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.8.3 MUST-20, SHLD-9, SHLD-10; §3.9.1.8 MUST-47, SHLD-20")
            .says(
                    "From about three retransmissions on, and before it gives up, TCP tells the user and doubts the route.")
            .catches("The connection is given up without a report before.")
            .needs(Feature.ASYNCREPORT)
            .untested(
                    "no call of the kit brings a report before the end, since no socket API has one; advice to the IP layer"
                            + " stays inside the host");

    /** A hard error SHOULD end the connection, but stacks treat it as soft once there is one (RFC 5461 §2.2): recorded. */
    static final Rule FR_ICMP = Rule.id("FR-ICMP")
            .level(Level.MUST)
            .source("RFC 9293 §3.9.2.2 MUST-54 to MUST-56, SHLD-25, SHLD-26; RFC 5461 §2")
            .says("A soft ICMP error never ends a connection whose FIN is outstanding, nor does a source quench.")
            .catches("Any ICMP error ends LAST-ACK.")
            .needs(Feature.ICMP)
            .exercise(RetransmissionRules::icmpScenario)
            .judge(Check.plain(RetransmissionRules::icmp));

    static final Group GROUP = Group.of(
            'D',
            "FIN reliability: retransmission, backoff, give-up",
            FR_REXMIT,
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
    private static Script silentPeer(Choices c, Profile p) {
        return switch (c.between(0, 2)) {
            case 0 -> Paths.finWait1(c, p);
            case 1 -> Paths.lastAck(c, p);
            default -> Paths.closing(c, p);
        };
    }

    /** Long enough for the next copy after so many, however late the stack's timers are. */
    private static Span copyAfter(int copies) {
        return Span.ofRto(150 << copies).plusMs(600);
    }

    /** The least time that any stack may wait before it sends something again: a round trip, and most of the least RTO. */
    private static long least(Observed t, Moment until) {
        long floor = Math.min(t.profile().rto(), STRICT_FLOOR) * 3 / 4;
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
            for (Moment copy : fin.copies()) {
                if (Observed.segment(copy).ack() != copy.before().rcvNxt) {
                    return Judgement.fail(copy, "the FIN again with ACK=RCV.NXT", List.of(copy));
                }
            }
            applies |= came;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody left a FIN alone for an RTO");
    }

    // The pace

    private static Scenario silenceScenario(Choices c, Profile p) {
        return silentPeer(c, p)
                .pass(p.patient() ? Span.seconds(c.oneOf(20, 110, 2000)) : Span.seconds(15))
                .build();
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
            long interval = ack.before().timestamps ? 0 : intervalOf(t, ack);
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
                && Observed.segment(m).len() > 0);
        return before == null ? ack.at() : Math.max(ack.at(), before.at());
    }

    // The text is acknowledged, the FIN is not

    private static Scenario partialScenario(Choices c, Profile p) {
        Script script = c.flip() ? Paths.closeWait(c) : Paths.established(c);
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
        return script.send(Template.ack().acking(AckRef.BUT_FIN))
                .pass(copyAfter(1))
                .build();
    }

    private static Judgement partial(Observed t) {
        boolean applies = false;
        String seen = "";
        for (Moment ack : t.all(m -> advances(m) && leavesFin(m))) {
            Moment next = t.firstAfter(
                    ack,
                    m -> m.conn() == ack.conn()
                            && (m.arrived() != null
                                    || m.sent() != null && Observed.segment(m).len() > 0));
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

    // Giving up

    private static Scenario giveUpScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        boolean gone = c.flip();
        if (gone && real && !p.patient()) {
            return hastily(c, p);
        }
        // A real clock waits for an orphan, whose time is short.
        Script script = gone && real ? unanswered(c, false) : silentPeer(c, p);
        Span age = gone ? real ? Span.seconds(130) : Span.seconds(7200) : Span.seconds(p.patient() ? 95 : 60);
        return probe(script.pass(age)).build();
    }

    /** Where waiting is real, the limit is made short; a stack without such a limit is only asked whether it goes on. */
    private static Scenario hastily(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = unanswered(c, held).set(held ? RETRIES : ORPHAN_RETRIES, held ? 2 : 1);
        return probe(script.pass(Span.seconds(8))).build();
    }

    /** The FIN of one of the three states gets no answer; an application holds the socket, or does not. */
    private static Script unanswered(Choices c, boolean held) {
        int state = c.between(0, 2);
        Script script = state == 1 ? Paths.closeWait(c) : Paths.established(c);
        if (held) {
            script.shutdown(How.WR);
        } else {
            script.close();
        }
        script.await(Expect.FIN);
        return state < 2
                ? script
                : script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
    }

    /** Out of place by one, it draws an ACK while there is a connection, and a RST when there is none. */
    private static Script probe(Script script) {
        return script.send(Template.ack().at(SeqRef.rcvNxt(-1)).acking(AckRef.BUT_FIN))
                .await(Expect.SEGMENT);
    }

    private static Judgement givesUp(Observed t) {
        boolean applies = false;
        for (LoneFin fin : LoneFin.in(t)) {
            for (Moment probe : probes(t, fin)) {
                List<Moment> replies = Check.withoutFin(
                        t.replies(probe, t.prompt()), fin.alone().after());
                if (Check.oneReset(replies, Observed.segment(probe))) {
                    return givenUp(t, fin, probe);
                }
                if (overdue(t, fin, probe)) {
                    return Judgement.fail(probe, "a RST, since the FIN was given up, or should have been", replies);
                }
                applies = true;
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no FIN was left alone and then asked after");
    }

    /** What shows whether the stack still has the connection: a repeated FIN, or an empty ACK from just below the window. */
    private static List<Moment> probes(Observed t, LoneFin fin) {
        return t.all(m -> m.conn() == fin.alone().conn()
                && m.index() > fin.alone().index()
                && m.arrived() != null
                && m.before().iss == fin.alone().after().iss
                && mayBeThere(t, fin, m)
                && (Check.arrivedFinAgain(m) || belowWindow(m))
                && Observed.segment(m).hasAck()
                && Seq.leq(Observed.segment(m).ack(), m.before().finSeq));
    }

    private static boolean belowWindow(Moment m) {
        Segment s = Observed.segment(m);
        return s.flags() == Flags.ACK && s.len() == 0 && s.seq() == m.before().rcvNxt - 1;
    }

    private static boolean mayBeThere(Observed t, LoneFin fin, Moment m) {
        return switch (m.before().state) {
            case FIN_WAIT_1, CLOSING, LAST_ACK -> true;
            case CLOSED -> resetAtR2(t, fin, m);
            default -> false;
        };
    }

    /** Tells whether the stack has told the peer of its own accord that it gives up. */
    private static boolean resetAtR2(Observed t, LoneFin fin, Moment later) {
        Moment reset = t.firstAfter(fin.alone(), m -> m.conn() == later.conn() && Check.sentRst(m));
        Moment stimulus = reset == null
                ? null
                : t.last(m -> m.conn() == later.conn() && m.index() < reset.index() && m.stimulus());
        return reset != null
                && reset.index() < later.index()
                && stimulus != null
                && stimulus.at() + t.prompt() < reset.at();
    }

    private static boolean overdue(Observed t, LoneFin fin, Moment probe) {
        List<Long> times = timesBefore(fin, probe);
        long age = probe.at() - fin.alone().at();
        return age > 60 * Time.MINUTE
                || probe.before().state == State.CLOSED
                || (times.size() < 2 ? age > 2 * Check.rexmit(t, fin.alone()) : probe.at() > LoneFin.due(t, times));
    }

    private static List<Long> timesBefore(LoneFin fin, Moment probe) {
        return fin.times().stream().filter(at -> at <= probe.at()).toList();
    }

    private static Judgement givenUp(Observed t, LoneFin fin, Moment probe) {
        List<Long> times = timesBefore(fin, probe);
        Moment more = t.firstAfter(
                probe,
                m -> m.conn() == probe.conn() && Check.repeatsFin(m, fin.alone().after()));
        if (more != null) {
            return Judgement.fail(more, "no FIN again, since the connection was gone", List.of(more));
        }
        boolean defaults =
                t.setting(ORPHAN_RETRIES).isEmpty() && t.setting(RETRIES).isEmpty();
        if (!defaults) {
            return Judgement.pass();
        }
        return times.size() > R1
                ? Judgement.pass(
                        "given up " + (resetAtR2(t, fin, probe) ? "with a RST " : "in silence ") + when(times, probe))
                : Judgement.fail(
                        probe,
                        "an ACK, since the FIN is not given up before its third copy",
                        "a RST after " + (times.size() - 1) + " copies of the FIN");
    }

    /** Between the latest copy and the time at which the next was due the stack gave up: roughly when that was. */
    private static String when(List<Long> times, Moment probe) {
        int last = times.size() - 1;
        long due =
                Math.min(probe.at(), 2 * times.get(last) - times.get(last - 1) + times.get(last) - times.get(last - 1));
        long after = due - times.get(0);
        if (after < Time.seconds(100)) {
            return "before the 100 s that RFC 9293 asks for";
        }
        return after < 5 * Time.MINUTE
                ? "between 100 s and 5 min"
                : after < 30 * Time.MINUTE ? "between 5 and 30 min" : "after half an hour and more";
    }

    // The user timeout

    private static Scenario userTimeoutScenario(Choices c, Profile p) {
        int seconds = c.between(2, 5);
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        int state = c.between(0, 2);
        Script script = state == 1 ? Paths.closeWait(c) : Paths.established(c);
        script.option(SocketOption.USER_TIMEOUT, seconds * 1000);
        if (held) {
            script.shutdown(How.WR);
        } else {
            script.close();
        }
        script.await(Expect.FIN);
        if (state == 2) {
            script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
        }
        boolean waits = held && state == 0 && p.has(Feature.SOCKETS) && c.flip();
        if (waits) {
            script.call(new Call.Receive(100));
        }
        probe(script.pass(Span.ms(600L * seconds)));
        script.pass(
                new Span(Span.Base.RTO, 125, Time.ms(400L * seconds) + p.late(Time.seconds(seconds)) + Time.ms(100)));
        if (held && !waits) {
            script.readOnce();
        }
        return probe(script).build();
    }

    private static Judgement userTimeout(Observed t) {
        boolean applies = false;
        for (LoneFin fin : LoneFin.in(t)) {
            long limit = Time.ms(timeoutOf(t, fin.alone()));
            if (limit == 0 || limit > LONGEST_TIMEOUT) {
                continue;
            }
            for (Moment probe : probes(t, fin)) {
                Judgement wrong = inTime(t, fin, probe, limit);
                if (wrong != null) {
                    return wrong;
                }
                applies |= probe.at() > latest(t, fin, limit);
            }
            Judgement untold = untold(t, fin, limit);
            if (untold != null) {
                return untold;
            }
        }
        return applies
                ? Judgement.pass()
                : Judgement.notApplicable("no FIN was left alone for longer than the user timeout");
    }

    /** The user timeout that the application has set, in milliseconds; 0 when it has not. */
    private static int timeoutOf(Observed t, Moment fin) {
        Moment set = t.last(m -> m.index() < fin.index()
                && m.conn() == fin.conn()
                && m.called() instanceof Call.SetOption o
                && o.option() == SocketOption.USER_TIMEOUT);
        return set != null && set.called() instanceof Call.SetOption o ? Math.max(0, o.value()) : 0;
    }

    /** When the user timeout must have ended the connection; it may count from the first retransmission. */
    private static long latest(Observed t, LoneFin fin, long limit) {
        return fin.alone().at()
                + limit
                + Check.rexmit(t, fin.alone())
                + t.profile().late(limit);
    }

    private static @Nullable Judgement inTime(Observed t, LoneFin fin, Moment probe, long limit) {
        List<Moment> replies =
                Check.withoutFin(t.replies(probe, t.prompt()), fin.alone().after());
        boolean gone = Check.oneReset(replies, Observed.segment(probe));
        long slack = t.profile().granularity() + t.trace().lateness();
        if (gone && probe.at() < fin.alone().at() + limit - slack) {
            return Judgement.fail(probe, "an ACK, since the user timeout is not over", replies);
        }
        return !gone && probe.at() > latest(t, fin, limit)
                ? Judgement.fail(probe, "a RST, since the user timeout is over", replies)
                : null;
    }

    /** Nothing is sent after the user timeout, and a reader hears of it, unless the stream had ended before. */
    private static @Nullable Judgement untold(Observed t, LoneFin fin, long limit) {
        Moment late = t.first(m -> m.conn() == fin.alone().conn()
                && m.at() > latest(t, fin, limit)
                && Check.repeatsFin(m, fin.alone().after()));
        if (late != null) {
            return Judgement.fail(late, "no FIN again, since the user timeout is over", List.of(late));
        }
        Moment reader = t.firstAfter(
                fin.alone(),
                m -> m.conn() == fin.alone().conn()
                        && !m.before().finReceived
                        && (m.isCall(Call.Receive.class)
                                || m.isCall(Call.Read.class) && m.at() > latest(t, fin, limit)));
        Moment told = reader == null ? null : t.returnOf(reader);
        if (reader == null || told == null && t.end() < latest(t, fin, limit)) {
            return null;
        }
        Result result = told == null ? null : told.result();
        return result != null && result.is(Errno.ETIMEDOUT)
                ? null
                : Judgement.fail(
                        told == null ? reader : told,
                        "ETIMEDOUT, since the user timeout is over",
                        result == null ? "no answer" : result.show());
    }

    // The peer's advice

    private static Scenario adviceScenario(Choices c, Profile p) {
        int seconds = c.oneOf(1, 0, 60, 5);
        boolean minutes = seconds == 60 && c.flip();
        Bytes option = Bytes.fromHex(minutes ? "1c048001" : "1c0400%02x".formatted(seconds));
        boolean own = p.has(Feature.USERTIMEOUT) && c.between(0, 3) == 3;
        int when = c.between(0, 2);
        Script script = Paths.established(c).set(UTO, 1);
        if (own) {
            script.option(SocketOption.USER_TIMEOUT, 3000);
        }
        if (when == 0) {
            script.send(Template.ack().withOptions(option));
        }
        Paths.closes(script, c, p).await(Expect.FIN);
        if (when == 1) {
            script.send(Template.ack().acking(AckRef.BUT_FIN).withOptions(option));
        } else if (when == 2) {
            script.send(Template.fin().acking(AckRef.BUT_FIN).withOptions(option)).await(Expect.ACK_OF_ALL);
        }
        Span over = new Span(Span.Base.RTO, 125, Time.ms(3100) + p.late(Time.seconds(3)));
        return probe(script.pass(own ? over : Span.seconds(p.patient() ? 95 : 60))).build();
    }

    private static Judgement advice(Observed t) {
        boolean applies = false;
        String seen = "";
        for (LoneFin fin : LoneFin.in(t)) {
            long own = Time.ms(timeoutOf(t, fin.alone()));
            for (Moment probe : probes(t, fin)) {
                int advised = advised(t, probe);
                if (advised < 0 || t.setting(UTO).orElse(0) == 0) {
                    continue;
                }
                boolean gone = Check.oneReset(t.replies(probe, t.prompt()), Observed.segment(probe));
                Judgement wrong = own > 0
                        ? inTime(t, fin, probe, own)
                        : gone ? tooSoon(t, fin, probe, Time.seconds(advised)) : null;
                if (wrong != null) {
                    return wrong;
                }
                applies = true;
                seen = own == 0 && gone ? "L_LIMIT below 100 s" : seen;
            }
        }
        return applies
                ? Judgement.pass(seen)
                : Judgement.notApplicable("the peer gave no advice, or the option was not asked for");
    }

    /** The user timeout that the peer advised last, in seconds; -1 when it did not. */
    private static int advised(Observed t, Moment probe) {
        Moment advice = t.last(m -> m.conn() == probe.conn()
                && m.index() < probe.index()
                && m.arrived() != null
                && Observed.segment(m).options().userTimeout() >= 0);
        return advice == null ? -1 : Observed.segment(advice).options().userTimeout();
    }

    private static @Nullable Judgement tooSoon(Observed t, LoneFin fin, Moment probe, long advised) {
        int copies = timesBefore(fin, probe).size() - 1;
        int least = advised == 0 ? R1 : 1;
        return copies >= least && probe.at() - fin.alone().at() >= advised
                ? null
                : Judgement.fail(
                        probe,
                        "an ACK, since the user timeout is as long as the advice and longer than an RTO",
                        "a RST after " + copies + " copies of the FIN");
    }

    // ICMP

    private static Scenario icmpScenario(Choices c, Profile p) {
        int copies = c.between(0, 2);
        IcmpError error = c.oneOf(IcmpError.values());
        Script script = silentPeer(c, p);
        for (int i = 0; i < copies; i++) {
            script.await(Expect.SEGMENT, copyAfter(i));
        }
        for (int i = c.between(1, 3); i > 0; i--) {
            script.icmp(error).pass(Span.ms(c.oneOf(0, 5)));
        }
        return probe(script.pass(copyAfter(copies + 1))).build();
    }

    private static Judgement icmp(Observed t) {
        for (LoneFin fin : LoneFin.in(t)) {
            Moment error = t.firstAfter(fin.alone(), m -> m.conn() == fin.alone().conn() && m.icmp() != null);
            IcmpMessage message = error == null ? null : error.icmp();
            boolean about = message != null && message.seq() == fin.alone().after().finSeq;
            if (error == null || message == null || !about || fin.until() < error.at()) {
                continue;
            }
            Judgement judgement = afterIcmp(t, fin, error, message.error());
            if (!(judgement instanceof Judgement.NotApplicable)) {
                return judgement;
            }
        }
        return Judgement.notApplicable("no ICMP error about a FIN arrived, with time to send it again");
    }

    private static Judgement afterIcmp(Observed t, LoneFin fin, Moment error, IcmpError what) {
        Moment next = t.firstAfter(
                error,
                m -> m.conn() == error.conn()
                        && (m.arrived() != null || Check.sentRst(m) || Check.repeatsFin(m, error.before())));
        if (next == null || next.arrived() != null) {
            return (next == null ? t.end() : next.at()) <= due(t, fin)
                    ? Judgement.notApplicable("nobody waited for the FIN to be sent again")
                    : afterSilence(t, error, what, next);
        }
        if (!Check.sentRst(next)) {
            return Judgement.pass(what.hard() ? "hard ICMP error: taken for a soft one" : "");
        }
        return what.hard()
                ? Judgement.pass("hard ICMP error: ends the connection with a RST")
                : Judgement.fail(next, goesOn(what), List.of(next));
    }

    /** The FIN did not come again. */
    private static Judgement afterSilence(Observed t, Moment error, IcmpError what, @Nullable Moment probe) {
        if (!what.hard()) {
            return Judgement.fail(error, goesOn(what), "none in time");
        }
        if (probe == null) {
            return Judgement.notApplicable("nobody asked after the connection");
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        return Check.oneReset(replies, Observed.segment(probe))
                ? Judgement.pass("hard ICMP error: ends the connection")
                : Judgement.fail(probe, "a RST, since the FIN is not sent again after the " + what, replies);
    }

    private static String goesOn(IcmpError what) {
        return "the FIN again, since a " + what + " is no reason to give up";
    }

    /** When the next copy of the FIN must have come. */
    private static long due(Observed t, LoneFin fin) {
        List<Long> times = fin.times();
        return times.size() == 1
                ? times.get(0) + Check.rexmit(t, fin.alone())
                : LoneFin.due(t, times);
    }
}
