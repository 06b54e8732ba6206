package org.lastack.kit.rules;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
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
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** Group N: API results. */
final class ApiRules {
    static final Rule AP_INFORM = Rule.id("AP-INFORM")
            .level(Level.MUST)
            .source("RFC 9293 §3.6 MUST-12; RFC 1122 §4.2.2.13")
            .says("The application can tell a remote close from an abort: a FIN ends its reading, a RST is an error.")
            .catches("A RST shows as the end of the stream.")
            .about(Doubt.RESET)
            .exercise(ApiRules::informScenario)
            .judge(ApiRules::inform);

    static final Rule AP_EOF = Rule.id("AP-EOF")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.3 CLOSE-WAIT")
            .says(
                    "The application gets everything that was received, then the end of the stream, and that again and again.")
            .catches("The end comes before the last octets, or once only.")
            .exercise(ApiRules::endScenario)
            .judge(ApiRules::end);

    static final Rule AP_UNSOLICITED = Rule.id("AP-UNSOLICITED")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.6, §3.10.7.4 second and eighth check; POSIX poll()")
            .says(
                    "A RECEIVE that waits returns when the peer closes or resets, and poll() shows it to an idle application.")
            .catches("The sleeper is not woken by a FIN or a RST.")
            .needs(Feature.SOCKETS)
            .about(Doubt.RESET)
            .exercise(ApiRules::unsolicitedScenario)
            .judge(ApiRules::unsolicited);

    static final Rule AP_RESET = Rule.id("AP-RESET")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.7.4 second check; POSIX recv(), send()")
            .says(
                    "The first call that can tell of a reset fails with ECONNRESET; after that the connection is unusable.")
            .catches("A call that cannot tell it swallows the error.")
            .needs(Feature.SOCKETS)
            .about(Doubt.FAILED, Doubt.RESET, Doubt.USER_TIMEOUT)
            .exercise(ApiRules::resetScenario)
            .judge(ApiRules::reset);

    /** Whether the queue is flushed is a "should" without a number; what fails is the silent end, which MUST-12 forbids. */
    static final Rule AP_RESETDATA = Rule.id("AP-RESETDATA")
            .level(Level.MUST)
            .source("RFC 9293 §3.10.7.4 second check, §3.6 MUST-12")
            .says(
                    "Octets that are unread when a RST comes are handed out or flushed, all of them, and then comes an error.")
            .catches("A stream that was cut off looks like a whole one.")
            .about(Doubt.RESET)
            .exercise(ApiRules::resetDataScenario)
            .judge(ApiRules::resetData);

    /** The stream had ended well, so Linux lets reading end well (catalogue §5.25); MUST-12 read strictly wants an error. */
    static final Rule AP_CWRST = Rule.id("AP-CWRST")
            .level(Level.LINUX)
            .source("Linux; RFC 9293 §3.6 MUST-12")
            .says("A RST in CLOSE-WAIT is told once, as EPIPE or ECONNRESET, by send() and SO_ERROR if not by recv().")
            .catches("Nobody is told, or unread octets are lost in silence.")
            .needs(Feature.SOCKETS)
            .about(Doubt.RESET)
            .exercise(ApiRules::closeWaitResetScenario)
            .judge(ApiRules::closeWaitReset);

    static final Rule AP_EPIPE = Rule.id("AP-EPIPE")
            .level(Level.POSIX)
            .source("POSIX send(); RFC 9293 §3.10.2")
            .says(
                    "send() fails with EPIPE after shutdown() and once a reset was told; to a peer that only closed it succeeds.")
            .catches("A second write to a peer that is gone succeeds.")
            .needs(Feature.SOCKETS)
            .about(Doubt.FAILED, Doubt.RESET)
            .exercise(ApiRules::brokenPipeScenario)
            .judge(ApiRules::brokenPipe);

    static final Rule AP_TIMEDOUT = Rule.id("AP-TIMEDOUT")
            .level(Level.MUST_TEXT)
            .source("RFC 9293 §3.10.8, §3.8.3")
            .says(
                    "When the stack gives up for want of an answer the application hears of a timeout, also one that waits.")
            .catches("The timeout shows as the end of the stream or as a reset.")
            .about(Doubt.LIMITED, Doubt.OLD, Doubt.USER_TIMEOUT)
            .exercise(ApiRules::timeoutScenario)
            .judge(ApiRules::timeout);

    static final Rule AP_SHUTDOWN = Rule.id("AP-SHUTDOWN")
            .level(Level.POSIX)
            .source("POSIX shutdown(); RFC 9293 §3.10.4 FIN-WAIT-1, FIN-WAIT-2")
            .says("shutdown() of a socket without connection fails with ENOTCONN; a repeated one sends no second FIN.")
            .catches("Each shutdown sends a FIN with a number of its own.")
            .needs(Feature.SOCKETS)
            .about(Doubt.RESET)
            .fromPacketsAlone()
            .exercise(ApiRules::shutdownScenario)
            .judge(ApiRules::shutdown);

