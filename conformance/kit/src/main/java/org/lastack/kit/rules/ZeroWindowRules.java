package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
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

/** Group L: zero window and close. */
final class ZeroWindowRules {
    /** A peer that answers no probe may be given up after so long; 100 s, with a margin (SHLD-11). */
    private static final long LEAST_R2 = Time.seconds(90);

    private static final String RETRIES = "tcp_retries2";

    /** What every stack sends in one go once the window has opened. */
    private static final int FLIGHT = 1460;

    /** How far one probe and the next may be apart at most; RFC 6298 has no upper bound, lwIP reaches six minutes. */
    private static final long SLOWEST_PROBE = 8 * Time.MINUTE;

    /** The same where waiting is real: the greatest RTO of Linux. */
    private static final long SLOWEST_ON_WALL = 2 * Time.MINUTE;

    /** When the first probe comes is a SHOULD (SHLD-29): the persist timer of BSD begins with 5 s. */
    private static final long LATE_FIRST = Time.seconds(6);

    /** Longer than Linux throttles its answers to empty segments that are out of place. */
    private static final Span SPACED = Span.ms(600);

    private static final Template WIDE_OPEN = Template.ack().offering(65_535);

    /** What comes when, and that the intervals grow, is a SHOULD (SHLD-29, SHLD-30): it is recorded. */
    static final Rule ZW_PROBE = Rule.id("ZW-PROBE")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.6.1 MUST-36, SHLD-29, SHLD-30")
            .says(
                    "What a zero window holds back of a closed direction, text or FIN, is probed and goes out when it opens.")
            .catches(
                    "CLOSE stops the persist timer, and both ends wait for ever; or a window that is 0 from the handshake on is not heeded.")
            .undisturbed()
            .exercise(ZeroWindowRules::probeScenario)
            .judge(ZeroWindowRules::probe);

