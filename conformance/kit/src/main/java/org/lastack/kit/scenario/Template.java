package org.lastack.kit.scenario;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

/**
 * A segment of the peer's in symbols, which become numbers while the scenario runs.
 *
 * @param length how many octets of text, or {@link #TO_EDGE}, {@link #TO_EDGE_BUT_ONE}
 * @param window the window the peer offers, in octets, or -1 for the one it offered last
 * @param tsVal the timestamp; null leaves the option out. Without effect unless timestamps were agreed on
 * @param options further options as raw octets
 * @param badChecksum whether the TCP checksum is wrong
 * @param route the addresses of the packet
 * @param padding how many octets the link has put behind the end of the packet, as Ethernet does with a short one; null for none
 */
public record Template(
        int flags,
        SeqRef seq,
        AckRef acks,
        int length,
        int window,
        @Nullable TsRef tsVal,
        int urgent,
        Bytes options,
        boolean badChecksum,
        Route route,
        @Nullable Integer padding) {

    /** As a length: text up to the right edge of the receive window, as far as one packet holds it. */
    public static final int TO_EDGE = -1;

    /** The same, and the last number in the window stays free. */
    public static final int TO_EDGE_BUT_ONE = -2;

    public static Template of(int flags) {
        return new Template(
                flags, SeqRef.NEXT, AckRef.ALL, 0, -1, TsRef.NOW, 0, Bytes.EMPTY, false, Route.DIRECT, null);
    }

    public static Template ack() {
        return of(Flags.ACK);
    }

    public static Template fin() {
        return of(Flags.FIN | Flags.ACK);
    }

    /** The peer's FIN once more, with the number it had. */
    public static Template finAgain() {
        return fin().at(SeqRef.peerFin(0));
    }

    public static Template rst() {
        return of(Flags.RST);
    }

    public static Template syn() {
        return of(Flags.SYN);
    }

    public static Template data(int octets) {
        return of(Flags.ACK | Flags.PSH).with(octets);
    }

    public Template at(SeqRef number) {
        return new Template(flags, number, acks, length, window, tsVal, urgent, options, badChecksum, route, padding);
    }

    public Template acking(AckRef number) {
        return new Template(flags, seq, number, length, window, tsVal, urgent, options, badChecksum, route, padding);
    }

    /** Returns the segment with so many octets of the peer's stream as text. */
    public Template with(int octets) {
        return new Template(flags, seq, acks, octets, window, tsVal, urgent, options, badChecksum, route, padding);
    }

    public Template offering(int octets) {
        return new Template(flags, seq, acks, length, octets, tsVal, urgent, options, badChecksum, route, padding);
    }

    public Template withTsVal(TsRef value) {
        return new Template(flags, seq, acks, length, window, value, urgent, options, badChecksum, route, padding);
    }

    public Template withoutTimestamps() {
        return new Template(flags, seq, acks, length, window, null, urgent, options, badChecksum, route, padding);
    }

    public Template withOptions(Bytes raw) {
        return new Template(flags, seq, acks, length, window, tsVal, urgent, raw, badChecksum, route, padding);
    }

    public Template withBadChecksum() {
        return new Template(flags, seq, acks, length, window, tsVal, urgent, options, true, route, padding);
    }

    /** Returns the segment with an urgent pointer, and URG to say that it means something. */
    public Template withUrgent(int pointer) {
        return new Template(
                flags | Flags.URG, seq, acks, length, window, tsVal, pointer, options, badChecksum, route, padding);
    }

    public Template routed(Route addresses) {
        return new Template(flags, seq, acks, length, window, tsVal, urgent, options, badChecksum, addresses, padding);
    }

    /** Returns the segment in a packet that is followed by so many octets, which are none of its text. */
    public Template padded(int octets) {
        return new Template(flags, seq, acks, length, window, tsVal, urgent, options, badChecksum, route, octets);
    }

    /** Returns the segment with further bits set. */
    public Template marked(int bits) {
        return new Template(
                flags | bits, seq, acks, length, window, tsVal, urgent, options, badChecksum, route, padding);
    }

    /** Tells whether a receiver may find that the packet is none: a wrong checksum, options of any octets. */
    boolean maybeFlawed() {
        return badChecksum || !options.isEmpty();
    }

    private String shownLength() {
        return switch (length) {
            case TO_EDGE -> "to the right edge";
            case TO_EDGE_BUT_ONE -> "to the right edge but one";
            default -> "" + length;
        };
    }

    @Override
    public String toString() {
        return Flags.show(flags)
                + " seq " + seq
                + ((flags & Flags.ACK) == 0 ? "" : " ack " + acks)
                + (length == 0 ? "" : " len " + shownLength())
                + (window < 0 ? "" : " win " + window)
                + (tsVal == null ? " no-timestamps" : tsVal.equals(TsRef.NOW) ? "" : " tsval " + tsVal)
                + (urgent == 0 ? "" : " urgent " + urgent)
                + (options.isEmpty() ? "" : " options " + options.toHex())
                + (badChecksum ? " bad-checksum" : "")
                + (route == Route.DIRECT ? "" : " " + route)
                + (padding == null ? "" : " padded by " + padding);
    }
}
