package org.lastack.kit.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
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

/**
 * How a FIN that nobody answers is given up: at R2, when the user or the peer says so, and not because of ICMP. Whether the stack
 * still has the connection shows by what a segment out of place draws.
 */
final class GivingUp {
    /** R1 is three retransmissions at least (RFC 9293 SHLD-10), and R2 comes later. */
    private static final int R1 = 3;

    /** Below every R2, so that nothing else ends the connection. */
    private static final long LONGEST_TIMEOUT = Time.MINUTE;

    private GivingUp() {}

    // Giving up

    static Scenario giveUpScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        boolean gone = c.flip();
        if (gone && real && !p.patient()) {
            return hastily(c, p);
        }
        // A real clock waits for an orphan, whose time is short.
        Script script = gone && real ? unanswered(c, false, 0) : RetransmissionRules.silentPeer(c, p);
        Span age = gone ? real ? Span.seconds(130) : Span.seconds(7200) : Span.seconds(p.patient() ? 95 : 60);
        return probe(script.pass(age)).build();
    }

    /** Where waiting is real, the limit is made short; a stack without such a limit is only asked whether it goes on. */
    private static Scenario hastily(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = unanswered(c, held, 0)
                .set(held ? RetransmissionRules.RETRIES : RetransmissionRules.ORPHAN_RETRIES, held ? 2 : 1);
        return probe(script.pass(Span.seconds(8))).build();
    }

    /** The FIN of one of the three states gets no answer; an application holds the socket, or has a user timeout (ms), or not. */
    private static Script unanswered(Choices c, boolean held, int userTimeout) {
        int state = c.between(0, 2);
        Script script = state == 1 ? Paths.closeWait(c) : Paths.established(c);
        if (userTimeout > 0) {
            script.option(SocketOption.USER_TIMEOUT, userTimeout);
        }
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

    static Judgement givesUp(Observed t) {
        boolean applies = false;
        for (LoneFin fin : LoneFin.in(t)) {
            for (Moment probe : probes(t, fin)) {
                List<Moment> replies = Check.withoutFin(
                        t.replies(probe, t.prompt()), fin.alone().after());
                if (Check.refused(t, probe, replies)) {
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
        return s.control() == Flags.ACK && s.len() == 0 && s.seq() == m.before().rcvNxt - 1;
    }

    private static boolean mayBeThere(Observed t, LoneFin fin, Moment m) {
        return switch (m.before().state) {
            case FIN_WAIT_1, CLOSING, LAST_ACK -> m.at() <= fin.until();
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
        boolean defaults = t.setting(RetransmissionRules.ORPHAN_RETRIES).isEmpty()
                && t.setting(RetransmissionRules.RETRIES).isEmpty();
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
        long due = 3 * times.get(last) - 2 * times.get(last - 1);
        long after = Math.min(probe.at(), due) - times.get(0);
        if (after < Time.seconds(100)) {
            return "before the 100 s that RFC 9293 asks for";
        }
        return after < 5 * Time.MINUTE
                ? "between 100 s and 5 min"
                : after < 30 * Time.MINUTE ? "between 5 and 30 min" : "after half an hour and more";
    }

    // The user timeout

    static Scenario userTimeoutScenario(Choices c, Profile p) {
        int seconds = c.between(2, 5);
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        boolean waits = held && p.has(Feature.SOCKETS) && c.flip();
        Script script = unanswered(c, held, seconds * 1000);
        if (waits) {
            script.call(new Call.Receive(100));
        }
        probe(script.pass(Span.ms(600L * seconds)));
        script.pass(new Span(
                Span.Base.RTO, 125, Time.ms(400L * seconds) + p.late(Time.seconds(seconds)) + Time.seconds(2)));
        if (held && !waits) {
            script.readOnce();
        }
        return probe(script).build();
    }

    static Judgement userTimeout(Observed t) {
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
        boolean gone = Check.refused(t, probe, replies);
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
        boolean left = t.first(m -> m.conn() == fin.alone().conn() && m.after().released) != null;
        if (reader == null || left || told == null && t.end() < latest(t, fin, limit)) {
            return null; // what a reader hears whose socket is closed meanwhile is left open
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

    static Scenario adviceScenario(Choices c, Profile p) {
        int seconds = c.oneOf(1, 0, 60, 5);
        boolean minutes = seconds == 60 && c.flip();
        Bytes option = Bytes.fromHex(minutes ? "1c048001" : "1c0400%02x".formatted(seconds));
        boolean own = p.has(Feature.USERTIMEOUT) && c.between(0, 3) == 3;
        int when = c.between(0, 2);
        Script script = Paths.established(c).set(RetransmissionRules.UTO, 1);
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
            script.send(Template.fin().acking(AckRef.BUT_FIN).withOptions(option))
                    .await(Expect.ACK_OF_ALL);
        }
        Span over = new Span(Span.Base.RTO, 125, Time.ms(3100) + p.late(Time.seconds(3)));
        return probe(script.pass(own ? over : Span.seconds(p.patient() ? 95 : 60)))
                .build();
    }

    static Judgement advice(Observed t) {
        boolean applies = false;
        String seen = "";
        for (LoneFin fin : LoneFin.in(t)) {
            long own = Time.ms(timeoutOf(t, fin.alone()));
            for (Moment probe : probes(t, fin)) {
                int advised = advised(t, probe);
                if (advised < 0 || t.setting(RetransmissionRules.UTO).orElse(0) == 0) {
                    continue;
                }
                boolean gone = Check.refused(t, probe, t.replies(probe, t.prompt()));
                Judgement wrong =
                        own > 0 ? inTime(t, fin, probe, own) : gone ? tooSoon(fin, probe, Time.seconds(advised)) : null;
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

    private static @Nullable Judgement tooSoon(LoneFin fin, Moment probe, long advised) {
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

    static Scenario icmpScenario(Choices c, Profile p) {
        int copies = c.between(0, 2);
        IcmpError error = c.oneOf(IcmpError.values());
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = unanswered(c, held, 0);
        for (int i = 0; i < copies; i++) {
            script.await(Expect.SEGMENT, RetransmissionRules.copyAfter(i));
        }
        for (int i = c.between(1, 3); i > 0; i--) {
            script.icmp(error).pass(Span.ms(c.oneOf(1, 5)));
        }
        if (held && p.has(Feature.SOCKETS)) {
            script.call(new Call.TakeError());
        }
        return probe(script.pass(RetransmissionRules.copyAfter(copies + 1))).build();
    }

    static Judgement icmp(Observed t) {
        for (LoneFin fin : LoneFin.in(t)) {
            Moment error =
                    t.firstAfter(fin.alone(), m -> m.conn() == fin.alone().conn() && m.icmp() != null);
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
        if (!t.showsCalls() && Check.sentRst(next)) {
            return Judgement.notApplicable("the application may have aborted it, which no packet shows");
        }
        if (!Check.sentRst(next)) {
            return Judgement.pass(what.hard() ? "hard ICMP error: taken for a soft one" : told(t, error));
        }
        return what.hard()
                ? Judgement.pass("hard ICMP error: ends the connection with a RST")
                : Judgement.fail(next, goesOn(what), List.of(next));
    }

    /** RFC 9293 SHLD-25: what a soft error says should be there for the application. */
    private static String told(Observed t, Moment error) {
        Moment asked = t.firstAfter(error, m -> m.conn() == error.conn() && m.isCall(Call.TakeError.class));
        Moment answer = asked == null ? null : t.returnOf(asked);
        IcmpMessage message = error.icmp();
        if (answer == null || message == null || message.error() == IcmpError.SOURCE_QUENCH) {
            return "";
        }
        return answer.result() instanceof Result.Failed
                ? "soft ICMP error: told by SO_ERROR"
                : "soft ICMP error: not told";
    }

    /** The FIN did not come again. */
    private static Judgement afterSilence(Observed t, Moment error, IcmpError what, @Nullable Moment probe) {
        if (!t.showsCalls()) {
            return Judgement.notApplicable("a user timeout, which no packet shows, may have ended it");
        }
        if (!what.hard()) {
            return Judgement.fail(error, goesOn(what), "none in time");
        }
        if (probe == null) {
            return Judgement.notApplicable("nobody asked after the connection");
        }
        List<Moment> replies = t.replies(probe, t.prompt());
        return Check.refused(t, probe, replies)
                ? Judgement.pass("hard ICMP error: ends the connection")
                : Judgement.fail(probe, "a RST, since the FIN is not sent again after the " + what, replies);
    }

    private static String goesOn(IcmpError what) {
        return "the FIN again, since a " + what + " is no reason to give up";
    }

    /** When the next copy of the FIN must have come. */
    private static long due(Observed t, LoneFin fin) {
        List<Long> times = fin.times();
        return times.size() == 1 ? times.get(0) + Check.rexmit(t, fin.alone()) : LoneFin.due(t, times);
    }
}
