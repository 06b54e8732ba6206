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
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Group M: Timestamps, PAWS and reuse. What a SYN and a connect do to a TIME-WAIT is judged in {@link Reopening}. */
final class TimestampRules {
    /** RFC 1337 §3: W. */
    private static final long BOTH_CLOCKS_TICK = Time.seconds(2);

    /** Long enough for any ACK, so that a missing one is no ACK delayed (MUST-40). */
    private static final Span LONG = Span.ms(700);

    private static final int TWENTY_FOUR_DAYS = 24 * 24 * 60 * 60;

    static final Rule TS_FIN = Rule.id("TS-FIN")
            .level(Level.MUST)
            .source("RFC 7323 §3.2, §4.3")
            .says(
                    "Once timestamps are agreed on, every FIN and every ACK carries them, also from TIME-WAIT: TSecr is TS.Recent.")
            .catches("The ACK from TIME-WAIT has no timestamp, or that of another clock.")
            .needs(Feature.TS)
            .fromPacketsAlone()
            .exercise(TimestampRules::closeScenario)
            .judge(TimestampRules::everySegment);

    /**
     * Linux lets a timestamp pass that is one tick old, and is silent to an empty ACK that is no news: neither lets anything old
     * in, so both are recorded.
     */
    static final Rule TS_PAWS = Rule.id("TS-PAWS")
            .level(Level.MUST)
            .source("RFC 7323 §5.3 R1")
            .says(
                    "A segment with an old timestamp is answered with an ACK in every synchronized state and has no other effect.")
            .catches("An old FIN or an old ACK is accepted, or what is old goes unanswered.")
            .needs(Feature.TS, Feature.PAWS)
            .about(Doubt.BEYOND, Doubt.TIMESTAMPS)
            .exercise(TimestampRules::staleScenario)
            .judge(TimestampRules::stale);

    /** Linux applies PAWS to a RST in TIME-WAIT and in the FIN-WAIT-2 of an orphan: catalogue §5.12. */
    static final Rule TS_RST = Rule.id("TS-RST")
            .level(Level.MUST)
            .source("RFC 7323 §5.2")
            .says("PAWS is never applied to a RST, and the timestamp of a RST changes nothing.")
            .catches("A RST with an old timestamp is ignored, or TS.Recent is taken from a RST.")
            .needs(Feature.TS)
            .about(Doubt.RESET, Doubt.TIMESTAMPS)
            .fromPacketsAlone()
            .exercise(TimestampRules::rstScenario)
            .judge(TimestampRules::rst);

    /** RFC 1323 advised against timestamps in a RST, RFC 7323 is for them: a RST in answer may have them or not. */
    static final Rule TS_RSTGEN = Rule.id("TS-RSTGEN")
            .level(Level.SHOULD)
            .source("RFC 7323 §3.2, §5.2")
            .says(
                    "The RST of an abort carries timestamps, and a RST in answer that carries them echoes the segment's TSval.")
            .catches("The peer cannot validate the RST by its timestamps.")
            .needs(Feature.TS)
            .about(Doubt.ABORTED, Doubt.RESET)
            .exercise(TimestampRules::rstSentScenario)
            .judge(TimestampRules::rstSent);

    /** The level is that of the second half; the first is a SHOULD, and Linux takes the segment: catalogue §5.13. */
    static final Rule TS_MISSING = Rule.id("TS-MISSING")
            .level(Level.MUST)
            .source("RFC 7323 §3.2")
            .says("A segment that lacks the timestamps agreed on may be dropped, and must not end the connection.")
            .catches("The connection is aborted because the option is missing.")
            .needs(Feature.TS)
            .about(Doubt.TIMESTAMPS)
            .exercise(TimestampRules::missingScenario)
            .judge(TimestampRules::missing);

