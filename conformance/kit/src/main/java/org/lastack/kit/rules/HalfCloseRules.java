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
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group B: half-close. */
final class HalfCloseRules {
    /** A full segment of any stack's MSS but the smallest; smaller ones draw ACKs all the same. */
    private static final int[] SIZES = {1, 100, 536, 1200};

    static final Rule HC_RECV = Rule.id("HC-RECV")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.6.1, §3.10.3; §3.8.6.3 SHLD-18, SHLD-19, MUST-40")
            .says("After closing its send side an application goes on receiving, in FIN-WAIT-1 and in FIN-WAIT-2.")
            .catches("Data in FIN-WAIT-1 or FIN-WAIT-2 is dropped or answered by a RST, or its ACK is held back.")
            .needs(Feature.HALFCLOSE)
            .exercise(HalfCloseRules::receiveScenario)
            .judge(HalfCloseRules::receive);

    static final Rule HC_SEND = Rule.id("HC-SEND")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6.1, §3.10.2 CLOSE-WAIT")
            .says("A host that has received a FIN can still send any amount of data, as in ESTABLISHED.")
            .catches("CLOSE-WAIT refuses SEND, ignores ACKs or window updates, or does not retransmit.")
            .about(Doubt.TEXT)
            .exercise(HalfCloseRules::sendScenario)
            .judge(HalfCloseRules::send);

    static final Rule HC_NOSEND = Rule.id("HC-NOSEND")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.2, FIN-WAIT-1 to TIME-WAIT")
            .says("SEND after CLOSE is refused and adds nothing to the stream.")
            .catches("Octets are sent past the FIN.")
            .exercise(HalfCloseRules::noSendScenario)
            .judge(HalfCloseRules::noSend);

    static final Rule HC_FW2_HOLD = Rule.id("HC-FW2-HOLD")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4; Linux ip-sysctl tcp_fin_timeout")
            .says("A half-closed connection that its application still holds stays in FIN-WAIT-2 without limit.")
            .catches("The FIN-WAIT-2 timer of orphans is applied to a live half-close.")
            .needs(Feature.HALFCLOSE)
            .about(Doubt.LIMITED, Doubt.OLD)
            .exercise(HalfCloseRules::holdScenario)
            .judge(HalfCloseRules::hold);

    static final Rule HC_FD_RST = Rule.id("HC-FD-RST")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.6.1 MAY-1, SHLD-3; RFC 2525 §2.17")
            .says("A CLOSE that also ends receiving sends a RST instead of a FIN when received data is still unread.")
            .catches("A FIN is sent, and unread data is lost without the peer hearing of it.")
            .needs(Feature.HALFDUP)
            .about(Doubt.ABORTED)
            .exercise(HalfCloseRules::unreadScenario)
            .judge(HalfCloseRules::unread);

    static final Rule HC_FD_NORST = Rule.id("HC-FD-NORST")
            .level(Level.SHOULD)
            .source("RFC 2525 §2.17; RFC 9293 §3.6.1")
            .says(
                    "With everything read, a CLOSE that also ends receiving sends a FIN, also after duplicates of what was read.")
            .catches("Octets that were read, or came twice, count as unread.")
            .needs(Feature.HALFDUP)
            .exercise(HalfCloseRules::allReadScenario)
            .judge(HalfCloseRules::allRead);

    static final Rule HC_FD_LATE = Rule.id("HC-FD-LATE")
            .level(Level.SHOULD)
            .source("RFC 9293 §3.6.1 SHLD-3; RFC 2525 §2.16")
            .says("Data that arrives after a CLOSE of both directions draws a RST in FIN-WAIT-1 and FIN-WAIT-2.")
            .catches("Data that nobody will read is acknowledged or dropped, and the peer hangs.")
            .needs(Feature.HALFDUP)
            .about(Doubt.ACK, Doubt.RESET, Doubt.UNREADABLE)
            .exercise(HalfCloseRules::lateScenario)
            .judge(HalfCloseRules::late);

