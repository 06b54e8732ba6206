package org.lastack.capture;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.IpAddress;

/**
 * An ICMP error about a TCP segment (RFC 792, RFC 4443): somebody tells a sender what became of it.
 *
 * @param frame the number of the packet in the capture
 * @param at when it was seen, in microseconds since 1970
 * @param by who sends it
 * @param src who sent the segment, and so gets the message
 * @param seq the number of the segment
 * @param mtu what fits, in octets, where the segment was too long; else 0
 */
public record Notice(
        long frame,
        long at,
        IpAddress by,
        Kind kind,
        IpAddress src,
        int srcPort,
        IpAddress dst,
        int dstPort,
        int seq,
        int mtu)
        implements Found {
    /** What it says. */
    public enum Kind {
        NET_UNREACHABLE("network unreachable"),
        HOST_UNREACHABLE("host unreachable"),
        PORT_UNREACHABLE("port unreachable"),
        TOO_LONG("too long, and not to be fragmented"),
        PROHIBITED("administratively prohibited"),
        TIME_EXCEEDED("its time to live was over"),
        OTHER("an error");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** In a few words. */
        public String words() {
            return words;
        }

        /** Of RFC 792 and RFC 1812 §5.2.7.1; null for what is no error. */
        static @Nullable Kind of4(int type, int code) {
            if (type == 11) {
                return TIME_EXCEEDED;
            }
            if (type != 3) {
                return null;
            }
            return switch (code) {
                case 0, 6, 11 -> NET_UNREACHABLE;
                case 1, 7, 12 -> HOST_UNREACHABLE;
                case 3 -> PORT_UNREACHABLE;
                case 4 -> TOO_LONG;
                case 9, 10, 13 -> PROHIBITED;
                default -> OTHER;
            };
        }

        /** Of RFC 4443 §3; null for what is no error. */
        static @Nullable Kind of6(int type, int code) {
            return switch (type) {
                case 1 ->
                    switch (code) {
                        case 0 -> NET_UNREACHABLE;
                        case 1, 5, 6 -> PROHIBITED;
                        case 3 -> HOST_UNREACHABLE;
                        case 4 -> PORT_UNREACHABLE;
                        default -> OTHER;
                    };
                case 2 -> TOO_LONG;
                case 3 -> TIME_EXCEEDED;
                default -> null;
            };
        }
    }
}
