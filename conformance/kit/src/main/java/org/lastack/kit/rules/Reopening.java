package org.lastack.kit.rules;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** A TIME-WAIT gives way to a new connection: to a SYN of the peer's (RFC 6191), or to a connect of our own. */
final class Reopening {
    private static final Scenario.Peer STAMPED = Scenario.Peer.PLAIN.withTimestamps(true);

    /** The only port that the stack may choose from, so that it has to choose it again. */
    private static final int ONLY_PORT = 40_000;

    private Reopening() {}

    // A SYN of the peer's

    /** TS-TW-A: the old connection used timestamps. */
    static Scenario stampedScenario(Choices c) {
        int number = c.oneOf(1, -1) * c.oneOf(1, 2, 1000, 100_000);
        Template syn = Template.syn().at(SeqRef.rcvNxt(number));
        int age = c.between(0, 3);
        syn = switch (age) {
            case 0 -> syn.withoutTimestamps();
            case 1 -> syn.withTsVal(TsRef.recent(0));
            case 2 -> syn.withTsVal(TsRef.recent(c.oneOf(1, 1000, 2_000_000_000)));
            default -> syn.withTsVal(TsRef.recent(-c.oneOf(1, 1000, 2_000_000_000)));
        };
        boolean reopens = age == 2 || age < 2 && number > 0;
        return probed(TimeWaitRules.serverTimeWait(c), c, syn, reopens)
                .peer(STAMPED)
                .build();
    }