    static final Rule TS_TW_A = Rule.id("TS-TW-A")
            .level(Level.SHOULD)
            .source("RFC 6191 §2; RFC 9293 §3.6.1 SHLD-4")
            .says(
                    "After a connection with timestamps, a SYN reopens TIME-WAIT by a newer TSval; by its number when TSval is"
                            + " equal or missing; else not.")
            .catches("The number alone decides, or an equal TSval is enough.")
            .needs(Feature.TS, Feature.RFC6191)
            .about(Doubt.SYN, Doubt.TIMESTAMPS)
            .exercise(c -> Reopening.stampedScenario(c))
            .judge(t -> Reopening.judge(t, (k, syn) -> k.timestamps && syn.seq() != k.rcvNxt));

    /** RFC 6191 takes a first timestamp for proof whatever the number; Linux wants a higher number too: catalogue §5.7. */
    static final Rule TS_TW_B = Rule.id("TS-TW-B")
            .level(Level.SHOULD)
            .source("RFC 6191 §2")
            .says(
                    "After a connection without timestamps, a SYN with a timestamp reopens TIME-WAIT, and one without if its"
                            + " number is higher.")
            .catches("A TS.Recent that was never set is compared as if it were one.")
            .needs(Feature.TS, Feature.RFC6191)
            .about(Doubt.SYN, Doubt.TIMESTAMPS)
            .exercise(c -> Reopening.unstampedScenario(c))
            .judge(t -> Reopening.judge(t, (k, syn) -> !k.timestamps && syn.seq() != k.rcvNxt));

    /** RFC 6191 compares with the number of the FIN itself, so RCV.NXT is new; for Linux it is not: catalogue §5.6. */
    static final Rule TS_TW_EDGE = Rule.id("TS-TW-EDGE")
            .level(Level.SHOULD)
            .source("RFC 6191 §2")
            .says("Where the number of a SYN decides in TIME-WAIT, it is new above the old FIN and old at the FIN.")
            .catches("The comparison is off by one at the number of the FIN.")
            .needs(Feature.RFC6191)
            .about(Doubt.SYN, Doubt.TIMESTAMPS)
            .exercise(Reopening::edgeScenario)
            .judge(t -> Reopening.judge(t, Reopening::atTheEdge));

    /** On Linux a port that the application chose is taken over at any time, whatever tcp_tw_reuse says: catalogue §5.11. */
    static final Rule TS_REUSE = Rule.id("TS-REUSE")
            .level(Level.LINUX)
            .source("ip-sysctl tcp_tw_reuse, tcp_tw_reuse_delay")
            .says(
                    "A connect takes over the stack's own TIME-WAIT when both sides used timestamps and a second has passed, with"
                            + " a number above the old ones; else it fails.")
            .catches("TIME-WAIT is taken over without timestamps to tell old from new, or at once.")
            .needs(Feature.TS, Feature.TW_REUSE)
            .exercise(c -> Reopening.reuseScenario(c))
            .judge(Reopening::reuse);

    static final Rule TS_1337_F2 = Rule.id("TS-1337-F2")
            .level(Level.MAY)
            .source("RFC 1337 §3 F2")
            .says("With timestamps a RST is ignored in the first two seconds of TIME-WAIT, and ends it after them.")
            .catches("The two seconds are counted from something else than the beginning of TIME-WAIT.")
            .needs(Feature.TS, Feature.RFC1337_F2)
            .about(Doubt.LIMITED, Doubt.RESET)
            .exercise(TimestampRules::secondFixScenario)
            .judge(TimestampRules::secondFix);

    /**
     * Asked of an implementation of PAWS alone: without it nothing is refused, and TS.Recent goes on as §4.3 has it. Linux forgets
     * TS.Recent after 2147 s already, so that its clock may tick up to a million times a second.
     */
    static final Rule TS_INVALID = Rule.id("TS-INVALID")
            .level(Level.MUST_TEXT)
            .source("RFC 7323 §5.5")
            .says("After 24 idle days TS.Recent is no longer valid: a lower timestamp is accepted.")
            .catches("The connection can never be closed, since the peer's clock has wrapped.")
            .needs(Feature.TS, Feature.PAWS)
            .fromPacketsAlone()
            .exercise(TimestampRules::idleScenario)
            .judge(TimestampRules::outdated);