    /** Linux gives up an orphan after about 335 s: RFC 9293 §3.8.6.1 leaves that to the management of resources. */
    static final Rule ZW_STAYOPEN = Rule.id("ZW-STAYOPEN")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.6.1 MUST-37, MAY-8, before it RFC 6429")
            .says("A closed direction behind a zero window stays open for as long as the peer answers the probes.")
            .catches("Answered probes count as retransmissions, and R2 ends the connection.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(ZeroWindowRules::stayOpenScenario)
            .judge(ZeroWindowRules::stayOpen);

    /** Stacks that send the FIN all the same are common, and the peer's window protects it: that is recorded. */
    static final Rule ZW_FIN = Rule.id("ZW-FIN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.8.6, §3.10.4")
            .says(
                    "A FIN waits for room in the window, goes as soon as one number fits, and CLOSE counts from the call on.")
            .catches("The FIN is never sent after the window opens, or the state waits with it.")
            .undisturbed()
            .exercise(ZeroWindowRules::finScenario)
            .judge(ZeroWindowRules::fin);

    static final Rule ZW_EXACT = Rule.id("ZW-EXACT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.9.1.4")
            .says(
                    "When the window fits the queued text and not the FIN, the text goes now and the FIN with the next opening.")
            .catches("Text and FIN wait until both fit, and the connection stalls.")
            .undisturbed()
            .exercise(ZeroWindowRules::exactScenario)
            .judge(ZeroWindowRules::exact);

    /** New text beyond a shrunk window is only a SHOULD NOT (SHLD-15), but then the window was never there for it. */
    static final Rule ZW_SHRINK = Rule.id("ZW-SHRINK")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.6 MUST-34, MUST-35, SHLD-15 to SHLD-17, MAY-7")
            .says(
                    "A window that shrinks below what is in flight does not break the close, and is probed when it is zero.")
            .catches("A negative usable window is taken for a huge one, or the answered copies run into R2.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(ZeroWindowRules::shrinkScenario)
            .judge(ZeroWindowRules::shrink);

    /** A bare FIN takes no room: Linux accepts it at window 0, table 6 does not (catalogue §5.19). Either is right. */
    static final Rule ZW_RCV = Rule.id("ZW-RCV")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.8.6.1, §3.10.7.4 first check, table 6")
            .says(
                    "With a zero receive window each segment is still answered by the present ACK, and a FIN is not lost.")
            .catches("No ACK is sent at window 0, and the peer takes the connection for dead.")
            .about(Doubt.EDGE)
            .exercise(ZeroWindowRules::receiveScenario)
            .judge(ZeroWindowRules::receive);

    static final Rule ZW_UNREAD = Rule.id("ZW-UNREAD")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.6.1 SHLD-3; RFC 2525 §2.17")
            .says(
                    "Closing both directions over a full receive buffer resets, so that the peer does not probe for ever.")
            .catches("A FIN is sent, and the peer probes a window that will never open.")
            .needs(Feature.HALFDUP)
            .about(Doubt.ABORTED)
            .exercise(ZeroWindowRules::unreadScenario)
            .judge(ZeroWindowRules::unread);

    static final Rule ZW_DEADLOCK = Rule.id("ZW-DEADLOCK")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.6.1 SHLD-3; RFC 2525 §2.16, §2.12")
            .says("A peer that probes the zero window of an application that has closed both directions gets a RST.")
            .catches("The probes are acknowledged with a zero window for ever.")
            .needs(Feature.HALFDUP)
            .about(Doubt.UNREADABLE)
            .exercise(ZeroWindowRules::deadlockScenario)
            .judge(ZeroWindowRules::deadlock);

    static final Group GROUP = Group.of(
            'L',
            "Zero window and close",
            ZW_PROBE,
            ZW_STAYOPEN,
            ZW_FIN,
            ZW_EXACT,
            ZW_SHRINK,
            ZW_RCV,
            ZW_UNREAD,
            ZW_DEADLOCK);

    private ZeroWindowRules() {}

    // The peer's window is shut

    /** ESTABLISHED or CLOSE-WAIT, and the peer offers nothing. */
    private static Script shut(Choices c) {
        int way = c.between(0, 2);
        if (way == 2) {
            return shutFromTheStart();
        }
        Script script = Paths.established(c);
        return way == 1
                ? script.send(Template.fin().offering(0)).await(Expect.ACK_OF_ALL)
                : script.send(Template.ack().offering(0));
    }

    /** ESTABLISHED, and the last segment of the handshake offers nothing. */
    private static Script shutFromTheStart() {
        return Script.begin()
                .listen()
                .send(Template.syn())
                .await(Expect.SYN)
                .send(Template.ack().offering(0))
                .accept();
    }

    /** Waits for a probe, of which the intervals double from the RTO. */
    private static Script awaitProbe(Script script, Profile p, int before) {
        long slowest = p.clock() == Clock.WALL ? SLOWEST_ON_WALL : SLOWEST_PROBE;
        long interval = Math.min(p.rto() << Math.min(before, 12), slowest);
        return script.await(Expect.SEGMENT, Span.after(interval + interval / 4 + LATE_FIRST, p));
    }

    /** The peer answers a probe: it still has no room. */
    private static Template stillShut() {
        return Template.ack().acking(AckRef.NOTHING_NEW).offering(0);
    }

    /** Tells whether what the application has written, or the FIN of its CLOSE, cannot leave for want of a window. */
    private static boolean holdsBack(Knowledge k) {
        return k.opened && k.sndWnd == 0 && (closing(k) || !k.allAcked());
    }

    /** Tells whether a closed direction waits for a window of 0 to open. */
    private static boolean waits(Knowledge k) {
        return k.sndWnd == 0 && closing(k);
    }

    private static boolean closing(Knowledge k) {
        return k.state == State.FIN_WAIT_1 || k.state == State.CLOSING || k.state == State.LAST_ACK;
    }

    /** How many octets, the FIN not counted, the peer has not acknowledged. */
    private static long left(Knowledge k) {
        return k.written - (k.sndUna - (k.iss + 1));
    }

    /** The first number that the peer's window does not hold. */
    private static int edge(Knowledge k) {
        return k.sndUna + k.sndWnd;
    }

    /** Tells whether the segment asks for a new word from the peer: an octet or FIN again or new, or an empty one below. */
    private static boolean isProbe(Moment m) {
        Segment s = m.sent();
        int una = m.before().sndUna;
        return s != null && !s.rst() && (s.len() > 0 ? Seq.leq(s.seq(), una) : s.seq() == una - 1);
    }

    /**
     * The first time that a closed direction waits behind a window of 0.
     *
     * @param held when the window shut, or the first octet began to wait for it: that starts the persist timer
     * @param end the first moment at which it waits no longer, or null
     */
    private record Wait(Moment start, Moment held, @Nullable Moment end) {
        static @Nullable Wait first(Observed t) {
            Moment start = t.first(m -> m.conn() >= 0 && !waits(m.before()) && waits(m.after()));
            if (start == null) {
                return null;
            }
            Moment held = t.last(m -> m.conn() == start.conn()
                    && m.index() <= start.index()
                    && !holdsBack(m.before())
                    && holdsBack(m.after()));
            Moment end = t.firstAfter(start, m -> m.conn() == start.conn() && !waits(m.after()));
            return new Wait(start, held == null ? start : held, end);
        }

        boolean contains(Moment m) {
            return m.conn() == start.conn() && m.index() > start.index() && (end == null || m.index() < end.index());
        }

        List<Moment> probes(Observed t) {
            return t.all(m -> contains(m) && isProbe(m));
        }

        /** How long the next tick of the persist timer may take from the moment on: its interval has at most doubled. */
        long tick(Observed t, Moment from) {
            return Check.rexmit(t, start) + from.at() - held.at();
        }

        long watchedTo(Observed t) {
            return end == null ? t.end() : end.at();
        }

        /** Tells whether the peer's word ended it: the window is open. */
        boolean opened() {
            return end != null && end.arrived() != null && end.after().sndWnd > 0;
        }
    }

    // ZW-PROBE

    private static Scenario probeScenario(Choices c, Profile p) {
        Script script = shut(c);
        boolean text = c.flip();
        int before = 0;
        if (text) {
            script.write(c.oneOf(1, 2, 100, 1000));
            before = c.between(0, 1);
        }
        for (int i = 0; i < before; i++) {
            awaitProbe(script, p, i);
        }
        Paths.closes(script, c, p);
        boolean answers = c.flip();
        AckRef takes = c.oneOf(AckRef.NOTHING_NEW, AckRef.ALL);
        int probes = c.between(3, p.patient() ? 6 : 5);
        for (int i = before; i < probes; i++) {
            awaitProbe(script, p, i);
            if (answers) {
                script.send(Template.ack().acking(takes).offering(0));
            }
        }
        return script.autoAck(true)
                .send(WIDE_OPEN.acking(takes))
                .await(Expect.FIN)
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement probe(Observed t) {
        Moment beyond = t.first(m -> ignoresShutWindow(t, m));
        if (beyond != null) {
            return Judgement.fail(beyond, "no text, since the window is 0 and no probe is due yet", List.of(beyond));
        }
        Wait wait = Wait.first(t);
        if (wait == null) {
            return Judgement.notApplicable("nobody closed behind a window of 0");
        }
        List<Moment> probes = wait.probes(t);
        long first = wait.tick(t, wait.start());
        long watched = wait.watchedTo(t) - wait.start().at();
        if (wait.end() != null && Check.sentRst(wait.end()) && watched < LEAST_R2) {
            return Judgement.fail(wait.end(), "probes as long as the window is 0", List.of(wait.end()));
        }
        // The second interval is twice the first.
        if (probes.size() < 2 && watched > (probes.isEmpty() ? first : 3 * first)) {
            return Judgement.fail(
                    wait.start(),
                    "a probe of the window after each interval, since something waits for it",
                    t.all(m -> wait.contains(m) && m.sent() != null));
        }
        Judgement lost = wait.opened() ? lost(t, wait) : null;
        if (lost != null) {
            return lost;
        }
        return probes.isEmpty()
                ? Judgement.notApplicable("the window opened before a probe was due")
                : Judgement.pass(form(probes.get(0)) + growth(probes));
    }

    /**
     * New text, more than a probe needs, and sooner than one may come: the ACK that ended the handshake had said that there is no room
     * (RFC 9293 §3.10.7.4 fifth check, SYN-RECEIVED).
     */
    private static boolean ignoresShutWindow(Observed t, Moment m) {
        Segment s = m.sent();
        Knowledge k = m.before();
        if (s == null || s.data().length() <= 1 || s.seq() != k.sndNxt || k.sndWnd > 0) {
            return false;
        }
        Moment told = t.last(x -> x.conn() == m.conn() && x.index() < m.index() && x.arrived() != null);
        Moment wrote = t.last(x -> x.conn() == m.conn() && x.index() < m.index() && x.isCall(Call.Write.class));
        long crossing = t.profile().clock() == Clock.WALL ? t.prompt() : 0;
        return told != null
                && wrote != null
                && told.before().state == State.SYN_RECEIVED
                && told.after().state == State.ESTABLISHED
                && Observed.segment(told).window() == 0
                && told.index() < wrote.index()
                && m.at() >= told.at() + crossing
                && m.at() < told.at() + t.profile().minRto() / 2;
    }

    /** When the window opens for all that is left, all that is left comes, the FIN too. */
    private static @Nullable Judgement lost(Observed t, Wait wait) {
        Moment open = wait.end();
        if (open == null || left(open.after()) + 1 > Math.min(open.after().sndWnd, FLIGHT)) {
            return null;
        }
        long limit = open.at() + t.prompt() + wait.tick(t, open);
        boolean comes =
                open.after().finSent || t.sentBetween(open, limit).stream().anyMatch(Check::sentFin);
        return comes || t.end() < open.at() + t.prompt()
                ? null
                : Judgement.fail(
                        open, "all that waited, and the FIN: the window has opened", t.sentBetween(open, limit));
    }

    private static String form(Moment probe) {
        Segment s = Observed.segment(probe);
        return s.fin() && s.data().isEmpty()
                ? "the FIN probes"
                : s.len() == 0 ? "an empty probe" : "a probe with an octet";
    }

    private static String growth(List<Moment> probes) {
        if (probes.size() < 3) {
            return "";
        }
        for (int i = 2; i < probes.size(); i++) {
            long last = probes.get(i - 1).at() - probes.get(i - 2).at();
            if (probes.get(i).at() - probes.get(i - 1).at() < last + last / 2) {
                return ", intervals that do not double";
            }
        }
        return ", intervals that double";
    }

    // ZW-STAYOPEN

    private static Scenario stayOpenScenario(Choices c, Profile p) {
        Script script = shut(c);
        if (c.flip()) {
            script.write(c.oneOf(1, 100, 1000));
        }
        Paths.closes(script, c, p);
        boolean limited = p.clock() == Clock.WALL && p.has(Feature.ORPHAN);
        if (limited && !p.patient()) {
            // Linux: three probes without an answer would be the end, and their intervals double no more than three
            // times.
            script.set(RETRIES, 3);
        }
        int probes = answered(c, p, limited);
        for (int i = 0; i < probes; i++) {
            awaitProbe(script, p, i).send(stillShut());
        }
        script.autoAck(true).send(WIDE_OPEN.acking(AckRef.NOTHING_NEW));
        return awaitProbe(script, p, probes).pass(Span.PROMPT).build();
    }

    /** Three times R2 and more where time is free or R2 is short; else what a minute allows. */
    private static int answered(Choices c, Profile p, boolean limited) {
        if (p.clock() == Clock.VIRTUAL) {
            return c.oneOf(5, 12, 20, 35);
        }
        return p.patient() ? c.oneOf(6, 11) : limited ? c.between(10, 12) : c.between(5, 7);
    }

    private static Judgement stayOpen(Observed t) {
        Wait wait = Wait.first(t);
        Moment end = wait == null ? null : wait.end();
        if (wait == null || end == null || mostUnanswered(t, wait.start(), end) > 1 || answers(t, wait) < 3) {
            return Judgement.notApplicable("no three probes of a closed direction were answered, one by one");
        }
        if (end.after().finAcked) {
            return Judgement.notApplicable("the peer took the FIN although its window was 0");
        }
        long within = t.prompt() + patience(wait.tick(t, end));
        List<Moment> replies = wait.opened() ? t.replies(end, within) : List.of(end);
        if (untilReset(replies).stream().anyMatch(m -> Observed.segment(m).len() > 0)) {
            return Judgement.pass();
        }
        if (replies.isEmpty() && !t.watched(end, within)) {
            return Judgement.tooLate();
        }
        return end.before().released && t.profile().has(Feature.ORPHAN)
                ? Judgement.pass("an orphan is given up although its probes are answered")
                : Judgement.fail(end, "text or FIN: the connection lasts as long as its probes are answered", replies);
    }

    /** A copy may take longer than a probe: lwIP's intervals quadruple. Whoever has given up answers at once, with a RST. */
    private static long patience(long tick) {
        return Math.min(4 * tick, SLOWEST_PROBE + SLOWEST_PROBE / 4);
    }

    private static List<Moment> untilReset(List<Moment> sent) {
        return sent.stream().takeWhile(m -> !Check.sentRst(m)).toList();
    }

    private static int answers(Observed t, Wait wait) {
        int answers = 0;
        boolean probed = false;
        for (Moment m : t.all(wait::contains)) {
            answers += probed && m.arrived() != null ? 1 : 0;
            probed = m.arrived() == null && (probed || isProbe(m));
        }
        return answers;
    }

    /** How many probes or copies in a row the peer left without an answer at most. */
    private static int mostUnanswered(Observed t, Moment start, Moment end) {
        int most = 0;
        int row = 0;
        for (Moment m : t.of(start.conn())) {
            if (m.index() > start.index() && m.index() < end.index()) {
                row = m.arrived() != null ? 0 : row + (isProbe(m) ? 1 : 0);
                most = Math.max(most, row);
            }
        }
        return most;
    }

    // ZW-FIN

    private static Scenario finScenario(Choices c, Profile p) {
        int way = c.between(0, 2);
        boolean active = way != 0;
        Script script = way == 2 ? shutFromTheStart() : Paths.established(c);
        if (way == 1) {
            script.send(Template.ack().offering(0));
        } else if (way == 0) {
            script.send(Template.fin().offering(0)).await(Expect.ACK_OF_ALL);
        }
        Paths.closes(script, c, p);
        for (int i = 0, probes = c.between(0, 2); i < probes; i++) {
            awaitProbe(script, p, i).send(stillShut());
        }
        boolean crosses = active && c.flip();
        if (crosses) {
            script.send(Template.fin().acking(AckRef.NOTHING_NEW).offering(0)).await(Expect.ACK_OF_ALL);
        }
        script.send(Template.ack().acking(AckRef.NOTHING_NEW).offering(c.oneOf(1, 2, 1000)))
                .await(Expect.FIN)
                .send(Template.ack());
        if (active) {
            script.send(crosses ? Template.finAgain() : Template.fin())
                    .await(Expect.SEGMENT)
                    .send(Template.finAgain());
        } else {
            script.send(Template.ack());
        }
        return script.await(Expect.SEGMENT).build();
    }

    private static Judgement fin(Observed t) {
        Wait wait = Wait.first(t);
        if (wait == null) {
            return Judgement.notApplicable("nobody closed behind a window of 0");
        }
        Judgement late = lateTimeWait(t, wait);
        if (late != null) {
            return late;
        }
        Moment end = wait.end();
        if (wait.probes(t).stream().anyMatch(Check::sentFin)) {
            return Judgement.pass("the FIN goes out despite a window of 0");
        }
        if (end == null || !wait.opened() || left(end.after()) != 0) {
            return Judgement.notApplicable("no window opened for a FIN that waited alone");
        }
        boolean comes = t.replies(end, t.prompt()).stream().anyMatch(Check::sentFin);
        return comes
                ? Judgement.pass("the FIN waits")
                : Judgement.fail(end, "the FIN at once, since one number fits now", t.replies(end, t.prompt()));
    }

    /** FIN-WAIT-1 began with CLOSE, so that both FINs, in whatever order, lead to TIME-WAIT: it answers a FIN. */
    private static @Nullable Judgement lateTimeWait(Observed t, Wait wait) {
        Moment again = t.firstAfter(
                wait.start(),
                m -> m.conn() == wait.start().conn()
                        && m.before().state == State.TIME_WAIT
                        && Check.arrivedFinAgain(m));
        return again == null || t.setting("tcp_max_tw_buckets").isPresent() ? null : TimeWaitRules.ageIsRight(t, again);
    }

    // ZW-EXACT

    private static Scenario exactScenario(Choices c, Profile p) {
        int octets = c.oneOf(1, 2, 100, 536, 1400);
        Script script = shut(c).write(octets);
        Paths.closes(script, c, p);
        for (int i = 0, probes = c.between(0, 2); i < probes; i++) {
            awaitProbe(script, p, i).send(stillShut());
        }
        script.send(Template.ack().acking(AckRef.NOTHING_NEW).offering(octets));
        awaitProbe(script, p, 4).await(Expect.ALL_DATA, Span.after(4 * p.rto(), p));
        if (c.flip()) {
            script.send(Template.ack().offering(0)).pass(Span.PROMPT);
        }
        return script.send(Template.ack().offering(c.oneOf(1, 1000)))
                .await(Expect.FIN)
                .send(Template.ack())
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement exact(Observed t) {
        Wait wait = Wait.first(t);
        Moment open = wait == null ? null : wait.end();
        if (wait == null || open == null || !fitsTextAlone(open)) {
            return Judgement.notApplicable("no window opened for exactly the text before a FIN");
        }
        int target = edge(open.after());
        Moment done = t.firstAfter(open, m -> m.conn() == open.conn() && reaches(m, target));
        long latest = open.at() + t.prompt() + wait.tick(t, open);
        if (done == null || done.at() > latest) {
            return t.end() < latest
                    ? Judgement.notApplicable("the trace ends before the text had to come")
                    : Judgement.fail(open, "all the text, since it fits", t.sentBetween(open, latest));
        }
        if (done.after().finSent) {
            return Judgement.pass(pace(t, open, done) + ", the FIN with it");
        }
        Moment next = t.firstAfter(done, m -> m.conn() == open.conn() && m.arrived() != null && roomForFin(m.after()));
        if (next == null) {
            return Judgement.notApplicable("the window did not open for the FIN");
        }
        List<Moment> replies = t.replies(next, t.prompt());
        return next.before().finSent || replies.stream().anyMatch(Check::sentFin)
                ? Judgement.pass(pace(t, open, done))
                : Judgement.fail(next, "the FIN, since it fits now", replies);
    }

    /** A kit that is late cannot tell an answer from the next tick of the persist timer. */
    private static String pace(Observed t, Moment open, Moment done) {
        if (t.trace().lateness() > t.profile().minRto() / 4) {
            return "the text goes";
        }
        return done.at() <= open.at() + t.prompt() ? "the text goes at once" : "the text goes at the next probe";
    }

    private static boolean fitsTextAlone(Moment open) {
        Knowledge k = open.after();
        return open.arrived() != null && !k.finSent && closing(k) && k.sndWnd > 0 && left(k) == k.sndWnd;
    }

    private static boolean reaches(Moment m, int target) {
        Segment s = m.sent();
        return s != null
                && Seq.geq(s.seq() + s.data().length(), target)
                && !s.data().isEmpty();
    }

    private static boolean roomForFin(Knowledge k) {
        return left(k) == 0 && k.sndWnd > 0;
    }

    // ZW-SHRINK

    private static Scenario shrinkScenario(Choices c, Profile p) {
        int window = c.oneOf(1000, 500);
        int octets = c.oneOf(window - 1, 2, 100, window + 1000);
        Script script = Paths.established(c);
        script.peer(script.peer().withWindow(window));
        if (c.flip()) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        Paths.closes(script.write(octets), c, p).pass(Span.PROMPT);
        int acked = c.between(0, 1);
        int fits = c.oneOf(0, 1, Math.min(octets, window) - 1 - acked);
        if (fits > 0) {
            AckRef some = new AckRef(AckRef.Base.SND_UNA, acked);
            script.send(Template.ack().acking(some).offering(fits)).await(Expect.SEGMENT, Paths.REXMIT);
        }
        AckRef all = new AckRef(AckRef.Base.SND_UNA, fits > 0 ? fits : acked);
        script.send(Template.ack().acking(all).offering(0));
        int copies = p.patient() ? c.oneOf(1, 2, 3, 12) : c.between(1, 4);
        for (int i = 0; i < copies; i++) {
            awaitProbe(script, p, i).send(stillShut());
        }
        script.send(WIDE_OPEN.acking(AckRef.NOTHING_NEW)).autoAck(true);
        return awaitProbe(script, p, copies)
                .await(Expect.ALL_ACKED, Span.after(4 * p.rto(), p))
                .await(Expect.FIN)
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement shrink(Observed t) {
        Moment shrunk = t.first(ZeroWindowRules::shrinks);
        if (shrunk == null) {
            return Judgement.notApplicable("no window shrank below what was in flight of a closed direction");
        }
        Judgement wrong = beyond(t, shrunk);
        wrong = wrong == null ? unprobed(t, shrunk) : wrong;
        if (wrong != null) {
            return wrong;
        }
        Moment open = t.firstAfter(shrunk, m -> m.conn() == shrunk.conn() && (reopens(m, shrunk) || Check.sentRst(m)));
        if (open == null || mostUnanswered(t, shrunk, open) > 3) {
            return Judgement.notApplicable("the window that shrank did not open again, or copies were not answered");
        }
        return completes(t, shrunk, open);
    }

    /** Tells whether the right edge moves left of what is in flight. */
    private static boolean shrinks(Moment m) {
        Knowledge before = m.before();
        Knowledge after = m.after();
        return m.arrived() != null
                && closing(before)
                && closing(after)
                && after.sndNxt != after.sndUna
                && Seq.geq(edge(before), before.sndNxt)
                && Seq.lt(edge(after), after.sndNxt);
    }

    /** Nothing leaves that was not sent before and does not fit; one octet may probe, and a FIN may go one number too far. */
    private static @Nullable Judgement beyond(Observed t, Moment shrunk) {
        for (Moment m : t.all(x -> x.index() > shrunk.index() && x.conn() == shrunk.conn() && x.sent() != null)) {
            Segment s = Observed.segment(m);
            Knowledge k = m.before();
            int most = Seq.max(Seq.max(shrunk.after().sndNxt, edge(k)), k.sndUna + 1);
            if (!s.rst() && Seq.gt(s.seq() + s.data().length(), most)) {
                return Judgement.fail(m, "nothing new beyond the window that has shrunk", List.of(m));
            }
        }
        return null;
    }

    /** What was in flight is sent again, or something else asks for the window. */
    private static @Nullable Judgement unprobed(Observed t, Moment shrunk) {
        long within = Check.rexmit(t, shrunk) + LATE_FIRST;
        List<Moment> replies = t.replies(shrunk, within);
        return t.watched(shrunk, within) && replies.stream().noneMatch(ZeroWindowRules::isProbe)
                ? Judgement.fail(shrunk, "a copy of what is in flight, or a probe", replies)
                : null;
    }

    /** Tells whether all that was ever written fits now. */
    private static boolean reopens(Moment m, Moment shrunk) {
        Knowledge k = m.after();
        return m.arrived() != null && closing(k) && Seq.geq(edge(k), shrunk.after().sndNxt) && left(k) < k.sndWnd;
    }

    private static Judgement completes(Observed t, Moment shrunk, Moment open) {
        long limit = open.at() + t.prompt() + patience(open.at() - shrunk.at() + Check.rexmit(t, shrunk));
        List<Moment> after = Check.sentRst(open) ? List.of(open) : t.sentBetween(open, limit);
        Moment acked = t.firstAfter(open, m -> m.conn() == open.conn() && m.after().finAcked);
        if (acked != null || open.after().finAcked || untilReset(after).stream().anyMatch(Check::sentFin)) {
            return Judgement.pass(shrunkForm(t, shrunk, open));
        }
        if (untilReset(after).size() == after.size() && t.end() < limit) {
            return Judgement.tooLate();
        }
        return open.before().released && t.profile().has(Feature.ORPHAN)
                ? Judgement.pass("an orphan is given up although its copies are answered")
                : Judgement.fail(open, "the rest and the FIN, since the window has opened again", after);
    }

    private static String shrunkForm(Observed t, Moment shrunk, Moment open) {
        Moment probe = t.firstAfter(
                shrunk,
                m -> m.index() < open.index() && m.conn() == shrunk.conn() && m.before().sndWnd == 0 && isProbe(m));
        if (probe == null) {
            return "";
        }
        int length = Observed.segment(probe).data().length();
        return "shrunk to 0: " + (length > 1 ? "whole segments again" : form(probe));
    }

    // ZW-RCV

    private static Scenario receiveScenario(Choices c, Profile p) {
        Script script = Paths.fullBuffer(c, p);
        boolean fin = c.flip();
        for (int i = c.between(1, 3); i > 0; i--) {
            Template octet = Template.data(1).at(c.oneOf(Position.values()).seq());
            script.pass(fin ? SPACED : Span.ms(0))
                    .send(fin ? keepAlive(c) : octet)
                    .await(Expect.SEGMENT);
        }
        if (fin) {
            script.send(Template.fin().at(SeqRef.RCV_NXT)).await(Expect.SEGMENT);
        }
        // The first read opens the window; what was refused comes once more.
        script.readOnce().pass(Span.PROMPT);
        if (!fin) {
            script.send(Template.data(1).at(SeqRef.RCV_NXT)).await(Expect.ACK_OF_ALL);
        }
        return script.send(fin ? Template.finAgain() : Template.fin())
                .await(Expect.ACK_OF_ALL)
                .readToEnd()
                .build();
    }

    private static Template keepAlive(Choices c) {
        return Template.ack().at(SeqRef.rcvNxt(-1)).with(c.between(0, 1));
    }

    /**
     * Room that is made is not always told, or later (RFC 9293 §3.8.6.2.2): text may be taken there. It is room when something was
     * read, and when the ACK offers a window.
     */
    private static boolean takesMoreThanOffered(Moment m) {
        Segment s = m.sent();
        Knowledge k = m.before();
        if (s == null || !s.hasAck() || s.syn() || s.rst() || Seq.leq(s.ack(), k.rcvNxt)) {
            return false;
        }
        return (k.read > 0 || s.window() > 0) && !(k.peerFinOut && s.ack() == k.peerFinOutSeq + 1);
    }

    private static Judgement receive(Observed t) {
        if (t.first(ZeroWindowRules::takesMoreThanOffered) != null) {
            return Judgement.notApplicable("the stack has more room than it offers");
        }
        boolean applies = false;
        String seen = "";
        for (Moment m : t.all(m -> hitsFullBuffer(m) && !mayBeThrottled(t, m))) {
            boolean fin = finAtEdge(m);
            List<Moment> replies = Check.answers(t, m);
            boolean taken = fin && replies.size() == 1 && takesFin(replies.get(0), m.before());
            if (!taken && !Check.oneEmptyAck(replies, m.before())) {
                return Judgement.fail(m, "an empty ACK with the present numbers, whatever the window", replies);
            }
            seen = fin ? "a FIN at window 0: " + (taken ? "taken" : "refused") : seen;
            applies = true;
        }
        Moment again = t.last(
                m -> Check.arrivedFin(m) && m.after().finReceived && m.before().rcvWnd() > 0);
        Judgement wrong = applies && again != null ? Reading.notAcked(t, again) : null;
        wrong = applies && wrong == null ? Reading.wrong(t) : wrong;
        if (wrong != null) {
            return wrong;
        }
        return applies ? Judgement.pass(seen) : Judgement.notApplicable("nothing arrived at a full receive buffer");
    }

    /** Tells whether a segment that wants room, or lies out of place, arrives while the stack offers none. */
    private static boolean hitsFullBuffer(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        boolean open = k.state == State.ESTABLISHED || k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2;
        return s != null
                && open
                && !k.released
                && !k.readShut
                && k.rcvWnd() == 0
                && (s.flags() & (Flags.SYN | Flags.RST | Flags.ACK)) == Flags.ACK
                && Seq.geq(s.ack(), k.sndUna)
                && Seq.leq(s.ack(), k.sndNxt)
                && (s.len() > 0 || s.seq() != k.rcvNxt);
    }

    private static boolean mayBeThrottled(Observed t, Moment m) {
        Moment last = t.last(x -> x.index() < m.index() && x.conn() == m.conn() && x.arrived() != null);
        return Observed.segment(m).len() == 0 && last != null && m.at() - last.at() < SPACED.micros(t.profile());
    }

    private static boolean finAtEdge(Moment m) {
        Segment s = Observed.segment(m);
        return s.fin() && s.finSeq() == m.before().rcvNxt;
    }

    private static boolean takesFin(Moment reply, Knowledge k) {
        Segment s = Observed.segment(reply);
        return Check.sent(reply, Flags.ACK) && s.data().isEmpty() && s.seq() == k.sndNxt && s.ack() == k.rcvNxt + 1;
    }

    // ZW-UNREAD

    private static Scenario unreadScenario(Choices c, Profile p) {
        return Paths.fullBuffer(c, p)
                .close()
                .pass(SPACED)
                .send(c.flip() ? Template.data(1).at(SeqRef.RCV_NXT) : keepAlive(c))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement unread(Observed t) {
        Moment close = t.first(m -> m.isCall(Call.Close.class)
                && m.before().opened
                && m.before().rcvWnd() == 0
                && m.before().unread() > 0
                && m.before().linger < 0
                && m.before().state.synchronised());
        if (close == null) {
            return Judgement.notApplicable("nobody closed over a full receive buffer");
        }
        List<Moment> replies = t.replies(close, t.prompt());
        boolean reset = replies.size() == 1 && Check.sentRst(replies.get(0));
        if (!reset || Observed.segment(replies.get(0)).seq() != close.before().sndNxt) {
            return Judgement.fail(close, "one RST with SEQ=SND.NXT and no FIN, since the buffer is full", replies);
        }
        Moment probe = t.firstAfter(close, m -> m.conn() == close.conn() && m.arrived() != null);
        List<Moment> answers = probe == null ? List.of() : t.replies(probe, t.prompt());
        return probe == null || Check.refused(t, probe, answers)
                ? Judgement.pass()
                : Judgement.fail(probe, "a RST, since the connection was reset", answers);
    }

    // ZW-DEADLOCK

    /**
     * The application has read all and closed, but no segment that says so reached the peer, for which the window is still 0:
     * it knows our FIN, and is in CLOSE-WAIT, or not even that.
     */
    private static Scenario deadlockScenario(Choices c, Profile p) {
        Script script = Paths.fullBuffer(c, p).loseNext(100);
        for (int i = 0; i < 4; i++) {
            script.readOnce();
        }
        return script.close()
                .pass(Span.ms(c.between(0, 50)))
                .loseNext(0)
                .send(Template.data(c.oneOf(1, 2)))
                .await(Expect.SEGMENT)
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement deadlock(Observed t) {
        Moment probe = t.first(m -> probesReleased(m) && shutForPeer(t, m));
        if (probe == null) {
            return Judgement.notApplicable("no peer probed a window of 0 after the application had closed");
        }
        List<Moment> replies = Check.withoutFin(t.replies(probe, t.prompt()), probe.before());
        Segment rst = replies.size() == 1 && Check.sentRst(replies.get(0))
                ? replies.get(0).sent()
                : null;
        boolean right =
                rst != null && (rst.seq() == Observed.segment(probe).ack() || rst.seq() == probe.before().sndNxt);
        return right
                ? Judgement.pass()
                : Judgement.fail(
                        probe, "one RST with SEQ=SEG.ACK or SEQ=SND.NXT: " + Check.nobodyReads(replies), replies);
    }

    private static boolean probesReleased(Moment m) {
        Segment s = m.arrived();
        Knowledge k = m.before();
        return s != null
                && k.released
                && (k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2)
                && !s.data().isEmpty()
                && s.seq() == k.rcvNxt
                && (s.flags() & (Flags.SYN | Flags.RST | Flags.ACK)) == Flags.ACK
                && Seq.leq(s.ack(), k.sndNxt);
    }

    /** Tells whether the latest window that reached the peer was 0. */
    private static boolean shutForPeer(Observed t, Moment until) {
        Moment latest = t.last(m -> m.index() < until.index()
                && m.conn() == until.conn()
                && m.event() instanceof Event.Sent e
                && !e.lost());
        return latest != null && Observed.segment(latest).window() == 0;
    }
}
