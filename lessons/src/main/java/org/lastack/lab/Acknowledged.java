package org.lastack.lab;

import java.util.HashMap;
import java.util.Map;
import org.lastack.tcp.Segment;

/** How much of what its peer sent a host has acknowledged, by the client's port of each connection; as the wire shows it. */
final class Acknowledged {
    private final Map<Integer, Integer> syns = new HashMap<>();
    private final Map<Integer, Integer> acks = new HashMap<>();

    /** The peer, whose octets are acknowledged, sends a segment. */
    void of(int port, Segment segment) {
        if (segment.syn()) {
            syns.put(port, segment.seq());
        }
    }

    /** The host itself sends a segment. */
    void by(int port, Segment segment) {
        if (segment.hasAck() && !segment.rst()) {
            acks.put(port, segment.ack());
        }
    }

    /** Returns how many octets of text are acknowledged, and one more with the FIN. */
    int octets(int port) {
        Integer syn = syns.get(port);
        Integer ack = acks.get(port);
        return syn == null || ack == null ? 0 : ack - syn - 1;
    }
}
