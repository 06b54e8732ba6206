package org.lastack.kit.rules;

import java.util.List;
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
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group A: Normal close (active and passive). */
final class NormalCloseRules {
    static final Rule NC_FIN = Rule.id("NC-FIN")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6 case 1, §3.10.4 ESTABLISHED")
            .says("CLOSE on an idle open connection sends exactly one FIN, with ACK, and no more; nothing else does.")
            .catches("The FIN lacks the ACK bit, two FINs are sent, or one that nobody has asked for.")
            .undisturbed()
            .exercise(NormalCloseRules::finScenario)
            .judge(NormalCloseRules::fin);

    static final Rule NC_FIN_SPACE = Rule.id("NC-FIN-SPACE")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.4, §3.8")
            .says("The FIN takes one sequence number after the last octet, and only an ACK of that number covers it.")
            .catches("The FIN is taken as having no length, so that an ACK of everything before it ends the wait.")
            .undisturbed()
            .exercise(NormalCloseRules::spaceScenario)
            .judge(NormalCloseRules::space);

    static final Rule NC_FIN_LAST = Rule.id("NC-FIN-LAST")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.9.1.4, §3.10.4")
            .says("CLOSE lets everything written before it go out first, and the FIN follows the last octet.")
            .catches("The FIN overtakes queued data, or CLOSE drops the queue.")
            .undisturbed()
            .exercise(NormalCloseRules::lastScenario)
            .judge(NormalCloseRules::last);

    static final Rule NC_PROMPT = Rule.id("NC-PROMPT")
            .level(Level.SHOULD)
            .source("RFC 2525 §2.15; RFC 9293 §3.9.1.4, §3.9.1.2 MUST-60, MUST-61")
            .says("The FIN, and what Nagle or a cork held back, leaves at CLOSE without waiting for an ACK.")
            .catches("The FIN waits until earlier data is acknowledged.")
            .about(Doubt.TEXT) // which does not stand in for the rest
            .undisturbed()
            .exercise(NormalCloseRules::promptScenario)
            .judge(NormalCloseRules::prompt);

    static final Rule NC_FW = Rule.id("NC-FW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.7.4 fifth check, FIN-WAIT-1")
            .says("The ACK of our FIN draws no answer, and the FIN is not sent again.")
            .catches("The FIN goes on being retransmitted after it was acknowledged.")
            .undisturbed()
            .exercise(NormalCloseRules::acknowledgedScenario)
            .judge(NormalCloseRules::acknowledged);

    static final Rule NC_FW2_TW = Rule.id("NC-FW2-TW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.7.4 eighth check, FIN-WAIT-2")
            .says("A FIN in FIN-WAIT-2 is acknowledged and starts TIME-WAIT.")
            .catches("The ACK does not cover the FIN.")
            .undisturbed()
            .exercise(NormalCloseRules::finWait2Scenario)
            .judge(NormalCloseRules::finWait2);

    static final Rule NC_FW1_TW = Rule.id("NC-FW1-TW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.3.2 figure 5 note 2, §3.10.7.4 eighth check, FIN-WAIT-1")
            .says("A FIN that also acknowledges ours leads from FIN-WAIT-1 straight to TIME-WAIT.")
            .catches("The stack waits in CLOSING for an ACK that has come already.")
            .about(Doubt.OLD)
            .undisturbed()
            .exercise(NormalCloseRules::finWait1Scenario)
            .judge(NormalCloseRules::finWait1);

    static final Rule NC_CW = Rule.id("NC-CW")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6 case 2, §3.10.7.4 eighth check, ESTABLISHED")
            .says("A FIN is acknowledged and told to the application, and our own FIN waits for CLOSE, however long.")
            .catches("The stack answers a FIN with its own, or a timer ends CLOSE-WAIT.")
            .undisturbed()
            .exercise(NormalCloseRules::closeWaitScenario)
            .judge(NormalCloseRules::closeWait);

    static final Rule NC_LA = Rule.id("NC-LA")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.4 CLOSE-WAIT, §3.10.7.4 fifth check, LAST-ACK; RFC 1122 §4.2.2.20(a)")
            .says("CLOSE in CLOSE-WAIT sends a FIN, and its ACK ends the connection at once, without TIME-WAIT.")
            .catches("The side that closes last waits in TIME-WAIT.")
            .about(Doubt.AGAIN)
            .undisturbed()
            .exercise(NormalCloseRules::lastAckScenario)
            .judge(NormalCloseRules::lastAck);