    static final Rule HC_SHUTRD = Rule.id("HC-SHUTRD")
            .level(Level.POSIX)
            .source("POSIX shutdown; Linux")
            .says("Shutting down reading is local: it sends nothing, and TCP goes on acknowledging.")
            .catches("A FIN or a RST is sent by shutdown of reading.")
            .needs(Feature.SOCKETS)
            .about(Doubt.UNREADABLE)
            .exercise(HalfCloseRules::shutReadScenario)
            .judge(HalfCloseRules::shutRead);

    static final Group GROUP = Group.of(
            'B', "Half-close", HC_RECV, HC_SEND, HC_NOSEND, HC_FW2_HOLD, HC_FD_RST, HC_FD_NORST, HC_FD_LATE, HC_SHUTRD);

    private HalfCloseRules() {}

    // HC-RECV

    private static Scenario receiveScenario(Choices c, Profile p) {
        AckRef acks = c.oneOf(AckRef.ALL, AckRef.BUT_FIN, AckRef.NOTHING_NEW);
        Script script = Paths.established(c);
        if (c.flip()) {
            script.write(c.between(1, 2000));
        }
        script.shutdown(How.WR).await(Expect.FIN);
        if (acks.equals(AckRef.ALL)) {
            script.send(Template.ack());
        }
        boolean wait = c.flip();
        int total = 0;
        for (int i = c.between(1, 5); i > 0; i--) {
            int size = SIZES[c.between(0, SIZES.length - 1)];
            total += size;
            script.send(Template.data(size).acking(acks));
            if (wait) {
                script.await(Expect.ACK_OF_ALL).read(total);
            }
        }
        total += trouble(script, c, p, acks);
        script.await(Expect.ACK_OF_ALL).read(total);
        script.send(Template.fin().with(c.between(0, 1000)).acking(acks)).await(Expect.ACK_OF_ALL);
        return script.readToEnd().build();
    }

    /** What a network does: nothing, a segment twice, or one lost, which comes again after its successor. */
    private static int trouble(Script script, Choices c, Profile p, AckRef acks) {
        switch (c.between(0, p.has(Feature.OOO) ? 2 : 1)) {
            case 1 -> {
                script.send(Template.data(50).acking(acks)).await(Expect.ACK_OF_ALL);
                script.send(Template.data(50).at(SeqRef.rcvNxt(-50)).acking(acks))
                        .pass(Span.PROMPT);
                return 50;
            }
            case 2 -> {
                script.sendLost(Template.data(70).acking(acks));
                script.send(Template.data(80).acking(acks)).await(Expect.SEGMENT);
                script.send(Template.data(70).at(SeqRef.RCV_NXT).acking(acks));
                return 150;
            }
            default -> {
                return 0;
            }
        }
    }

    private static Judgement receive(Observed t) {
        List<Moment> arrivals = t.all(HalfCloseRules::bringsTextToHalfClosed);
        for (Moment arrival : arrivals) {
            Judgement wrong = Reading.notAcked(t, arrival);
            if (wrong != null) {
                return wrong;
            }
        }
        Judgement wrong = Reading.wrong(t);
        if (wrong == null && !arrivals.isEmpty()) {
            wrong = windowStuck(t, arrivals.get(0));
        }
        if (wrong != null) {
            return wrong;
        }
        return arrivals.isEmpty()
                ? Judgement.notApplicable("no text arrived at a half-closed connection")
                : Judgement.pass(howAcked(t, arrivals));
    }

    private static boolean bringsTextToHalfClosed(Moment m) {
        Knowledge k = m.before();
        boolean halfClosed = (k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2) && !k.released && !k.readShut;
        return m.arrived() != null && halfClosed && m.after().received > k.received;
    }

