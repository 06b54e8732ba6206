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
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group J: Abort and linger. */
final class AbortRules {
    static final Rule AB_RST = Rule.id("AB-RST")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.9.1.6, §3.10.5")
            .says(
                    "ABORT of a connection that the peer still counts on sends one RST at SND.NXT, and the connection is gone.")
            .catches("The RST has the number of the FIN or of SND.UNA, which the peer refuses (RFC 5961).")
            .needs(Feature.ABORT)
            .about(Doubt.ABORTED, Doubt.RESET)
            .exercise(AbortRules::abortScenario)
            .judge(t -> ends(t, t.first(m -> m.isCall(Call.Abort.class) && toldOfAbort(m.before()))));

    static final Rule AB_SILENT = Rule.id("AB-SILENT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.5")
            .says("ABORT in LISTEN, SYN-SENT, CLOSING, LAST-ACK and TIME-WAIT sends nothing and frees the connection.")
            .catches("A RST goes out in CLOSING or LAST-ACK, or the FIN is still retransmitted.")
            .needs(Feature.ABORT)
            .about(Doubt.ABORTED, Doubt.RESET)
            .exercise(AbortRules::silentScenario)
            .judge(t -> ends(
                    t,
                    t.first(m -> m.isCall(Call.Abort.class)
                            && !toldOfAbort(m.before())
                            && m.before().unread() == 0)));

    /** No SEND waits at this door, and a RECEIVE is forgotten with its socket: that they fail cannot be seen. */
    static final Rule AB_FLUSH = Rule.id("AB-FLUSH")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.5")
            .says("ABORT discards everything that waits to be sent or to be sent again.")
            .catches("Retransmission goes on after the RST.")
            .needs(Feature.ABORT)
            .about(Doubt.ABORTED, Doubt.RESET)
            .exercise(AbortRules::flushScenario)
            .judge(t -> ends(t, t.first(m -> m.isCall(Call.Abort.class) && owesText(m.before()))));

    static final Rule AB_TIMEOUT = Rule.id("AB-TIMEOUT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.9.1.4, §3.6 case 2, §3.10.8")
            .says("A side that closes and cannot deliver its data or its FIN in time gives up, and tells the user.")
            .catches("The close waits for ever.")
            .about(Doubt.LIMITED, Doubt.OLD, Doubt.USER_TIMEOUT)
            .exercise(AbortRules::timeoutScenario)
            .judge(AbortRules::timeout);

    static final Rule AB_LINGER0 = Rule.id("AB-LINGER0")
            .level(Level.LINUX)
            .source("the convention of sockets; POSIX does not say it")
            .says("close() with SO_LINGER on and 0 seconds is ABORT: RST, pending data dropped, no TIME-WAIT.")
            .catches("A FIN goes out first, or the data is flushed before the RST.")
            .needs(Feature.LINGER)
            .about(Doubt.ABORTED, Doubt.LIMITED, Doubt.RESET)
            .exercise(AbortRules::lingerZeroScenario)
            .judge(AbortRules::lingerZero);

    static final Rule AB_LINGER_N = Rule.id("AB-LINGER-N")
            .level(Level.POSIX)
            .source("POSIX close() with SO_LINGER")
            .says(
                    "close() that lingers for n seconds returns when all is delivered, or after n seconds while TCP goes on.")
            .catches("The connection is aborted when the time is over, or close() returns at once.")
            .needs(Feature.LINGER)
            .about(Doubt.LIMITED)
            .exercise((c, p) -> lingerScenario(c, p, false))
            .judge(t -> lingers(t, false));

    static final Rule AB_LINGER_OFF = Rule.id("AB-LINGER-OFF")
            .level(Level.POSIX)
            .source("POSIX close(); RFC 9293 §3.9.1.4")
            .says("close() without SO_LINGER returns at once, and TCP still delivers what was written, and the FIN.")
            .catches("What is queued is lost when the application closes.")
            .needs(Feature.SOCKETS)
            .exercise(AbortRules::backgroundScenario)
            .judge(AbortRules::background);

