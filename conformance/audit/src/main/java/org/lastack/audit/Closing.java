package org.lastack.audit;

import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;
import org.lastack.tcp.Seq;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/**
 * Who closed first. That is no question of which FIN was seen first: whoever sends a FIN without having had the other one closes by
 * itself, and acknowledgements tell what an end has had.
 */
final class Closing {
    /** No stack repeats a FIN sooner: what comes later may be a copy whose original was not seen. */
    private static final long SOONEST_REPETITION = 150 * Time.MILLISECOND;

    private Closing() {}

    /** What is known of the order. */
    enum Order {
        CLIENT,
        SERVER,
        BOTH,
        /** No FIN was seen. */
        NOBODY,
        UNKNOWN;

        @Nullable
        Side side() {
            return this == CLIENT ? Side.CLIENT : this == SERVER ? Side.SERVER : null;
        }
    }

    /** Returns the order; a FIN that comes after the reset which ended the connection closes nothing. */
    static Order of(Track track, @Nullable Seen reset, Conditions conditions) {
        Half client = track.client;
        Half server = track.server;
        boolean clientClosed = isBefore(client.fin, reset);
        boolean serverClosed = isBefore(server.fin, reset);
        if (!clientClosed && !serverClosed) {
            return Order.NOBODY;
        }
        boolean older = track.before != null && client.syn != null && server.syn == null; // perhaps that one goes on
        if (track.oneSided() || client.contradicts || server.contradicts || older) {
            return Order.UNKNOWN;
        }
        if (!clientClosed || !serverClosed) {
            return alone(track, clientClosed ? client : server, conditions.lossy());
        }
        boolean clientAware = aware(client, server);
        boolean serverAware = aware(server, client);
        if (!clientAware && !serverAware) {
            return Order.BOTH;
        }
        if (clientAware && serverAware) {
            return Order.UNKNOWN;
        }
        return clientAware ? second(track, server, client) : second(track, client, server);
    }

    private static boolean isBefore(@Nullable Seen fin, @Nullable Seen reset) {
        return fin != null && (reset == null || fin.frame() < reset.frame());
    }

    /** One FIN was seen. What the other end sent, and nobody saw, may have been one too, and earlier. */
    private static Order alone(Track track, Half closer, boolean lossy) {
        Half other = track.other(closer);
        boolean hidden = other.mayHaveClosedBefore() || closer.finAcked == null && lossy;
        return hidden ? Order.UNKNOWN : closer.side == Side.CLIENT ? Order.CLIENT : Order.SERVER;
    }

    /** Tells whether all that it sent with or behind its FIN says that it has had the other one. */
    private static boolean aware(Half half, Half other) {
        Seen least = half.leastAware;
        return least != null && least.hasAck() && Seq.gt(least.ack(), other.finSeq);
    }

    /** The last copy of the first FIN that was sent before the second one was seen, if it does not acknowledge that. */
    private static @Nullable Seen lastUnaware(Half first, Half second) {
        Seen last = first.finAlone;
        return last != null && last.hasAck() && Seq.leq(last.ack(), second.finSeq) ? last : first.fin;
    }

    /** The second one is aware of the first FIN. Was that its first own one, or a copy of one that was not seen? */
    private static Order second(Track track, Half first, Half second) {
        Seen one = lastUnaware(first, second);
        Seen two = second.fin;
        Seen told = second.toldBeforeFin;
        boolean before = told != null && Seq.leq(told.end(), second.finSeq);
        boolean knewBefore = told != null && before && Seq.gt(told.ack(), first.finSeq);
        long later = one == null || two == null ? -1 : two.at() - one.at();
        boolean soon = later >= 0 && later < SOONEST_REPETITION + RoundTrip.of(track);
        boolean sure = !second.hidden && (knewBefore || soon && second.jumps == 0);
        return !sure ? Order.UNKNOWN : first.side == Side.CLIENT ? Order.CLIENT : Order.SERVER;
    }
}
