package org.lastack.kit.rules;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
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

/** Group K: Orphans and resource limits. An orphan is a connection whose application has let go of it. */
final class OrphanRules {
    private static final String ORPHAN_RETRIES = "tcp_orphan_retries";
    private static final String RETRIES = "tcp_retries2";
    private static final String FIN_TIMEOUT = "tcp_fin_timeout";
    private static final String MAX_ORPHANS = "tcp_max_orphans";
    private static final String MAX_BUCKETS = "tcp_max_tw_buckets";
    private static final String QUEUE = "somaxconn";
    private static final String OVERFLOW = "tcp_abort_on_overflow";

    /** Keep-alive is first sent after two hours, unless the application asks for less (RFC 9293 §3.8.4). */
    private static final long KEEP_IDLE = 120 * Time.MINUTE;

    static final Rule OR_RETRIES = Rule.id("OR-RETRIES")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_orphan_retries")
            .says(
                    "An orphan gives up its FIN in silence after tcp_orphan_retries, which is a measure of time; 0 means 8.")
            .catches("The limit is taken for a number of copies, or is never applied.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED)
            .exercise(OrphanRules::retriesScenario)
            .judge(t -> givesUp(t, ORPHAN_RETRIES, true));

    static final Rule OR_LIVE = Rule.id("OR-LIVE")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_retries2; RFC 9293 §3.8.3 MUST-20")
            .says(
                    "While an application holds the socket its FIN is given up by tcp_retries2, not by tcp_orphan_retries.")
            .catches("The limit of orphans is applied to sockets that are held.")
            .needs(Feature.ORPHAN, Feature.HALFCLOSE)
            .about(Doubt.LIMITED, Doubt.OLD)
            .fromPacketsAlone()
            .exercise(OrphanRules::liveScenario)
            .judge(t -> givesUp(t, RETRIES, false));

    static final Rule OR_FINTIMEOUT = Rule.id("OR-FINTIMEOUT")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_fin_timeout")
            .says(
                    "An orphan in FIN-WAIT-2 is dropped after tcp_fin_timeout, which does not change the length of TIME-WAIT.")
            .catches("FIN-WAIT-2 lasts for ever, or TIME-WAIT is shortened.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED, Doubt.OLD)
            .exercise(OrphanRules::finTimeoutScenario)
            .judge(OrphanRules::finTimeout);

    /** Beyond 60 s Linux waits twice for what exceeds 60 s: 61 makes 2 s (catalogue §5.9). Both readings are right. */
    static final Rule OR_FINTIMEOUT_ODD = Rule.id("OR-FINTIMEOUT-ODD")
            .level(Level.LINUX)
            .source("Linux, measured")
            .says(
                    "With tcp_fin_timeout = v above 60 an orphan stays in FIN-WAIT-2 for v seconds, on Linux for 2 (v - 60).")
            .catches("The orphan goes earlier than by either reading, or stays longer.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED, Doubt.OLD)
            .exercise(OrphanRules::oddScenario)
            .judge(OrphanRules::odd);

    static final Rule OR_LINGER2 = Rule.id("OR-LINGER2")
            .level(Level.LINUX)
            .source("Linux TCP_LINGER2")
            .says(
                    "TCP_LINGER2 takes the place of tcp_fin_timeout for one socket; below 0 the ACK of the FIN draws a RST.")
            .catches("A negative value is taken for 0 or for no limit.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED, Doubt.LINGER2, Doubt.OLD)
            .exercise(OrphanRules::lingerTwoScenario)
            .judge(OrphanRules::lingerTwo);

    /**
     * Linux learns the number of orphans only every 100 ms, so those of a burst send their FIN first and the RST when it would
     * be retransmitted; and it counts the whole system.
     */
    static final Rule OR_MAX = Rule.id("OR-MAX")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_max_orphans; RFC 9293 §3.8.6.1, before it RFC 6429")
            .says("Above tcp_max_orphans a connection that its application leaves with its FIN outstanding gets a RST.")
            .catches("The limit is not applied, or ends connections that an application holds.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED)
            .exercise(OrphanRules::maxScenario)
            .judge(OrphanRules::max);

    static final Rule OR_TWBUCKETS = Rule.id("OR-TWBUCKETS")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_max_tw_buckets")
            .says(
                    "Above tcp_max_tw_buckets the FIN is still acknowledged, but TIME-WAIT is skipped and a later FIN gets a RST.")
            .catches("The ACK of the FIN is lost with the TIME-WAIT.")
            .needs(Feature.ORPHAN)
            .about(Doubt.LIMITED)
            .exercise(OrphanRules::bucketsScenario)
            .judge(OrphanRules::buckets);

    static final Rule OR_LISTENER = Rule.id("OR-LISTENER")
            .level(Level.LINUX)
            .source("Linux; ip-sysctl tcp_abort_on_overflow")
            .says(
                    "Closing a listener resets what it has not accepted, and nothing else; a full queue drops the last ACK of a handshake, or resets.")
            .catches("Connections that were not accepted leak, or those that were go with the listener.")
            .needs(Feature.BACKLOG)
            .about(Doubt.AGAIN, Doubt.LIMITED, Doubt.LISTENER)
            .fromPacketsAlone()
            .exercise(OrphanRules::listenerScenario)
            .judge(OrphanRules::listener);

    static final Rule OR_KEEPALIVE = Rule.id("OR-KEEPALIVE")
            .level(Level.MUST)
            .source("RFC 9293 §3.8.4 MUST-24 to MUST-29, SHLD-12")
            .says(
                    "Keep-alive probes, off by default, are for idle connections alone; one lost answer is no death; all are answered.")
            .catches("A probe ends a half-closed connection, or gets no answer in CLOSE-WAIT.")
            .needs(Feature.KEEPALIVE)
            .about(Doubt.KEEPALIVE, Doubt.LIMITED, Doubt.OLD)
            .exercise(OrphanRules::keepaliveScenario)
            .judge(OrphanRules::keepalive);

    static final Group GROUP = Group.of(
            'K',
            "Orphans and resource limits",
            OR_RETRIES,
            OR_LIVE,
            OR_FINTIMEOUT,
            OR_FINTIMEOUT_ODD,
            OR_LINGER2,
            OR_MAX,
            OR_TWBUCKETS,
            OR_LISTENER,
            OR_KEEPALIVE);

    /** How long the reset of an orphan too many may take, in RTOs: six retransmissions. */
    private static final int MAX_RTOS = 65;

    /** A probe is answered whether the stack probes as well or not, and for as long as the connection is there. */
    private static final Set<Doubt> PROBED = Set.of(Doubt.OLD, Doubt.KEEPALIVE);

    private OrphanRules() {}

    // Giving up the FIN

    private static Scenario retriesScenario(Choices c, Profile p) {
        int retries = p.clock() == Clock.WALL ? c.between(1, 3) : c.oneOf(1, 2, 3, 0, 4, 5, 6, 7, 8);
        Script script = switch (c.between(0, 2)) {
            case 0 -> Paths.established(c).close().await(Expect.FIN);
            case 1 -> Paths.closeWait(c).close().await(Expect.FIN);
            default ->
                Paths.established(c)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.fin().acking(AckRef.BUT_FIN))
                        .await(Expect.ACK_OF_ALL);
        };
        return silentPeer(script.set(ORPHAN_RETRIES, retries), p, retries, false);
    }

    private static Scenario liveScenario(Choices c, Profile p) {
        int retries = c.between(2, 3);
        Script script = (c.flip() ? Paths.closeWait(c) : Paths.established(c))
                .shutdown(How.WR)
                .await(Expect.FIN)
                .set(RETRIES, retries)
                .set(ORPHAN_RETRIES, 1);
        return silentPeer(script, p, retries, true);
    }

    private static Scenario silentPeer(Script script, Profile p, int retries, boolean read) {
        // At most one copy more than the number, and after the last the longest wait of all.
        long wait = p.rto() * (1L << (retries == 0 ? 8 : retries) + 2);
        script.pass(Span.after(wait + wait / 10, p));
        if (read) {
            script.readOnce();
        }
        return script.send(Template.ack().acking(AckRef.BUT_FIN))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement givesUp(Observed t, String knob, boolean orphan) {
        OptionalLong retries = t.setting(knob);
        Moment fin = t.first(m -> Check.sentFin(m) && m.before().released == orphan);
        Moment probe = fin == null ? null : t.firstAfter(fin, m -> m.arrived() != null && m.conn() == fin.conn());
        if (fin != null && fin.after().sack) {
            return Judgement.notApplicable("with SACK agreed on, a copy may be a probe for a lost tail (RFC 8985)");
        }
        if (retries.isEmpty() || fin == null || probe == null) {
            return Judgement.notApplicable("no FIN was left without an answer under a known " + knob);
        }
        List<Moment> sent = t.sentBetween(fin, probe.at()).stream()
                .filter(m -> m.index() < probe.index())
                .toList();
        List<Moment> copies = sent.stream()
                .filter(m -> Check.repeatsFin(m, fin.after()) && !Check.answersOnly(t, m))
                .toList();
        List<Moment> resets = sent.stream().filter(Check::sentRst).toList();
        if (!resets.isEmpty()) {
            return Judgement.fail(resets.get(0), "silence when the FIN is given up", resets);
        }
        int limit = retries.getAsLong() == 0 ? 8 : (int) retries.getAsLong();
        Judgement wrong = rightNumber(t, fin, probe, copies, limit);
        return wrong == null ? isGivenUp(t, fin, probe, orphan) : wrong;
    }

    /**
     * A limit n stands for the time in which n + 1 intervals that double from the least RTO pass; the FIN is given up when the
     * timer first goes off with so much time behind it since the first copy.
     */
    private static @Nullable Judgement rightNumber(
            Observed t, Moment fin, Moment probe, List<Moment> copies, int limit) {
        int seen = copies.size();
        long rto = seen == 0 ? t.profile().rto() : (copies.get(seen - 1).at() - fin.at()) / ((1L << seen) - 1);
        long budget = t.profile().rto() * ((2L << limit) - 1);
        int fewest = copiesWithin(budget, rto + rto / 15);
        int most = copiesWithin(budget, rto - rto / 15);
        if (probe.at() - fin.at() < rto * (2L << most)) {
            return Judgement.notApplicable("the peer was not silent for long enough");
        }
        String expected = fewest == most ? copies(fewest) : fewest + " or " + copies(most);
        return seen >= fewest && seen <= most
                ? null
                : Judgement.fail(fin, expected + " of the FIN for a limit of " + limit, copies(seen));
    }

    private static String copies(int number) {
        return number + (number == 1 ? " copy" : " copies");
    }

    /** The timer goes off for the k-th time 2^k - 2 intervals after the first copy. */
    private static int copiesWithin(long budget, long rto) {
        int timeouts = 1;
        while (rto * ((1L << timeouts) - 2) < budget) {
            timeouts++;
        }
        return timeouts - 1;
    }

    private static Judgement isGivenUp(Observed t, Moment fin, Moment probe, boolean orphan) {
        List<Moment> replies = t.replies(probe, t.prompt());
        if (!Check.refused(t, probe, replies)) {
            return Judgement.fail(probe, "a RST, since the FIN was given up", replies);
        }
        Moment told = t.firstAfter(
                fin,
                m -> m.conn() == fin.conn() && m.event() instanceof Event.Returned r && r.call() instanceof Call.Read);
        Result result = told == null ? null : told.result();
        // After the peer's FIN a reader may be told of the end of the stream instead.
        if (orphan || told == null || result == null || told.before().finReceived || result.is(Errno.ETIMEDOUT)) {
            return Judgement.pass();
        }
        return Judgement.fail(told, "ETIMEDOUT for the application", result.show());
    }

    // FIN-WAIT-2 of an orphan

    /** Our FIN is acknowledged and nobody holds the socket; the application may have left before or after that. */
    private static Script orphanInFinWait2(Choices c, Profile p, @Nullable Integer lingerTwo) {
        Script script = Paths.established(c);
        if (lingerTwo != null) {
            script.option(SocketOption.LINGER2, lingerTwo);
        }
        if (p.has(Feature.HALFCLOSE) && c.flip()) {
            return script.shutdown(How.WR)
                    .await(Expect.FIN)
                    .send(Template.ack())
                    .pass(Span.ms(c.between(1, 1000)))
                    .close();
        }
        return script.close().await(Expect.FIN).send(Template.ack());
    }

    private static Scenario finTimeoutScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        if (c.between(0, 3) == 3) {
            int limit = real ? 3 : c.between(1, 10);
            return orphanInFinWait2(c, p, null)
                    .set(FIN_TIMEOUT, limit)
                    .send(Template.fin())
                    .await(Expect.ACK_OF_ALL)
                    .pass(Span.after(Time.seconds(limit), p))
                    .send(Template.finAgain())
                    .await(Expect.SEGMENT)
                    .build();
        }
        int limit = real ? c.oneOf(3, 60) : c.between(1, 60);
        Script script = orphanInFinWait2(c, p, null).set(FIN_TIMEOUT, limit);
        return lateFin(script, c.flip() ? share(limit, 80) : Span.after(Time.seconds(limit), p));
    }

    private static Span share(int seconds, int percent) {
        return Span.ms(10L * percent * seconds);
    }

    private static Scenario lateFin(Script script, Span age) {
        return script.pass(age).send(Template.fin()).await(Expect.SEGMENT).build();
    }

    private static Judgement finTimeout(Observed t) {
        OptionalLong limit = t.setting(FIN_TIMEOUT);
        if (limit.isEmpty() || limit.getAsLong() > 60) {
            return Judgement.notApplicable("tcp_fin_timeout is not known, or above 60");
        }
        long length = Time.seconds(limit.getAsLong());
        return waitsFor(t, length, length);
    }

    private static Scenario oddScenario(Choices c, Profile p) {
        int limit = p.clock() == Clock.WALL ? c.oneOf(61, 65) : c.oneOf(61, 70, 90, 120, 150);
        Span quirk = Span.after(Time.seconds(2L * (limit - 60)), p);
        Span age = switch (c.between(0, 2)) {
            case 0 -> share(Math.min(limit, 2 * (limit - 60)), 80);
            case 1 -> quirk;
            default -> Span.after(Time.seconds(Math.max(limit, 2 * (limit - 60))), p);
        };
        return lateFin(orphanInFinWait2(c, p, null).set(FIN_TIMEOUT, limit), age);
    }

    private static Judgement odd(Observed t) {
        OptionalLong limit = t.setting(FIN_TIMEOUT);
        if (limit.isEmpty() || limit.getAsLong() <= 60) {
            return Judgement.notApplicable("tcp_fin_timeout is not known, or not above 60");
        }
        long plain = Time.seconds(limit.getAsLong());
        long quirk = Time.seconds(2 * (limit.getAsLong() - 60));
        return waitsFor(t, Math.min(plain, quirk), Math.max(plain, quirk));
    }

    /** Judges how long an orphan stays in FIN-WAIT-2, by what arrives there and in the TIME-WAIT that follows. */
    private static Judgement waitsFor(Observed t, long shortest, long longest) {
        Moment left = t.first(m -> waits(m.after()) && !waits(m.before()));
        if (left == null) {
            return Judgement.notApplicable("no orphan came to FIN-WAIT-2");
        }
        Judgement verdict = Judgement.notApplicable("nothing arrived for the orphan");
        for (Moment m : t.all(m -> m.index() > left.index() && m.conn() == left.conn() && m.arrived() != null)) {
            if (waits(m.before()) && Check.arrivedFin(m)) {
                verdict = finAfter(t, m, m.at() - left.at(), shortest, longest);
            } else if (m.before().state == State.TIME_WAIT && Check.arrivedFinAgain(m)) {
                verdict = finInTimeWait(t, m);
            }
            if (verdict instanceof Judgement.Fail) {
                return verdict;
            }
        }
        return verdict;
    }

    private static boolean waits(Knowledge k) {
        return k.released && k.state == State.FIN_WAIT_2;
    }

    private static Judgement finAfter(Observed t, Moment fin, long age, long shortest, long longest) {
        List<Moment> replies = t.replies(fin, t.prompt());
        boolean there = Check.oneEmptyAck(replies, fin.after());
        boolean gone = Check.refused(t, fin, replies);
        String since = " after " + Time.show(age) + " as an orphan in FIN-WAIT-2";
        if (age < shortest && !there) {
            return Judgement.fail(fin, "an empty ACK" + since, replies);
        }
        if (age > longest + t.profile().late(longest) && !gone) {
            return Judgement.fail(fin, "a RST" + since, replies);
        }
        if (!there && !gone) {
            return Judgement.fail(fin, "an empty ACK or a RST" + since, replies);
        }
        boolean between = age > shortest + t.profile().late(shortest) && age < longest;
        return Judgement.pass(!between ? "" : there ? "v seconds" : "2 (v - 60) seconds");
    }

    private static Judgement finInTimeWait(Observed t, Moment fin) {
        if (fin.at() - fin.before().since >= t.profile().twoMsl()) {
            return Judgement.notApplicable("TIME-WAIT was over");
        }
        List<Moment> replies = t.replies(fin, t.prompt());
        return Check.oneEmptyAck(replies, fin.after())
                ? Judgement.pass()
                : Judgement.fail(fin, "an empty ACK: tcp_fin_timeout does not shorten TIME-WAIT", replies);
    }

    private static Scenario lingerTwoScenario(Choices c, Profile p) {
        if (c.flip()) {
            int limit = p.clock() == Clock.WALL ? 2 : c.between(1, 10);
            Script script = orphanInFinWait2(c, p, limit);
            return lateFin(script, c.flip() ? share(limit, 80) : Span.after(Time.seconds(limit), p));
        }
        return orphanInFinWait2(c, p, c.oneOf(-1, -5))
                .pass(Span.PROMPT)
                .send(Template.fin())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement lingerTwo(Observed t) {
        Moment option = t.first(m -> m.called() instanceof Call.SetOption o && o.option() == SocketOption.LINGER2);
        if (option == null || !(option.called() instanceof Call.SetOption o)) {
            return Judgement.notApplicable("nobody set TCP_LINGER2");
        }
        if (o.value() > 0) {
            return waitsFor(t, Time.seconds(o.value()), Time.seconds(o.value()));
        }
        Moment left = t.firstAfter(option, m -> m.conn() == option.conn() && waits(m.after()) && !waits(m.before()));
        if (left == null || o.value() == 0) {
            return Judgement.notApplicable("no orphan with a negative TCP_LINGER2 came to FIN-WAIT-2");
        }
        List<Moment> replies = t.replies(left, t.prompt());
        boolean reset = left.arrived() != null
                ? Check.refused(t, left, replies)
                : replies.size() == 1 && resetAtNext(replies.get(0));
        if (!reset) {
            return Judgement.fail(left, "a RST at once, since TCP_LINGER2 is negative", replies);
        }
        Moment probe = t.firstAfter(left, m -> m.conn() == left.conn() && m.arrived() != null);
        List<Moment> after = probe == null ? List.of() : t.replies(probe, t.prompt());
        return probe == null || Check.refused(t, probe, after)
                ? Judgement.pass()
                : Judgement.fail(probe, "a RST, since the connection is gone", after);
    }

    private static boolean resetAtNext(Moment m) {
        return Check.sentRst(m) && Observed.segment(m).seq() == m.before().sndNxt;
    }

    // The limits

    private static Scenario maxScenario(Choices c, Profile p) {
        // On a kernel the orphans of the whole system count, so that only 0 is sure to be exceeded.
        int limit = p.loneKnobs().contains(MAX_ORPHANS) ? 0 : c.between(0, 2);
        int orphans = limit + c.between(1, 2);
        boolean burst = c.flip();
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        Script script = Script.begin().set(MAX_ORPHANS, limit);
        for (int conn = 0; conn < orphans + (held ? 1 : 0); conn++) {
            script.on(conn).handshake().accept();
        }
        if (held) {
            script.shutdown(How.WR).await(Expect.FIN);
        }
        for (int conn = 0; conn < orphans; conn++) {
            script.on(conn);
            if (c.flip()) {
                script.write(c.between(1, 2000));
            }
            script.close().pass(burst ? Span.ms(0) : Span.ms(150));
        }
        for (int conn = 0; conn < orphans; conn++) {
            script.on(conn).await(Expect.RST, Span.ofRto(MAX_RTOS * 100));
        }
        script.send(Template.ack().acking(AckRef.NOTHING_NEW)).await(Expect.SEGMENT);
        if (held) {
            script.on(orphans).send(Template.data(10)).await(Expect.ACK_OF_ALL);
        }
        return script.build();
    }

    private static Judgement max(Observed t) {
        OptionalLong limit = t.setting(MAX_ORPHANS);
        if (limit.isEmpty()) {
            return Judgement.notApplicable("tcp_max_orphans is not known");
        }
        Set<Integer> orphans = new HashSet<>();
        Judgement verdict = Judgement.notApplicable("there were never more orphans than allowed");
        boolean exceeded = t.profile().loneKnobs().contains(MAX_ORPHANS); // others count as well
        for (Moment m : t.all(m -> m.conn() >= 0)) {
            boolean orphan = owesFin(m.after());
            boolean over = orphan && orphans.add(m.conn()) && orphans.size() > limit.getAsLong();
            exceeded |= over;
            if (over) {
                verdict = endedFirst(t, m) ? verdict : isReset(t, m);
            } else if (Check.sentRst(m) && owesFin(m.before()) && !exceeded) {
                verdict = Judgement.fail(m, "no RST: there are no more orphans than allowed", List.of(m));
            } else if (Check.sentRst(m) && !m.before().released) {
                verdict = Judgement.fail(m, "no RST: an application holds the connection", List.of(m));
            }
            if (!orphan) {
                orphans.remove(m.conn());
            }
            if (verdict instanceof Judgement.Fail) {
                return verdict;
            }
        }
        return verdict;
    }

    private static boolean owesFin(Knowledge k) {
        return k.released && (k.state == State.FIN_WAIT_1 || k.state == State.CLOSING || k.state == State.LAST_ACK);
    }

    /** Its FIN was acknowledged before a retransmission was due: who counts then never had to. Linux 6.12 does. */
    private static boolean endedFirst(Observed t, Moment close) {
        Moment ended = t.firstAfter(close, m -> m.conn() == close.conn() && !owesFin(m.after()));
        return ended != null
                && !Check.sentRst(ended)
                && ended.at() - close.at() < t.profile().rto();
    }

    /**
     * The connection that was one too many is reset at once, or when its FIN would be retransmitted. Linux counts the orphans
     * anew every 100 ms by a timer that an idle CPU leaves for later, so that it may be a later retransmission.
     */
    private static Judgement isReset(Observed t, Moment close) {
        long latest = close.at() + MAX_RTOS * t.profile().rto() + t.prompt();
        Moment reset = t.firstAfter(close, m -> m.conn() == close.conn() && Check.sentRst(m));
        Moment probe = t.firstAfter(close, m -> m.conn() == close.conn() && m.arrived() != null);
        boolean answer = reset != null && probe != null && probe.index() < reset.index();
        if (reset == null || answer || reset.at() > latest || !resetAtNext(reset)) {
            return Judgement.fail(
                    close,
                    "a RST at SND.NXT, at once or at a retransmission: one orphan too many",
                    t.sentBetween(close, latest));
        }
        if (probe != null && !Check.refused(t, probe, t.replies(probe, t.prompt()))) {
            return Judgement.fail(probe, "a RST, since the orphan is gone", t.replies(probe, t.prompt()));
        }
        return Judgement.pass(reset.at() - close.at() <= t.prompt() ? "reset at once" : "reset at a retransmission");
    }

    private static Scenario bucketsScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, p.has(Feature.HALFCLOSE) ? 3 : 2)) {
            case 0 -> Paths.finWait1(c, p).send(Template.fin());
            case 1 -> Paths.closing(c, p).send(Template.ack());
            case 2 -> orphanInFinWait2(c, p, null).send(Template.fin());
            default -> Paths.halfClosed(c).send(Template.fin());
        };
        return script.set(MAX_BUCKETS, 0)
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement buckets(Observed t) {
        OptionalLong limit = t.setting(MAX_BUCKETS);
        Moment enters = t.first(
                m -> m.arrived() != null && m.after().state == State.TIME_WAIT && m.before().state != State.TIME_WAIT);
        Moment again =
                enters == null ? null : t.firstAfter(enters, m -> m.conn() == enters.conn() && Check.arrivedFin(m));
        if (limit.isEmpty() || limit.getAsLong() != 0 || enters == null || again == null) {
            return Judgement.notApplicable("no FIN came again where TIME-WAIT was to be skipped");
        }
        List<Moment> replies = t.replies(enters, t.prompt());
        // An orphan in FIN-WAIT-2 takes a bucket as well on Linux, and finds none.
        boolean forgotten = waits(enters.before()) && Check.refused(t, enters, replies);
        boolean answered = Check.arrivedFin(enters) ? Check.oneEmptyAck(replies, enters.after()) : replies.isEmpty();
        if (!forgotten && !answered) {
            return Judgement.fail(
                    enters, Check.arrivedFin(enters) ? "the ACK of the FIN" : "silence: it is a mere ACK", replies);
        }
        List<Moment> after = t.replies(again, t.prompt());
        return Check.refused(t, again, after)
                ? Judgement.pass(forgotten ? "an orphan in FIN-WAIT-2 needs a bucket as well" : "")
                : Judgement.fail(again, "a RST, since there is no room for a TIME-WAIT", after);
    }

    // Listeners

    private static Scenario listenerScenario(Choices c, Profile p) {
        int way = c.between(0, 3);
        if (way != 0) {
            return way == 1 ? leftScenario(c, p) : overflowScenario(c, p);
        }
        Script script = Script.begin();
        boolean accepted = c.flip();
        int waiting = c.between(1, 3);
        for (int conn = 0; conn < waiting + (accepted ? 1 : 0); conn++) {
            script.on(conn).handshake();
            if (conn == 0 && accepted) {
                script.accept();
            }
            switch (c.between(0, 2)) {
                case 1 -> script.send(Template.data(c.between(1, 1000))).await(Expect.ACK_OF_ALL);
                case 2 -> script.send(Template.fin()).await(Expect.ACK_OF_ALL);
                default -> {}
            }
        }
        return script.pass(Span.ms(50))
                .step(new Step.DoOnListener(new Call.Close()))
                .pass(Span.PROMPT)
                .send(Template.ack())
                .await(Expect.SEGMENT)
                .build();
    }

    /** Connections in all states when their listener goes: one in the middle of its handshake, others that were accepted. */
    private static Scenario leftScenario(Choices c, Profile p) {
        boolean held = p.has(Feature.HALFCLOSE) && c.flip();
        State[] states = c.flip() ? Paths.synchronised() : new State[] {State.TIME_WAIT};
        State state = c.oneOf(states);
        Script script = Script.begin();
        if (c.flip()) {
            script.on(1).listen().send(Template.syn()).await(Expect.SYN).on(0);
        }
        Paths.into(script, state == State.TIME_WAIT ? State.FIN_WAIT_2 : state, Opener.PEER, held);
        if (state == State.TIME_WAIT) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        script.step(new Step.DoOnListener(new Call.Close())).pass(Span.PROMPT);
        Kept.ask(script, state);
        return script.on(1).send(Template.ack()).await(Expect.SEGMENT).build();
    }

    /** The queue takes one more than somaxconn: the third ACK finds it full. Its SYN comes first, before there is a queue. */
    private static Scenario overflowScenario(Choices c, Profile p) {
        Script script = Script.begin()
                .set(QUEUE, 1)
                .set(OVERFLOW, c.between(0, 1))
                .on(2)
                .listen()
                .send(Template.syn())
                .await(Expect.SYN)
                .on(0)
                .handshake()
                .on(1)
                .handshake()
                .pass(Span.ms(50))
                .on(2)
                .send(Template.ack())
                .await(Expect.SEGMENT, Span.after(p.synRto() + p.synRto() / 2, p));
        if (c.flip()) {
            // The peer closes meanwhile, and says so again when there is room.
            script.send(Template.fin()).pass(Span.PROMPT).on(0).accept().on(2);
            script.send(Template.finAgain()).await(Expect.ACK_OF_ALL);
        }
        return script.build();
    }

    private static Judgement listener(Observed t) {
        Moment close = t.first(m -> m.conn() < 0 && m.isCall(Call.Close.class));
        return close == null ? overflow(t) : closedListener(t, close);
    }

    private static Judgement closedListener(Observed t, Moment close) {
        boolean applies = false;
        for (int conn = 0; conn <= highestConnection(t); conn++) {
            int number = conn;
            Moment before = t.last(m -> m.conn() == number && m.index() < close.index());
            if (before == null || !established(before.after()) || before.after().previous != null) {
                continue;
            }
            Moment reset = t.firstAfter(close, m -> m.conn() == number && Check.sentRst(m));
            boolean prompt = reset != null && reset.at() - close.at() <= t.prompt() && resetAtNext(reset);
            if (!had(t, number, close)) {
                applies = true;
                if (!prompt) {
                    return Judgement.fail(
                            close,
                            "a RST at SND.NXT for connection " + conn + ", which was not accepted",
                            t.sentBetween(before, Time.NEVER));
                }
            } else if (reset != null && prompt) {
                return Judgement.fail(reset, "no RST: connection " + conn + " was accepted", List.of(reset));
            }
        }
        Judgement moved = Kept.movedBeside(t, close, conn -> stands(t, conn, close), "the application has accepted it");
        Judgement wrong = moved != null ? moved : leftHalfOpen(t, close);
        applies |= Kept.asked(t, close, conn -> stands(t, conn, close));
        return wrong != null
                ? wrong
                : applies
                        ? Judgement.pass()
                        : Judgement.notApplicable("no connection came to a listener that was closed");
    }

    /** Judges the ACKs that would complete a handshake after the close: nobody can ever accept; null when they are refused. */
    private static @Nullable Judgement leftHalfOpen(Observed t, Moment close) {
        for (Moment ack : t.all(m -> m.index() > close.index()
                && m.before().state == State.SYN_RECEIVED
                && m.after().state == State.ESTABLISHED
                && m.before().previous == null
                && halfOpen(t, m.conn(), close)
                && !had(t, m.conn(), m))) {
            List<Moment> replies = t.replies(ack, t.prompt());
            if (!Check.refused(t, ack, replies)) {
                return Judgement.fail(ack, "a RST, since nobody can accept the connection any more", replies);
            }
        }
        return null;
    }

    /** Tells whether the application has the one connection that there was with these ports. */
    private static boolean stands(Observed t, int conn, Moment close) {
        Moment last = t.last(m -> m.conn() == conn && m.index() < close.index());
        return last != null && last.after().previous == null && had(t, conn, close);
    }

    private static boolean halfOpen(Observed t, int conn, Moment close) {
        Moment last = t.last(m -> m.conn() == conn && m.index() < close.index());
        return last != null && last.after().state == State.SYN_RECEIVED;
    }

    private static int highestConnection(Observed t) {
        return t.moments().stream().mapToInt(Moment::conn).max().orElse(-1);
    }

    private static boolean established(Knowledge k) {
        return k.state == State.ESTABLISHED || k.state == State.CLOSE_WAIT;
    }

    /** Tells whether the application has the connection: it accepted it, or opened it itself. */
    private static boolean had(Observed t, int conn, Moment before) {
        return t.first(m -> m.conn() == conn
                        && m.index() < before.index()
                        && (m.isCall(Call.Connect.class) || acceptedHere(m)))
                != null;
    }

    private static boolean acceptedHere(Moment m) {
        return m.event() instanceof Event.Returned r
                && r.call() instanceof Call.Accept
                && r.result() instanceof Result.Ok;
    }

    private static Judgement overflow(Observed t) {
        OptionalLong queue = t.setting(QUEUE);
        OptionalLong resets = t.setting(OVERFLOW);
        List<Moment> completed =
                t.all(m -> m.before().state == State.SYN_RECEIVED && m.after().state == State.ESTABLISHED);
        if (queue.isEmpty() || resets.isEmpty() || completed.size() <= queue.getAsLong() + 1) {
            return Judgement.notApplicable("no ACK came for a full queue of known length");
        }
        Moment ack = completed.get((int) queue.getAsLong() + 1);
        List<Moment> replies = t.replies(ack, t.prompt());
        if (resets.getAsLong() != 0) {
            return Check.refused(t, ack, replies)
                    ? Judgement.pass()
                    : Judgement.fail(ack, "a RST, since the queue is full and tcp_abort_on_overflow is 1", replies);
        }
        Moment again = t.firstAfter(ack, m -> m.conn() == ack.conn() && m.sent() != null);
        if (again == null && t.end() - ack.at() < Time.seconds(4)) {
            return Judgement.notApplicable("the trace ends before the SYN,ACK had to come again");
        }
        return again != null && Check.sent(again, Flags.SYN | Flags.ACK)
                ? roomAtLast(t, ack)
                : Judgement.fail(
                        ack,
                        "silence, and then the SYN,ACK again: the queue is full",
                        again == null ? List.of() : List.of(again));
    }

    /** A connection that found the queue full has lost nothing but time: its FIN counts when it comes again after an accept. */
    private static Judgement roomAtLast(Observed t, Moment ack) {
        Moment accept = t.firstAfter(ack, OrphanRules::acceptedHere);
        Moment fin =
                accept == null ? null : t.firstAfter(accept, m -> m.conn() == ack.conn() && Check.arrivedFinAgain(m));
        if (fin == null
                || !Kept.isThere(t, fin)
                || fin.at() > ack.at() + t.profile().synRto() * 4) {
            return Judgement.pass();
        }
        List<Moment> replies = t.replies(fin, t.delayed());
        boolean taken = replies.stream()
                .anyMatch(m -> !Check.sentRst(m) && Observed.segment(m).ack() == fin.before().rcvNxt);
        return taken
                ? Judgement.pass()
                : Judgement.fail(fin, "an ACK of the FIN, since there is room for the connection now", replies);
    }

    // Keep-alive

    private static Scenario keepaliveScenario(Choices c, Profile p) {
        return c.flip() ? probingScenario(c, p) : probedScenario(c, p);
    }

    /** The peer probes us in each state in which it may still be there. */
    private static Scenario probedScenario(Choices c, Profile p) {
        Script script = switch (c.between(0, 6)) {
            case 0 -> Paths.closeWait(c);
            case 1 -> Paths.finWait2(c, p);
            case 2 -> Paths.closing(c, p);
            case 3 -> Paths.lastAck(c, p);
            case 4 -> Paths.timeWait(c, p);
            case 5 -> afterOneThatProbed().open(c.oneOf(Opener.values())).pass(Span.ms(1500));
            default -> Paths.established(c);
        };
        return script.pass(Span.ms(c.oneOf(1, 100, 1500)))
                .send(peerProbe(c.between(0, 1)))
                .await(Expect.SEGMENT)
                .build();
    }

    /** The option was set on a connection that is over: it is for no other. */
    private static Script afterOneThatProbed() {
        return Script.begin()
                .on(1)
                .open(Opener.PEER)
                .option(SocketOption.KEEPIDLE, 1)
                .option(SocketOption.KEEPALIVE, 1)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .close()
                .await(Expect.FIN)
                .send(Template.ack())
                .on(0);
    }

    /** The octet below RCV.NXT, or no octet there (RFC 9293 §3.8.4). It acknowledges nothing new. */
    private static Template peerProbe(int octets) {
        return Template.ack().at(SeqRef.rcvNxt(-1)).acking(AckRef.NOTHING_NEW).with(octets);
    }

    /** The stack is to probe, or must not: the application asks for keep-alive and the connection is idle, or is closing. */
    private static Scenario probingScenario(Choices c, Profile p) {
        boolean real = p.clock() == Clock.WALL;
        int idle = c.between(1, real ? 2 : 60);
        boolean asked = real || c.between(0, 3) != 3;
        Script script = Paths.established(c);
        if (asked) {
            script.option(SocketOption.KEEPIDLE, idle)
                    .option(SocketOption.KEEPINTVL, 2)
                    .option(SocketOption.KEEPCNT, 5)
                    .option(SocketOption.KEEPALIVE, 1);
        }
        int way = c.between(0, p.has(Feature.HALFCLOSE) ? 3 : 2);
        switch (way) {
            case 0 -> script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            case 1 -> {}
            case 2 -> {
                if (asked) {
                    script.close().await(Expect.FIN);
                }
            }
            default -> script.shutdown(How.WR).await(Expect.FIN).send(Template.ack());
        }
        if (asked && c.flip()) {
            boolean receives = way == 1 || way == 3;
            script.pass(Span.ms(700L * idle))
                    .send(receives && c.flip() ? Template.data(c.between(1, 100)) : Template.ack());
        }
        // Time for one probe that gets no answer, and for a second one.
        long wait = asked ? Time.seconds(idle + 3) + p.granularity() : KEEP_IDLE + Time.MINUTE;
        return script.pass(new Span(Span.Base.NOTHING, 0, wait))
                .send(peerProbe(0))
                .await(Expect.SEGMENT)
                .build();
    }

    private static Judgement keepalive(Observed t) {
        boolean applies = false;
        for (int conn = 0; conn <= highestConnection(t); conn++) {
            Judgement judgement = keepalive(t, conn);
            if (judgement instanceof Judgement.Fail) {
                return judgement;
            }
            applies |= judgement instanceof Judgement.Pass;
        }
        Moment forgotten = t.first(m -> unprobed(t, m));
        if (forgotten != null) {
            return Judgement.fail(
                    forgotten, "a keep-alive probe, since the connection is idle for as long as asked", List.of());
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody probed");
    }

    private static Judgement keepalive(Observed t, int conn) {
        Moment arrival = null;
        Moment latest = null;
        int probes = 0;
        boolean applies = false;
        for (Moment m : t.all(m -> m.conn() == conn && synchronised(m))) {
            Judgement wrong = null;
            if (m.arrived() != null) {
                boolean probed = isPeerProbe(t, m) && Doubt.at(t, m.index(), PROBED, false) == null;
                applies |= probed;
                wrong = probed ? answered(t, m) : null;
                arrival = m;
                boolean heard = heard(m);
                latest = heard ? m : latest;
                probes = heard ? 0 : probes;
            } else if (unasked(t, m, arrival) && Check.sentRst(m)) {
                boolean enough = option(t, m, SocketOption.KEEPCNT) == 1;
                wrong = probes == 1 && !enough
                        ? Judgement.fail(m, "no RST: one probe without an answer", List.of(m))
                        : null;
            } else if (unasked(t, m, arrival) && isOwnProbe(m)) {
                probes++;
                wrong = mayProbe(t, m, latest);
                applies = true;
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("nobody probed");
    }

    /** Tells whether the application has asked for probes of an idle connection, and none came after this, the last to be heard. */
    private static boolean unprobed(Observed t, Moment m) {
        Knowledge k = m.after();
        boolean idle = k.state == State.ESTABLISHED || k.state == State.CLOSE_WAIT || k.state == State.FIN_WAIT_2;
        if (m.conn() < 0 || !m.stimulus() || !idle || !k.allAcked() || k.released) {
            return false;
        }
        if (option(t, m, SocketOption.KEEPALIVE) <= 0 || option(t, m, SocketOption.KEEPIDLE) <= 0) {
            return false;
        }
        long wait = Time.seconds(option(t, m, SocketOption.KEEPIDLE));
        long due = wait + t.profile().late(wait) + t.trace().lateness();
        Moment probe = t.firstAfter(
                m,
                own -> own.conn() == m.conn()
                        && own.at() <= m.at() + due
                        && (isOwnProbe(own) || Check.sentRst(own))); // or it has probed often enough
        return probe == null && t.watched(m, due);
    }

    private static boolean synchronised(Moment m) {
        return m.before().state.synchronised() || m.after().state.synchronised();
    }

    /** A keep-alive probe: one number below the next, at most one octet, no bit but ACK. */
    private static boolean isProbe(Segment s, int next) {
        return s.seq() == next - 1 && s.data().length() <= 1 && (s.control() & ~Flags.PSH) == Flags.ACK;
    }

    /** What is dropped does not show that the peer is there. */
    private static boolean heard(Moment m) {
        Segment s = Observed.segment(m);
        Knowledge k = m.before();
        boolean news = s.hasAck() && Seq.geq(s.ack(), k.sndUna) && Seq.leq(s.ack(), k.sndNxt);
        return news && Check.acceptable(s, k) && !k.lacksTimestamps(s);
    }

    /** What the stack sends by itself: later than any answer may come. */
    private static boolean unasked(Observed t, Moment m, @Nullable Moment latest) {
        return m.sent() != null && (latest == null || m.at() > latest.at() + t.delayed());
    }

    /** Tells whether the peer probes a connection that must still be there. */
    private static boolean isPeerProbe(Observed t, Moment m) {
        Knowledge k = m.before();
        long age = m.at() - k.since;
        boolean over = k.state == State.TIME_WAIT && age >= t.profile().twoMsl();
        boolean givenUp = k.finSent && !k.finAcked && age > Time.seconds(90); // R2 may be over
        boolean left = k.released && !Kept.young(t, m); // an orphan need not stay
        return !over && !givenUp && !left && isProbe(Observed.segment(m), k.rcvNxt);
    }

    private static @Nullable Judgement answered(Observed t, Moment probe) {
        // A retransmission and a probe of the stack's own that happen to be due are no answers, nor is the end of such
        // probes.
        List<Moment> all = t.replies(probe, t.prompt());
        List<Moment> others = Check.withoutFin(all, probe.before()).stream()
                .filter(m -> !isOwnProbe(m) && !endsOwnProbes(t, m))
                .toList();
        List<Moment> replies = Check.orOnFin(others, all);
        return Check.textAcknowledges(replies, probe.after().rcvNxt) || Check.oneEmptyAck(replies, probe.after())
                ? null
                : Judgement.fail(probe, "an empty ACK, the answer to a keep-alive probe", replies);
    }

    private static boolean isOwnProbe(Moment m) {
        Segment s = m.sent();
        // An octet that is outstanding is a retransmission.
        return s != null
                && isProbe(s, m.before().sndNxt)
                && (s.data().isEmpty() || m.before().sndUna == m.before().sndNxt);
    }

    /** Tells whether the stack gives up a peer that has answered none of its probes. */
    private static boolean endsOwnProbes(Observed t, Moment m) {
        return Check.sentRst(m)
                && option(t, m, SocketOption.KEEPALIVE) > 0
                && t.last(own -> own.index() < m.index() && own.conn() == m.conn() && isOwnProbe(own)) != null;
    }

    private static @Nullable Judgement mayProbe(Observed t, Moment probe, @Nullable Moment latest) {
        Knowledge k = probe.before();
        if (k.sndWnd == 0) {
            return null; // that is a probe of a zero window
        }
        if (k.finSent && !k.finAcked || k.state == State.TIME_WAIT) {
            return Judgement.fail(probe, "no keep-alive probe in " + k.state, List.of(probe));
        }
        if (option(t, probe, SocketOption.KEEPALIVE) <= 0) {
            return Judgement.fail(probe, "no keep-alive probe, since the application asked for none", List.of(probe));
        }
        long seconds = option(t, probe, SocketOption.KEEPIDLE);
        long idle = seconds < 0 ? KEEP_IDLE : Time.seconds(seconds);
        boolean early =
                latest != null && probe.at() - latest.at() < idle - t.profile().granularity() - Time.ms(10);
        return early
                ? Judgement.fail(probe, "no keep-alive probe before the connection was idle", List.of(probe))
                : null;
    }

    /** What the application has set the option to up to now; -1 when it has not. */
    private static long option(Observed t, Moment now, SocketOption option) {
        Moment set = t.last(m -> m.index() <= now.index()
                && m.conn() == now.conn()
                && m.called() instanceof Call.SetOption o
                && o.option() == option);
        return set != null && set.called() instanceof Call.SetOption o ? o.value() : -1;
    }
}
