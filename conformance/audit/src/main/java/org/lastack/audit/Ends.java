package org.lastack.audit;

import org.lastack.capture.Notice;
import org.lastack.capture.Seen;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** Two addresses with their ports, whoever of them sends: the same for both directions. */
record Ends(IpAddress low, int lowPort, IpAddress high, int highPort) {
    static Ends of(Seen seen) {
        boolean low = fromLow(seen);
        return low
                ? new Ends(seen.src(), seen.srcPort(), seen.dst(), seen.dstPort())
                : new Ends(seen.dst(), seen.dstPort(), seen.src(), seen.srcPort());
    }

    /** Those of the segment that a notice is about. */
    static Ends of(Notice notice) {
        int order = compare(notice.src().octets(), notice.dst().octets());
        boolean low = order < 0 || order == 0 && notice.srcPort() <= notice.dstPort();
        return low
                ? new Ends(notice.src(), notice.srcPort(), notice.dst(), notice.dstPort())
                : new Ends(notice.dst(), notice.dstPort(), notice.src(), notice.srcPort());
    }

    /** Tells whether it was sent by the end that stands first. */
    static boolean fromLow(Seen seen) {
        int order = compare(seen.src().octets(), seen.dst().octets());
        return order < 0 || order == 0 && seen.srcPort() <= seen.dstPort();
    }

    private static int compare(Bytes one, Bytes other) {
        int order = one.length() - other.length();
        for (int i = 0; order == 0 && i < one.length(); i++) {
            order = one.at(i) - other.at(i);
        }
        return order;
    }
}
