package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.lastack.capture.Seen;
import org.lastack.tcp.Time;

/**
 * What is unlike the other packets of the end in whose name a reset came. Its time to live and its identification tell by themselves,
 * and so does an end that goes on; window and options differ in many a true reset, and only bear that out.
 */
final class Strangeness {
    /** After a rest the end may have counted on for others. */
    private static final long SOON = Time.SECOND;

    private final Track track;
    private final Half from;
    private final Seen reset;
    private final List<String> shows = new ArrayList<>();

    private Strangeness(Track track, Half from, Seen reset) {
        this.track = track;
        this.from = from;
        this.reset = reset;
    }

    /** Returns what is strange of it; nothing when it may well be the end's own. */
    static List<String> of(Track track, Half from, Seen reset) {
        Strangeness strangeness = new Strangeness(track, from, reset);
        strangeness.telling();
        if (!strangeness.shows.isEmpty()) {
            strangeness.bearingOut();
        }
        return strangeness.shows;
    }

    private void telling() {
        Seen other = from.first;
        if (other != null && from.packets > 2 && !from.ttlVaries && other.ttl() != reset.ttl()) {
            shows.add("it arrives with a TTL of " + reset.ttl() + ", all else of " + Phrases.the(from) + " with "
                    + other.ttl());
        }
        Seen last = from.atReset.last();
        if (last != null && reset.at() - last.at() <= SOON && from.ids.isForeign(reset.id())) {
            shows.add("its identification is " + reset.id() + ", " + Phrases.the(from) + " had come to "
                    + from.ids.last() + copied());
        }
        if (from.wentOn != null) {
            shows.add(Phrases.the(from) + " goes on after it" + Phrases.in(from.wentOn));
        }
    }

    /** Some copy it from the packet that they want to answer. */
    private String copied() {
        for (Seen s : track.context) {
            if (track.from(s) != from && s.id() == reset.id()) {
                return " (it is that of frame " + s.frame() + ")";
            }
        }
        return "";
    }

    private void bearingOut() {
        Seen last = from.atReset.last();
        if (last == null) {
            return;
        }
        if (from.stamped && !reset.stamped()) {
            shows.add("it has no timestamps, as all else has");
        }
        if (reset.window() != 0 && reset.window() != last.window()) {
            shows.add("its window is " + reset.window() + ", that of the packet before " + last.window());
        }
    }
}
