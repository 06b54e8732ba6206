package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Ending.Span;
import org.lastack.capture.Seen;
import org.lastack.tcp.State;
import org.lastack.world.Side;

/** How long each end was in each state, from the packets that lead from one to the next, as they pass where it was captured. */
final class Spans {
    private final Conditions conditions;
    private final List<Span> spans = new ArrayList<>();

    private Spans(Conditions conditions) {
        this.conditions = conditions;
    }

    static List<Span> of(Track track, Closing.Order order, @Nullable Seen reset) {
        return of(track, order, reset, new Conditions(track.last.at(), false, Survey.Point.UNKNOWN));
    }

    static List<Span> of(Track track, Closing.Order order, @Nullable Seen reset, Conditions conditions) {
        Spans spans = new Spans(conditions);
        Side first = order.side();
        if (track.oneSided()) {
            return List.of();
        }
        spans.established(track, reset);
        if (order == Closing.Order.BOTH) {
            spans.crossing(track.client, track.server);
            spans.crossing(track.server, track.client);
        } else if (first != null) {
            spans.inTurn(track.half(first), track.half(first.other()), reset);
        }
        return spans.spans;
    }

    /** From one packet to the next; to the end of the capture when that has not come. */
    private void add(Side side, State state, @Nullable Seen from, @Nullable Seen to) {
        if (from != null) {
            long until = to == null ? conditions.until() : to.at();
            spans.add(new Span(side, state, Math.max(0, until - from.at()), to == null));
        }
    }

    private static @Nullable Seen earlier(@Nullable Seen one, @Nullable Seen other) {
        return one == null ? other : other == null || one.frame() <= other.frame() ? one : other;
    }

    private void established(Track track, @Nullable Seen reset) {
        Seen begin = track.afterHandshake;
        Seen end = earlier(earlier(track.client.fin, track.server.fin), reset);
        add(Side.CLIENT, State.ESTABLISHED, begin, end);
        add(Side.SERVER, State.ESTABLISHED, begin, end);
    }

    private void inTurn(Half first, Half second, @Nullable Seen reset) {
        Seen fin = second.fin;
        Seen acked = earlier(first.finAcked, fin);
        add(first.side, State.FIN_WAIT_1, first.fin, earlier(acked, reset));
        boolean cut = reset != null && acked != null && acked.frame() > reset.frame();
        if (acked != null && !acked.equals(fin) && !cut) {
            add(first.side, State.FIN_WAIT_2, acked, earlier(fin, reset));
        }
        add(second.side, State.CLOSE_WAIT, cut ? null : acked, earlier(fin, reset));
        add(second.side, State.LAST_ACK, fin, earlier(second.finAcked, reset));
    }

    private void crossing(Half half, Half other) {
        add(half.side, State.FIN_WAIT_1, half.fin, other.fin);
        Seen met = half.fin != null && other.fin != null && other.fin.frame() > half.fin.frame() ? other.fin : half.fin;
        add(half.side, State.CLOSING, met, half.finAcked);
    }
}