    /** TS-TW-B: the old connection used none. */
    static Scenario unstampedScenario(Choices c) {
        int number = c.oneOf(1, -1) * c.oneOf(1, 2, 1000, 100_000);
        Template syn = Template.syn().at(SeqRef.rcvNxt(number));
        boolean first = c.flip();
        // The second half of the numbers would be old beside a TS.Recent of 0.
        syn = first ? syn.withTsVal(TsRef.clock(c.flip() ? Integer.MIN_VALUE : 0)) : syn.withoutTimestamps();
        Script script = Script.begin()
                .listen()
                .send(Template.syn().withoutTimestamps())
                .await(Expect.SYN)
                .send(Template.ack())
                .accept()
                .close()
                .await(Expect.FIN)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL);
        return probed(script, c, syn, first || number > 0).peer(STAMPED).build();
    }

    /** TS-TW-EDGE: the number decides, and lies at the old FIN or beside it. */
    static Scenario edgeScenario(Choices c, Profile p) {
        int number = c.between(-1, 1);
        Template syn = Template.syn().at(SeqRef.rcvNxt(number));
        boolean stamps = p.has(Feature.TS) && c.flip();
        syn = stamps && c.flip() ? syn.withTsVal(TsRef.recent(0)) : syn.withoutTimestamps();
        Script script = TimeWaitRules.serverTimeWait(c).peer(Scenario.Peer.PLAIN.withTimestamps(stamps));
        return probed(script, c, syn, number > 0).build();
    }

    /** Sends the SYN, and then what shows which connection is there. */
    private static Script probed(Script timeWait, Choices c, Template syn, boolean reopens) {
        Script script = timeWait.pass(Span.ms(c.between(1, 2000))).send(syn).await(Expect.SEGMENT, Span.PROMPT);
        return reopens
                ? script.send(Template.ack()).accept().write(100).await(Expect.ALL_DATA)
                : script.send(Template.fin().at(SeqRef.rcvNxt(-1))).await(Expect.SEGMENT);
    }

    /** TS-TW-EDGE judges where the number alone decides, beside the old FIN. */
    static boolean atTheEdge(Knowledge k, Segment syn) {
        Timestamps stamps = syn.options().timestamps();
        boolean numbered = stamps == null || k.timestamps && stamps.tsVal() == k.tsRecent;
        return numbered && Math.abs(syn.seq() - k.rcvNxt) <= 1;
    }

    /** Judges the SYNs in TIME-WAIT that the rule is about. */
    static Judgement judge(Observed t, BiPredicate<Knowledge, Segment> about) {
        Moment syn = t.first(m -> synInTimeWait(m) && about.test(m.before(), Observed.segment(m)));
        if (syn == null
                || !Check.listens(t, syn)
                || syn.at() - syn.before().since >= t.profile().twoMsl()) {
            return Judgement.notApplicable("no such SYN arrived in TIME-WAIT, or nobody listens");
        }
        Knowledge k = syn.before();
        Segment s = Observed.segment(syn);
        String disputed = disputed(k, s);
        List<Moment> replies = t.replies(syn, t.prompt());
        if (Check.answersSyn(replies, s)) {
            return isOld(k, s)
                    ? Judgement.fail(syn, "silence (RFC 6191) or an empty ACK: the SYN may be old", replies)
                    : Judgement.pass(disputed.isEmpty() ? "" : disputed + "reopens");
        }
        if (!replies.isEmpty() && !Check.oneEmptyAck(replies, k)) {
            return Judgement.fail(syn, "a SYN,ACK of the new SYN, or silence or an empty ACK", replies);
        }
        if (!isOld(k, s) && disputed.isEmpty()) {
            return Judgement.fail(syn, "a SYN,ACK: the SYN is new", replies);
        }
        return stays(t, syn, disputed.isEmpty() ? "old SYN" : disputed + "refused", replies);
    }

    /** A SYN that was refused leaves TIME-WAIT as it was. */
    private static Judgement stays(Observed t, Moment syn, String what, List<Moment> replies) {
        Moment probe = t.firstAfter(syn, m -> m.conn() == syn.conn() && Check.arrivedFinAgain(m));
        List<Moment> after = probe == null ? List.of() : t.replies(probe, t.prompt());
        return probe == null || Check.oneEmptyAck(after, syn.before())
                ? Judgement.pass(what + (replies.isEmpty() ? ": silence" : ": empty ACK"))
                : Judgement.fail(probe, "an empty ACK, since TIME-WAIT survives the SYN", after);
    }

    static boolean synInTimeWait(Moment m) {
        Segment s = m.arrived();
        return s != null && s.syn() && !s.hasAck() && !s.rst() && !s.fin() && m.before().state == State.TIME_WAIT;
    }

    /** RFC 6191 §2: what does not prove that it is new counts as old. */
    private static boolean isOld(Knowledge k, Segment syn) {
        Timestamps stamps = syn.options().timestamps();
        boolean higher = Seq.geq(syn.seq(), k.rcvNxt);
        if (stamps == null) {
            return !higher;
        }
        int newer = stamps.tsVal() - k.tsRecent;
        return k.timestamps && (newer < 0 || newer == 0 && !higher);
    }

    /** Where RFC 6191 and Linux differ either is right; the name of that case, or empty. */
    private static String disputed(Knowledge k, Segment syn) {
        Timestamps stamps = syn.options().timestamps();
        if (!k.timestamps && stamps != null && Seq.leq(syn.seq(), k.rcvNxt)) {
            return "a first timestamp and a lower number: ";
        }
        boolean numbered = stamps == null || stamps.tsVal() == k.tsRecent;
        return numbered && syn.seq() == k.rcvNxt ? "SYN at RCV.NXT: " : "";
    }

    // The new connection

    /** Completes the handshake, and uses the connection as any other. */
    static Script use(Script script) {
        return script.send(Template.ack())
                .accept()
                .write(100)
                .await(Expect.ALL_DATA)
                .send(Template.data(10))
                .await(Expect.ACK_OF_ALL);
    }

    /** Judges what comes after the SYN that has opened it: null when text and FIN are taken and what is written is sent. */
    static @Nullable Judgement unlikeAnyOther(Observed t, Moment syn) {
        for (Moment m : t.all(m -> m.index() > syn.index() && m.conn() == syn.conn() && isNew(m.before(), syn))) {
            Knowledge k = m.before();
            Judgement wrong = null;
            if (m.arrived() != null && m.after().rcvNxt != k.rcvNxt) {
                wrong = Reading.notAcked(t, m);
            } else if (m.called() instanceof Call.Write w
                    && k.allAcked()
                    && w.data().length() < k.sndWnd
                    && !corked(t, m)
                    && t.watched(m, t.prompt())) {
                List<Moment> replies = t.replies(m, t.prompt());
                boolean sent = replies.stream()
                        .anyMatch(r -> !Observed.segment(r).data().isEmpty());
                wrong = sent ? null : Judgement.fail(m, "what is written, as on any other connection", replies);
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static boolean corked(Observed t, Moment write) {
        return t.first(m -> m.conn() == write.conn()
                        && m.index() < write.index()
                        && m.called() instanceof Call.SetOption o
                        && o.option() == SocketOption.CORK)
                != null;
    }

    /** The first connection after that SYN, as long as nobody has closed it. */
    private static boolean isNew(Knowledge k, Moment syn) {
        return k.previous != null
                && k.irs == Observed.segment(syn).seq()
                && k.state == State.ESTABLISHED
                && !k.released
                && !k.readShut;
    }

    // A connect of our own

    /** TS-REUSE. A port that the application names stays free of the range, which the kernel treats as its own. */
    static Scenario reuseScenario(Choices c) {
        boolean named = c.between(0, 3) == 3;
        Script script = Script.begin().peer(STAMPED.withTimestamps(c.between(0, 3) > 0));
        script.set("tcp_tw_reuse", c.oneOf(1, 1, 2));
        if (!named) {
            script.set("ip_local_port_range", ONLY_PORT);
        }
        script.connectFromAnyPort()
                .handshakeReply()
                .close()
                .await(Expect.FIN)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .pass(Span.ms(c.oneOf(2500, 100, 500, 5000)));
        return (named ? script.connect() : script.connectFromAnyPort())
                .handshakeReply()
                .write(100)
                .await(Expect.ALL_DATA)
                .build();
    }

    static Judgement reuse(Observed t) {
        OptionalLong mode = t.setting("tcp_tw_reuse");
        Moment open = t.first(m -> m.isCall(Call.Connect.class) && m.before().state == State.TIME_WAIT);
        if (open == null || mode.isEmpty() || age(open) >= t.profile().twoMsl()) {
            return Judgement.notApplicable("nobody connected from a TIME-WAIT with tcp_tw_reuse set");
        }
        boolean named = open.called() instanceof Call.Connect c && c.srcPort() != 0;
        boolean allowed = open.before().timestamps && (named || mode.getAsLong() == 1);
        long delay = Time.ms(t.setting("tcp_tw_reuse_delay").orElse(1000));
        boolean early = !named && age(open) + t.trace().lateness() + t.profile().granularity() < delay;
        Moment syn = t.replies(open, t.prompt()).stream()
                .filter(m -> Check.sent(m, Flags.SYN))
                .findFirst()
                .orElse(null);
        if (syn != null) {
            if (port(syn) != port(t.first(m -> m.conn() == open.conn() && m.sent() != null))) {
                return Judgement.notApplicable("another port was free");
            }
            return !allowed || early
                    ? Judgement.fail(open, "an error, since nothing proves yet what is old", List.of(syn))
                    : above(open.before(), syn, named);
        }
        Moment end = t.returnOf(open);
        if (end == null || !(end.result() instanceof Result.Failed)) {
            return Judgement.fail(open, "a SYN or an error", "neither");
        }
        boolean due = allowed && !named && age(open) > delay + t.profile().late(delay);
        return due
                ? Judgement.fail(
                        open,
                        "a SYN, since timestamps tell old from new",
                        end.result().show())
                : Judgement.pass(allowed && named ? "a port that is named: refused" : "");
    }

    private static int port(@Nullable Moment sent) {
        return sent == null ? -1 : Observed.segment(sent).srcPort();
    }

    private static long age(Moment open) {
        return open.at() - open.before().since;
    }

    private static Judgement above(Knowledge old, Moment syn, boolean named) {
        Segment s = Observed.segment(syn);
        Timestamps stamps = s.options().timestamps();
        if (Seq.lt(s.seq(), old.sndNxt)) {
            return Judgement.fail(syn, "a number above those of the old connection", List.of(syn));
        }
        if (stamps == null || Seq.lt(stamps.tsVal(), old.lastTsVal)) {
            return Judgement.fail(syn, "a TSval that is not below those of the old connection", "none, or a lower one");
        }
        return Judgement.pass(named ? "a port that is named: taken over" : "");
    }
}
