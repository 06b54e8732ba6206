package org.lastack.capture;

import org.lastack.capture.Dissector.Rest;
import org.lastack.capture.Unwrapping.Carrier;
import org.lastack.tcp.IpAddress;

/** The header of TCP (RFC 9293 §3.1), read as far as it was captured: a looker-on is not as strict as a receiver. */
final class TcpHeader {
    private static final int LEAST = 20;
    private static final int PROTOCOL = 6;
    private static final int END = 0;
    private static final int NOP = 1;
    private static final int MSS = 2;
    private static final int SCALE = 3;
    private static final int TIMESTAMPS = 8;

    private final Octets octets;
    private int mss;
    private int scale = -1;
    private boolean stamped;
    private int tsVal;
    private int form = 1;

    private TcpHeader(Octets octets) {
        this.octets = octets;
    }

    static Found read(Frame frame, Carrier carrier, Rest rest) {
        Found lack = rest.lacks(LEAST);
        if (lack != null) {
            return lack;
        }
        int header = (rest.u8(12) >> 4) * 4;
        if (header < LEAST || header > rest.length()) {
            return Unseen.MALFORMED;
        }
        TcpHeader found = new TcpHeader(rest.octets());
        if (!found.options(header)) {
            return Unseen.MALFORMED;
        }
        return found.seen(frame, carrier, rest, header);
    }

    private Seen seen(Frame frame, Carrier carrier, Rest rest, int header) {
        return new Seen(
                frame.number(),
                frame.at(),
                carrier.layers(),
                carrier.src(),
                carrier.dst(),
                rest.u16(0),
                rest.u16(2),
                octets.i32(4),
                octets.i32(8),
                rest.u16(12) & 0xfff,
                rest.u16(14),
                rest.length() - header,
                mss,
                scale,
                stamped,
                tsVal,
                form,
                carrier.ttl(),
                carrier.id(),
                sum(carrier, rest),
                rest.u16(16));
    }

    /** Reads the options that were captured; false when they overrun the header. */
    private boolean options(int header) {
        int end = Math.min(header, octets.length());
        int at = LEAST;
        while (at < end && octets.u8(at) != END) {
            int kind = octets.u8(at);
            form = 31 * form + kind;
            if (kind == NOP) {
                at++;
                continue;
            }
            if (at + 1 >= end) {
                break;
            }
            int length = octets.u8(at + 1);
            if (length < 2 || at + length > header) {
                return false;
            }
            if (at + length <= end) {
                option(kind, length, at);
            }
            at += length;
        }
        form = end < header ? 0 : form;
        return true;
    }

    private void option(int kind, int length, int at) {
        if (kind == MSS && length == 4) {
            mss = octets.u16(at + 2);
        } else if (kind == SCALE && length == 3) {
            scale = Math.min(14, octets.u8(at + 2)); // RFC 7323 §2.3
        } else if (kind == TIMESTAMPS && length == 10) {
            stamped = true;
            tsVal = octets.i32(at + 2);
        }
    }

    private static Checksum sum(Carrier carrier, Rest rest) {
        if (rest.cut()) {
            return Checksum.UNKNOWN;
        }
        long addresses = sum(carrier.src()) + sum(carrier.dst()) + PROTOCOL;
        long pseudo = addresses + (rest.length() >>> 16) + (rest.length() & 0xffff);
        if (fold(pseudo + rest.octets().sum(0, rest.length())) == 0xffff) {
            return Checksum.RIGHT;
        }
        int field = rest.u16(16);
        return field == fold(pseudo) || field == fold(addresses) ? Checksum.OFFLOADED : Checksum.WRONG;
    }

    private static long sum(IpAddress address) {
        long sum = 0;
        for (int i = 0; i < address.octets().length(); i += 2) {
            sum += address.octets().at(i) << 8 | address.octets().at(i + 1);
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) folded;
    }
}
