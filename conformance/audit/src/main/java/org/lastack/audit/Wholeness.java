package org.lastack.audit;

/** Whether all of a connection was seen, so that one may ask whether its ends kept to the rules. */
final class Wholeness {
    private Wholeness() {}

    /** Returns what is missing, or may be; empty when nothing is. */
    static String lack(Track track, Conditions conditions) {
        if (track.oneSided()) {
            return "only one direction was seen";
        }
        if (track.client.syn == null || track.first.hasAck()) {
            return "its beginning was not seen";
        }
        if (track.before != null) {
            return "another connection had the same ports before";
        }
        if (track.lossy() || conditions.lossy() || track.givenUp) {
            return "packets are missing";
        }
        if (track.duplicates > 0) {
            return "packets are there twice";
        }
        if (track.strays > 0 || track.client.contradicts || track.server.contradicts) {
            return "there are packets that do not belong to it";
        }
        return track.packets > track.kept.size() ? "too many packets were seen" : "";
    }
}