    static final Group GROUP = Group.of(
            'M',
            "Timestamps, PAWS and reuse",
            TS_FIN,
            TS_PAWS,
            TS_RST,
            TS_RSTGEN,
            TS_MISSING,
            TS_TW_A,
            TS_TW_B,
            TS_TW_EDGE,
            TS_REUSE,
            TS_1337_F2,
            TS_INVALID);

    private TimestampRules() {}

    // What most scenarios and judges here share

    private static Scenario stamped(Script script) {
        return script.peer(Scenario.Peer.PLAIN.withTimestamps(true)).build();
    }

    /** The seven synchronized states of a closing connection, the simplest first. */
    private static Script synchronised(int state, Choices c, Profile p) {
        return switch (state) {
            case 0 -> Paths.established(c);
            case 1 -> Paths.closeWait(c);
            case 2 -> Paths.finWait1(c, p);
            case 3 -> Paths.finWait2(c, p);
            case 4 -> Paths.closing(c, p);
            case 5 -> Paths.lastAck(c, p);
            default -> Paths.timeWait(c, p);
        };
    }

    private static @Nullable Timestamps stamps(Moment m) {
        return Observed.segment(m).options().timestamps();
    }

    /** Tells whether the segment of the stack echoes the TSval that it has to. */
    private static boolean echoes(Moment m, int tsVal) {
        Timestamps stamps = stamps(m);
        return stamps != null && stamps.tsEcr() == tsVal;
    }

    /** Returns the segments that arrived while timestamps were in use and the state was a synchronized one. */
    private static List<Moment> arrivals(Observed t) {
        return t.all(m ->
                m.arrived() != null && m.before().timestamps && m.before().state.synchronised());
    }

    private static @Nullable Moment nextArrival(Observed t, Moment start) {
        return t.firstAfter(start, m -> m.conn() == start.conn() && m.arrived() != null);
    }

    // TS-FIN

    private static Scenario closeScenario(Choices c, Profile p) {
        int way = c.between(0, 3);
        if (way == 0) {
            // TIME-WAIT is another structure in many stacks, with a memory of its own for the clocks.
            return stamped(Paths.timeWait(c, p)
                    .pass(Span.ms(c.between(1, 3000)))
                    .send(Template.finAgain())
                    .await(Expect.SEGMENT));
        }
        if (way == 1) {
            Script script = Paths.established(c).write(c.between(1, 3000)).send(Template.data(c.between(1, 100)));
            return stamped(script.await(Expect.ALL_DATA)
                    .await(Expect.ACK_OF_ALL)
                    .send(Template.fin())
                    .await(Expect.ACK_OF_ALL)
                    .close()
                    .await(Expect.FIN)
                    .send(Template.ack()));
        }
        // Our FIN goes out twice; in LAST-ACK the peer's clock has gone on meanwhile.
        return stamped((way == 2 ? Paths.finWait1(c, p) : Paths.lastAck(c, p)).pass(Paths.REXMIT));
    }

    private static Judgement everySegment(Observed t) {
        Moment without = t.first(m -> answersStampedSyn(t, m) && stamps(m) == null);
        if (without != null) {
            return Judgement.fail(
                    without, "timestamps: the peer offers them, and the stack claims to have them", "none");
        }
        boolean closes = false;
        for (Moment m : t.all(m -> m.sent() != null && m.before().timestamps)) {
            Knowledge k = m.before();
            Segment s = Observed.segment(m);
            Timestamps stamps = s.options().timestamps();
            if (s.rst() || s.syn()) {
                continue;
            }
            String expected = "timestamps, TSecr " + Integer.toUnsignedString(k.tsRecent);
            if (stamps == null) {
                return Judgement.fail(m, expected, "none in " + Judgement.show(s, k.iss, k.irs));
            }
            if (!echoesRecent(t, m, k)) {
                return Judgement.fail(m, expected, "TSecr " + Integer.toUnsignedString(stamps.tsEcr()));
            }
            if (Seq.lt(stamps.tsVal(), k.lastTsVal) && lately(t, m)) {
                return Judgement.fail(m, "a clock that never goes back", "TSval below the one before");
            }
            closes |= k.state != State.ESTABLISHED;
        }
        return closes ? Judgement.pass() : Judgement.notApplicable("timestamps were not used in a close");
    }

