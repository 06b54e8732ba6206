package org.lastack.doctor.host;

import java.util.Arrays;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/** How Linux writes states and addresses as numbers. */
final class KernelNumbers {
    /** From include/net/tcp_states.h, from 0 on; the last is a SYN-RECEIVED that has no socket yet. */
    private static final State[] STATES = {
        State.CLOSED,
        State.ESTABLISHED,
        State.SYN_SENT,
        State.SYN_RECEIVED,
        State.FIN_WAIT_1,
        State.FIN_WAIT_2,
        State.TIME_WAIT,
        State.CLOSED,
        State.CLOSE_WAIT,
        State.LAST_ACK,
        State.LISTEN,
        State.CLOSING,
        State.SYN_RECEIVED
    };

    private static final int MAPPED = 12;

    private KernelNumbers() {}

    static State state(int number) {
        return number >= 0 && number < STATES.length ? STATES[number] : State.CLOSED;
    }

    /** Returns an address; an IPv4 one that an IPv6 socket uses (::ffff:192.0.2.1) as what it is. */
    static IpAddress address(byte[] octets) {
        boolean mapped = octets.length == 16 && octets[10] == -1 && octets[11] == -1;
        for (int i = 0; i < 10 && mapped; i++) {
            mapped = octets[i] == 0;
        }
        return new IpAddress(Bytes.copyOf(mapped ? Arrays.copyOfRange(octets, MAPPED, 16) : octets));
    }
}
