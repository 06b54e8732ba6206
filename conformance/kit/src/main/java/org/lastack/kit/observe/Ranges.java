package org.lastack.kit.observe;

import java.util.ArrayList;
import java.util.List;
import org.lastack.tcp.Seq;

/** An immutable set of sequence numbers as half-open ranges: what came out of order. */
record Ranges(List<int[]> ranges) {
    static final Ranges NONE = new Ranges(List.of());

    Ranges plus(int from, int to) {
        List<int[]> more = new ArrayList<>(ranges);
        more.add(new int[] {from, to});
        return new Ranges(List.copyOf(more));
    }

    /** Returns the ranges that reach beyond the number. */
    Ranges beyond(int number) {
        if (ranges.isEmpty()) {
            return this;
        }
        List<int[]> rest = new ArrayList<>();
        for (int[] range : ranges) {
            if (Seq.gt(range[1], number)) {
                rest.add(range);
            }
        }
        return rest.isEmpty() ? NONE : new Ranges(List.copyOf(rest));
    }

    /** Returns how far an unbroken run reaches from the number on. */
    int reachFrom(int number) {
        int reach = number;
        boolean grew = true;
        while (grew) {
            grew = false;
            for (int[] range : ranges) {
                if (Seq.leq(range[0], reach) && Seq.gt(range[1], reach)) {
                    reach = range[1];
                    grew = true;
                }
            }
        }
        return reach;
    }
}