    static final Rule AP_STATUS = Rule.id("AP-STATUS")
            .level(Level.MAY)
            .source("RFC 9293 §3.9.1.5, §3.10.6")
            .says("STATUS names the state at each step of the close.")
            .catches("CLOSING is called FIN-WAIT-1.")
            .needs(Feature.STATUS)
            .exercise(ApiRules::statusScenario)
            .judge(ApiRules::status);

    static final Group GROUP = Group.of(
            'N',
            "API results",
            AP_INFORM,
            AP_EOF,
            AP_UNSOLICITED,
            AP_RESET,
            AP_RESETDATA,
            AP_CWRST,
            AP_EPIPE,
            AP_TIMEDOUT,
            AP_SHUTDOWN,
            AP_STATUS);

    /** No stack gives up a connection so soon after the peer was heard. */
    private static final long SURELY_THERE = Time.SECOND;

    private static final Call RECEIVE = new Call.Receive(65_536);
    private static final Call POLL = new Call.Poll();
    private static final Call ERROR = new Call.TakeError();

    private ApiRules() {}

    // What the application is told

    /** ESTABLISHED, or FIN-WAIT-1 or 2 with the application still there when the API can half-close. */
    private static Script live(Choices c, Profile p) {
        return switch (c.between(0, p.has(Feature.HALFCLOSE) ? 2 : 0)) {
            case 0 -> Paths.established(c);
            case 1 -> Paths.established(c).shutdown(How.WR).await(Expect.FIN);
            default -> Paths.halfClosed(c);
        };
    }

    /** The states in which a RST is an abort, the peer's stream not having ended. */
    private static boolean live(Knowledge k) {
        return k.state == State.ESTABLISHED || k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2;
    }