    /** Having been read, octets make room again: the right edge must move (§3.8.6.2.2). */
    private static @Nullable Judgement windowStuck(Observed t, Moment first) {
        Knowledge start = first.before();
        Moment ack = t.last(m -> m.conn() == first.conn()
                && m.sent() != null
                && m.before().unread() == 0
                && m.before().read - start.read >= 2L * start.mss);
        boolean stuck = ack != null && ack.index() > first.index() && !Seq.gt(ack.after().rcvEdge, start.rcvEdge);
        return stuck && ack != null
                ? Judgement.fail(ack, "a window that opens as the application reads", "the right edge of the beginning")
                : null;
    }

    /** SHLD-19 asks for an ACK for at least every second full segment; the report says what a stack does. */
    private static String howAcked(Observed t, List<Moment> arrivals) {
        boolean delayed = false;
        for (Moment arrival : arrivals) {
            Moment next = t.firstAfter(arrival, m -> m.conn() == arrival.conn() && m.stimulus());
            if (next != null && next.at() - arrival.at() < t.prompt()) {
                continue; // in a burst one ACK may answer for several
            }
            Moment ack = Reading.acked(t, arrival, arrival.after().rcvNxt);
            boolean now = ack != null && ack.at() - arrival.at() <= t.prompt();
            int owed = ack == null ? 0 : arrival.after().rcvNxt - ack.before().ackSent;
            if (!now && owed > 2 * arrival.after().mss) {
                return "ACKs more than two full segments apart";
            }
            delayed |= !now;
        }
        return delayed ? "delayed ACKs" : "";
    }

    // HC-SEND

