package org.lastack.audit;

import org.lastack.capture.Seen;

/** Round trips as the handshake shows them, from where it was captured. */
final class RoundTrip {
    private RoundTrip() {}

    /** To the server and back, and to the client and back, in microseconds; 0 where the handshake does not show it. */
    static long of(Track track) {
        return Math.max(0, toServer(track)) + Math.max(0, toClient(track));
    }

    /** From the SYN to its answer; -1 when that was not seen or was repeated. */
    static long toServer(Track track) {
        Seen syn = track.client.syn;
        Seen answer = track.server.syn;
        boolean once = track.client.syns == 1 && track.server.syns == 1;
        return syn == null || answer == null || !once ? -1 : answer.at() - syn.at();
    }

    /** From the SYN,ACK to the ACK that completes the handshake; -1 when that was not seen or something was repeated. */
    static long toClient(Track track) {
        Seen answer = track.server.syn;
        Seen third = track.afterHandshake;
        boolean once = track.client.syns == 1 && track.server.syns == 1;
        return answer == null || third == null || !once ? -1 : third.at() - answer.at();
    }

    /** How long the way is from where it was captured to that end and back; -1 when unknown. */
    static long to(Track track, Half half) {
        long handshake = half == track.client ? toClient(track) : toServer(track);
        return handshake >= 0 ? handshake : half.fastest;
    }
}