    static final Rule NC_EARLY = Rule.id("NC-EARLY")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.4 LISTEN, SYN-SENT, SYN-RECEIVED; §3.10.7.4 eighth check, SYN-RECEIVED")
            .says("CLOSE in LISTEN or SYN-SENT forgets the connection silently, in SYN-RECEIVED it sends a FIN;"
                    + " a FIN that completes the handshake leads to CLOSE-WAIT.")
            .catches("The SYN goes on being retransmitted after CLOSE.")
            .fromPacketsAlone()
            .exercise(NormalCloseRules::earlyScenario)
            .judge(NormalCloseRules::early);

    static final Group GROUP = Group.of(
            'A',
            "Normal close (active and passive)",
            NC_FIN,
            NC_FIN_SPACE,
            NC_FIN_LAST,
            NC_PROMPT,
            NC_FW,
            NC_FW2_TW,
            NC_FW1_TW,
            NC_CW,
            NC_LA,
            NC_EARLY);

    private NormalCloseRules() {}

    /** What may have happened before on a connection that is idle now. */
    private static Script idle(Choices c) {
        Script script = Paths.established(c);
        if (c.flip()) {
            int octets = c.between(1, 3000);
            script.autoAck(true).write(octets).await(Expect.ALL_ACKED).autoAck(false);
        }
        if (c.flip()) {
            int octets = c.between(1, 1000);
            script.send(Template.data(octets)).await(Expect.ACK_OF_ALL).read(octets);
        }
        return script;
    }

    /** FIN-WAIT-1, perhaps with data in front of the FIN, all of it unacknowledged. */
    private static Script dataAndFin(Choices c, Profile p) {
        Script script = Paths.established(c);
        if (c.flip()) {
            script.write(c.between(1, 3000));
        }
        return Paths.closes(script, c, p).await(Expect.FIN);
    }

    private static Scenario finScenario(Choices c, Profile p) {
        Script script = idle(c);
        if (p.has(Feature.SOCKETS) && c.between(0, 3) == 3) {
            script.option(SocketOption.CORK, 1); // of which nothing is left to hold back
        }
        return Paths.closes(script, c, p).await(Expect.FIN).pass(Span.PROMPT).build();
    }

    private static Judgement fin(Observed t) {
        Moment unasked = t.first(m -> Check.sentFin(m) && !m.before().finSent && !closedBefore(t, m));
        if (unasked != null) {
            return Judgement.fail(unasked, "no FIN, since the application has not closed", List.of(unasked));
        }
        Moment close = t.first(m -> Check.closes(m)
                && m.before().state == State.ESTABLISHED
                && m.before().linger < 0
                && m.before().unread() == 0
                && m.before().sndWnd > 0
                && m.before().allAcked());
        if (close == null) {
            return Judgement.notApplicable("nobody closed an idle connection");
        }
        List<Moment> replies = t.replies(close, t.prompt());
        if (replies.isEmpty() && !t.watched(close, t.prompt())) {
            return Judgement.tooLate();
        }
        boolean one = !replies.isEmpty()
                && Check.sent(replies.get(0), Flags.FIN | Flags.ACK)
                && Observed.segment(replies.get(0)).len() == 1
                && Observed.segment(replies.get(0)).seq() == close.before().sndNxt
                && Observed.segment(replies.get(0)).ack() == close.before().rcvNxt;
        // Half an RTO after the FIN no retransmission can be due yet.
        boolean more = replies.size() > 1
                && replies.get(1).at()
                        < replies.get(0).at()
                                + t.profile().minRto() / 2
                                - t.trace().lateness();
        return one && !more
                ? Judgement.pass()
                : Judgement.fail(close, "one FIN,ACK with SEQ=SND.NXT and ACK=RCV.NXT, without text", replies);
    }

    /** The application has closed it, or the listener in whose queue it may have been. */
    private static boolean closedBefore(Observed t, Moment fin) {
        return t.first(m -> (m.conn() == fin.conn() || m.conn() < 0) && m.index() < fin.index() && Check.closes(m))
                != null;
    }

    private static Scenario spaceScenario(Choices c, Profile p) {
        Script script = dataAndFin(c, p);
        for (int i = c.between(1, 2); i > 0; i--) {
            script.send(Template.ack().acking(AckRef.BUT_FIN)).pass(Span.ms(c.between(0, 50)));
        }
        return script.await(Expect.SEGMENT, Paths.REXMIT)
                .send(Template.ack())
                .pass(Span.SILENCE)
                .build();
    }