    private static boolean answersStampedSyn(Observed t, Moment m) {
        Moment syn = Check.sent(m, Flags.SYN | Flags.ACK) && !m.before().opened
                ? t.last(a -> a.conn() == m.conn() && a.index() < m.index() && a.arrived() != null)
                : null;
        return syn != null && Observed.segment(syn).syn() && stamps(syn) != null;
    }

    private static boolean echoesRecent(Observed t, Moment m, Knowledge k) {
        Timestamps stamps = stamps(m);
        return stamps != null && (stamps.tsEcr() == k.tsRecent || ofLastAgain(t, m, stamps.tsEcr()));
    }

    /** Linux takes the timestamp of a segment that ends at RCV.NXT, the last one again, though table 6 refuses it. */
    private static boolean ofLastAgain(Observed t, Moment answer, int tsEcr) {
        return t.last(m -> {
                    Segment s = m.arrived();
                    Timestamps stamps = s == null ? null : s.options().timestamps();
                    return s != null
                            && stamps != null
                            && m.conn() == answer.conn()
                            && m.index() < answer.index()
                            && s.end() == m.before().rcvNxt
                            && stamps.tsVal() == tsEcr;
                })
                != null;
    }

    /** Tells whether the stack last spoke so recently that no timestamp clock can have wrapped. */
    private static boolean lately(Observed t, Moment m) {
        Moment last = t.last(e -> e.index() < m.index() && e.conn() == m.conn() && e.sent() != null);
        return last != null && m.at() - last.at() < 30 * Time.MINUTE;
    }

    // TS-PAWS

    private static Scenario staleScenario(Choices c, Profile p) {
        int state = c.between(0, 6);
        Script script = synchronised(state, c, p);
        TsRef old = TsRef.recent(c.oneOf(-1000, -1, -2, -2_000_000_000));
        SeqRef seq = c.oneOf(Position.values()).seq();
        int kind = c.between(0, state == 6 ? 3 : 4);
        script.send(staleSegment(kind, c).at(seq).withTsVal(old));
        // Not only silence: our FIN comes again, unless the old ACK was believed.
        script.pass(kind == 1 ? Paths.REXMIT : Span.PROMPT);
        if (state == 0) {
            // Fills the hole in front of what came early, which must not be there.
            script.send(Template.data(1).at(SeqRef.RCV_NXT)).pass(LONG);
        }
        boolean open = state == 0 || state == 2 || state == 3;
        return stamped(script.send(open ? Template.fin().at(SeqRef.RCV_NXT) : Template.finAgain())
                .pass(LONG));
    }

    private static Template staleSegment(int kind, Choices c) {
        return switch (kind) {
            case 0 -> Template.fin();
            case 1 -> Template.ack();
            case 2 -> Template.fin().with(c.between(1, 10));
            case 3 -> Template.data(c.between(1, 10));
            default -> Template.syn();
        };
    }

    private static Judgement stale(Observed t) {
        String seen = null;
        for (Moment m : arrivals(t)) {
            Segment s = Observed.segment(m);
            boolean reopening = s.syn() && m.before().state == State.TIME_WAIT;
            // Linux keeps what a FIN beyond the FIN brought to TIME-WAIT (catalogue §5.2).
            boolean beyond = m.before().state == State.TIME_WAIT && Doubt.BEYOND.before(t, m);
            if (s.rst() || !s.hasAck() || reopening || beyond || !m.before().isStale(m.at(), s)) {
                continue;
            }
            Judgement judgement = refused(t, m, s);
            if (!(judgement instanceof Judgement.Pass pass)) {
                return judgement;
            }
            seen = seen == null || seen.isEmpty() ? pass.seen() : seen;
        }
        return seen == null ? Judgement.notApplicable("no old timestamp arrived") : Judgement.pass(seen);
    }

