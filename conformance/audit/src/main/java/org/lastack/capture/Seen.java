package org.lastack.capture;

import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;

/**
 * A TCP segment as a capture shows it: the fields of RFC 9293 §3.1, and of IP what tells who sent it. The text itself is not kept.
 *
 * @param frame the number of the packet in the capture
 * @param at when it was seen, in microseconds since 1970
 * @param layers what it was wrapped in, see {@link Layer#show}
 * @param flags the control bits, see {@link Flags}
 * @param window the field as it is on the wire, before scaling
 * @param text how many octets of text it carries, by the lengths in its headers
 * @param mss the option, or 0
 * @param scale the shift count of the window scale option, or -1
 * @param stamped whether it has the timestamps option
 * @param tsVal its clock; of meaning when stamped
 * @param form which options it has, in which order: equal for equal ones; 0 when they were not captured
 * @param ttl time to live, or hop limit
 * @param id the identification of IPv4; -1 for IPv6
 * @param sum what its checksum is worth
 * @param checksum the checksum itself, which tells copies from others
 */
public record Seen(
        long frame,
        long at,
        long layers,
        IpAddress src,
        IpAddress dst,
        int srcPort,
        int dstPort,
        int seq,
        int ack,
        int flags,
        int window,
        int text,
        int mss,
        int scale,
        boolean stamped,
        int tsVal,
        int form,
        int ttl,
        int id,
        Checksum sum,
        int checksum)
        implements Found {
    public boolean fin() {
        return (flags & Flags.FIN) != 0;
    }

    public boolean syn() {
        return (flags & Flags.SYN) != 0;
    }

    public boolean rst() {
        return (flags & Flags.RST) != 0;
    }

    public boolean hasAck() {
        return (flags & Flags.ACK) != 0;
    }

    /** SEG.LEN: the octets of text, plus one for SYN and one for FIN (RFC 9293 §3.4). */
    public int len() {
        return text + (syn() ? 1 : 0) + (fin() ? 1 : 0);
    }

    /** The sequence number after the last one that it occupies. */
    public int end() {
        return seq + len();
    }

    /** Returns it as a packet, with a text that is as long as its own and says something else. */
    public Packet packet() {
        Options options = mss == 0 ? Options.NONE : Options.NONE.withMss(mss);
        options = scale < 0 ? options : options.withWindowScale(scale);
        Bytes octets = Bytes.pattern(0, text);
        return new Packet(src, dst, new Segment(srcPort, dstPort, seq, ack, flags, window, 0, options, octets));
    }
}
