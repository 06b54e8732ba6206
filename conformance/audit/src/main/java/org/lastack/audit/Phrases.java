package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Seen;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/** Pieces of sentences. */
final class Phrases {
    private Phrases() {}

    static String the(Half half) {
        return the(half.side);
    }

    static String the(Side side) {
        return "the " + side;
    }

    static String cap(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    static String octets(long count) {
        return count == 1 ? "1 octet" : count + " octets";
    }

    static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    /** A length of time as people say it: no more digits than matter. */
    static String time(long micros) {
        if (micros < 0) {
            return "0 s";
        }
        if (micros < Time.MILLISECOND) {
            return micros + " µs";
        }
        if (micros < Time.SECOND) {
            long tenths = micros / 100;
            return tenths / 10 + (tenths % 10 == 0 || tenths >= 100 ? "" : "." + tenths % 10) + " ms";
        }
        long seconds = micros / Time.SECOND;
        if (seconds < 100) {
            long tenths = micros / 100_000 % 10;
            return seconds + (tenths == 0 ? "" : "." + tenths) + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 100) {
            return minutes + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        long hours = minutes / 60;
        return hours < 48
                ? hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min")
                : hours / 24 + " days";
    }

    /** Returns the numbers of the packets that are there, each once. */
    static List<Long> frames(@Nullable Seen... packets) {
        List<Long> frames = new ArrayList<>();
        for (Seen seen : packets) {
            if (seen != null && !frames.contains(seen.frame())) {
                frames.add(seen.frame());
            }
        }
        return frames;
    }

    /** Returns for example {@code (frame 7)}. */
    static String in(@Nullable Seen seen) {
        return seen == null ? "" : " (frame " + seen.frame() + ")";
    }
}