    private static Judgement space(Observed t) {
        Moment partial = t.first(m -> pureAck(m)
                && m.before().state == State.FIN_WAIT_1
                && m.before().finSent
                && Observed.segment(m).ack() == m.before().finSeq);
        if (partial == null || cameAgain(t, partial)) {
            return Judgement.notApplicable(
                    "no ACK of everything but the FIN arrived in FIN-WAIT-1 before the FIN came again");
        }
        Knowledge k = partial.before();
        if (k.finSeq != k.iss + 1 + (int) k.written) {
            return Judgement.fail(
                    partial,
                    "the FIN at the number after the last octet",
                    "it is " + (k.finSeq - k.iss - 1 - (int) k.written) + " off");
        }
        Moment copy = Check.nextFin(t, partial);
        Moment whole = t.firstAfter(partial, m -> m.conn() == partial.conn() && m.after().finAcked);
        long waited = (whole == null ? t.end() : whole.at()) - partial.at();
        if (copy == null || copy.at() - partial.at() > Check.rexmit(t, partial)) {
            return waited < Check.rexmit(t, partial)
                    ? Judgement.notApplicable("nobody waited for the retransmission of the FIN")
                    : Judgement.fail(
                            partial,
                            "the FIN again after an RTO, since it was not acknowledged",
                            copy == null ? "no FIN again" : "the FIN again too late");
        }
        Moment again = whole == null ? null : Check.nextFin(t, whole);
        return again == null
                ? Judgement.pass()
                : Judgement.fail(again, "no FIN again, since it was acknowledged", List.of(again));
    }

    private static boolean cameAgain(Observed t, Moment until) {
        return t.all(m -> m.conn() == until.conn() && m.index() < until.index() && Check.repeatsFin(m, until.before()))
                        .size()
                > 1;
    }

    private static boolean pureAck(Moment m) {
        Segment s = m.arrived();
        return s != null && s.control() == Flags.ACK && s.len() == 0;
    }

    private static Scenario lastScenario(Choices c, Profile p) {
        int window = c.oneOf(65535, 4096, 1024, 256);
        Script script = Script.begin()
                .peer(Scenario.Peer.PLAIN.withMss(c.oneOf(1460, 536)).withWindow(window))
                .open(c.oneOf(Opener.values()));
        if (c.flip()) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        script.loseNext(c.between(0, 2));
        if (p.has(Feature.SOCKETS) && c.between(0, 3) == 3) {
            script.option(SocketOption.CORK, 1); // which no CLOSE waits for
        }
        int writes = c.between(1, 3);
        int most = Math.min(12_000, 20 * window) / writes;
        for (int i = 0; i < writes; i++) {
            script.write(c.between(1, most));
        }
        return Paths.closes(script, c, p)
                .send(Template.ack())
                .autoAck(true)
                .await(Expect.FIN, Span.ofRto(1000).plusMs(30_000))
                .pass(Span.PROMPT)
                .build();
    }

    private static Judgement last(Observed t) {
        Moment close = t.first(m -> Check.closes(m) && m.before().written > 0 && m.before().linger < 0);
        if (close == null) {
            return Judgement.notApplicable("nobody closed after a write");
        }
        int stream = close.before().iss + 1;
        int finSeq = stream + (int) close.before().written;
        for (Moment m : t.all(m -> m.conn() == close.conn() && m.sent() != null && m.before().iss == stream - 1)) {
            Segment s = Observed.segment(m);
            if (!s.data().isEmpty()
                    && !s.data()
                            .equals(Bytes.pattern(
                                    (s.seq() - stream) & 0xffffffffL, s.data().length()))) {
                return Judgement.fail(m, "the octets that were written at that place", "others");
            }
            // One octet may be a probe.
            if (s.data().length() > 1 && Seq.gt(s.seq() + s.data().length(), HalfCloseRules.rightEdge(t, m))) {
                return Judgement.fail(m, "no text beyond the window that the peer has offered", List.of(m));
            }
            if (s.fin() && (s.finSeq() != finSeq || Seq.gt(s.seq(), m.before().sndNxt))) {
                return Judgement.fail(
                        m,
                        "the FIN after all " + close.before().written + " octets, and not before they were sent",
                        List.of(m));
            }
        }
        Moment latest = t.last(m -> m.conn() == close.conn() && m.after().iss == close.before().iss);
        Knowledge end = (latest == null ? close : latest).after();
        if (end.peerRcvNxt == finSeq + 1) {
            return Judgement.pass();
        }
        // No retransmission, however far backed off here, is that long in coming.
        boolean stuck = end.sndWnd > 0
                && t.end() - (latest == null ? close : latest).at()
                        > Time.seconds(15) + 8 * t.profile().rto();
        return stuck
                ? Judgement.fail(
                        close,
                        "all " + close.before().written + " octets and the FIN",
                        "only " + (end.peerRcvNxt - stream) + " octets in order")
                : Judgement.notApplicable("the trace ends before everything was sent");
    }

