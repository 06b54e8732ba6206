package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;

/**
 * A SYN that comes between two ends which have a connection already. Whether it begins another one shows when it is answered: until
 * then the old one may well go on (RFC 9293 §3.5.1).
 */
final class Successor {
    private static final int MOST = 16;

    private final List<Seen> packets = new ArrayList<>();
    private @Nullable Seen syn;

    /** The SYN and what came after it. */
    List<Seen> packets() {
        return List.copyOf(packets);
    }

    boolean isWaiting() {
        return syn != null;
    }

    /** Tells whether the packet has to do with such a SYN. */
    boolean takes(Seen s, Track track) {
        if (syn == null && !track.isOvertakenBy(s)) {
            return false;
        }
        boolean sender = syn == null || track.from(s) == track.from(syn);
        boolean goesOn = sender && !s.syn() && !s.rst();
        if (goesOn || packets.size() >= MOST || sender && s.syn() && syn != null && s.seq() != syn.seq()) {
            syn = null;
            packets.clear();
            return !goesOn && s.syn() && takes(s, track);
        }
        syn = syn == null ? s : syn;
        packets.add(s);
        return true;
    }

    /** Tells whether it is certain with this packet: the SYN is answered, or nothing was left of the old connection. */
    boolean begins(Seen s, Track track) {
        boolean answered = syn != null && s.syn() && s.hasAck() && s.ack() == syn.seq() + 1;
        boolean refused =
                syn != null && s.rst() && s.hasAck() && s.ack() == syn.seq() + 1 && track.from(s) != track.from(syn);
        return answered || refused || s.syn() && !s.hasAck() && track.over();
    }
}
