package org.lastack.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Closing.Order;
import org.lastack.audit.Ending.Kind;
import org.lastack.audit.Ending.Span;
import org.lastack.capture.Seen;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Says how a connection ended, in words, with the packets that show it. */
final class Sentence {
    /** A state that lasts no longer than this is not worth a word. */
    private static final long WORTH_A_WORD = 200 * Time.MILLISECOND;

    private final Track track;
    private final Conditions conditions;
    private final Kind kind;
    private final Order order;
    private final @Nullable Seen reset;
    private final List<Span> spans;
    private final List<Reason> reasons;
    private final List<String> doubts;
    private final StringBuilder text = new StringBuilder();

    Sentence(
            Track track,
            Conditions conditions,
            Kind kind,
            Order order,
            @Nullable Seen reset,
            List<Span> spans,
            List<Reason> reasons,
            List<String> doubts) {
        this.track = track;
        this.conditions = conditions;
        this.kind = kind;
        this.order = order;
        this.reset = reset;
        this.spans = spans;
        this.reasons = reasons;
        this.doubts = doubts;
    }

    String words() {
        text.append(Phrases.cap(what()));
        lengths();
        text.append('.');
        String or = "";
        for (Reason reason : reasons) {
            text.append(' ').append(Phrases.cap(or + reason.words())).append('.');
            or = isRival(reason) ? "or: " : "";
        }
        if (!doubts.isEmpty()) {
            text.append(" Cannot tell more, because ")
                    .append(String.join("; ", doubts))
                    .append('.');
        }
        return text.toString();
    }

    /** Whether what comes next explains the same. */
    private boolean isRival(Reason reason) {
        return reset != null && reason.cause() != Cause.OLD_CONNECTION && reason.cause() != Cause.PORT_REUSE;
    }

    private String what() {
        return switch (kind) {
            case ORDERLY -> orderly();
            case SIMULTANEOUS ->
                "both ends closed at the same time" + fins() + ", and each acknowledged the other's FIN";
            case HALF_CLOSED -> halfClosed();
            case RESET -> reset();
            case REFUSED -> refused();
            case UNANSWERED -> unanswered();
            case OPEN -> open();
            case UNKNOWN -> unknown();
        };
    }

    private String fins() {
        Seen one = track.client.fin;
        Seen two = track.server.fin;
        return one == null || two == null ? "" : " (frames " + one.frame() + " and " + two.frame() + ")";
    }

    private String orderly() {
        if (order.side() == null) {
            return "both ends closed, and both FINs were acknowledged" + fins();
        }
        Half first = track.half(order.side());
        Half second = track.other(first);
        boolean together = second.fin != null && second.fin.equals(first.finAcked);
        String acked = together ? "" : ", acknowledged in frame " + frame(first.finAcked);
        String answer = together ? " with the ACK of it in frame " : " in frame ";
        return Phrases.the(first) + " closed first" + Phrases.in(first.fin) + acked + "; " + Phrases.the(second)
                + " closed" + answer + frame(second.fin) + ", acknowledged in frame " + frame(second.finAcked);
    }

    private static long frame(@Nullable Seen seen) {
        return seen == null ? 0 : seen.frame();
    }

    private String halfClosed() {
        Half closer = track.client.fin != null ? track.client : track.server;
        Half other = track.other(closer);
        Seen acked = closer.finAcked;
        String closed = Phrases.the(closer) + " closed" + Phrases.in(closer.fin);
        if (acked == null) {
            return closed + ", and the capture ends for it " + left(closer.fin) + " later, before any answer";
        }
        boolean sends = other.lastText != null && other.lastText.frame() > acked.frame();
        return closed + ", acknowledged in frame " + acked.frame() + "; " + Phrases.the(other) + " did not close"
                + (sends ? " and went on sending" : "") + " in the " + left(acked) + " up to the end of the capture";
    }

    private String left(@Nullable Seen since) {
        return Phrases.time(since == null ? 0 : conditions.until() - since.at());
    }

    private String reset() {
        Seen sent = reset;
        Half from = sent == null ? track.client : track.from(sent);
        String closed = order == Order.BOTH
                ? "both ends closed at the same time; then "
                : order.side() == null
                        ? ""
                        : Phrases.the(order.side()) + " closed first" + Phrases.in(track.half(order.side()).fin)
                                + "; then ";
        return closed + Phrases.the(from) + " reset the connection" + Phrases.in(sent)
                + (track.other(from).resets.isEmpty() ? "" : ", and a reset came from the other end as well");
    }

    private String refused() {
        Seen first = track.client.syn;
        Seen sent = reset;
        String refused = "the server refused the connection" + Phrases.in(reset);
        if (track.client.syns == 1 || first == null || sent == null) {
            return refused;
        }
        return refused + ", after " + track.client.syns + " SYNs in " + Phrases.time(sent.at() - first.at());
    }

    private String unanswered() {
        if (track.client.syn != null && !track.server.seen()) {
            return "the SYN of the client" + Phrases.in(track.client.syn) + " was sent "
                    + Phrases.times(track.client.syns) + ", and no answer was seen";
        }
        Half closer = track.client.fin != null ? track.client : track.server;
        Half silent = track.client.unanswered > track.server.unanswered ? track.server : track.client;
        return closer.fin == null
                ? Phrases.the(silent) + " fell silent"
                : Phrases.the(closer) + " closed" + Phrases.in(closer.fin) + " and had no answer";
    }

    private String open() {
        String overtaken = track.overtaken == null
                ? ""
                : "; a new connection between the same ports follows" + Phrases.in(track.overtaken);
        boolean silent = conditions.until() - track.last.at() >= Time.SECOND;
        return "no end was seen: still open when the capture ends"
                + (silent ? ", after " + left(track.last) + " of silence" : "") + overtaken;
    }

    private String unknown() {
        Half closer = track.client.fin != null ? track.client : track.server.fin != null ? track.server : null;
        boolean both = track.client.fin != null && track.server.fin != null;
        if (both && order.side() != null) {
            return Phrases.the(order.side()) + " closed first" + fins() + ", and the other end closed too";
        }
        return both
                ? "both ends closed" + fins()
                : closer != null ? Phrases.the(closer) + " closed" + Phrases.in(closer.fin) : "no end was seen";
    }

    /** The states that lasted long: what operators count. */
    private void lengths() {
        for (Span span : spans) {
            boolean waiting = span.state() == State.CLOSE_WAIT
                    || span.state() == State.FIN_WAIT_1
                    || span.state() == State.LAST_ACK;
            if (waiting && span.micros() >= WORTH_A_WORD && !span.goesOn()) {
                text.append("; ")
                        .append(Phrases.the(span.side()))
                        .append(" was in ")
                        .append(span.state())
                        .append(" for ")
                        .append(Phrases.time(span.micros()));
            }
        }
    }
}