    /** POSIX leaves open what O_NONBLOCK does to a close that lingers: Linux waits all the same. */
    static final Rule AB_LINGER_NB = Rule.id("AB-LINGER-NB")
            .level(Level.LINUX)
            .source("Linux; POSIX does not say it")
            .says(
                    "A non-blocking socket lingers in close() like a blocking one, or not at all; TCP goes on either way.")
            .catches("close() returns at some other time, or aborts the connection.")
            .needs(Feature.LINGER)
            .about(Doubt.LIMITED)
            .exercise((c, p) -> lingerScenario(c, p, true))
            .judge(t -> lingers(t, true));

    static final Rule AB_LASTREF = Rule.id("AB-LASTREF")
            .level(Level.POSIX)
            .source("POSIX close(), dup(), fork()")
            .says(
                    "Only the last close of a shared socket closes the connection; shutdown acts at once for all holders.")
            .catches("The first close sends the FIN.")
            .needs(Feature.SOCKETS)
            .untested("no call of the kit gives a socket a second holder: sockets are shared by dup() or fork() alone");

    static final Rule AB_FLUSHCALL = Rule.id("AB-FLUSHCALL")
            .level(Level.MAY)
            .source("RFC 9293 §3.9.1.7 MAY-14")
            .says(
                    "FLUSH drops only what lies right of the send window, so that a later FIN follows the data that is kept.")
            .catches("The number of the FIN counts octets that were flushed.")
            .needs(Feature.FLUSH)
            .untested("no call of the kit flushes: the call is optional, and no socket API has it");

    static final Group GROUP = Group.of(
            'J',
            "Abort and linger",
            AB_RST,
            AB_SILENT,
            AB_FLUSH,
            AB_TIMEOUT,
            AB_LINGER0,
            AB_LINGER_N,
            AB_LINGER_OFF,
            AB_LINGER_NB,
            AB_LASTREF,
            AB_FLUSHCALL);

    private AbortRules() {}

    // The states in which the peer hears of an ABORT, and the others (RFC 9293 §3.10.5)

    private static Script synReceived() {
        // Both open at once: the only way to a socket in SYN-RECEIVED.
        return Script.begin().connect().await(Expect.SYN).send(Template.syn()).await(Expect.ACK_OF_ALL);
    }

    /** ESTABLISHED with text unread, CLOSE-WAIT, SYN-RECEIVED; FIN-WAIT-1 and 2 when the API can half-close. */
    private static Script heardOf(Choices c, Profile p) {
        return switch (c.between(0, p.has(Feature.HALFCLOSE) ? 4 : 2)) {
            case 0 -> c.flip() ? Paths.established(c) : withUnread(Paths.established(c), c);
            case 1 -> Paths.closeWait(c);
            case 2 -> synReceived();
            case 3 -> Paths.established(c).shutdown(How.WR).await(Expect.FIN);
            default -> Paths.halfClosed(c);
        };
    }

    private static Script withUnread(Script script, Choices c) {
        return script.send(Template.data(c.between(1, 2000))).await(Expect.ACK_OF_ALL);
    }

    /** LAST-ACK, CLOSING or TIME-WAIT with the socket still there: the API has to half-close. */
    private static Script notHeardOf(Choices c) {
        if (c.flip()) {
            return Paths.closeWait(c).shutdown(How.WR).await(Expect.FIN);
        }
        Script script = Paths.established(c).shutdown(How.WR).await(Expect.FIN);
        switch (c.between(0, 2)) {
            case 0 -> script.send(Template.fin().acking(AckRef.BUT_FIN));
            case 1 -> script.send(Template.fin());
            default -> script.send(Template.ack()).send(Template.fin());
        }
        return script.await(Expect.ACK_OF_ALL);
    }

    private static boolean toldOfAbort(Knowledge k) {
        return switch (k.state) {
            // Simultaneous open counts once the stack has answered the SYN.
            case SYN_RECEIVED -> k.ackSent == k.rcvNxt;
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
            default -> false;
        };
    }

    private static boolean owesText(Knowledge k) {
        return toldOfAbort(k) && !k.allAcked();
    }

