package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;
import org.lastack.tcp.Seq;
import org.lastack.tcp.Time;

/**
 * Why a connection was reset. A reset that answers a segment has its acknowledgement as its number and no ACK bit (RFC 9293
 * §3.10.7.1), as whoever has no state sends it; one that an application or a timer brings has SND.NXT, and mostly an ACK.
 */
final class Resets {
    /** After a rest of this length a NAT, a firewall or a restart may have forgotten a connection. */
    private static final long LONG_REST = 10 * Time.SECOND;

    /** What an answer takes beyond the way. */
    private static final long PROMPT = 50 * Time.MILLISECOND;

    private final Track track;
    private final Half from;
    private final Half to;
    private final Seen reset;
    private final Conditions conditions;
    private final Half.AtReset was;
    private final List<Reason> reasons = new ArrayList<>();
    private String doubt = "";

    private Resets(Track track, Half from, Seen reset, Conditions conditions) {
        this.track = track;
        this.conditions = conditions;
        this.from = from;
        this.to = track.other(from);
        this.reset = reset;
        this.was = from.atReset;
    }

    /** Looks for what may have brought the reset. */
    static Resets of(Track track, Half from, Seen reset, Conditions conditions) {
        Resets resets = new Resets(track, from, reset, conditions);
        resets.reason();
        return resets;
    }

    /** What may have brought it, the most likely reason first; nothing when the capture does not tell. */
    List<Reason> reasons() {
        return reasons;
    }

    /** Why that is not all; empty when it is. */
    String doubt() {
        return doubt;
    }

    private void reason() {
        foreign();
        if (!to.seen()) {
            return;
        }
        answersTheUnseen();
        if (unexpected()) {
            blind();
        } else if (from.fin != null && from.fin.frame() < reset.frame()) {
            afterOwnFin();
        } else if (to.fin != null && to.fin.frame() < reset.frame()) {
            afterTheirFin();
        } else {
            whileOpen();
        }
    }

    private void add(Cause cause, String words, String decides, @Nullable Seen... shown) {
        reasons.add(new Reason(cause, words, Phrases.frames(shown), decides));
    }

    /** A sender that none of its other packets resembles, or that goes on as if nothing had happened. */
    private void foreign() {
        List<String> shows = Strangeness.of(track, from, reset);
        if (shows.isEmpty()) {
            return;
        }
        boolean here = conditions.at(from);
        boolean both = !to.resets.isEmpty();
        add(
                Cause.MIDDLEBOX,
                (here
                                ? "the reset may be that of something else at " + Phrases.the(from)
                                        + ", as a firewall or proxy there: "
                                : "the reset may be that of something between the ends: ")
                        + String.join(", and ", shows)
                        + (both ? "; the other end got one too" : ""),
                here
                        ? "rules that reject, and proxies, at " + Phrases.the(from)
                        : "a capture at " + Phrases.the(from) + ": is the reset there, going out?",
                reset,
                from.wentOn,
                from.first);
    }

    /** Neither what the other end expects next, nor an answer to anything that it sent. */
    private boolean unexpected() {
        boolean next = reset.seq() == was.nxt() || to.told && reset.seq() == to.rcv;
        return from.known && !next && !answers();
    }

    private boolean answers() {
        for (Seen s : track.context) {
            if (isTheirs(s) && s.hasAck() && s.ack() == reset.seq()) {
                return true;
            }
        }
        return false;
    }

    /** Whoever has no state answers at once: the way to it and back, and no more. */
    private boolean isAnswerTo(Seen s) {
        return isPrompt(s) && s.ack() == reset.seq();
    }

    private boolean isPrompt(Seen s) {
        long way = Math.max(0, RoundTrip.to(track, from));
        return reset.at() - s.at() <= way + PROMPT && isTheirs(s) && s.hasAck();
    }

    /** Some acknowledge the text that they do not want, with a number of their own. */
    private boolean refusesText(Seen s) {
        return isPrompt(s) && reset.hasAck() && Seq.geq(reset.ack(), s.end());
    }

    /** Without an ACK it answers something. Where nothing is there that it answers, that was not seen. */
    private void answersTheUnseen() {
        boolean answers = !reset.hasAck() || from.known && reset.seq() != was.nxt();
        if (answers && to.seen() && track.context.stream().noneMatch(this::isAnswerTo)) {
            doubt = "the reset looks like the answer to a segment that was not seen";
        }
    }

    private boolean isTheirs(Seen s) {
        return track.from(s) == to && !s.rst();
    }

    private void blind() {
        Seen challenged = challenge();
        if (Seq.gt(reset.seq(), was.nxt())) {
            doubt = "the number of the reset is beyond what was seen of " + Phrases.the(from)
                    + ", and something may be missing";
        }
        if (challenged == null) {
            return;
        }
        add(
                Cause.BLIND_RESET,
                "its number is not the one that " + Phrases.the(to) + " expects, and is answered with an ACK"
                        + Phrases.in(challenged) + ": somebody guesses, or it is late",
                "a capture at " + Phrases.the(from) + ": is the reset there, going out?",
                reset,
                challenged);
    }

