package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/**
 * What a stack did, call by call and segment by segment, each with its time: what a written scenario is compared by, where no timer
 * is due near a step. Numbers are counted from the initial ones; windows and options are left out.
 */
final class Account {
    /** The wheel of Linux's timers lets one go off late by up to an eighth of its length. */
    private static final int LATE = 8;

    /** One thing that a stack did: what, and how long after what it did before, or after the stimulus. */
    private record Deed(String what, long after) {}

    private Account() {}

    /** Returns the first stimulus to which the stacks did not do the same, or null. */
    static @Nullable Divergence parting(Observed one, Observed two) {
        List<List<Moment>> windows = windows(one);
        List<List<Moment>> others = windows(two);
        long tolerance = Math.max(one.prompt(), two.prompt());
        for (int i = 0; i < Math.min(windows.size(), others.size()); i++) {
            Map<String, List<Deed>> deeds = deeds(windows.get(i));
            Map<String, List<Deed>> other = deeds(others.get(i));
            if (!same(deeds, other, tolerance)) {
                Moment stimulus = windows.get(i).get(0);
                String situation = Divergence.situation(stimulus);
                return new Divergence(
                        situation,
                        show(deeds),
                        show(other),
                        stimulus.index(),
                        others.get(i).get(0).index());
            }
        }
        return null;
    }

    /** Cuts the trace at each stimulus. */
    private static List<List<Moment>> windows(Observed t) {
        List<List<Moment>> windows = new ArrayList<>();
        for (Moment m : t.moments()) {
            if (m.stimulus()) {
                windows.add(new ArrayList<>());
            }
            if (!windows.isEmpty()) {
                windows.get(windows.size() - 1).add(m);
            }
        }
        return windows;
    }

    /** What was done after a stimulus: to each socket and on each wire by itself, for between them the order means nothing. */
    private static Map<String, List<Deed>> deeds(List<Moment> window) {
        Map<String, List<Deed>> deeds = new LinkedHashMap<>();
        Map<String, Long> latest = new LinkedHashMap<>();
        for (Moment m : window) {
            Segment sent = m.sent();
            Result result = Answer.told(m);
            if (sent == null && result == null) {
                continue;
            }
            String where = (m.conn() < 0 ? "listener" : m.conn()) + (sent == null ? " returns" : " sends");
            long before = latest.getOrDefault(where, window.get(0).at());
            String what = sent == null ? result == null ? "" : result.show() : show(sent, m.after());
            deeds.computeIfAbsent(where, w -> new ArrayList<>()).add(new Deed(what, m.at() - before));
            latest.put(where, m.at());
        }
        return deeds;
    }

    private static String show(Segment s, Knowledge k) {
        String acks = s.hasAck() ? " ack " + (s.ack() - k.irs) : "";
        String text = s.data().isEmpty() ? "" : " len " + s.data().length();
        // A RST that answers a segment without an ACK has the number 0.
        return Flags.show(s.flags()) + " seq " + (s.seq() == 0 ? 0 : s.seq() - k.iss) + acks + text;
    }

    private static boolean same(Map<String, List<Deed>> deeds, Map<String, List<Deed>> others, long tolerance) {
        return deeds.keySet().equals(others.keySet())
                && deeds.keySet().stream()
                        .allMatch(where -> same(
                                deeds.getOrDefault(where, List.of()),
                                others.getOrDefault(where, List.of()),
                                tolerance));
    }

    private static boolean same(List<Deed> deeds, List<Deed> others, long tolerance) {
        boolean same = deeds.size() == others.size();
        for (int i = 0; same && i < deeds.size(); i++) {
            Deed a = deeds.get(i);
            Deed b = others.get(i);
            long late = Math.abs(a.after - b.after);
            same = a.what.equals(b.what) && late <= tolerance + Math.max(a.after, b.after) / LATE;
        }
        return same;
    }

    private static String show(Map<String, List<Deed>> deeds) {
        List<String> words = new ArrayList<>();
        deeds.forEach((where, list) -> {
            long at = 0;
            for (Deed deed : list) {
                at += deed.after;
                words.add(where + " " + deed.what + (at < Time.ms(1) ? "" : " after " + Time.show(at)));
            }
        });
        return words.isEmpty() ? "silence" : String.join(", ", words);
    }
}
