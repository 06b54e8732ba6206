package org.lastack.capture;

import org.jspecify.annotations.Nullable;

/**
 * From what a link carried to a TCP segment, through tags and tunnels. It remembers fragments that wait for the rest of their
 * datagram, and nothing else.
 */
public final class Dissector {
    private final Fragments fragments = new Fragments();
    private final Addresses addresses = new Addresses();

    /** Returns the segment that the frame shows, or why it shows none. */
    public Found of(Frame frame) {
        Unwrapping unwrapping = new Unwrapping(frame, fragments, addresses);
        return unwrapping.link();
    }

    /** How many datagrams came in fragments of which not all were seen. */
    public long incomplete() {
        return fragments.incomplete();
    }

    /** What is left of a frame: the octets that were captured, and how many there were on the link. */
    record Rest(Octets octets, int length) {
        int u8(int at) {
            return octets.u8(at);
        }

        int u16(int at) {
            return octets.u16(at);
        }

        boolean has(int count) {
            return octets.length() >= count;
        }

        Rest after(int count) {
            return new Rest(octets.after(count), Math.max(0, length - count));
        }

        /** Without what lies behind its end, such as padding. */
        Rest first(int count) {
            return new Rest(octets.first(count), Math.min(count, length));
        }

        boolean cut() {
            return octets.length() < length;
        }

        /** What it means that so many octets are not there. */
        @Nullable
        Found lacks(int count) {
            return has(count) ? null : cut() ? Unseen.CUT : Unseen.MALFORMED;
        }
    }
}