    /** The ACK with which RFC 5961 answers a reset whose number is in the window and not next. */
    private @Nullable Seen challenge() {
        for (Seen s : track.afterReset) {
            if (isTheirs(s) && s.len() == 0 && s.hasAck()) {
                return s;
            }
        }
        return null;
    }

    /** The end that resets has closed before. */
    private void afterOwnFin() {
        Seen fin = from.fin;
        Seen late = unreceivedAtFin();
        if (fin != null && late != null) {
            if (!knew(late) && answered()) {
                race(fin, late);
            } else {
                afterClose(fin, late);
            }
            if (reset.hasAck()) {
                abort(false);
            }
        } else if (to.fin != null
                && to.fin.frame() < reset.frame()
                && reset.seq() == to.fin.ack()
                && !reset.hasAck()
                && !Seq.gt(was.rcv(), to.finSeq)) {
            forgottenFin(to.fin);
        } else {
            explain(provoking(), !reset.hasAck(), " after it had sent its FIN");
        }
    }

    /** Text of the other end that the FIN did not acknowledge: it had not arrived when the FIN left. */
    private @Nullable Seen unreceivedAtFin() {
        Seen fin = from.fin;
        for (Seen s : track.context) {
            boolean text = s.text() > 0 && (isAnswerTo(s) || refusesText(s)) && !taken(s);
            if (fin != null && text && fin.hasAck() && Seq.gt(s.end(), fin.ack())) {
                return s;
            }
        }
        return null;
    }

    /** Tells whether the end that resets had acknowledged it before. */
    private boolean taken(Seen s) {
        return was.took(s);
    }

    private boolean knew(Seen s) {
        return s.hasAck() && Seq.gt(s.ack(), from.finSeq);
    }

    /** Tells whether both ends had sent text before: then what met the FIN looks like a further request. */
    private boolean answered() {
        return from.text > 0 && to.text > 0;
    }

    private void race(Seen fin, Seen late) {
        add(
                Cause.KEEPALIVE_RACE,
                Phrases.the(from) + " had closed (frame " + fin.frame() + ") when " + Phrases.octets(late.text())
                        + " of "
                        + Phrases.the(to)
                        + " came, sent before that FIN had arrived: the keep-alive race. The text was not read,"
                        + " and may be sent again on another connection",
                "",
                fin,
                late,
                reset);
    }

    private void afterClose(Seen fin, Seen late) {
        String when = knew(late) ? "although it had had that FIN" : "before it had had that FIN";
        add(
                Cause.DATA_AFTER_CLOSE,
                Phrases.the(from) + " had closed both directions" + Phrases.in(fin) + ", and " + Phrases.the(to)
                        + " sent "
                        + Phrases.octets(late.text()) + " " + when + Phrases.in(late)
                        + ": nobody was there to read them (RFC 9293 §3.6.1)",
                "",
                fin,
                late,
                reset);
    }

    private void forgottenFin(Seen fin) {
        Seen since = from.finAcked;
        String rest =
                since == null ? "" : " " + Phrases.time(fin.at() - since.at()) + " after its own was acknowledged";
        add(
                Cause.FORGOTTEN,
                Phrases.the(to) + " closed" + rest + Phrases.in(fin) + ", and " + Phrases.the(from)
                        + " had the connection no more: FIN-WAIT-2 has a time limit after close()",
                "tcp_fin_timeout at " + Phrases.the(from),
                from.fin,
                fin,
                reset);
    }

    private void afterTheirFin() {
        boolean had = was.told() && Seq.gt(was.rcv(), to.finSeq);
        explain(provoking(), !reset.hasAck(), had ? " in CLOSE-WAIT" : "");
    }

    /** It answers something as who has no state, or somebody has aborted. */
    private void explain(@Nullable Seen provoking, boolean first, String when) {
        if (provoking != null && first) {
            forgotten(provoking);
        }
        unreadOrAbort(when);
        if (provoking != null && !first) {
            forgotten(provoking);
        }
    }

    /** Neither end has closed. */
    private void whileOpen() {
        if (opening()) {
            return;
        }
        Seen provoking = provoking();
        if (was.probes() >= 1 || was.unanswered() >= 3) {
            repeatedInVain();
        }
        explain(provoking, provoking != null && rest(provoking) >= LONG_REST, "");
    }

    /** What the reset may answer as somebody does who does not know the connection: not acknowledged before. */
    private @Nullable Seen provoking() {
        Seen found = null;
        for (Seen s : track.context) {
            boolean repeated = isAfterLast(s) && (!reset.hasAck() || rest(s) >= LONG_REST);
            boolean open = s.len() == 0 || !taken(s) || repeated;
            found = open && isAnswerTo(s) && (!reset.hasAck() || answersWithAck(s)) ? s : found;
        }
        return found;
    }

    private boolean isAfterLast(Seen s) {
        Seen last = was.last();
        return last != null && s.frame() > last.frame();
    }