    private static Scenario promptScenario(Choices c, Profile p) {
        Script script = Paths.established(c);
        if (c.flip()) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        script.write(c.between(1, 200)).await(Expect.ALL_DATA);
        if (p.has(Feature.SOCKETS) && c.between(0, 3) == 3) {
            script.option(SocketOption.CORK, 1);
        }
        for (int i = c.between(0, 2); i > 0; i--) {
            script.write(c.between(1, 350));
        }
        return Paths.closes(script, c, p)
                .await(Expect.FIN, Span.PROMPT.plusMs(50))
                .build();
    }

    private static Judgement prompt(Observed t) {
        Moment close = t.first(m -> Check.closes(m) && m.before().linger < 0 && smallAndUnacked(m.before()));
        if (close == null
                || t.first(m -> m.conn() == close.conn() && m.index() < close.index() && LoneFin.again(m)) != null) {
            // Once it has come again, it alone may be under way (RFC 5681 §3.1, the loss window).
            return Judgement.notApplicable("nobody closed while a little data was not acknowledged");
        }
        Knowledge k = close.before();
        int finSeq = k.iss + 1 + (int) k.written;
        List<Moment> replies = t.replies(close, t.prompt());
        Moment fin = null;
        for (Moment m : replies) {
            fin = fin == null && Check.sentFin(m) ? m : fin;
        }
        if (fin == null && !t.watched(close, t.prompt())) {
            return Judgement.tooLate();
        }
        boolean all = fin != null
                && Observed.segment(fin).finSeq() == finSeq
                && Seq.leq(Observed.segment(fin).seq(), fin.before().sndNxt);
        return all
                ? Judgement.pass()
                : Judgement.fail(close, "everything that was written and the FIN, without waiting for an ACK", replies);
    }

    /** Little enough for any congestion window and for the peer's: two full segments at most. */
    private static boolean smallAndUnacked(Knowledge k) {
        boolean open = k.state == State.ESTABLISHED || k.state == State.CLOSE_WAIT;
        int out = k.iss + 1 + (int) k.written - k.sndUna;
        return open && !k.allAcked() && out < 1000 && out < k.sndWnd;
    }

    private static Scenario acknowledgedScenario(Choices c, Profile p) {
        Script script = dataAndFin(c, p);
        for (int i = c.between(0, 2); i > 0; i--) {
            script.await(Expect.SEGMENT, Paths.REXMIT.plusMs(i == 1 ? p.rto() / 1000 : 0));
        }
        script.send(Template.ack()).pass(Span.SILENCE);
        return c.flip() ? script.pass(Span.ofRto(400)).build() : script.build();
    }

    private static Judgement acknowledged(Observed t) {
        Moment ack =
                t.first(m -> pureAck(m) && m.before().state == State.FIN_WAIT_1 && m.after().state == State.FIN_WAIT_2);
        if (ack == null || !Kept.isThere(t, ack)) {
            return Judgement.notApplicable("no ACK of the FIN arrived in FIN-WAIT-1 in time");
        }
        List<Moment> replies = t.replies(ack, t.end());
        return replies.isEmpty()
                ? Judgement.pass()
                : Judgement.fail(ack, "silence, since the FIN is acknowledged", replies);
    }

