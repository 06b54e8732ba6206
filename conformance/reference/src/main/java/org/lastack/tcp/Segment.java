package org.lastack.tcp;

/**
 * A TCP segment: the header fields of RFC 9293 §3.1 and the text. Checksum and data offset belong to the bytes, see
 * {@link PacketCodec}.
 *
 * @param window the 16-bit field as it is on the wire, before scaling
 */
public record Segment(
        int srcPort, int dstPort, int seq, int ack, int flags, int window, int urgent, Options options, Bytes data) {

    /** Returns a segment without options, urgent pointer or text. */
    public static Segment of(int srcPort, int dstPort, int seq, int ack, int flags, int window) {
        return new Segment(srcPort, dstPort, seq, ack, flags, window, 0, Options.NONE, Bytes.EMPTY);
    }

    /** The control bits that decide: ECN and reserved bits left out. */
    public int control() {
        return flags & Flags.CONTROL;
    }

    /** Tells whether all the given control bits are set. */
    public boolean has(int bits) {
        return (flags & bits) == bits;
    }

    public boolean fin() {
        return has(Flags.FIN);
    }

    public boolean syn() {
        return has(Flags.SYN);
    }

    public boolean rst() {
        return has(Flags.RST);
    }

    public boolean hasAck() {
        return has(Flags.ACK);
    }

    /** SEG.LEN: the octets of text, plus one for SYN and one for FIN (RFC 9293 §3.4). */
    public int len() {
        return data.length() + (syn() ? 1 : 0) + (fin() ? 1 : 0);
    }

    /** The sequence number after the last one that this segment occupies: SEG.SEQ + SEG.LEN. */
    public int end() {
        return seq + len();
    }

    /** The sequence number of the FIN, which comes after the text; meaningful when {@link #fin()}. */
    public int finSeq() {
        return end() - 1;
    }

    public Segment withSeq(int number) {
        return new Segment(srcPort, dstPort, number, ack, flags, window, urgent, options, data);
    }

    public Segment withAck(int number) {
        return new Segment(srcPort, dstPort, seq, number, flags, window, urgent, options, data);
    }

    public Segment withFlags(int bits) {
        return new Segment(srcPort, dstPort, seq, ack, bits, window, urgent, options, data);
    }

    public Segment withWindow(int field) {
        return new Segment(srcPort, dstPort, seq, ack, flags, field, urgent, options, data);
    }

    public Segment withUrgent(int pointer) {
        return new Segment(srcPort, dstPort, seq, ack, flags, window, pointer, options, data);
    }

    public Segment withOptions(Options list) {
        return new Segment(srcPort, dstPort, seq, ack, flags, window, urgent, list, data);
    }

    public Segment withData(Bytes text) {
        return new Segment(srcPort, dstPort, seq, ack, flags, window, urgent, options, text);
    }

    /** Returns the segment as the RFC writes them, for example {@code <SEQ=100><ACK=300><CTL=FIN,ACK>}. */
    @Override
    public String toString() {
        return "<SEQ=" + Seq.show(seq) + ">" + (hasAck() ? "<ACK=" + Seq.show(ack) + ">" : "")
                + (data.isEmpty() ? "" : "<LEN=" + data.length() + ">") + "<WND=" + window + "><CTL="
                + Flags.show(flags) + ">";
    }
}