    /** Judges the answer to one segment with an old timestamp, and that it had no effect. */
    private static Judgement refused(Observed t, Moment m, Segment s) {
        Knowledge k = m.before();
        Timestamps stamps = s.options().timestamps();
        boolean oneTick = stamps != null && stamps.tsVal() == k.tsRecent - 1;
        List<Moment> replies = Check.bareAnswers(t, m);
        boolean answered = Check.oneEmptyAck(replies, k) && echoesRecent(t, replies.get(0), k);
        boolean silent = replies.isEmpty() && s.len() == 0;
        if (oneTick) {
            // Whoever takes it may keep it for later and show nothing now.
            return Judgement.pass(answered || silent ? "" : "one tick below TS.Recent: taken");
        }
        if (!answered && !silent) {
            return Judgement.fail(m, "an empty ACK with the old numbers and TSecr = TS.Recent", replies);
        }
        boolean believable = Check.acksFin(s, k) && !k.finAcked;
        if (believable && t.watched(m, Check.rexmit(t, m)) && Check.nextFin(t, m) == null) {
            return Judgement.fail(m, "the FIN again, since an old ACK acknowledges nothing", "silence");
        }
        Judgement wrong = goesOn(t, m);
        return wrong != null ? wrong : Judgement.pass(answered ? "" : "an old empty ACK: silence");
    }

    /** Judges the next segment with a current timestamp: it finds the connection as it was; null when it does. */
    private static @Nullable Judgement goesOn(Observed t, Moment start) {
        Moment next = nextArrival(t, start);
        if (next == null || next.after().rcvNxt == next.before().rcvNxt || next.before().released && text(next)) {
            return null;
        }
        return Reading.notAcked(t, next);
    }

    private static boolean text(Moment m) {
        return !Observed.segment(m).data().isEmpty();
    }

    // TS-RST