    private static Scenario finWait2Scenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = held ? Paths.halfClosed(c) : Paths.finWait2(c, p);
        int text = held ? c.between(0, 500) : 0;
        script.pass(Span.ms(c.between(0, 500)));
        if (c.flip()) {
            script.sendLost(Template.fin().with(text)).pass(Span.ms(c.between(1, 500)));
        }
        return script.send(Template.fin().with(text).at(SeqRef.RCV_NXT))
                .await(Expect.ACK_OF_ALL)
                .pass(Span.ms(c.between(1, 1000)))
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement finWait2(Observed t) {
        Moment fin = t.first(
                m -> m.before().state == State.FIN_WAIT_2 && m.after().state == State.TIME_WAIT && m.arrived() != null);
        if (fin == null) {
            return Judgement.notApplicable("no FIN arrived in FIN-WAIT-2");
        }
        if (!Kept.isThere(t, fin)) {
            return Judgement.notApplicable("a stack need not keep FIN-WAIT-2 for so long without an application");
        }
        List<Moment> replies = t.replies(fin, t.delayed());
        if (replies.isEmpty() && !t.watched(fin, t.delayed())) {
            return Judgement.tooLate();
        }
        return onlyAcks(replies, fin.after())
                ? staysInTimeWait(t, fin)
                : Judgement.fail(fin, "an empty ACK that covers the FIN, within 500 ms", replies);
    }

    /** Tells whether the answers are empty ACKs, the last of them current: text before a FIN may have had one of its own. */
    private static boolean onlyAcks(List<Moment> all, Knowledge k) {
        List<Moment> replies = Check.withoutText(all); // which may be sent again meanwhile
        return !replies.isEmpty()
                && replies.size() <= 2
                && replies.stream()
                        .allMatch(m ->
                                Check.sent(m, Flags.ACK) && Observed.segment(m).len() == 0)
                && Check.emptyAck(replies.get(replies.size() - 1), k);
    }

    /** TIME-WAIT shows by answering the next FIN as long as it lasts, and a RST after it. */
    private static Judgement staysInTimeWait(Observed t, Moment start) {
        Moment probe = t.firstAfter(
                start, m -> m.conn() == start.conn() && m.before().state == State.TIME_WAIT && m.arrived() != null);
        if (probe == null) {
            return Judgement.notApplicable("nothing arrived in TIME-WAIT");
        }
        Judgement wrong = TimeWaitRules.ageIsRight(t, probe);
        return wrong == null ? Judgement.pass() : wrong;
    }

    private static Scenario finWait1Scenario(Choices c, Profile p) {
        Script script = dataAndFin(c, p);
        if (c.flip()) {
            script.await(Expect.SEGMENT, Paths.REXMIT);
        }
        script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        // The FIN must not come again; and CLOSING, unlike TIME-WAIT, would not be over after 2MSL.
        script.pass(c.flip() ? Span.after(p.twoMsl(), p) : Span.SILENCE);
        return script.send(Template.finAgain()).await(Expect.SEGMENT).build();
    }

    private static Judgement finWait1(Observed t) {
        Moment fin = t.first(
                m -> m.before().state == State.FIN_WAIT_1 && m.after().state == State.TIME_WAIT && m.arrived() != null);
        if (fin == null || !Kept.isThere(t, fin)) {
            return Judgement.notApplicable("no FIN that acknowledges ours arrived in FIN-WAIT-1 in time");
        }
        List<Moment> replies = t.replies(fin, t.end());
        if (replies.isEmpty() && !t.watched(fin, t.delayed())) {
            return Judgement.tooLate();
        }
        boolean text = !Observed.segment(fin).data().isEmpty();
        boolean one = onlyAcks(replies, fin.after())
                && replies.size() <= (text ? 2 : 1)
                && replies.stream().noneMatch(Check::sentFin)
                && replies.get(0).at() <= fin.at() + t.delayed();
        return one
                ? staysInTimeWait(t, fin)
                : Judgement.fail(fin, "one empty ACK that covers the FIN, and no FIN again", replies);
    }

