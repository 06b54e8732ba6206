package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;
import org.lastack.tcp.Time;

/** Why a connection that was not reset did not end, or only with delay. */
final class Silences {
    /** A CLOSE-WAIT of this length is no longer that of a program which is about to close. */
    private static final long LONG_WAIT = 5 * Time.SECOND;

    /** A window that is shut no longer than this holds nothing up. */
    private static final long SHORT_SHUT = Time.SECOND;

    /** After this time an answer is missing and not late. */
    private static final long LATE = Time.SECOND;

    private final Track track;
    private final Conditions conditions;
    private final List<Reason> reasons = new ArrayList<>();

    private Silences(Track track, Conditions conditions) {
        this.track = track;
        this.conditions = conditions;
    }

    /** Returns what may explain it, the most likely reason first. */
    static List<Reason> of(Track track, Conditions conditions) {
        Silences silences = new Silences(track, conditions);
        if (!track.oneSided()) {
            silences.bothSeen();
        } else if (track.client.syn != null) {
            silences.unansweredSyn();
        }
        return silences.reasons;
    }

    private void add(Cause cause, String words, String decides, @Nullable Seen... shown) {
        reasons.add(new Reason(cause, words, Phrases.frames(shown), decides));
    }

    private void bothSeen() {
        if (track.server.syn != null && track.client.syn != null && track.afterHandshake == null) {
            unfinished();
        }
        for (Half half : List.of(track.client, track.server)) {
            Half other = track.other(half);
            fin(half, other);
            if (half.unanswered >= 2 && half.finAcked == null && half.fin == null) {
                unanswered(half, other);
            }
            window(half, other);
        }
        for (Half half : List.of(track.client, track.server)) {
            neverClosed(half, track.other(half));
        }
    }

    private void unansweredSyn() {
        Half client = track.client;
        if (client.syns > 1 && client.packets == client.syns) {
            add(
                    Cause.SYN_UNANSWERED,
                    "no answer to " + client.syns + " SYNs reached the client"
                            + ": dropped by a firewall, lost on the way there or back, or a host that is off",
                    "a capture at the server: does the SYN arrive, does an answer leave?",
                    client.syn,
                    client.lastSyn);
        }
    }

    private void unfinished() {
        Half server = track.server;
        Seen answer = server.syn;
        if (answer != null && (server.syns > 1 || conditions.until() - answer.at() >= LATE)) {
            add(
                    Cause.HANDSHAKE_LEFT,
                    "the SYN,ACK" + Phrases.in(answer)
                            + " was never acknowledged: it does not reach the client, or the SYN came from"
                            + " an address that did not send it",
                    "a capture at the client",
                    track.client.syn,
                    answer,
                    server.lastSyn);
        }
    }

    private void fin(Half half, Half other) {
        Seen fin = half.fin;
        Seen last = half.lastFin;
        if (fin == null || last == null) {
            return;
        }
        Seen acked = half.finAcked;
        if (half.fins > 1 && acked != null) {
            boolean after = last.frame() > acked.frame();
            add(
                    Cause.FIN_REPEATED,
                    Phrases.the(half) + " sent its FIN " + Phrases.times(half.fins) + Phrases.in(last)
                            + (after
                                    ? " although it was acknowledged" + Phrases.in(acked)
                                            + ": that ACK was late or did not arrive"
                                    : " before it was acknowledged" + Phrases.in(acked)),
                    "",
                    fin,
                    last,
                    acked);
        } else if (half.finAcked == null && half.fins > 1) {
            boolean alive = other.last != null && other.last.frame() > fin.frame() && half.unanswered == 0;
            add(
                    Cause.FIN_UNANSWERED,
                    Phrases.the(half) + " sent its FIN " + Phrases.times(half.fins) + " in "
                            + Phrases.time(last.at() - fin.at())
                            + ", and no ACK of it was seen"
                            + (alive ? "" : "; " + Phrases.the(other) + " is silent"),
                    "a capture at " + Phrases.the(other) + ": does the FIN arrive?",
                    fin,
                    last);
        }
        held(half, other, fin);
    }

    /** A FIN behind text that had to wait until the other end opened its window. */
    private void held(Half half, Half other, Seen fin) {
        Seen opened = other.opened;
        boolean soon = opened != null && fin.frame() > opened.frame() && fin.at() - opened.at() < LATE;
        if (opened != null && soon && other.shutFor >= SHORT_SHUT) {
            add(
                    Cause.FIN_HELD,
                    "the window of " + Phrases.the(other) + " was shut for " + Phrases.time(other.shutFor)
                            + ", and the FIN came as soon as it opened" + Phrases.in(opened)
                            + ": " + Phrases.the(half) + " may have closed long before",
                    "when " + Phrases.the(half) + "'s program called close() or shutdown()",
                    opened,
                    fin);
        }
    }

    private void unanswered(Half half, Half other) {
        Seen since = half.unansweredSince;
        Seen last = half.last;
        boolean probes = half.probes >= 2;
        long lasting = since == null || last == null ? 0 : last.at() - since.at();
        String what = probes ? half.probes + " probes" : half.unanswered + " repetitions";
        add(
                probes ? Cause.KEEPALIVE_UNANSWERED : Cause.UNANSWERED,
                Phrases.the(other) + " does not answer: " + what + " of " + Phrases.the(half) + " in "
                        + Phrases.time(lasting),
                "a capture at " + Phrases.the(other) + ": do they arrive?",
                since,
                last);
    }

    private void window(Half half, Half other) {
        Seen shut = half.shut;
        if (shut == null || half.fin != null || track.last.at() - shut.at() < SHORT_SHUT) {
            return;
        }
        add(
                Cause.WINDOW_SHUT,
                "the window of " + Phrases.the(half) + " is shut since frame " + shut.frame() + ", "
                        + Phrases.time(track.last.at() - shut.at())
                        + " up to its last packet: its program does not read, and what " + Phrases.the(other)
                        + " still has to send waits, its FIN too",
                "Recv-Q at " + Phrases.the(half) + " (ss -tn)",
                shut,
                half.last);
    }

    private void neverClosed(Half half, Half other) {
        Seen acked = half.finAcked;
        if (acked == null || other.fin != null || other.mayHaveClosedBefore() || other.unanswered > 2) {
            return;
        }
        boolean sends = other.lastText != null && other.lastText.frame() > acked.frame();
        long wait = conditions.until() - acked.at();
        if (!sends && wait >= LONG_WAIT) {
            add(
                    Cause.NEVER_CLOSED,
                    Phrases.the(other) + " is in CLOSE-WAIT for " + Phrases.time(wait)
                            + ", to the end of the capture: its program has not closed",
                    "ss -tnp at " + Phrases.the(other) + " tells which program it is",
                    half.fin,
                    acked);
        }
    }
}