    private static Scenario rstScenario(Choices c, Profile p) {
        boolean old = c.flip();
        Script script = old ? staleRst(c, p) : futureRst(c, p);
        script.pass(Span.PROMPT)
                .send(old ? Template.finAgain() : Template.fin())
                .pass(LONG);
        // TIME-WAIT every time: many stacks have a structure and a check of its own for it.
        script.on(1)
                .open(Opener.PEER)
                .close()
                .await(Expect.FIN)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .send(Template.rst().withTsVal(TsRef.recent(-1000)))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT);
        return stamped(script);
    }

    private static Script staleRst(Choices c, Profile p) {
        Template rst = Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST);
        Script script = synchronised(c.between(0, 5), c, p);
        return script.send(
                c.flip() ? rst.withoutTimestamps() : rst.withTsVal(TsRef.recent(c.oneOf(-1000, -2_000_000_000))));
    }

    /** A RST that is not exact and comes from the future, to a connection that lives on. */
    private static Script futureRst(Choices c, Profile p) {
        Script script = p.has(Feature.HALFCLOSE) && c.flip() ? Paths.halfClosed(c) : Paths.established(c);
        Position where = p.has(Feature.RFC5961_RST)
                ? c.oneOf(Position.SECOND, Position.MIDDLE, Position.RIGHT_EDGE, Position.FAR_BELOW, Position.FAR_ABOVE)
                : c.oneOf(Position.FAR_BELOW, Position.FAR_ABOVE);
        return script.send(Template.rst().at(where.seq()).withTsVal(TsRef.recent(c.oneOf(1_000_000, 2_000_000_000))));
    }

    private static Judgement rst(Observed t) {
        boolean protectedFromRst = TimeWaitRules.protection(t) != 0;
        boolean applies = false;
        for (Moment m : arrivals(t)) {
            boolean counts = Observed.segment(m).rst() && !(protectedFromRst && m.before().state == State.TIME_WAIT);
            Moment probe = counts ? nextArrival(t, m) : null;
            if (probe == null
                    || !Observed.segment(probe).hasAck()
                    || Observed.segment(probe).rst()) {
                continue;
            }
            boolean exact = Observed.segment(m).seq() == m.before().rcvNxt;
            Judgement wrong = exact ? notReset(t, m, probe) : notUntouched(t, m, probe);
            if (wrong != null) {
                return wrong;
            }
            applies |= exact || current(m, probe);
        }
        return applies ? Judgement.pass() : Judgement.notApplicable("no RST and then another segment arrived");
    }

    private static @Nullable Judgement notReset(Observed t, Moment rst, Moment probe) {
        List<Moment> replies = Check.withoutFin(t.replies(rst, t.prompt()), rst.before());
        if (!replies.isEmpty()) {
            return Judgement.fail(rst, "silence and the end of the connection, whatever the timestamp", replies);
        }
        List<Moment> after = t.replies(probe, t.prompt());
        return Check.refused(t, probe, after)
                ? null
                : Judgement.fail(probe, "a RST, since PAWS is never applied to the RST that came", after);
    }

    /** Tells whether the RST came from the future and the segment after it is in order, and new but for that RST. */
    private static boolean current(Moment rst, Moment probe) {
        Timestamps future = stamps(rst);
        Timestamps now = stamps(probe);
        return future != null
                && now != null
                && Seq.lt(now.tsVal(), future.tsVal())
                && probe.after().rcvNxt != probe.before().rcvNxt
                && !(probe.before().released && text(probe));
    }

    private static @Nullable Judgement notUntouched(Observed t, Moment rst, Moment probe) {
        return current(rst, probe) ? Reading.notAcked(t, probe) : null;
    }

    // TS-RSTGEN

    private static Scenario rstSentScenario(Choices c, Profile p) {
        Script script = c.flip() ? Paths.closeWait(c) : Paths.established(c);
        if (p.has(Feature.ABORT) && c.flip()) {
            script.pass(Span.ms(c.between(1, 100))).abort().await(Expect.RST);
        } else if (p.has(Feature.HALFDUP) && c.flip()) {
            // Unread text makes an abort of the close (SHLD-3).
            script = Paths.established(c).send(Template.data(c.between(1, 10))).await(Expect.ACK_OF_ALL);
            script.close().await(Expect.RST);
        } else {
            script = Paths.lastAck(c, p).send(Template.ack());
        }
        return stamped(script.pass(Span.ms(c.between(100, 300)))
                .send(c.flip() ? Template.fin() : Template.ack())
                .await(Expect.SEGMENT));
    }

    private static Judgement rstSent(Observed t) {
        String seen = null;
        for (Moment m : t.all(m -> Check.sentRst(m) && m.before().timestamps)) {
            Moment cause = stimulusOf(t, m);
            if (cause == null) {
                continue;
            }
            boolean ours = aborts(cause);
            Timestamps came = cause.arrived() == null ? null : stamps(cause);
            if (!ours && came == null || ours && unacceptableLast(t, m)) {
                continue;
            }
            int echo = came == null ? m.before().tsRecent : came.tsVal();
            if (!echoes(m, echo) && (ours || stamps(m) != null)) {
                Timestamps sent = stamps(m);
                return Judgement.fail(
                        m,
                        "timestamps in the RST, TSecr " + Integer.toUnsignedString(echo),
                        sent == null ? "none" : "TSecr " + Integer.toUnsignedString(sent.tsEcr()));
            }
            boolean bare = stamps(m) == null;
            seen = bare ? "a RST in answer: no timestamps" : seen == null ? "" : seen;
        }
        return seen == null ? Judgement.notApplicable("no RST was sent") : Judgement.pass(seen);
    }

    /** Whether the timestamp of a segment that is no news counts, RFC 7323 §4.3 leaves open. */
    private static boolean unacceptableLast(Observed t, Moment m) {
        Moment last = t.last(e -> e.index() < m.index() && e.conn() == m.conn() && e.arrived() != null);
        return last != null && !Check.acceptable(Observed.segment(last), last.before());
    }

    /** Returns the latest call or segment before the moment on its connection: what it answers. */
    private static @Nullable Moment stimulusOf(Observed t, Moment m) {
        return t.last(e -> e.index() < m.index() && e.conn() == m.conn() && e.stimulus());
    }

    /** Tells whether this call resets the connection: ABORT, or CLOSE with text unread or with SO_LINGER 0. */
    private static boolean aborts(Moment m) {
        boolean resets = m.before().unread() > 0 || m.before().linger == 0;
        return m.isCall(Call.Abort.class) || m.isCall(Call.Close.class) && resets;
    }

    // TS-MISSING

    private static Scenario missingScenario(Choices c, Profile p) {
        int state = c.between(0, 6);
        Script script = synchronised(state, c, p);
        boolean open = state == 0 || state == 2 || state == 3;
        Template fin = open ? Template.fin() : Template.finAgain();
        int kind = c.between(0, open ? 2 : 1);
        Template segment = kind == 0 ? fin : kind == 1 ? Template.ack() : Template.data(c.between(1, 10));
        // In LAST-ACK the connection would rightly end.
        segment = state == 5 ? segment.acking(AckRef.BUT_FIN) : segment;
        script.send(segment.withoutTimestamps()).pass(Span.DELAYED_ACK);
        // The same with timestamps: it may have been taken before or not.
        if (kind == 1) {
            script.send(segment);
        }
        Template again = kind == 0 ? Template.finAgain() : fin.at(kind == 2 ? SeqRef.RCV_NXT : fin.seq());
        return stamped(script.send(again).pass(LONG));
    }

    private static Judgement missing(Observed t) {
        String seen = null;
        for (Moment m : arrivals(t)) {
            Segment s = Observed.segment(m);
            boolean mayEnd = m.before().released && text(m)
                    || m.before().state == State.LAST_ACK && Check.acksFin(s, m.before());
            if (!m.before().lacksTimestamps(s) || s.syn() || mayEnd) {
                continue;
            }
            Judgement wrong = aborted(t, m, "silence or an answer of the connection, which lives on");
            Moment next = nextArrival(t, m);
            if (wrong == null && next != null && !next.before().lacksTimestamps(Observed.segment(next))) {
                wrong = aborted(t, next, "an answer of the connection, which lives on");
            }
            if (wrong != null) {
                return wrong;
            }
            boolean inOrder = s.len() > 0 && s.seq() == m.before().rcvNxt;
            String fate = taken(t, m, s) ? "taken" : "dropped";
            seen = inOrder ? "a segment without timestamps: " + fate : seen == null ? "" : seen;
        }
        return seen == null ? Judgement.notApplicable("no segment lacked its timestamps") : Judgement.pass(seen);
    }

    private static @Nullable Judgement aborted(Observed t, Moment m, String expected) {
        List<Moment> resets =
                t.replies(m, t.delayed()).stream().filter(Check::sentRst).toList();
        return resets.isEmpty() || m.before().released && text(m) ? null : Judgement.fail(m, expected, resets);
    }

    private static boolean taken(Observed t, Moment m, Segment s) {
        return t.replies(m, t.delayed()).stream()
                .anyMatch(r -> Observed.segment(r).ack() == s.end());
    }

    // TS-1337-F2

    private static Scenario secondFixScenario(Choices c, Profile p) {
        Script script = Paths.timeWait(c, p).set("tcp_rfc1337", 2);
        boolean early = c.flip();
        if (!early) {
            // Restarts 2MSL, but not the two seconds.
            script.pass(Span.ms(2500)).send(Template.finAgain());
        }
        return stamped(script.pass(Span.ms(early ? c.between(1, 1800) : c.between(1000, 1500)))
                .send(Template.of(c.flip() ? Flags.RST | Flags.ACK : Flags.RST))
                .pass(Span.PROMPT)
                .send(Template.finAgain())
                .await(Expect.SEGMENT));
    }

    private static Judgement secondFix(Observed t) {
        if (t.setting("tcp_rfc1337").orElse(0) != 2) {
            return Judgement.notApplicable("tcp_rfc1337 is not 2");
        }
        for (Moment m : arrivals(t)) {
            boolean exact = Check.arrivedRst(m) && Observed.segment(m).seq() == m.before().rcvNxt;
            Moment probe = exact && m.before().state == State.TIME_WAIT ? nextArrival(t, m) : null;
            Moment entry = t.first(e -> e.conn() == m.conn() && e.after().state == State.TIME_WAIT);
            if (probe != null && entry != null) {
                return inOrAfterTheFirstSeconds(t, m, probe, m.at() - entry.at());
            }
        }
        return Judgement.notApplicable("no exact RST and then another segment arrived in TIME-WAIT");
    }

    private static Judgement inOrAfterTheFirstSeconds(Observed t, Moment rst, Moment probe, long age) {
        List<Moment> replies = t.replies(probe, t.prompt());
        if (age + t.trace().lateness() < BOTH_CLOCKS_TICK && !Check.oneEmptyAck(replies, rst.before())) {
            return Judgement.fail(probe, "an empty ACK, since the clocks may not have ticked before the RST", replies);
        }
        boolean after = age > BOTH_CLOCKS_TICK + t.profile().late(BOTH_CLOCKS_TICK);
        if (after && !Check.refused(t, probe, replies)) {
            return Judgement.fail(probe, "a RST, since two seconds of TIME-WAIT had passed before the RST", replies);
        }
        return Judgement.pass();
    }

    // TS-INVALID

    private static Scenario idleScenario(Choices c, Profile p) {
        Script script = p.has(Feature.HALFCLOSE) && c.flip() ? Paths.halfClosed(c) : Paths.established(c);
        if (p.clock() == Clock.WALL) {
            return stamped(script.send(Template.fin()).await(Expect.ACK_OF_ALL));
        }
        if (c.flip()) {
            // Between 2^31 and 2^32 ticks of a millisecond the peer's clock seems to lie in the past.
            script.pass(Span.seconds(c.between(2_150_000, 4_290_000))).send(Template.fin());
        } else {
            script.pass(Span.seconds(TWENTY_FOUR_DAYS + c.between(1, 10_000)))
                    .send(Template.fin().withTsVal(TsRef.recent(-1000)));
        }
        return stamped(script.pass(LONG));
    }

    private static Judgement outdated(Observed t) {
        Moment fin = t.first(m -> Check.arrivedFin(m)
                && m.before().timestamps
                && lower(m)
                && !m.before().isStale(m.at(), Observed.segment(m))
                && !m.before().finReceived
                && m.after().finReceived);
        if (fin == null) {
            return Judgement.notApplicable("no FIN came after 24 idle days, which only a virtual clock can let pass");
        }
        Judgement wrong = Reading.notAcked(t, fin);
        Moment ack = Reading.acked(t, fin, fin.after().rcvNxt);
        if (wrong != null || ack == null) {
            return wrong != null ? wrong : Judgement.tooLate();
        }
        return echoes(ack, fin.after().tsRecent)
                ? Judgement.pass()
                : Judgement.fail(ack, "the timestamp of the FIN as TSecr", "another TSecr");
    }

    private static boolean lower(Moment m) {
        Timestamps stamps = stamps(m);
        return stamps != null && Seq.lt(stamps.tsVal(), m.before().tsRecent);
    }
}