    private static Template rst(Choices c) {
        return Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST);
    }

    private static boolean held(Knowledge k) {
        return !k.released && !k.readShut;
    }

    /** Returns the first RST that ends a connection of which the application has not let go, or null. */
    private static @Nullable Moment reset(Observed t, Predicate<Knowledge> when) {
        return t.first(m -> m.after().resetByPeer
                && !m.before().resetByPeer
                && m.arrived() != null
                && held(m.before())
                && when.test(m.before()));
    }

    /** Returns what a read, a write or SO_ERROR answered here, or null. */
    private static @Nullable Result told(Moment m) {
        boolean tells = m.event() instanceof Event.Returned r
                && (Reading.read(m) != null || r.call() instanceof Call.Write || r.call() instanceof Call.TakeError);
        return tells ? m.result() : null;
    }

    /** Returns the answers that could tell of the RST, in order. */
    private static List<Moment> answers(Observed t, Moment rst) {
        return t.all(m -> m.index() > rst.index() && m.conn() == rst.conn() && told(m) != null && held(m.before()));
    }

    private static boolean isError(@Nullable Result result) {
        return result instanceof Result.Failed && !result.is(Errno.EAGAIN);
    }

    private static boolean isReset(Result result) {
        return result.is(Errno.ECONNRESET);
    }

    /** A timeout may come whenever something is not acknowledged; by another name it is {@link #AP_TIMEDOUT}'s. */
    private static boolean mayBeTimeout(Result result, Knowledge k) {
        return result.is(Errno.ETIMEDOUT) && owed(k);
    }

    /** Tells whether the peer still has to acknowledge something: only then a stack may give up. */
    private static boolean owed(Knowledge k) {
        boolean fin = k.state == State.FIN_WAIT_1 || k.state == State.CLOSING || k.state == State.LAST_ACK;
        return fin || !k.allAcked();
    }

    private static Judgement fail(Moment m, String expected) {
        Result result = m.result();
        return Judgement.fail(m, expected, result == null ? "nothing" : result.show());
    }

    // AP-INFORM

    private static Scenario informScenario(Choices c, Profile p) {
        Script script = live(c, p);
        if (p.has(Feature.RFC5961_RST) && c.flip()) {
            // A RST that does not count is not told.
            Position beside = c.oneOf(Position.values());
            if (beside != Position.LEFT_EDGE) {
                script.send(rst(c).at(beside.seq())).pass(Span.PROMPT).readOnce();
            }
        }
        return script.send(c.flip() ? rst(c) : Template.fin())
                .pass(Span.PROMPT)
                .readOnce()
                .readOnce()
                .build();
    }

    private static Judgement inform(Observed t) {
        Moment rst = reset(t, ApiRules::live);
        Moment news = rst == null ? null : firstNews(t, rst);
        if (news != null && Reading.read(news) != null) {
            return isError(news.result())
                    ? Judgement.pass()
                    : fail(news, "an error, since the peer reset the connection");
        }
        Moment end = t.first(m -> endsReading(m) && held(m.before()) && !m.before().resetByStack);
        if (end == null
                || end.before().resetByPeer
                || end.result() == null
                || mayBeTimeout(end.result(), end.before())) {
            return Judgement.notApplicable("no read ended after a FIN or a RST");
        }
        if (live(end.before())) {
            // A FIN at the edge of the window may count or not: FO-WINEDGE.
            return end.before().peerFinOut
                    ? Judgement.notApplicable("a FIN came that not every stack takes")
                    : fail(end, "neither an end nor an error: no FIN and no valid RST has arrived");
        }
        return end.result() instanceof Result.Eof
                ? Judgement.pass()
                : fail(end, "the end of the stream, since the peer closed");
    }

    private static boolean endsReading(Moment m) {
        boolean ends = m.result() instanceof Result.Eof || isError(m.result());
        return Reading.read(m) != null && ends;
    }

    /** Returns the first answer after the RST that brings no unread octets, or null. */
    private static @Nullable Moment firstNews(Observed t, Moment rst) {
        return answers(t, rst).stream()
                .filter(m -> !(m.result() instanceof Result.Data))
                .findFirst()
                .orElse(null);
    }

    // AP-EOF

    private static Scenario endScenario(Choices c, Profile p) {
        Script script = live(c, p);
        int octets = c.oneOf(0, 1, 5, 3000);
        int most = octets > 5 ? c.oneOf(65_536, 1000, 2999) : c.oneOf(65_536, 1, 2);
        boolean rides = octets > 0 && octets < 1000 && c.flip();
        int size = c.oneOf(1000, 400, 200); // more segments than some stacks have places for
        for (int left = octets; left > 0 && !rides; left -= size) {
            script.send(Template.data(Math.min(left, size)));
        }
        script.send(Template.fin().with(rides ? octets : 0)).await(Expect.ACK_OF_ALL);
        for (int i = octets / most; i >= 0; i--) {
            script.call(new Call.Read(most));
        }
        script.call(new Call.Read(most)).pass(Span.ms(c.between(1, 2000)));
        if (p.has(Feature.HALFCLOSE) && c.flip()) {
            // Our own close, and the end of the connection, change nothing for the reader.
            script.shutdown(How.WR).await(Expect.FIN).readOnce().send(Template.ack());
        }
        return script.readOnce().readOnce().build();
    }

    private static Judgement end(Observed t) {
        int ends = 0;
        for (Moment m : t.all(m -> Reading.read(m) != null && held(m.before()))) {
            Knowledge k = m.before();
            Result result = m.result();
            if (result == null || !k.finReceived || k.resetByPeer || k.resetByStack || mayBeTimeout(result, k)) {
                continue;
            }
            Judgement wrong = result instanceof Result.Data data ? Reading.wrongOctets(m, data) : null;
            if (wrong != null) {
                return wrong;
            }
            if (!(result instanceof Result.Data) && k.unread() > 0) {
                return fail(m, "the " + k.unread() + " octets that came before the FIN");
            }
            if (k.unread() == 0 && !(result instanceof Result.Eof)) {
                return fail(m, "the end of the stream, as often as it is asked for");
            }
            ends += k.unread() == 0 ? 1 : 0;
        }
        return ends > 1 ? Judgement.pass() : Judgement.notApplicable("nobody read twice at the end of the stream");
    }

    // AP-UNSOLICITED

    private static Scenario unsolicitedScenario(Choices c, Profile p) {
        Script script = live(c, p);
        boolean waits = c.flip();
        if (waits) {
            script.call(RECEIVE).pass(Span.ms(c.between(1, 500)));
        }
        script.call(POLL);
        boolean resets = c.flip();
        script.send(resets ? rst(c) : Template.fin().with(c.oneOf(0, 10)));
        script.await(Expect.DONE).pass(Span.PROMPT).call(POLL);
        if (!resets) {
            script.shutdown(How.WR).call(POLL);
        }
        return script.readOnce().call(POLL).build();
    }

    private static Judgement unsolicited(Observed t) {
        boolean applies = false;
        for (Moment call : t.all(m -> m.isCall(Call.Receive.class) && held(m.before()))) {
            Moment end = t.returnOf(call);
            Moment news = t.firstAfter(call, m -> m.conn() == call.conn() && ends(m));
            if (news == null || end != null && end.index() < news.index()) {
                continue;
            }
            if (end == null && t.end() < news.at() + t.returning()) {
                return Judgement.tooLate();
            }
            if (end == null || end.at() > news.at() + t.returning()) {
                return Judgement.fail(
                        news,
                        "the RECEIVE that waits returns at once",
                        end == null ? "it waits on" : "it returns late");
            }
            applies = true;
        }
        for (Moment m : t.all(m -> m.result() instanceof Result.Ready && held(m.before()))) {
            Judgement wrong = readiness(t, m);
            if (wrong != null) {
                return wrong;
            }
            applies |= m.before().finReceived || m.before().resetByPeer;
        }
        return applies
                ? Judgement.pass()
                : Judgement.notApplicable("nobody waited for a FIN or a RST, or asked poll()");
    }

    /** A FIN in order, or a RST, arrives here. */
    private static boolean ends(Moment m) {
        Knowledge k = m.before();
        return m.after().finReceived && !k.finReceived || m.after().resetByPeer && !k.resetByPeer;
    }

    /** Judges one answer of poll(); null when it is right. */
    private static @Nullable Judgement readiness(Observed t, Moment m) {
        Knowledge k = m.before();
        if (!(m.result() instanceof Result.Ready ready) || k.resetByStack) {
            return null;
        }
        boolean bothEnded = k.finReceived && !live(k) && k.state != State.CLOSE_WAIT;
        if ((k.finReceived || k.resetByPeer || k.unread() > 0)
                && !ready.events().contains(Readiness.IN)) {
            return fail(m, "in: a read would not wait");
        }
        if ((k.resetByPeer || bothEnded) && !ready.events().contains(Readiness.HUP)) {
            return fail(m, "hup: both directions have ended");
        }
        boolean due = k.resetByPeer && untold(t, m) && mustBeTold(t, m.conn());
        if (due && !ready.events().contains(Readiness.ERR)) {
            return fail(m, "err: the reset was not told yet");
        }
        boolean idle = k.state == State.ESTABLISHED && k.unread() == 0 && k.allAcked();
        return idle && ready.events().contains(Readiness.IN) ? fail(m, "no in: there is nothing to read") : null;
    }

    /** Tells whether no call has failed on this connection since the peer reset it. */
    private static boolean untold(Observed t, Moment until) {
        return t.first(m -> m.index() < until.index()
                        && m.conn() == until.conn()
                        && m.before().resetByPeer
                        && isError(told(m)))
                == null;
    }

    /** RFC 9293 §3.10.7.4, second check: once both FINs are sent nobody need be told of a RST. */
    private static boolean mustBeTold(Observed t, int conn) {
        Moment reset = t.first(m -> m.conn() == conn && m.after().resetByPeer && !m.before().resetByPeer);
        return reset != null && (live(reset.before()) || reset.before().state == State.CLOSE_WAIT);
    }

    // AP-RESET

    private static Scenario resetScenario(Choices c, Profile p) {
        if (p.has(Feature.USERTIMEOUT) && c.between(0, 3) == 3) {
            // The time is over before anybody asks what became of the connection.
            return Paths.established(c)
                    .option(SocketOption.USER_TIMEOUT, 1000)
                    .write(10)
                    .await(Expect.ALL_DATA)
                    .send(rst(c))
                    .pass(Span.ms(2500))
                    .readOnce()
                    .write(10)
                    .build();
        }
        Script script = live(c, p);
        if (c.flip()) {
            script.call(RECEIVE).pass(Span.ms(c.between(1, 100)));
        }
        script.send(rst(c)).pass(Span.PROMPT);
        for (int i = c.between(0, 3); i > 0; i--) {
            switch (c.between(0, 4)) {
                case 0 -> script.call(POLL);
                case 1 -> script.shutdown(How.WR);
                case 2 -> script.call(ERROR);
                case 3 -> script.write(10);
                default -> script.readOnce();
            }
        }
        return script.readOnce().write(10).call(ERROR).readOnce().build();
    }

    private static Judgement reset(Observed t) {
        Moment rst = reset(t, ApiRules::live);
        Moment first = rst == null ? null : firstNews(t, rst);
        // Whether unread text survives is a matter of AP-RESETDATA.
        if (rst == null || first == null || rst.before().unread() > 0 || mayBeTimedOut(t, rst)) {
            return Judgement.notApplicable("no call was answered after a RST");
        }
        if (first.result() == null || !isReset(first.result())) {
            return fail(first, "ECONNRESET, since nobody was told yet");
        }
        for (Moment m : answers(t, rst)) {
            Result result = m.result();
            if (result == null || m.index() <= first.index()) {
                continue;
            }
            boolean ended = result instanceof Result.Eof || isError(result);
            if (Reading.read(m) != null && !ended) {
                return fail(m, "the end of the stream or an error: the connection is gone");
            }
            if (isWrite(m) && !isError(result)) {
                return fail(m, "an error: the connection is gone");
            }
            if (isErrorQuery(m) && !(result instanceof Result.Ok)) {
                return fail(m, "no error: it was told before");
            }
        }
        return Judgement.pass();
    }

    /** Tells whether the user timeout may have ended the connection before the RST: it was set, and not just now. */
    private static boolean mayBeTimedOut(Observed t, Moment rst) {
        List<Moment> set = t.all(m -> m.conn() == rst.conn()
                && m.index() < rst.index()
                && m.called() instanceof Call.SetOption o
                && o.option() == SocketOption.USER_TIMEOUT
                && o.value() > 0);
        boolean early = set.size() == 1
                && set.get(0).before().allAcked()
                && set.get(0).called() instanceof Call.SetOption o
                && rst.at() - set.get(0).at() < Time.ms(o.value()) / 2;
        return !set.isEmpty() && !early;
    }

    private static boolean isWrite(Moment m) {
        return m.event() instanceof Event.Returned r && r.call() instanceof Call.Write;
    }

    private static boolean isErrorQuery(Moment m) {
        return m.event() instanceof Event.Returned r && r.call() instanceof Call.TakeError;
    }

    // AP-RESETDATA

    private static Scenario resetDataScenario(Choices c, Profile p) {
        int octets = c.oneOf(1, 10, 1400);
        Script script = live(c, p).send(Template.data(octets)).await(Expect.ACK_OF_ALL);
        if (octets > 1 && c.flip()) {
            script.call(new Call.Read(c.between(1, octets - 1)));
        }
        script.send(rst(c)).pass(Span.PROMPT);
        if (octets > 1 && c.flip()) {
            script.call(new Call.Read(octets / 2));
        }
        return script.readOnce().readOnce().readOnce().build();
    }

    private static Judgement resetData(Observed t) {
        Moment rst = reset(t, k -> live(k) && k.unread() > 0);
        Moment first = rst == null ? null : firstNews(t, rst);
        if (rst == null || first == null || Reading.read(first) == null) {
            return Judgement.notApplicable("nobody read to the end after a RST that found octets unread");
        }
        for (Moment m : answers(t, rst)) {
            Judgement wrong = m.result() instanceof Result.Data data ? Reading.wrongOctets(m, data) : null;
            if (wrong != null) {
                return wrong;
            }
        }
        if (!isError(first.result())) {
            return fail(first, "an error: the stream was cut off");
        }
        long left = first.before().unread();
        if (left > 0 && left < rst.before().unread()) {
            return Judgement.fail(
                    first,
                    "all that was unread, or nothing of it",
                    left + " of " + rst.before().unread() + " octets lost");
        }
        return Judgement.pass(left == 0 ? "unread octets outlive a RST" : "unread octets are flushed by a RST");
    }

    // AP-CWRST

    private static Scenario closeWaitResetScenario(Choices c, Profile p) {
        int octets = c.oneOf(0, 10, 1000);
        Script script = Paths.established(c).send(Template.fin().with(octets)).await(Expect.ACK_OF_ALL);
        if (c.flip()) {
            script.readOnce();
        }
        script.send(rst(c)).pass(Span.PROMPT);
        switch (c.between(0, 2)) {
            case 0 -> script.readOnce().readOnce().write(10).call(ERROR);
            case 1 -> script.write(10).readOnce().readOnce().call(ERROR);
            default -> script.call(ERROR).call(ERROR).readOnce().readOnce().write(10);
        }
        return script.build();
    }

    private static Judgement closeWaitReset(Observed t) {
        Moment rst = reset(t, k -> k.state == State.CLOSE_WAIT);
        if (rst == null) {
            return Judgement.notApplicable("no RST arrived in CLOSE-WAIT");
        }
        boolean told = false;
        String seen = "";
        for (Moment m : answers(t, rst)) {
            Judgement wrong = told ? wrongAfterTold(m) : wrongBeforeTold(m);
            if (wrong != null) {
                return wrong;
            }
            if (!told && endsReading(m)) {
                seen = "a read after a RST in CLOSE-WAIT: " + (isError(m.result()) ? "an error" : "the end");
            }
            told |= isError(m.result());
        }
        return told ? Judgement.pass(seen) : Judgement.notApplicable("no call was made that tells of the RST");
    }

    /** What a call may answer while nobody knows of the RST; a read may find that the stream ended well, if it did. */
    private static @Nullable Judgement wrongBeforeTold(Moment m) {
        Result result = m.result();
        if (result instanceof Result.Data data) {
            return Reading.wrongOctets(m, data);
        }
        boolean wellEnded = result instanceof Result.Eof && m.before().unread() == 0;
        boolean tells = result != null && (result.is(Errno.EPIPE) || isReset(result));
        return tells || wellEnded
                ? null
                : fail(m, Reading.read(m) == null ? "EPIPE or ECONNRESET" : "the unread octets, or an error");
    }

    private static @Nullable Judgement wrongAfterTold(Moment m) {
        Result result = m.result();
        if (result instanceof Result.Data data) {
            return Reading.wrongOctets(m, data);
        }
        boolean right = isErrorQuery(m) ? result instanceof Result.Ok : result instanceof Result.Eof || isError(result);
        return right ? null : fail(m, isErrorQuery(m) ? "no error: it was told before" : "the end, or an error");
    }

    // AP-EPIPE

    private static Scenario brokenPipeScenario(Choices c, Profile p) {
        return switch (c.between(0, 2)) {
            case 0 -> {
                Script script = Paths.established(c).shutdown(How.WR);
                switch (c.between(0, 3)) {
                    case 0 -> script.await(Expect.FIN);
                    case 1 -> script.await(Expect.FIN).send(Template.ack());
                    case 2 -> script.await(Expect.FIN).send(Template.fin().acking(AckRef.BUT_FIN));
                    default -> script.await(Expect.FIN).send(Template.fin());
                }
                yield script.write(10).pass(Span.PROMPT).write(10).build();
            }
            case 1 ->
                live(c, p)
                        .send(rst(c))
                        .pass(Span.PROMPT)
                        .readOnce()
                        .write(10)
                        .write(10)
                        .build();
            // The peer has closed for good: what we write draws its RST.
            default ->
                Paths.closeWait(c)
                        .write(10)
                        .await(Expect.ALL_DATA)
                        .send(rst(c).at(SeqRef.RCV_NXT))
                        .pass(Span.PROMPT)
                        .write(10)
                        .write(10)
                        .build();
        };
    }

    private static Judgement brokenPipe(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(m -> isWrite(m) && !m.before().released)) {
            Knowledge k = m.before();
            Result result = m.result();
            if (result == null || k.resetByStack || !k.opened || mayBeTimeout(result, k)) {
                continue;
            }
            boolean shut = k.state.compareTo(State.FIN_WAIT_1) >= 0 && k.state != State.CLOSE_WAIT;
            if (k.state == State.CLOSE_WAIT && k.allAcked() && !(result instanceof Result.Count)) {
                return fail(m, "octets taken: the peer may still read");
            }
            boolean news = k.resetByPeer && isReset(result) && untold(t, m);
            if ((shut || k.resetByPeer) && !result.is(Errno.EPIPE) && !news) {
                return fail(m, k.resetByPeer && untold(t, m) ? "EPIPE, or ECONNRESET once" : "EPIPE");
            }
            applies |= shut || k.resetByPeer;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody wrote after the end");
    }

    // AP-TIMEDOUT

    private static Scenario timeoutScenario(Choices c, Profile p) {
        Script script = Paths.established(c);
        boolean real = p.clock() == Clock.WALL;
        boolean asked = p.has(Feature.USERTIMEOUT) && c.flip();
        int seconds = c.between(2, 3);
        if (asked) {
            script.option(SocketOption.USER_TIMEOUT, seconds * 1000);
        } else if (real) {
            script.set("tcp_retries2", 3); // some seven seconds
        }
        if (p.has(Feature.HALFCLOSE) && c.flip()) {
            script.shutdown(How.WR);
        } else {
            script.write(c.oneOf(1, 3000));
        }
        Span limit = new Span(
                Span.Base.NOTHING,
                0,
                (asked ? Check.patience(seconds * 1000) : real ? Time.seconds(15) : Check.PATIENCE) + Time.SECOND);
        if (p.has(Feature.SOCKETS) && c.flip()) {
            return script.call(RECEIVE)
                    .await(Expect.DONE, limit)
                    .pass(Span.PROMPT)
                    .readOnce()
                    .build();
        }
        return script.pass(limit).readOnce().readOnce().build();
    }

    private static Judgement timeout(Observed t) {
        Moment sleeper = sleeper(t);
        if (sleeper != null) {
            return Judgement.fail(sleeper, "ETIMEDOUT, since nobody has answered for so long", "it waits on");
        }
        Moment untold = t.first(m -> overdue(t, m));
        if (untold != null) {
            return fail(untold, "ETIMEDOUT, since nobody has answered for so long");
        }
        Moment first = t.first(ApiRules::isLost);
        Result result = first == null ? null : first.result();
        if (first == null || result == null) {
            return Judgement.notApplicable("no connection was given up that somebody read from");
        }
        // An ICMP message that came meanwhile may say more exactly why.
        return result.is(Errno.ETIMEDOUT) || result.is(Errno.EHOSTUNREACH) || result.is(Errno.ENETUNREACH)
                ? Judgement.pass()
                : fail(first, "ETIMEDOUT, since the stack gave up for want of an answer");
    }

    /** Tells whether reading ends here although nobody ended the stream and the peer owes an ACK: the stack gave up. */
    private static boolean isLost(Moment m) {
        Knowledge k = m.before();
        return endsReading(m) && owed(k) && live(k) && held(k) && !k.finReceived;
    }

    /** Returns a RECEIVE that waits on although the stack must long have given up, or null. */
    private static @Nullable Moment sleeper(Observed t) {
        Moment call = t.first(m -> m.isCall(Call.Receive.class) && owed(m.before()));
        if (call == null || t.returnOf(call) != null) {
            return null;
        }
        Moment heard = t.last(m -> m.conn() == call.conn() && m.arrived() != null);
        boolean silent = heard == null || heard.index() < call.index();
        return silent && t.end() - call.at() > patience(t, call) ? call : null;
    }

    /** Tells whether the peer has owed an ACK for longer than any stack waits for one, and nothing else has happened. */
    private static boolean overdue(Observed t, Moment read) {
        Knowledge k = read.before();
        Moment latest = t.last(m -> m.conn() == read.conn()
                && m.index() < read.index()
                && (m.arrived() != null || m.called() != null && !asksOnly(m.called())));
        Result result = Reading.read(read);
        return result != null
                && result.is(Errno.EAGAIN)
                && live(k)
                && held(k)
                && owed(k)
                && k.sndWnd > 0
                && latest != null
                && read.at() - latest.at() > patience(t, read);
    }

    private static boolean asksOnly(Call call) {
        return call instanceof Call.Read || call instanceof Call.Receive || call instanceof Call.Poll;
    }

    /** How long a stack may wait for an ACK at most: as long as its application has said, or no longer than any. */
    private static long patience(Observed t, Moment until) {
        Moment limit = t.last(m -> m.conn() == until.conn()
                && m.index() < until.index()
                && m.called() instanceof Call.SetOption o
                && o.option() == SocketOption.USER_TIMEOUT);
        return limit != null && limit.called() instanceof Call.SetOption o && o.value() > 0
                ? Check.patience(o.value())
                : Check.PATIENCE;
    }

    // AP-SHUTDOWN

    private static Scenario shutdownScenario(Choices c, Profile p) {
        How how = c.oneOf(How.WR, How.RDWR);
        Script script = switch (c.between(0, 6)) {
            // The FIN waits for a window while more calls come.
            case 6 ->
                Paths.established(c)
                        .send(Template.fin().offering(0))
                        .await(Expect.ACK_OF_ALL)
                        .shutdown(How.WR)
                        .shutdown(how)
                        .send(Template.ack().offering(1000))
                        .await(Expect.FIN);
            // Without connection: refused, reset, or at its end.
            case 0 -> refused();
            case 1 -> live(c, p).send(rst(c)).pass(Span.PROMPT);
            case 2 ->
                Paths.closeWait(c)
                        .shutdown(How.WR)
                        .await(Expect.FIN)
                        .shutdown(how)
                        .send(Template.ack())
                        .pass(Span.PROMPT);
            case 3 -> Script.begin().connect().await(Expect.SYN);
            case 4 -> Paths.established(c).shutdown(how).await(Expect.FIN);
            default -> Paths.halfClosed(c);
        };
        script.shutdown(how).pass(Span.PROMPT).shutdown(how);
        return script.send(
                        c.oneOf(Template.ack(), Template.fin(), Template.fin().acking(AckRef.BUT_FIN)))
                .pass(Span.PROMPT)
                .shutdown(how)
                .pass(Paths.REXMIT)
                .build();
    }

    private static Script refused() {
        return Script.begin()
                .connect()
                .await(Expect.SYN)
                .send(Template.of(Flags.RST | Flags.ACK))
                .await(Expect.DONE);
    }

    private static Judgement shutdown(Observed t) {
        Judgement judgement = Judgement.notApplicable("nobody called shutdown()");
        for (Moment call : t.all(m -> m.called() instanceof Call.Shutdown && m.conn() >= 0 && m.before().opened)) {
            Moment end = t.returnOf(call);
            Judgement one = end == null || call.before().released ? judgement : shutdown(t, call, end);
            if (one instanceof Judgement.Fail) {
                return one;
            }
            boolean says = one instanceof Judgement.Pass pass && !pass.seen().isEmpty();
            judgement = says || judgement instanceof Judgement.NotApplicable ? one : judgement;
        }
        Moment second = t.first(m ->
                Check.sentFin(m) && m.before().finSent && Observed.segment(m).finSeq() != m.before().finSeq);
        return second == null
                ? judgement
                : Judgement.fail(second, "one FIN, and that again with the number it had", List.of(second));
    }

    private static Judgement shutdown(Observed t, Moment call, Moment end) {
        Knowledge k = call.before();
        boolean ok = end.result() instanceof Result.Ok;
        boolean refused = end.result() != null && end.result().is(Errno.ENOTCONN);
        if (k.state == State.TIME_WAIT || k.state == State.SYN_SENT) {
            // POSIX says too little; Linux has no connection in TIME-WAIT, and drops an attempt that goes on.
            return ok || refused
                    ? Judgement.pass("shutdown() in " + k.state + ": " + (ok ? "ok" : "ENOTCONN"))
                    : fail(end, "ok or ENOTCONN");
        }
        if (k.state == State.CLOSED) {
            return refused ? Judgement.pass() : fail(end, "ENOTCONN: there is no connection any more");
        }
        Moment heard = t.last(m -> m.index() < call.index() && m.conn() == call.conn() && m.arrived() != null);
        if (!ok && (heard == null || call.at() - heard.at() > SURELY_THERE)) {
            return Judgement.notApplicable("the connection may have been given up before");
        }
        if (!ok && k.peerFinOut && !k.finReceived) {
            return Judgement.notApplicable("a FIN came that not every stack takes");
        }
        return ok ? Judgement.pass() : fail(end, "ok");
    }

    // AP-STATUS

    private static Scenario statusScenario(Choices c, Profile p) {
        return switch (c.between(0, p.has(Feature.HALFCLOSE) ? 4 : 3)) {
            // The FIN has to wait for a window, the state does not.
            case 4 ->
                Paths.established(c)
                        .send(Template.ack().offering(0))
                        .shutdown(How.WR)
                        .status()
                        .send(Template.ack().offering(1000))
                        .await(Expect.FIN)
                        .status()
                        .build();
            case 0 ->
                closes(Paths.established(c).status(), p)
                        .status()
                        .send(Template.ack())
                        .pass(Span.PROMPT)
                        .status()
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL)
                        .status()
                        .build();
            case 1 ->
                closes(Paths.established(c), p)
                        .status()
                        .send(Template.fin().acking(AckRef.BUT_FIN))
                        .await(Expect.ACK_OF_ALL)
                        .status()
                        .send(Template.ack())
                        .pass(Span.PROMPT)
                        .status()
                        .build();
            case 2 ->
                closes(Paths.closeWait(c).status(), p)
                        .status()
                        .send(Template.ack())
                        .pass(Span.PROMPT)
                        .status()
                        .build();
            default ->
                // Both open at once.
                Script.begin()
                        .listen()
                        .step(new Step.DoOnListener(new Call.Status()))
                        .connect()
                        .await(Expect.SYN)
                        .status()
                        .send(Template.syn())
                        .await(Expect.ACK_OF_ALL)
                        .status()
                        .build();
        };
    }

    /** Closes so that the state can still be asked for, if the API has a way. */
    private static Script closes(Script script, Profile p) {
        return (p.has(Feature.HALFCLOSE) ? script.shutdown(How.WR) : script.close()).await(Expect.FIN);
    }

    private static Judgement status(Observed t) {
        boolean applies = false;
        for (Moment m : t.all(m -> m.event() instanceof Event.Returned r && r.call() instanceof Call.Status)) {
            Knowledge k = m.before();
            boolean listener = m.event() instanceof Event.Returned r && r.socket() == Observed.LISTENER;
            State state = listener ? State.LISTEN : k.state;
            boolean right = m.result() instanceof Result.InState in && (in.state() == state || in.state() == other(k));
            if (!right && (mustExist(t, m) || k.finAcked && ended(k) && !isError(m.result()))) {
                return fail(m, state == State.CLOSED ? "CLOSED, or an error" : state.toString());
            }
            applies |= right;
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody asked for a state");
    }

    /** While the FIN is queued either of two states is right (catalogue §5.31). */
    private static State other(Knowledge k) {
        return k.state == State.LAST_ACK && !k.finSent ? State.CLOSE_WAIT : k.state;
    }

    /** The passive side is through: nothing is left. */
    private static boolean ended(Knowledge k) {
        return k.state == State.CLOSED && k.finReceived && !k.resetByPeer;
    }

    /** Tells whether a connection must be there: the application holds it, and the peer was heard not long ago. */
    private static boolean mustExist(Observed t, Moment asked) {
        Moment heard = t.last(m -> m.index() < asked.index() && m.conn() == asked.conn() && m.arrived() != null);
        boolean open = asked.before().state != State.CLOSED && !asked.before().released;
        return open && heard != null && asked.at() - heard.at() < SURELY_THERE;
    }
}