    /** Some stacks set an ACK in what they answer; then it looks like an abort that acknowledges what came last. */
    private boolean answersWithAck(Seen s) {
        return reset.ack() == s.end() && (s.len() > 0 || rest(s) >= LONG_REST || reset.seq() != was.nxt());
    }

    private void forgotten(Seen provoking) {
        Seen heard = was.last();
        long rest = rest(provoking);
        String words =
                Phrases.the(from) + " answers " + what(provoking) + " of " + Phrases.the(to) + Phrases.in(provoking)
                        + " as one that does not know the connection, or no more"
                        + (rest >= LONG_REST
                                ? ", after " + Phrases.time(rest)
                                        + " of silence: restarted, timed out there, or forgotten by a NAT"
                                : "");
        add(
                Cause.FORGOTTEN,
                words,
                "whether " + Phrases.the(from) + " restarted, and which time-outs lie between",
                heard,
                provoking,
                reset);
    }

    /** For how long the end that resets had not been heard. */
    private long rest(Seen provoking) {
        return was.last() == null ? 0 : provoking.at() - was.last().at();
    }

    private static String what(Seen s) {
        return s.fin() ? "the FIN" : s.text() > 0 ? Phrases.octets(s.text()) : s.syn() ? "the SYN" : "an ACK";
    }

    private void repeatedInVain() {
        boolean probes = was.probes() >= 1;
        add(
                probes ? Cause.KEEPALIVE_UNANSWERED : Cause.UNANSWERED,
                Phrases.the(to) + " did not answer " + was.unanswered() + (probes ? " keep-alive probe" : " repetition")
                        + (was.unanswered() == 1 ? "" : "s")
                        + " of " + Phrases.the(from) + ", which gave up",
                "a capture at " + Phrases.the(to) + ": do they arrive?",
                was.since(),
                was.last(),
                reset);
    }

    private void unreadOrAbort(String when) {
        boolean begin = to.syn != null;
        boolean nothing = begin && to.text == 0 && to.unseen == 0;
        boolean answeredLast =
                to.lastText != null && from.lastText != null && from.lastText.frame() > to.lastText.frame();
        if (nothing) {
            abort(true);
        } else if (answeredLast) {
            abort(false);
            unread(when);
        } else {
            unread(when);
            abort(false);
        }
    }

    private void unread(String when) {
        add(
                Cause.UNREAD,
                Phrases.the(from) + " closed" + when + " while text of " + Phrases.the(to) + " lay unread"
                        + Phrases.in(to.lastText) + " (RFC 9293 §3.6.1)",
                "whether " + Phrases.the(from) + " had read all " + Phrases.octets(to.text)
                        + " (strace, or Recv-Q in ss)",
                to.lastText,
                reset);
    }

    private void abort(boolean nothingToRead) {
        String why = nothingToRead ? ", with nothing to read as far as was seen" : "";
        boolean unused = from == track.server && from.text == 0 && from.fin == null;
        String listener = unused ? ", a listener that closed before accept()" : "";
        add(
                Cause.ABORT,
                Phrases.the(from) + " aborted" + why + ": SO_LINGER with 0" + listener + ", or a limit of its system",
                "what " + Phrases.the(from) + "'s program does when it closes (strace: setsockopt SO_LINGER)",
                from.last,
                reset);
    }

    /** Tells whether it is the answer to a SYN for which nobody is there (RFC 9293 §3.10.7.1). */
    static boolean refuses(Track track, Seen reset) {
        Seen syn = track.client.syn;
        return syn != null
                && track.from(reset) == track.server
                && track.server.syn == null
                && track.client.packets == track.client.syns
                && reset.hasAck()
                && reset.ack() == syn.end()
                && reset.seq() == 0;
    }

    /** A reset in the handshake or right after it. */
    private boolean opening() {
        boolean byServer = from == track.server;
        if (refuses(track, reset)) {
            refused();
            return true;
        }
        boolean onlySyns = !byServer && from.syn != null && !was.told() && to.syn == null;
        if (byServer && to.syn != null && from.syn == null || onlySyns) {
            doubt = "the SYN,ACK was not seen";
            return true;
        }
        boolean unfinished = !byServer && to.syn != null && track.afterHandshake == null;
        if (unfinished) {
            left(to.syn);
        }
        return unfinished;
    }

    private void left(@Nullable Seen answer) {
        add(
                Cause.HANDSHAKE_LEFT,
                "the client answers the SYN,ACK" + Phrases.in(answer)
                        + " with a reset: it no longer wants the connection (a port scan, a connect() that was given up), or never asked for it",
                "which program at the client owned the port",
                answer,
                reset);
        abort(false); // of a connection that was established by an ACK which was not seen
    }

    private void refused() {
        Seen syn = to.syn;
        if (syn != null) {
            add(
                    Cause.NO_LISTENER,
                    "nobody listens at port " + syn.dstPort() + " of the server, or a firewall answers in its place",
                    "ss -ltn at the server; a rule with reject in its firewall",
                    syn,
                    reset);
        }
    }
}
