package org.lastack.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Track.Before;
import org.lastack.capture.Dissector;
import org.lastack.capture.Found;
import org.lastack.capture.Frame;
import org.lastack.capture.Notice;
import org.lastack.capture.Seen;
import org.lastack.capture.Unseen;
import org.lastack.tcp.Time;

/**
 * Looks through the packets of a capture in their order, and hands on how each connection ended. What it remembers grows with the
 * connections that are open at a time.
 */
public final class Audit {
    /** After its end a connection is watched so much longer: repetitions and late packets come within that time. */
    private static final long AFTERWARDS = 2 * Time.MINUTE;

    /** More than this are watched neither open nor ended. */
    private static final int MOST_ENDED = 20_000;

    private static final int MOST_OPEN = 60_000;
    private static final int MOST_REMEMBERED = 100_000;

    /** Instead of the number of a connection: the packets of all of them are kept, while they are open. */
    public static final int ALL = -1;

    private final Consumer<Ending> out;
    private final int kept;
    private final Dissector dissector = new Dissector();
    private final Survey survey = new Survey();
    private final Map<Ends, Track> open = new LinkedHashMap<>();
    private final Map<Ends, Track> ended = new LinkedHashMap<>();
    private final Map<Ends, Before> past = new LinkedHashMap<>();
    private int connections;

    /**
     * Begins.
     *
     * @param out is told each ending, in the order in which the connections end
     * @param kept the number of the connection whose packets are to be kept for a drawing; 0 for none, {@link #ALL} for all
     */
    public Audit(Consumer<Ending> out, int kept) {
        this.out = out;
        this.kept = kept;
    }

    /** Returns the facts about the capture so far. */
    public Survey survey() {
        return survey;
    }

    /** Looks at the next packet. */
    public void frame(Frame frame) {
        survey.frame(frame);
        Found found = dissector.of(frame);
        if (found instanceof Seen seen) {
            survey.segment(seen);
            segment(seen);
        } else if (found instanceof Notice notice) {
            survey.notice();
            notice(notice);
        } else if (found instanceof Unseen why) {
            survey.unseen(why, frame);
        }
    }

    /** Takes where the capture was made, as somebody says who knows it; it is inferred otherwise. */
    public void at(Survey.Point point) {
        survey.at(point);
    }

    /** Takes what the capturing program says that it missed, in packets; less than 0 says nothing. */
    public void dropped(long packets) {
        survey.dropped(packets);
    }

    /** Judges what is still open: nothing more comes. */
    public void end() {
        List<Track> overtaken = new ArrayList<>(open.values());
        overtaken.addAll(ended.values());
        overtaken.stream().filter(t -> t.successor.isWaiting()).forEach(this::succeed);
        List<Track> rest = new ArrayList<>(ended.values());
        rest.addAll(open.values());
        rest.sort(Comparator.comparingInt(t -> t.number));
        rest.forEach(this::tell);
        ended.clear();
        open.clear();
    }

    private void notice(Notice notice) {
        Ends ends = Ends.of(notice);
        Track track = open.get(ends);
        track = track == null ? ended.get(ends) : track;
        if (track != null) {
            track.add(notice);
        }
    }

    private void segment(Seen seen) {
        Ends ends = Ends.of(seen);
        Track track = open.get(ends);
        track = track == null ? ended.get(ends) : track;
        if (track != null && track.successor.takes(seen, track)) {
            if (track.successor.begins(seen, track)) {
                succeed(track);
            } else if (!seen.syn()) {
                watch(track, seen);
            }
            return;
        }
        if (track == null) {
            track = begin(ends, seen);
        }
        if (track != null) {
            watch(track, seen);
        }
    }

    /** Tells of a connection, and begins with what has come of the next one between the same ends. */
    private void succeed(Track track) {
        List<Seen> packets = track.successor.packets();
        track.overtaken = packets.get(0);
        finish(track);
        Track next = begin(track.ends, packets.get(0));
        if (next != null) {
            packets.forEach(p -> watch(next, p));
        }
    }

    /** Returns null for what comes late for a connection that was told already. */
    private @Nullable Track begin(Ends ends, Seen seen) {
        Before before = past.get(ends);
        boolean opens = seen.syn() && !seen.hasAck();
        if (before != null && !opens && seen.at() - before.last().at() < AFTERWARDS) {
            return null;
        }
        connections++;
        Track track =
                new Track(connections, before == null ? ends : before.ends(), seen, connections == kept || kept == ALL);
        track.before = before;
        open.put(track.ends, track);
        if (open.size() > MOST_OPEN) {
            Track oldest = open.values().iterator().next();
            oldest.givenUp = true;
            finish(oldest);
        }
        return track;
    }

    private void watch(Track track, Seen seen) {
        int unseen = track.client.unseen + track.server.unseen;
        track.add(seen);
        if (track.client.unseen + track.server.unseen > unseen) {
            survey.unseenAcknowledged();
        }
        if (track.over() && open.remove(track.ends) != null) {
            ended.put(track.ends, track);
            forget(seen.at());
        }
    }

    /** Tells of those that ended long ago. */
    private void forget(long now) {
        Iterator<Track> oldest = ended.values().iterator();
        List<Track> over = new ArrayList<>();
        while (oldest.hasNext() && over.size() < 16) {
            Track track = oldest.next();
            if (now - track.last.at() < AFTERWARDS && ended.size() - over.size() <= MOST_ENDED) {
                break;
            }
            over.add(track);
        }
        over.forEach(this::finish);
    }

    private void finish(Track track) {
        open.remove(track.ends);
        ended.remove(track.ends);
        past.remove(track.ends);
        past.put(track.ends, new Before(track.number, track.last, track.closed(), track.ends));
        if (past.size() > MOST_REMEMBERED) {
            Iterator<Ends> eldest = past.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        tell(track);
    }

    private void tell(Track track) {
        survey.connection(track);
        out.accept(Judge.of(track, new Conditions(survey.until(), survey.lossy(), survey.given())));
    }
}