    private static Scenario sendScenario(Choices c, Profile p) {
        int window = c.oneOf(4096, 1024, 8192);
        int octets = 2 * window + c.between(1, 3000);
        int way = c.between(0, 3);
        Script script = Paths.established(c);
        script.peer(script.peer().withWindow(window).withMss(c.oneOf(1460, 536)));
        if (way == 3) {
            // The text waits for a window, which comes with the FIN.
            script.send(Template.ack().offering(0))
                    .write(octets)
                    .pass(Span.PROMPT)
                    .autoAck(true);
        }
        Template fin = Template.fin();
        script.send(way == 1 ? fin.offering(0) : way == 3 ? fin.offering(window) : fin);
        script.await(Expect.ACK_OF_ALL);
        if (way == 1) {
            script.write(octets)
                    .pass(Span.PROMPT)
                    .autoAck(true)
                    .send(Template.ack().offering(window));
        } else if (way != 3) {
            script.autoAck(true).loseNext(c.between(0, 2)).write(octets);
        }
        // Losing the last of a flight twice costs at most two timeouts.
        Span limit = Span.ofRto(1200).plusMs(2000);
        script.await(Expect.ALL_DATA, limit).loseNext(c.between(0, 1)).write(c.between(1, 3000));
        return script.await(Expect.ALL_DATA, limit)
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement send(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(x -> x.conn() >= 0 && inCloseWait(x))) {
            Judgement wrong = m.sent() != null ? wrongText(t, m) : wrongAnswer(m);
            wrong = wrong == null && m.arrived() != null ? stalls(t, m) : wrong;
            if (wrong != null) {
                return wrong;
            }
            applies |= m.sent() != null && !Observed.segment(m).data().isEmpty();
        }
        Moment end = t.last(m -> m.conn() >= 0 && m.after().opened);
        if (end != null
                && end.after().state == State.CLOSE_WAIT
                && end.after().sndWnd > 0
                && left(end.after()) > 0
                && waited(t)) {
            return Judgement.fail(end, "all octets that were written", left(end.after()) + " octets never came");
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nothing was sent in CLOSE-WAIT");
    }

    /** Tells whether it happens in CLOSE-WAIT, or leads there. */
    private static boolean inCloseWait(Moment m) {
        boolean enters = m.arrived() != null && m.after().state == State.CLOSE_WAIT;
        return m.before().state == State.CLOSE_WAIT || enters;
    }

    /** Octets that the application wrote and the peer has not had. */
    private static long left(Knowledge k) {
        return k.written - (k.peerRcvNxt - (k.iss + 1));
    }

    /** Whether the peer was silent for several timeouts at the end, with nothing coming. */
    private static boolean waited(Observed t) {
        Moment last = t.last(m -> m.arrived() != null && !Check.arrivedFinAgain(m) || m.isCall(Call.Write.class));
        return last != null && t.end() - last.at() > 10 * t.profile().rto();
    }

    private static @Nullable Judgement wrongAnswer(Moment m) {
        boolean write = m.event() instanceof Event.Returned r && r.call() instanceof Call.Write;
        Result result = m.result();
        boolean refused = write && result instanceof Result.Failed && !result.is(Errno.EAGAIN);
        return refused && result != null
                ? Judgement.fail(m, "octets taken for sending, as in ESTABLISHED", result.show())
                : null;
    }

    /** Text in CLOSE-WAIT is the application's, inside the peer's window, with the ACK of the FIN. */
    private static @Nullable Judgement wrongText(Observed t, Moment m) {
        Segment s = Observed.segment(m);
        Knowledge k = m.before();
        if (s.rst() || s.fin() || s.ack() != k.rcvNxt) {
            return Judgement.fail(m, "text or an ACK, acknowledging the FIN and no more", List.of(m));
        }
        Bytes right =
                Bytes.pattern((s.seq() - (k.iss + 1)) & 0xffffffffL, s.data().length());
        if (s.seq() - k.iss > 0 && !s.data().equals(right)) {
            return Judgement.fail(m, "the octets in the order in which they were written", "other octets");
        }
        boolean probe = s.data().length() <= 1;
        return !probe && Seq.gt(s.end(), rightEdge(t, m))
                ? Judgement.fail(m, "no more than the window that the peer offered", List.of(m))
                : null;
    }

    /** The furthest number that the peer has allowed so far. */
    static int rightEdge(Observed t, Moment until) {
        int edge = until.before().sndUna + until.before().sndWnd;
        for (Moment m : t.moments().subList(0, until.index())) {
            boolean counts = m.conn() == until.conn()
                    && m.arrived() != null
                    && m.after().state.synchronised();
            edge = counts ? Seq.max(edge, m.after().sndUna + m.after().sndWnd) : edge;
        }
        return edge;
    }

    /** With nothing in flight, an ACK that opens the window lets waiting text go at once. */
    private static @Nullable Judgement stalls(Observed t, Moment m) {
        Knowledge k = m.after();
        boolean opens = m.before().sndWnd == 0 && k.sndWnd >= 1000 && k.written > (k.sndNxt - (k.iss + 1));
        List<Moment> replies = t.replies(m, t.prompt());
        boolean goes =
                replies.stream().anyMatch(r -> !Observed.segment(r).data().isEmpty());
        return opens && !goes ? Judgement.fail(m, "text at once, since the window has opened", replies) : null;
    }

    // HC-NOSEND

    private static Scenario noSendScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, 5)) {
            case 0 -> Paths.finWait1(c, p);
            case 1 -> Paths.finWait2(c, p);
            case 2 -> Paths.closing(c, p);
            case 3 -> Paths.lastAck(c, p);
            case 4 -> Paths.timeWait(c, p);
            default -> finQueued(c, p);
        };
        script.write(c.between(1, 2000)).pass(Span.PROMPT);
        return script.autoAck(true).send(Template.ack()).pass(Span.SILENCE).build();
    }

    /** FIN-WAIT-1 while text and FIN still wait for the peer's window. */
    private static Script finQueued(Choices c, Profile p) {
        Script script = Paths.established(c);
        script.peer(script.peer().withWindow(c.between(500, 1000)))
                .write(c.between(1100, 3000))
                .pass(Span.PROMPT);
        return Paths.closes(script, c, p);
    }

    private static Judgement noSend(Observed t) {
        boolean applies = false;
        for (Moment write : t.all(m -> m.isCall(Call.Write.class) && sendClosed(m.before()))) {
            Moment end = t.returnOf(write);
            Result result = end == null ? null : end.result();
            if (!(result instanceof Result.Failed) || result.is(Errno.EAGAIN)) {
                return Judgement.fail(
                        write, "an error: our side is closed", result == null ? "no answer" : result.show());
            }
            applies = true;
        }
        for (Moment m : t.all(x -> x.sent() != null && x.before().finSent)) {
            Segment s = Observed.segment(m);
            if (!s.data().isEmpty() && Seq.gt(s.seq() + s.data().length(), m.before().finSeq)) {
                return Judgement.fail(m, "nothing past the FIN", List.of(m));
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody wrote after closing");
    }

    private static boolean sendClosed(Knowledge k) {
        return switch (k.state) {
            case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> true;
            default -> false;
        };
    }

    // HC-FW2-HOLD

    private static Scenario holdScenario(Choices c, Profile p) {
        Script script = Paths.halfClosed(c);
        if (p.has(Feature.ORPHAN)) {
            script.set("tcp_fin_timeout", 3);
        }
        boolean real = p.clock() == Clock.WALL;
        script.pass(real ? Span.seconds(c.between(10, 20)) : Span.seconds(c.oneOf(70, 130, 300, 3600, 100_000)));
        int octets = c.between(1, 1000);
        script.send(Template.data(octets)).await(Expect.ACK_OF_ALL).read(octets);
        return script.send(Template.fin().with(c.between(0, 100)))
                .await(Expect.ACK_OF_ALL)
                .readToEnd()
                .build();
    }

    private static Judgement hold(Observed t) {
        Moment late = t.first(m -> bringsTextToHalfClosed(m)
                && m.before().state == State.FIN_WAIT_2
                && m.at() - m.before().since >= Time.seconds(9));
        if (late == null) {
            return Judgement.notApplicable("no text arrived after a long time in FIN-WAIT-2");
        }
        for (Moment m : t.of(late.conn())) {
            boolean waiting = m.before().state == State.FIN_WAIT_2 && m.index() < late.index();
            if (waiting && (Check.sentRst(m) || Check.sentFin(m))) {
                return Judgement.fail(m, "silence, as long as the application holds the connection", List.of(m));
            }
        }
        Judgement wrong = Reading.notAcked(t, late);
        wrong = wrong == null ? Reading.wrong(t) : wrong;
        return wrong == null ? Judgement.pass() : wrong;
    }

    // HC-FD-RST

    private static Scenario unreadScenario(Choices c, Profile p) {
        int octets = c.between(2, 1200);
        Script script = Paths.established(c);
        boolean unsent = c.flip();
        if (unsent) {
            script.peer(script.peer().withWindow(c.between(500, 1000)))
                    .write(c.between(1100, 3000))
                    .pass(Span.PROMPT);
        }
        boolean half = !unsent && p.has(Feature.HALFCLOSE) && c.between(0, 2) == 2;
        if (half) {
            script.shutdown(How.WR).await(Expect.FIN);
        }
        boolean fin = !half && c.flip();
        AckRef acks = half && c.flip() ? AckRef.BUT_FIN : AckRef.ALL;
        Template data = fin ? Template.fin().with(octets) : Template.data(octets);
        script.send(data.acking(unsent ? AckRef.NOTHING_NEW : acks)).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.call(new Call.Read(octets / 2));
        }
        return script.close()
                .pass(Span.PROMPT)
                .send(c.flip() ? Template.ack() : Template.data(10))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement unread(Observed t) {
        Moment close = t.first(m -> m.isCall(Call.Close.class)
                && m.before().unread() > 0
                && m.before().linger < 0
                && mayReset(m.before().state));
        if (close == null) {
            return Judgement.notApplicable("nothing was unread when the application closed");
        }
        List<Moment> replies = t.replies(close, t.prompt());
        boolean reset = replies.size() == 1 && Check.sentRst(replies.get(0));
        if (!reset || Observed.segment(replies.get(0)).seq() != close.before().sndNxt) {
            return Judgement.fail(close, "one RST with SEQ=SND.NXT and no FIN, since data is unread", replies);
        }
        for (Moment later : t.all(m -> m.index() > close.index() && m.conn() == close.conn() && m.arrived() != null)) {
            List<Moment> answers = t.replies(later, t.prompt());
            if (!Check.refused(t, later, answers)) {
                return Judgement.fail(later, "a RST, since the connection was reset", answers);
            }
        }
        return Judgement.pass();
    }

    private static boolean mayReset(State state) {
        return switch (state) {
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
            default -> false;
        };
    }

    // HC-FD-NORST

    private static Scenario allReadScenario(Choices c, Profile p) {
        int octets = c.between(1, 1200);
        boolean fin = c.flip();
        Script script = Paths.established(c);
        script.send(fin ? Template.fin().with(octets) : Template.data(octets)).await(Expect.ACK_OF_ALL);
        script.read(fin && c.flip() ? Integer.MAX_VALUE : octets);
        for (int i = c.between(0, 2); i > 0; i--) {
            Template again = fin
                    ? Template.fin().with(octets).at(SeqRef.peerFin(-octets))
                    : Template.data(octets).at(SeqRef.rcvNxt(-octets));
            script.send(again).pass(Span.PROMPT);
        }
        return script.close().await(Expect.SEGMENT).pass(Span.PROMPT).build();
    }

    private static Judgement allRead(Observed t) {
        Moment close = t.first(m -> m.isCall(Call.Close.class)
                && m.before().received > 0
                && m.before().unread() == 0
                && m.before().linger < 0
                && m.before().allAcked()
                && m.before().sndWnd > 0 // else the FIN may have to wait
                && (m.before().state == State.ESTABLISHED || m.before().state == State.CLOSE_WAIT));
        if (close == null) {
            return Judgement.notApplicable("the application did not read everything and close");
        }
        List<Moment> replies = t.replies(close, t.prompt());
        boolean fin = replies.stream().anyMatch(Check::sentFin);
        boolean reset = replies.stream().anyMatch(Check::sentRst);
        return fin && !reset
                ? Judgement.pass()
                : Judgement.fail(close, "a FIN and no RST, since everything was read", replies);
    }

    // HC-FD-LATE

    private static Scenario lateScenario(Choices c, Profile p) {
        Script script = Paths.established(c);
        if (c.flip()) {
            script.write(c.between(1, 2000)).await(Expect.ALL_DATA);
        }
        script.close().await(Expect.FIN);
        if (c.flip()) {
            script.send(Template.ack());
        }
        Template text = (c.flip() ? Template.fin() : Template.data(1)).with(c.between(1, 1000));
        script.send(text.acking(c.oneOf(AckRef.ALL, AckRef.BUT_FIN))).pass(Span.PROMPT);
        for (int i = c.between(1, 2); i > 0; i--) {
            script.send(c.oneOf(Template.data(10), Template.ack(), Template.fin()))
                    .await(Expect.SEGMENT);
        }
        return script.build();
    }

    private static Judgement late(Observed t) {
        Moment late = t.first(HalfCloseRules::bringsTextToReleased);
        if (late == null) {
            return Judgement.notApplicable("no text arrived after the application had closed");
        }
        List<Moment> replies = Check.withoutText(t.replies(late, t.prompt()));
        if (!refusesText(replies, late)) {
            return Judgement.fail(
                    late, "one RST with SEQ=SEG.ACK or SEQ=SND.NXT, since " + Check.nobodyReads(replies), replies);
        }
        for (Moment later : t.all(m -> m.index() > late.index() && m.conn() == late.conn() && m.arrived() != null)) {
            if (!Observed.segment(later).hasAck() || Check.arrivedRst(later)) {
                continue; // nobody takes notice (RFC 9293 §3.10.7.2)
            }
            List<Moment> answers = t.replies(later, t.prompt());
            if (!Check.refused(t, later, answers)) {
                return Judgement.fail(later, "a RST, since the connection was reset", answers);
            }
        }
        return Judgement.pass();
    }

    private static boolean bringsTextToReleased(Moment m) {
        Knowledge k = m.before();
        boolean waits = k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2;
        return m.arrived() != null
                && k.released
                && waits
                && Observed.segment(m).seq() == k.rcvNxt
                && !Check.acksOfLongAgo(Observed.segment(m), k) // that is a matter of RB-ACKOLD
                && m.after().received > k.received;
    }

    private static boolean refusesText(List<Moment> replies, Moment late) {
        if (replies.size() != 1 || !Check.sentRst(replies.get(0))) {
            return false;
        }
        int seq = Observed.segment(replies.get(0)).seq();
        return seq == Observed.segment(late).ack() || seq == late.before().sndNxt;
    }

    // HC-SHUTRD

    private static Scenario shutReadScenario(Choices c, Profile p) {
        boolean ended = c.flip();
        int queued = c.oneOf(0, 100);
        Script script = Paths.established(c);
        if (queued > 0) {
            script.send(Template.data(queued)).await(Expect.ACK_OF_ALL);
        }
        if (ended) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        script.shutdown(How.RD).pass(Span.PROMPT).readOnce();
        if (queued > 0) {
            script.readOnce();
        }
        if (!ended) {
            script.send(Template.data(c.between(1, 1000)))
                    .await(Expect.ACK_OF_ALL)
                    .readOnce();
        }
        return script.send(Template.ack()).pass(Span.PROMPT).build();
    }

    private static Judgement shutRead(Observed t) {
        Moment shut = t.first(m -> m.called() instanceof Call.Shutdown s && s.how() == How.RD);
        if (shut == null || shut.before().ackSent != shut.before().rcvNxt || shut.before().finSent) {
            return Judgement.notApplicable("nobody shut down reading on a quiet connection");
        }
        List<Moment> replies = t.replies(shut, t.prompt());
        boolean outstanding = shut.before().sndUna != shut.before().sndNxt;
        if (!(outstanding ? Check.withoutText(replies) : replies).isEmpty()) {
            return Judgement.fail(shut, "silence: shutting down reading is local", replies);
        }
        String seen = "";
        for (Moment m : t.all(x -> x.index() > shut.index() && x.conn() == shut.conn())) {
            boolean text = m.arrived() != null && m.after().received > m.before().received;
            if (m.before().finSent || m.before().released) {
                break; // nobody will read: a RST is right (SHLD-3)
            }
            Judgement wrong = text ? Reading.notAcked(t, m) : wrongRead(shut, m);
            if (wrong != null) {
                return wrong;
            }
            seen = Reading.read(m) != null && m.before().received > shut.before().received ? laterText(m) : seen;
        }
        return Judgement.pass(seen);
    }

    private static String laterText(Moment m) {
        return m.result() instanceof Result.Data ? "text after SHUT_RD: readable" : "text after SHUT_RD: discarded";
    }

    /** Until something new comes, a read gives what was queued, or the end of the stream; it never waits. */
    private static @Nullable Judgement wrongRead(Moment shut, Moment m) {
        Result result = Reading.read(m);
        if (result == null || m.before().received > shut.before().received) {
            return null;
        }
        boolean queued = m.before().unread() > 0 && result instanceof Result.Data;
        return queued || result instanceof Result.Eof
                ? null
                : Judgement.fail(m, "what was queued, then the end of the stream at once", result.show());
    }
}
