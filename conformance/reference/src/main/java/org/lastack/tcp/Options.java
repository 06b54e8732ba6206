package org.lastack.tcp;

import org.jspecify.annotations.Nullable;

/**
 * The options of a segment (RFC 9293 §3.2, RFC 7323).
 *
 * @param mss maximum segment size in octets, or 0 when the option is absent
 * @param windowScale the shift count, or -1 when the option is absent
 * @param sackPermitted whether SACK-permitted is present
 * @param timestamps the timestamps, or null when the option is absent
 * @param other further options as raw octets (kind, length, value), written after the known ones and kept as they came
 */
public record Options(
        int mss,
        int windowScale,
        boolean sackPermitted,
        @Nullable Timestamps timestamps,
        Bytes other) {
    public static final Options NONE = new Options(0, -1, false, null, Bytes.EMPTY);

    private static final int END = 0;
    private static final int NOP = 1;
    private static final int USER_TIMEOUT = 28;

    /** A timestamps option: the sender's clock and the echo of the peer's (RFC 7323 §3.2). */
    public record Timestamps(int tsVal, int tsEcr) {}

    /** The user timeout that the sender advises (RFC 5482 §3), in seconds; -1 when it does not. */
    public int userTimeout() {
        int at = 0;
        while (at + 3 < other.length() && other.at(at) != END) {
            int length = other.at(at) == NOP ? 1 : Math.max(2, other.at(at + 1));
            if (other.at(at) == USER_TIMEOUT && length == 4) {
                int time = (other.at(at + 2) & 0x7f) << 8 | other.at(at + 3);
                boolean minutes = other.at(at + 2) >> 7 == 1;
                return minutes ? 60 * time : time;
            }
            at += length;
        }
        return -1;
    }

    public Options withMss(int octets) {
        return new Options(octets, windowScale, sackPermitted, timestamps, other);
    }

    public Options withWindowScale(int shift) {
        return new Options(mss, shift, sackPermitted, timestamps, other);
    }

    public Options withSackPermitted(boolean permitted) {
        return new Options(mss, windowScale, permitted, timestamps, other);
    }

    public Options withTimestamps(@Nullable Timestamps ts) {
        return new Options(mss, windowScale, sackPermitted, ts, other);
    }

    public Options withOther(Bytes raw) {
        return new Options(mss, windowScale, sackPermitted, timestamps, raw);
    }
}
