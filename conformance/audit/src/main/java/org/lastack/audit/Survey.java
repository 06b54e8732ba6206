package org.lastack.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastack.capture.Checksum;
import org.lastack.capture.Frame;
import org.lastack.capture.Layer;
import org.lastack.capture.LinkType;
import org.lastack.capture.Seen;
import org.lastack.capture.Unseen;
import org.lastack.tcp.Time;

/** The facts about a capture on which everything else stands. It grows with the kinds of packets, not with their number. */
public final class Survey {
    private static final int MOST_KINDS = 64;

    private long frames;
    private long segments;
    private long from = -1;
    private long until;
    private long latest = -1;
    private long backwards;
    private long cut;
    private final Map<Unseen, Long> unseen = new EnumMap<>(Unseen.class);
    private final Map<Checksum, Long> sums = new EnumMap<>(Checksum.class);
    private final Map<Long, Long> layers = new LinkedHashMap<>();
    private String strange = "";
    private long duplicates;
    private long connections;
    private long oneSided;
    private long lossy;
    private long dropped;
    private long begunBefore;
    private long toServer;
    private long toClient;
    private long handshakes;
    private long notices;
    private Point given = Point.UNKNOWN;

    void frame(Frame frame) {
        frames++;
        from = from < 0 ? frame.at() : Math.min(from, frame.at());
        until = Math.max(until, frame.at());
        backwards += frame.at() < latest ? 1 : 0;
        latest = frame.at();
        cut += frame.octets().length() < frame.length() ? 1 : 0;
    }

    void unseen(Unseen why, Frame frame) {
        unseen.merge(why, 1L, Long::sum);
        strange = why == Unseen.STRANGE_LINK ? LinkType.name(frame.link()) : strange;
    }

    void segment(Seen seen) {
        segments++;
        sums.merge(seen.sum(), 1L, Long::sum);
        if (layers.size() < MOST_KINDS || layers.containsKey(seen.layers())) {
            layers.merge(seen.layers(), 1L, Long::sum);
        }
    }

    void connection(Track track) {
        connections++;
        duplicates += track.duplicates;
        oneSided += track.oneSided() && track.packets > 2 ? 1 : 0;
        begunBefore += track.client.syn == null && track.server.syn == null ? 1 : 0;
        long server = RoundTrip.toServer(track);
        long client = RoundTrip.toClient(track);
        if (server >= 0 && client >= 0) {
            handshakes++;
            toServer += server;
            toClient += client;
        }
    }

    void dropped(long count) {
        dropped += Math.max(0, count);
    }

    void unseenAcknowledged() {
        lossy++;
    }

    void notice() {
        notices++;
    }

    void at(Point point) {
        given = point;
    }

    /** Where it was made as somebody said; {@link Point#UNKNOWN} when nobody did. */
    Point given() {
        return given;
    }

    boolean lossy() {
        return lossy + dropped > 0;
    }

    /** When the last packet was seen, in microseconds since 1970. */
    public long until() {
        return until;
    }

    /** When the first packet was seen, in microseconds since 1970. */
    public long from() {
        return Math.max(0, from);
    }

    public long frames() {
        return frames;
    }

    public long segments() {
        return segments;
    }

    public long connections() {
        return connections;
    }

    /** Where the capture was made, as was said or as the handshakes show it: at the client, the server, on the path, or unknown. */
    public Point point() {
        if (given != Point.UNKNOWN) {
            return given;
        }
        if (handshakes == 0 || toServer + toClient == 0) {
            return Point.UNKNOWN;
        }
        if (toClient * 5 < toServer) {
            return Point.CLIENT;
        }
        return toServer * 5 < toClient ? Point.SERVER : Point.PATH;
    }

    /** Where a capture was made. */
    public enum Point {
        CLIENT("client"),
        SERVER("server"),
        PATH("path"),
        UNKNOWN("");

        private final String word;

        Point(String word) {
            this.word = word;
        }

        /** What it is called in JSON; empty when it is unknown. */
        public String word() {
            return word;
        }
    }

    private long count(Unseen why) {
        return unseen.getOrDefault(why, 0L);
    }

    private long count(Checksum sum) {
        return sums.getOrDefault(sum, 0L);
    }

    /** The facts, a line each, those that limit what can be told last. */
    public List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add(frames + " packets in " + Phrases.time(Math.max(0, until - from())) + ", " + segments
                + " TCP segments, " + connections + (connections == 1 ? " connection" : " connections"));
        layers.entrySet().stream()
                .sorted(Map.Entry.<Long, Long>comparingByValue().reversed())
                .limit(4)
                .forEach(e -> facts.add(Layer.show(e.getKey()) + ": " + e.getValue() + " segments"));
        place(facts);
        limits(facts);
        return facts;
    }

    private void place(List<String> facts) {
        if (given != Point.UNKNOWN) {
            facts.add("captured " + (given == Point.PATH ? "between the ends" : "at the " + given.word())
                    + ", as was said");
        } else if (handshakes > 0) {
            String where = switch (point()) {
                case CLIENT -> "near the clients";
                case SERVER -> "near the servers";
                case PATH ->
                    toServer + toClient < handshakes * Time.MILLISECOND
                            ? "where both ends are near"
                            : "between the ends";
                case UNKNOWN -> "at an unknown place";
            };
            facts.add("captured " + where + ": a SYN is answered after " + Phrases.time(toServer / handshakes)
                    + ", a SYN,ACK after " + Phrases.time(toClient / handshakes) + " on average");
        }
        if (count(Checksum.OFFLOADED) > 0) {
            facts.add(count(Checksum.OFFLOADED)
                    + " segments whose checksum the network card was still to fill in: captured where they were sent");
        }
    }

    private void limits(List<String> facts) {
        say(facts, duplicates, "packets are there twice, as at a mirror port; one of each is counted");
        say(facts, backwards, "times the clock goes backwards from one packet to the next");
        say(facts, cut, "packets were captured in part");
        say(facts, count(Unseen.CUT), "packets are cut before the end of the TCP header");
        say(facts, count(Unseen.MALFORMED), "packets are malformed");
        say(facts, notices, "ICMP errors about TCP segments");
        say(facts, count(Checksum.WRONG), "segments have a wrong checksum");
        say(facts, count(Unseen.STRANGE_LINK), "packets are of a link that cannot be read: " + strange);
        say(facts, oneSided, "connections were seen in one direction only");
        say(facts, begunBefore, "connections had begun before the capture");
        say(facts, dropped, "packets were missed, as the capturing program says itself");
        say(facts, lossy, "times something was acknowledged that was not seen: packets are missing");
    }

    private static void say(List<String> facts, long count, String what) {
        if (count > 0) {
            facts.add(count + " " + what);
        }
    }
}
