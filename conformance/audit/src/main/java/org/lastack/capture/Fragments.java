package org.lastack.capture;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Dissector.Rest;
import org.lastack.tcp.IpAddress;

/** Datagrams of which parts have come (RFC 791 §3.2, RFC 8200 §4.5): a limited number, the oldest of which is given up. */
final class Fragments {
    private static final int MOST = 64;
    private static final int LONGEST = 65_535;
    private static final int UNIT = 8;

    private record Key(IpAddress src, IpAddress dst, int id, int protocol) {}

    private static final class Datagram {
        final BitSet units = new BitSet();
        byte[] octets = new byte[0];
        /** Where the captured octets have their first hole. */
        int cut = Integer.MAX_VALUE;
        /** How long the datagram is; -1 as long as its last part is missing. */
        int length = -1;

        void add(int offset, Rest part, boolean last) {
            int captured = part.octets().length();
            if (offset + captured > octets.length) {
                octets = Arrays.copyOf(octets, offset + captured);
            }
            part.octets().copyTo(octets, offset);
            if (part.cut()) {
                cut = Math.min(cut, offset + captured);
            }
            units.set(offset / UNIT, (offset + part.length() + UNIT - 1) / UNIT);
            if (last) {
                length = offset + part.length();
            }
        }

        boolean whole() {
            return length >= 0 && units.nextClearBit(0) >= (length + UNIT - 1) / UNIT;
        }

        Rest rest() {
            return new Rest(new Octets(octets).first(Math.min(cut, length)), length);
        }
    }

    private final Map<Key, Datagram> waiting = new LinkedHashMap<>();
    private long givenUp;

    /** Adds a part and returns the whole datagram when it was the last one that was missing; null before. */
    @Nullable
    Rest add(IpAddress src, IpAddress dst, int id, int protocol, int offset, Rest part, boolean last) {
        if (offset + part.length() > LONGEST) {
            return null;
        }
        Key key = new Key(src, dst, id, protocol);
        Datagram datagram = waiting.computeIfAbsent(key, k -> new Datagram());
        datagram.add(offset, part, last);
        if (datagram.whole()) {
            waiting.remove(key);
            return datagram.rest();
        }
        if (waiting.size() > MOST) {
            Iterator<Key> oldest = waiting.keySet().iterator();
            oldest.next();
            oldest.remove();
            givenUp++;
        }
        return null;
    }

    long incomplete() {
        return givenUp + waiting.size();
    }
}