    private static Scenario abortScenario(Choices c, Profile p) {
        return heardOf(c, p)
                .abort()
                .pass(Span.PROMPT)
                .send(c.flip() ? Template.fin() : Template.ack())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Scenario silentScenario(Choices c, Profile p) {
        return switch (c.between(0, p.has(Feature.HALFCLOSE) ? 3 : 1)) {
            case 0 ->
                Script.begin()
                        .listen()
                        .step(new Step.DoOnListener(new Call.Abort()))
                        .pass(Span.PROMPT)
                        .send(Template.syn())
                        .await(Expect.SEGMENT)
                        .build();
            case 1 ->
                Script.begin()
                        .connect()
                        .await(Expect.SYN)
                        .abort()
                        .pass(Span.SILENCE)
                        .send(Template.of(Flags.SYN | Flags.ACK))
                        .await(Expect.SEGMENT)
                        .build();
            default ->
                notHeardOf(c)
                        .abort()
                        .pass(Span.SILENCE)
                        .send(Template.finAgain())
                        .await(Expect.SEGMENT)
                        .build();
        };
    }

    private static Scenario flushScenario(Choices c, Profile p) {
        boolean closeWait = c.flip();
        Script script = closeWait ? Paths.closeWait(c) : Paths.established(c);
        if (c.flip()) {
            script.send(Template.ack().offering(c.oneOf(1000, 2000, 0)));
        }
        script.write(c.between(1, 6000));
        if (p.has(Feature.HALFCLOSE) && !closeWait && c.flip()) {
            script.shutdown(How.WR);
        }
        // Shorter than any retransmission timeout, so that the RST follows what was sent at first.
        return script.pass(Span.ms(20))
                .abort()
                .pass(Span.SILENCE)
                .send(Template.ack())
                .await(Expect.SEGMENT)
                .build();
    }

    /** Judges how an ABORT, or what amounts to one, ends the connection. */
    private static Judgement ends(Observed t, @Nullable Moment abort) {
        if (abort == null) {
            return Judgement.notApplicable("nothing was aborted in such a state");
        }
        boolean told = toldOfAbort(abort.before());
        List<Moment> replies = t.replies(abort, told ? t.prompt() : t.profile().silence());
        if (told && !(replies.size() == 1 && abortReset(replies.get(0)))) {
            return Judgement.fail(abort, "one RST at SND.NXT and nothing else", replies);
        }
        if (told && !acksRightly(replies.get(0))) {
            return Judgement.fail(abort, "a RST that acknowledges RCV.NXT, or nothing", replies);
        }
        if (!told && !replies.isEmpty()) {
            return Judgement.fail(abort, "silence: in " + stateOf(abort) + " there is nobody to tell", replies);
        }
        return isGone(t, abort);
    }

    private static String stateOf(Moment abort) {
        return abort.conn() < 0 ? "LISTEN" : abort.before().state.toString();
    }

    private static boolean abortReset(Moment m) {
        boolean form = Check.sent(m, Flags.RST) || Check.sent(m, Flags.RST | Flags.ACK);
        return form && Observed.segment(m).seq() == m.before().sndNxt;
    }

    /** RFC 9293 §3.10.5 has no ACK in it, Linux and others have; where there is one it says what it always does (§3.1). */
    private static boolean acksRightly(Moment rst) {
        Segment s = Observed.segment(rst);
        Knowledge k = rst.before();
        // What has only just come may not be counted yet.
        return !s.hasAck() || Seq.leq(k.ackSent, s.ack()) && Seq.leq(s.ack(), k.rcvNxt);
    }

    /** Nothing is left of it: each later segment is refused, and nothing comes by itself. */
    private static Judgement isGone(Observed t, Moment abort) {
        boolean probed = false;
        boolean wasTimeWait = abort.before().state == State.TIME_WAIT;
        for (Moment m : t.all(m -> m.index() > abort.index() && (abort.conn() < 0 || m.conn() == abort.conn()))) {
            if (m.arrived() != null && Observed.segment(m).syn() || m.isCall(Call.Connect.class)) {
                break; // a new connection
            }
            if (m.sent() != null && !Check.sentRst(m) && !wasTimeWait) {
                return Judgement.fail(m, "nothing but RST: the connection is gone", List.of(m));
            }
            // A listener takes no notice of what acknowledges nothing (RFC 9293 §3.10.7.2).
            boolean asks = wasTimeWait ? Check.arrivedFin(m) : m.arrived() != null && !Check.arrivedRst(m);
            if (asks && Observed.segment(m).hasAck()) {
                List<Moment> replies = t.replies(m, t.prompt());
                // Linux: TIME-WAIT lives on without the socket (catalogue §5.15).
                if (wasTimeWait && Check.oneEmptyAck(replies, abort.before())) {
                    return Judgement.pass("TIME-WAIT survives");
                }
                if (!Check.refused(t, m, replies)) {
                    return Judgement.fail(m, "a RST, since the connection is gone", replies);
                }
                probed = true;
            }
        }
        return probed
                ? Judgement.pass(wasTimeWait ? "TIME-WAIT ends" : "")
                : Judgement.notApplicable("nothing arrived after the abort");
    }

    // Giving up

    private static Scenario timeoutScenario(Choices c, Profile p) {
        Script script = c.flip() ? Paths.closeWait(c) : Paths.established(c);
        // Waiting is real on a wall clock, so the user asks for less.
        boolean asked = p.has(Feature.USERTIMEOUT) && (p.clock() == Clock.WALL || c.flip());
        int seconds = c.between(2, 4);
        if (asked) {
            script.option(SocketOption.USER_TIMEOUT, seconds * 1000);
        }
        if (c.flip()) {
            script.send(Template.ack().offering(0)).pass(Span.ms(1));
        }
        int octets = c.oneOf(0, 1, 3000);
        if (octets > 0) {
            script.write(octets);
        }
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        if (held) {
            script.shutdown(How.WR);
        } else {
            script.close();
        }
        script.pass(new Span(
                Span.Base.NOTHING, 0, (asked ? Check.patience(seconds * 1000) : Check.PATIENCE) + Time.SECOND));
        if (held) {
            script.readOnce();
        }
        return script.send(Template.ack().acking(AckRef.NOTHING_NEW))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement timeout(Observed t) {
        Moment close = t.first(m -> closes(m) && m.before().linger < 0);
        Moment probe = close == null ? null : t.firstAfter(close, m -> m.arrived() != null && m.conn() == close.conn());
        if (close == null || probe == null) {
            return Judgement.notApplicable("nobody closed, or nothing arrived after that");
        }
        if (probe.at() - close.at() < patienceIn(t, close)) {
            return Judgement.notApplicable("the peer was not silent for long enough");
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        if (!Check.refused(t, probe, replies)) {
            return Judgement.fail(probe, "a RST, since the close was given up for want of an answer", replies);
        }
        Moment told = t.firstAfter(
                close,
                m -> m.conn() == close.conn()
                        && m.event() instanceof Event.Returned r
                        && r.call() instanceof Call.Read);
        // After the peer's FIN a reader may be told of the end of the stream instead.
        if (told != null && !told.before().finReceived && !isTimeout(told.result())) {
            return Judgement.fail(told, "ETIMEDOUT", show(told.result()));
        }
        return Judgement.pass();
    }

    private static boolean closes(Moment m) {
        boolean sending = m.isCall(Call.Close.class) || m.called() instanceof Call.Shutdown s && s.how() != How.RD;
        return sending && (m.before().state == State.ESTABLISHED || m.before().state == State.CLOSE_WAIT);
    }

    private static long patienceIn(Observed t, Moment close) {
        Moment option = t.last(m -> m.index() < close.index()
                && m.conn() == close.conn()
                && m.called() instanceof Call.SetOption o
                && o.option() == SocketOption.USER_TIMEOUT);
        return option != null && option.called() instanceof Call.SetOption o
                ? Check.patience(o.value())
                : Check.PATIENCE;
    }

    private static boolean isTimeout(@Nullable Result result) {
        return result != null && result.is(Errno.ETIMEDOUT);
    }

    private static String show(@Nullable Result result) {
        return result == null ? "nothing" : result.show();
    }

    // Linger

    private static Scenario lingerZeroScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, p.has(Feature.HALFCLOSE) ? 2 : 1)) {
            case 0 -> {
                Script open = c.flip() ? Paths.closeWait(c) : Paths.established(c);
                if (c.flip()) {
                    open.send(Template.ack().offering(c.oneOf(1000, 0)));
                }
                yield open.write(c.between(1, 6000)).pass(Span.ms(20));
            }
            case 1 -> heardOf(c, p);
            default -> notHeardOf(c);
        };
        return script.option(SocketOption.LINGER, 0)
                .close()
                .pass(Span.SILENCE)
                .send(Template.fin().at(SeqRef.rcvNxt(-1)))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement lingerZero(Observed t) {
        Moment close = t.first(m -> m.isCall(Call.Close.class)
                && m.before().linger == 0
                && (toldOfAbort(m.before()) || m.before().unread() == 0));
        Moment end = close == null ? null : t.returnOf(close);
        if (close == null) {
            return Judgement.notApplicable("nobody closed with a linger time of 0");
        }
        if (end == null || end.at() - close.at() > t.returning()) {
            return Judgement.fail(close, "close() returns at once", "it waits");
        }
        return ends(t, close);
    }

    private static Scenario lingerScenario(Choices c, Profile p, boolean nonBlocking) {
        int seconds = c.between(1, p.clock() == Clock.WALL ? 2 : 5);
        Script script = c.flip() ? Paths.closeWait(c) : Paths.established(c);
        script.option(SocketOption.LINGER, seconds);
        if (nonBlocking) {
            script.option(SocketOption.NONBLOCK, 1);
        }
        int octets = c.oneOf(1, 0, 3000);
        if (octets > 0) {
            script.write(octets);
        }
        script.close().await(Expect.FIN);
        switch (c.between(0, 3)) {
            case 0 -> outlast(script, seconds, p);
            case 1 ->
                script.pass(Span.ms(c.between(1, 900))).send(Template.ack()).await(Expect.DONE);
            case 2 ->
                script.pass(Span.ms(c.between(1, 400)))
                        .send(Template.ack().acking(AckRef.BUT_FIN))
                        .pass(Span.ms(c.between(150, 400)))
                        .send(Template.ack())
                        .await(Expect.DONE);
            default ->
                script.pass(Span.ms(c.between(1, 900)))
                        .send(Template.rst().at(SeqRef.RCV_NXT))
                        .await(Expect.DONE);
        }
        return script.pass(Span.PROMPT).build();
    }

    /** The peer is silent until close() has returned, and until the next retransmission. */
    private static void outlast(Script script, int seconds, Profile p) {
        script.await(Expect.DONE, Span.seconds(seconds).plusMs(1000))
                .await(
                        Expect.SEGMENT,
                        new Span(Span.Base.NOTHING, 0, nextCopy(Time.seconds(seconds), p) + Time.ms(100)))
                .send(Template.ack());
    }

    /** So long after a silence the next retransmission must have come: intervals double, so none is longer than all before. */
    private static long nextCopy(long silence, Profile p) {
        return 2 * (silence + p.rto()) + Time.SECOND;
    }

    private static Judgement lingers(Observed t, boolean nonBlocking) {
        Moment close = t.first(m -> m.isCall(Call.Close.class) && m.before().linger > 0 && closes(m));
        if (close == null) {
            return Judgement.notApplicable("nobody closed with a linger time");
        }
        Moment end = t.returnOf(close);
        long due = close.at() + Time.seconds(close.before().linger);
        long latest = due + Time.ms(200) + t.returning();
        if (end == null) {
            return t.end() < latest
                    ? Judgement.notApplicable("the trace ends before close() had to return")
                    : Judgement.fail(close, "close() returns when the linger time is over", "it does not return");
        }
        if (!(end.result() instanceof Result.Ok)) {
            return Judgement.fail(end, "ok, whatever became of the data", show(end.result()));
        }
        boolean atOnce = nonBlocking && end.at() - close.at() <= t.prompt();
        Judgement wrong = atOnce ? null : endsInTime(t, close, end, due, latest);
        wrong = wrong == null ? goesOn(t, close, end) : wrong;
        return wrong == null ? Judgement.pass(how(end, due, nonBlocking)) : wrong;
    }

    private static String how(Moment end, long due, boolean nonBlocking) {
        if (nonBlocking) {
            return delivered(end.before()) || end.at() >= due - Time.ms(10) ? "lingers" : "returns at once";
        }
        boolean early = end.at() < due - Time.ms(10) && !end.before().finAcked && !end.before().resetByPeer;
        return early ? "returns before its FIN is acknowledged" : "";
    }

    /** Nothing is left that the application wrote; POSIX does not speak of the FIN, for which Linux waits. */
    private static boolean delivered(Knowledge k) {
        return k.allAcked() || k.finAcked || k.resetByPeer;
    }

    private static @Nullable Judgement endsInTime(Observed t, Moment close, Moment end, long due, long latest) {
        String took = "it returns after " + Time.show(end.at() - close.at());
        if (!delivered(end.before()) && end.at() < due - Time.ms(10)) {
            return Judgement.fail(end, "close() waits, since the data is not acknowledged", took);
        }
        Moment done =
                t.firstAfter(close, m -> m.conn() == close.conn() && (m.after().finAcked || m.after().resetByPeer));
        boolean inVain = done != null && end.at() > done.at() + t.returning();
        return inVain || end.at() > latest
                ? Judgement.fail(end, "close() returns when there is nothing to wait for, or its time is over", took)
                : null;
    }

    /** After close() has returned TCP goes on by itself: it retransmits, and nothing is reset. */
    private static @Nullable Judgement goesOn(Observed t, Moment close, Moment end) {
        if (end.before().finAcked || end.before().resetByPeer) {
            return null;
        }
        Moment probe = t.firstAfter(end, m -> m.arrived() != null && m.conn() == end.conn());
        int until = probe == null ? Integer.MAX_VALUE : probe.index();
        List<Moment> sent = t.sentBetween(close, Time.NEVER);
        Moment reset = sent.stream()
                .filter(m -> Check.sentRst(m) && m.before().state != State.CLOSED)
                .findFirst()
                .orElse(null);
        boolean silent = sent.stream().noneMatch(m -> m.index() > end.index() && m.index() < until);
        long watched = (probe == null ? t.end() : probe.at()) - end.at();
        boolean resets = reset != null && reset.index() < until;
        if (!resets && silent && watched > nextCopy(end.at() - close.at(), t.profile())) {
            return Judgement.fail(
                    end, "the FIN, or data, once more: TCP goes on after close() has returned", List.of());
        }
        return reset == null
                ? null
                : Judgement.fail(reset, "no RST: TCP goes on after close() has returned", List.of(reset));
    }

    private static Scenario backgroundScenario(Choices c, Profile p) {
        int window = c.oneOf(65535, 3000, 1000);
        Script script =
                Script.begin().peer(Scenario.Peer.PLAIN.withWindow(window)).open(c.oneOf(Opener.values()));
        if (c.flip()) {
            script.loseNext(1);
        }
        return script.write(c.between(1, 8000))
                .close()
                .pass(Span.ms(c.between(0, 100)))
                .autoAck(true)
                .send(Template.ack())
                .await(Expect.FIN, Span.seconds(15))
                .build();
    }

    private static Judgement background(Observed t) {
        Moment close = t.first(m -> m.isCall(Call.Close.class)
                && closes(m)
                && m.before().linger < 0
                && m.before().unread() == 0
                && m.before().written > 0);
        Moment last = close == null ? null : t.last(m -> m.conn() == close.conn());
        if (close == null || last == null || last.after().resetByPeer) {
            return Judgement.notApplicable("nobody wrote and closed, or the peer reset");
        }
        Moment end = t.returnOf(close);
        if (end == null || end.at() - close.at() > t.returning()) {
            return Judgement.fail(close, "close() returns at once", "it waits");
        }
        Knowledge k = last.after();
        int whole = k.iss + 1 + (int) k.written;
        if (k.finSent && k.finSeq == whole && k.peerRcvNxt == whole + 1) {
            return Judgement.pass();
        }
        boolean hindered = k.sndWnd == 0 || Doubt.at(t, last.index(), AB_LINGER_OFF.about(), false) != null;
        if (hindered || !k.resetByStack && !k.finSent && t.end() - close.at() < Time.seconds(10)) {
            return Judgement.notApplicable("the peer has no window, or the trace ends before all could be delivered");
        }
        String got = (k.peerRcvNxt - (k.iss + 1)) + " of them" + (k.finSent ? "" : " and no FIN");
        return Judgement.fail(close, "all " + k.written + " octets and then the FIN", got);
    }
}