    private static Scenario closeWaitScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        Script script = idle(c);
        if (c.between(0, 3) == 3) {
            script.write(c.between(1, 500)).await(Expect.ALL_DATA); // the FIN brings its ACK
        }
        boolean beside = c.between(0, 3) == 3;
        if (beside) {
            script.on(1).open(c.oneOf(Opener.values())).on(0);
        }
        script.send(Template.fin().with(c.between(0, 500))).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.readToEnd();
        }
        script.pass(real ? Span.seconds(c.between(5, 20)) : Span.seconds(c.between(10, 3600)))
                .readToEnd()
                .write(c.between(1, 100))
                .await(Expect.ALL_DATA);
        return (beside ? Kept.ask(script.on(1), State.ESTABLISHED) : script).build();
    }

    private static Judgement closeWait(Observed t) {
        Moment fin = t.first(m -> m.before().state == State.ESTABLISHED && m.after().state == State.CLOSE_WAIT);
        if (fin == null) {
            return Judgement.notApplicable("no FIN arrived in ESTABLISHED");
        }
        List<Moment> replies = t.replies(fin, t.delayed());
        if (!onlyAcks(replies, fin.after())) {
            return Judgement.fail(fin, "an empty ACK that covers the FIN, within 500 ms", replies);
        }
        Moment use = t.firstAfter(
                fin,
                m -> m.conn() < 0 && m.isCall(Call.Close.class)
                        || m.conn() == fin.conn() && (Check.closes(m) || m.isCall(Call.Write.class)));
        long idle = use == null ? t.end() : use.at();
        Moment broken = t.firstAfter(
                fin,
                m -> m.conn() == fin.conn()
                        && m.at() <= idle
                        && (use == null || m.index() < use.index())
                        && (Check.sentFin(m) || Check.sentRst(m)));
        if (broken != null) {
            return Judgement.fail(broken, "neither FIN nor RST before the application closes", List.of(broken));
        }
        Moment again = fin.after().allAcked()
                ? t.firstAfter(fin, m -> m.conn() == fin.conn() && m.at() > fin.at() + t.prompt() && LoneFin.again(m))
                : null;
        if (again != null && (use == null || again.index() < use.index())) {
            return Judgement.fail(again, "no text again, since the FIN has acknowledged it", List.of(again));
        }
        Moment untold = t.firstAfter(
                fin,
                m -> m.conn() == fin.conn()
                        && (use == null || m.index() < use.index())
                        && m.event() instanceof Event.Returned r
                        && r.call() instanceof Call.Read
                        && m.before().unread() == 0
                        && !(r.result() instanceof Result.Eof)
                        && !tellsOfGivingUp(m, r.result()));
        if (untold != null) {
            return Judgement.fail(untold, "the end of the stream after " + fin.after().received + " octets", "none");
        }
        Judgement beside = Kept.movedBeside(t, fin, conn -> true, "the FIN was for another connection");
        if (beside != null) {
            return beside;
        }
        boolean corked =
                t.first(m -> m.called() instanceof Call.SetOption o && o.option() == SocketOption.CORK) != null;
        boolean sends = !corked && use != null && use.called() instanceof Call.Write w && fits(w, use.before());
        return use != null && sends ? stillSends(t, use) : Judgement.pass();
    }

    /** What nobody acknowledges ends the connection at R2, CLOSE-WAIT or not, and the user hears of that (RFC 9293 §3.8.3, §3.10.8). */
    private static boolean tellsOfGivingUp(Moment m, Result result) {
        return !m.before().allAcked() && result instanceof Result.Failed && !result.is(Errno.EAGAIN);
    }

    /** Tells whether nothing holds the text back: neither the peer's window nor what is on its way. */
    private static boolean fits(Call.Write write, Knowledge k) {
        return k.allAcked() && write.data().length() < k.sndWnd;
    }

    /** CLOSE-WAIT shows by sending what is written. */
    private static Judgement stillSends(Observed t, Moment write) {
        List<Moment> replies = t.replies(write, t.prompt());
        boolean sent = replies.stream()
                .anyMatch(m -> !Observed.segment(m).data().isEmpty()
                        && Observed.segment(m).seq() == write.before().sndNxt
                        && Observed.segment(m).ack() == write.before().rcvNxt);
        return sent
                ? Judgement.pass()
                : Judgement.fail(write, "the octets written, since CLOSE-WAIT has no end of its own", replies);
    }

    private static Scenario lastAckScenario(Choices c, Profile p) {
        boolean passive = c.flip();
        Script script = Script.begin().open(passive ? Opener.STACK : Opener.PEER);
        script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.write(c.between(1, 1000));
        }
        Paths.closes(script, c, p).await(Expect.FIN);
        if (c.flip()) {
            script.await(Expect.SEGMENT, Paths.REXMIT);
        }
        script.send(Template.ack()).pass(Span.PROMPT);
        Template late = c.oneOf(Template.ack(), Template.finAgain(), Template.data(1));
        if (c.flip()) {
            script.send(late).await(Expect.SEGMENT);
        }
        return passive
                ? script.send(late).await(Expect.SEGMENT).build()
                : Reopening.use(script.send(Template.syn()).await(Expect.SYN))
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL)
                        .build();
    }

    private static Judgement lastAck(Observed t) {
        Moment close = t.first(m -> Check.closes(m) && m.before().state == State.CLOSE_WAIT && m.before().linger < 0);
        if (close == null) {
            return Judgement.notApplicable("nobody closed in CLOSE-WAIT");
        }
        List<Moment> sent = t.replies(close, t.prompt());
        Moment first = sent.isEmpty() ? null : sent.get(0);
        boolean fin = first != null
                && Check.sent(first, Flags.FIN | Flags.ACK)
                && Observed.segment(first).ack() == close.before().rcvNxt;
        if (close.before().allAcked() && close.before().sndWnd > 0 && !fin) {
            return sent.isEmpty() && !t.watched(close, t.prompt())
                    ? Judgement.tooLate()
                    : Judgement.fail(close, "a FIN,ACK with ACK=RCV.NXT", sent);
        }
        Moment ack = t.firstAfter(
                close,
                m -> m.conn() == close.conn()
                        && m.before().state == State.LAST_ACK
                        && m.after().state == State.CLOSED
                        && m.after().finAcked);
        if (ack == null || !Kept.isThere(t, ack)) {
            return Judgement.notApplicable("no FIN of LAST-ACK was acknowledged in time");
        }
        // What a stack with a clock of its own sends within its tick was under way when the ACK came.
        List<Moment> replies = t.replies(ack, t.end()).stream()
                .filter(m -> m.at() - ack.at() >= t.profile().granularity())
                .toList();
        return replies.isEmpty()
                ? isGone(t, ack)
                : Judgement.fail(ack, "silence, since the connection is over", replies);
    }

    /** After the end anything but a SYN draws a RST, and a SYN finds the 4-tuple free. */
    private static Judgement isGone(Observed t, Moment ack) {
        for (Moment m : t.all(m -> m.index() > ack.index() && m.conn() == ack.conn() && m.arrived() != null)) {
            Segment s = Observed.segment(m);
            List<Moment> replies = t.replies(m, t.prompt());
            if (s.syn() && s.flags() != Flags.SYN) {
                return Judgement.pass(); // whether a listener takes that, is another matter
            }
            if (s.syn()) {
                // Where the stack was the one to connect, nobody need listen.
                boolean connected = t.first(c -> c.conn() == ack.conn() && c.isCall(Call.Connect.class)) != null;
                if (!Check.answersSyn(replies, s) && !(connected && Check.oneReset(replies, s))) {
                    return Judgement.fail(m, "a SYN,ACK, since the 4-tuple is free at once", replies);
                }
                Judgement wrong = Reopening.unlikeAnyOther(t, m);
                return wrong == null ? Judgement.pass() : wrong;
            }
            if (!s.rst() && !Check.refused(t, m, replies)) {
                return Judgement.fail(m, "a RST, since the connection is over", replies);
            }
        }
        return Judgement.pass();
    }

    private static Scenario earlyScenario(Choices c, Profile p) {
        return switch (c.between(0, 3)) {
            case 0 ->
                Script.begin()
                        .connect()
                        .await(Expect.SYN)
                        .close()
                        .pass(Span.SILENCE)
                        .send(Template.of(Flags.SYN | Flags.ACK))
                        .await(Expect.SEGMENT)
                        .build();
            case 1 ->
                Script.begin()
                        .listen()
                        .step(new Step.DoOnListener(new Call.Close()))
                        .pass(Span.ms(c.between(1, 500)))
                        .send(Template.syn())
                        .await(Expect.SEGMENT)
                        .build();
            case 2 ->
                Paths.closes(
                                Script.begin()
                                        .connect()
                                        .await(Expect.SYN)
                                        .send(Template.syn())
                                        .await(Expect.SEGMENT),
                                c,
                                p)
                        .pass(Span.PROMPT)
                        .send(Template.ack().acking(AckRef.BUT_FIN))
                        .await(Expect.FIN)
                        .build();
            default ->
                Script.begin()
                        .listen()
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .send(Template.fin().with(c.between(0, 100)))
                        .await(Expect.ACK_OF_ALL)
                        .accept()
                        .readToEnd()
                        .build();
        };
    }

    private static Judgement early(Observed t) {
        Moment close = t.first(m -> m.before().linger < 0
                && (m.conn() < 0
                        ? m.isCall(Call.Close.class)
                        : Check.closes(m)
                                && (m.before().state == State.SYN_SENT || m.before().state == State.SYN_RECEIVED)));
        Moment fin = t.first(m -> m.before().state == State.SYN_RECEIVED && m.after().state == State.CLOSE_WAIT);
        if (close != null && close.conn() < 0) {
            return closedListener(t, close);
        }
        if (close != null && close.before().state == State.SYN_SENT) {
            return closedInSynSent(t, close);
        }
        if (close != null) {
            return closedInSynReceived(t, close);
        }
        return fin == null
                ? Judgement.notApplicable("neither CLOSE nor FIN came before ESTABLISHED")
                : finInSynReceived(t, fin);
    }

    private static Judgement closedListener(Observed t, Moment close) {
        Moment again = t.firstAfter(close, m -> m.isCall(Call.Listen.class));
        Moment syn = t.firstAfter(close, NormalCloseRules::wantsConnection);
        if (syn == null || again != null && again.index() < syn.index()) {
            return Judgement.notApplicable("no SYN arrived after the listener was closed");
        }
        List<Moment> replies = t.replies(syn, t.prompt());
        return Check.refused(t, syn, replies)
                ? Judgement.pass()
                : Judgement.fail(syn, "a RST, since nobody listens any more", replies);
    }

    private static boolean wantsConnection(Moment m) {
        Segment s = m.arrived();
        return s != null && s.syn() && !s.rst() && !s.hasAck() && m.before().state == State.CLOSED;
    }

    private static Judgement closedInSynSent(Observed t, Moment close) {
        List<Moment> replies = t.replies(close, t.end());
        if (!replies.isEmpty()) {
            return Judgement.fail(close, "silence, since the connection is forgotten", replies);
        }
        Moment answer = t.firstAfter(close, m -> m.conn() == close.conn() && m.arrived() != null);
        List<Moment> refused = answer == null ? List.of() : t.replies(answer, t.prompt());
        return answer == null || Check.refused(t, answer, refused)
                ? Judgement.pass()
                : Judgement.fail(answer, "a RST with SEQ=SEG.ACK, since the connection is forgotten", refused);
    }

    /** A FIN at once, as the RFC has it; or when the handshake is complete: as Linux after shutdown(), and always behind text. */
    private static Judgement closedInSynReceived(Observed t, Moment close) {
        boolean simultaneous = t.first(m -> m.index() < close.index() && Check.sent(m, Flags.SYN | Flags.ACK)) != null;
        if (!simultaneous) {
            return Judgement.notApplicable("the stack does not answer a SYN in SYN-SENT");
        }
        Moment ack = t.firstAfter(close, m -> m.conn() == close.conn() && m.arrived() != null);
        Moment fin = t.firstAfter(close, m -> m.conn() == close.conn() && Check.sentFin(m));
        if (fin == null && ack == null && close.before().written > 0) {
            return Judgement.notApplicable("text waits for the handshake, and the FIN behind it");
        }
        boolean right = fin != null
                && Check.sent(fin, Flags.FIN | Flags.ACK)
                && Observed.segment(fin).finSeq() == close.before().iss + 1 + (int) close.before().written
                && Observed.segment(fin).ack() == close.before().rcvNxt;
        Moment since = fin != null && ack != null && ack.index() < fin.index() ? ack : close;
        if (fin != null && right && fin.at() <= since.at() + t.prompt()) {
            return Judgement.pass(
                    "CLOSE in SYN-RECEIVED: FIN " + (since.equals(close) ? "at once" : "after the handshake"));
        }
        return Judgement.fail(
                close,
                "a FIN,ACK behind all text and with ACK=RCV.NXT, at once or when the handshake is complete",
                t.sentBetween(close, t.end()));
    }

    private static Judgement finInSynReceived(Observed t, Moment fin) {
        List<Moment> replies = t.replies(fin, t.delayed());
        if (!onlyAcks(replies, fin.after())) {
            return Judgement.fail(fin, "an empty ACK that covers the FIN, within 500 ms", replies);
        }
        Moment told = t.last(m -> m.index() > fin.index() && m.conn() == fin.conn() && Reading.read(m) != null);
        Result last = told == null ? null : Reading.read(told);
        return told != null && last != null && last.is(Errno.EAGAIN)
                ? Judgement.fail(told, "the end of the stream", "none")
                : Judgement.pass();
    }
}
