package org.lastack.kit.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.trace.Event;

/** Connections that come to a listener and go again: each gives back what it took, so that there is room for the next. */
final class Visitors {
    /** As many connections as a scenario may have, but for the one that comes last and one of its history. */
    private static final int MOST = 14;

    private static final Call ACCEPT = new Call.Accept(Observed.LISTENER);

    /** How a visit ends. */
    private enum End {
        RESET_BEFORE_OPEN,
        RESET_BEFORE_ACCEPT,
        RESET,
        LAST_ACK,
        TIME_WAIT,
        TIME_WAIT_OVER,
        STAYS
    }

    private Visitors() {}

    static Scenario scenario(Choices c, Profile p) {
        End end = c.oneOf(End.values());
        int visitors = end == End.STAYS ? 1 : c.oneOf(1, MOST, MOST);
        Script script = Script.begin();
        for (int conn = 0; conn < visitors; conn++) {
            visit(script.on(conn), end);
            if (end == End.TIME_WAIT_OVER && conn == visitors / 2) {
                script.pass(Span.after(p.twoMsl(), p));
            }
        }
        script.pass(Span.PROMPT);
        script.on(visitors).open(Opener.PEER);
        return (end == End.STAYS ? Kept.ask(script.on(0), State.ESTABLISHED) : script).build();
    }

    private static void visit(Script script, End end) {
        Template rst = Template.rst().at(SeqRef.RCV_NXT);
        switch (end) {
            case RESET_BEFORE_OPEN ->
                script.listen().send(Template.syn()).await(Expect.SYN).send(rst).pass(Span.PROMPT);
            // What was reset may still be there to be accepted: then it is.
            case RESET_BEFORE_ACCEPT ->
                script.handshake()
                        .pass(Span.PROMPT)
                        .send(rst)
                        .pass(Span.PROMPT)
                        .call(ACCEPT)
                        .pass(Span.PROMPT);
            case RESET -> script.open(Opener.PEER).send(rst).pass(Span.PROMPT).close();
            case LAST_ACK ->
                script.open(Opener.PEER)
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.ack());
            case STAYS -> script.open(Opener.PEER);
            case TIME_WAIT, TIME_WAIT_OVER ->
                script.open(Opener.PEER)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL);
        }
    }

    /** Judges whether the listener answers each SYN that comes when all before are gone, and no connection beside feels a SYN. */
    static Judgement judge(Observed t) {
        boolean applies = false;
        for (Moment syn : t.all(m -> wantsIn(t, m))) {
            Set<Integer> before = before(t, syn);
            boolean gone = !before.isEmpty() && before.stream().allMatch(conn -> isGone(t, conn, syn));
            List<Moment> replies = t.replies(syn, t.prompt());
            if (gone && !Check.answersSyn(replies, Observed.segment(syn))) {
                long waiting =
                        before.stream().filter(conn -> waits(t, conn, syn)).count();
                return Judgement.fail(
                        syn, "a SYN,ACK of the SYN: there is room, " + why(before.size(), waiting), replies);
            }
            Judgement moved = Kept.movedBeside(t, syn, conn -> true, "the SYN was for another connection");
            if (moved != null) {
                return moved;
            }
            applies |= gone || Kept.asked(t, syn, conn -> conn != syn.conn());
        }
        return applies
                ? Judgement.pass()
                : Judgement.notApplicable("no SYN came after another connection, or beside one");
    }

    /** The connections that there have been up to then. */
    private static Set<Integer> before(Observed t, Moment syn) {
        Set<Integer> before = new HashSet<>();
        for (Moment m : t.moments().subList(0, syn.index())) {
            if (m.conn() >= 0 && m.after().opened) {
                before.add(m.conn());
            }
        }
        return before;
    }

    private static String why(int before, long waiting) {
        return waiting == 0
                ? "since the " + before + " before it have ended"
                : "though " + waiting + " of the " + before + " before it are in TIME-WAIT";
    }

    private static boolean waits(Observed t, int conn, Moment syn) {
        Knowledge k = last(t, conn, syn);
        return k.state == State.TIME_WAIT && syn.at() - k.since <= t.profile().twoMsl();
    }

    /** A plain SYN for a listener whose queue is as long as it has it by default. */
    private static boolean wantsIn(Observed t, Moment m) {
        Segment s = m.arrived();
        return s != null
                && s.flags() == Flags.SYN
                && s.data().isEmpty()
                && t.setting("somaxconn").isEmpty()
                && ResetGenerationRules.arrivesUnknown(t, m, true);
    }

    private static Knowledge last(Observed t, int conn, Moment until) {
        Moment last = t.last(m -> m.conn() == conn && m.index() < until.index());
        return last == null ? until.before() : last.after();
    }

    /** It has ended, and the application has asked for it, if only to hear that it is not there: it waits in no queue. */
    private static boolean isGone(Observed t, int conn, Moment syn) {
        State state = last(t, conn, syn).state;
        boolean open = t.first(m -> m.conn() == conn
                        && m.index() < syn.index()
                        && m.after().state.synchronised())
                != null;
        boolean had = t.first(m -> m.conn() == conn && m.index() < syn.index() && takes(m)) != null;
        return (state == State.CLOSED || state == State.TIME_WAIT) && (!open || had);
    }

    private static boolean takes(Moment m) {
        return m.isCall(Call.Connect.class) || m.event() instanceof Event.Returned r && r.call() instanceof Call.Accept;
    }
}
