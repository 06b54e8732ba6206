package org.lastack.doctor;

/**
 * How long ago something happened on a connection, and what is on its way: from {@code struct tcp_info}.
 *
 * @param sinceSent microseconds since text was sent, or since the connection began
 * @param sinceReceived microseconds since text was received, or since the connection began
 * @param sinceAck microseconds since an acceptable acknowledgement came; a FIN brings one
 * @param window octets that the peer would take, or -1 where the kernel does not tell
 * @param repeated segments sent again in the whole life of the connection
 */
public record Traffic(long sinceSent, long sinceReceived, long sinceAck, long window, long repeated) {
    /** Returns for how many microseconds nothing has happened. */
    public long quiet() {
        return Math.min(sinceSent, Math.min(sinceReceived, sinceAck));
    }
}
