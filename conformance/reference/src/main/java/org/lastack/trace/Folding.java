package org.lastack.trace;

import java.util.ArrayList;
import java.util.List;
import org.lastack.tcp.Time;
import org.lastack.trace.Ladder.Kind;
import org.lastack.trace.Ladder.Rung;

/** Counts what repeats instead of showing it again and again, so that a long trace stays readable. */
final class Folding {
    /** The longest sequence whose repetition is looked for: a write, its segment, the acknowledgement, a read. */
    private static final int LONGEST = 4;

    /** More times than this are not listed in full. */
    private static final int TIMES = 12;

    private Folding() {}

    /**
     * A rung and what folding needs to know of it.
     *
     * @param shape equal for rungs that are alike although their numbers differ
     * @param octets the length of the text
     */
    record Step(Rung rung, String shape, int octets) {
        boolean same(Step other, boolean exactly) {
            Rung r = other.rung;
            return r.plain()
                    && r.kind() == rung.kind()
                    && (r.kind() == Kind.PACKET || r.kind() == Kind.CALL)
                    && r.fromStack() == rung.fromStack()
                    && r.lost() == rung.lost()
                    && (exactly ? r.text().equals(rung.text()) : other.shape.equals(shape));
        }
    }

    /** Returns the rungs, where anything that repeats more often than so many times is shown once and then counted. */
    static List<Rung> fold(List<Step> steps, int repeats) {
        List<Rung> rungs = new ArrayList<>();
        int i = 0;
        while (i < steps.size()) {
            int period = 0;
            int rounds = 0;
            boolean exactly = true;
            for (int tried = 0; tried < 2 * LONGEST && rounds <= repeats; tried++) {
                exactly = tried < LONGEST;
                period = tried % LONGEST + 1;
                rounds = rounds(steps, i, period, exactly);
            }
            boolean folded = rounds > repeats;
            int shown = folded ? period : 1;
            for (int k = i; k < i + shown; k++) {
                rungs.add(steps.get(k).rung());
            }
            i += shown;
            if (folded) {
                rungs.add(more(steps.subList(i, i + rounds * period), period, exactly));
                i += rounds * period;
            }
        }
        return rungs;
    }

    /** How often the steps that begin here come again, right after each other. */
    private static int rounds(List<Step> steps, int start, int period, boolean exactly) {
        int k = start + period;
        while (k < steps.size() && steps.get(k - period).same(steps.get(k), exactly)) {
            k++;
        }
        return Math.max(0, (k - start) / period - 1);
    }

    private static Rung more(List<Step> steps, int period, boolean exactly) {
        int packets = 0;
        int octets = 0;
        for (Step step : steps) {
            packets += step.rung().packets();
            octets += step.octets();
        }
        Rung first = steps.get(0).rung();
        long until = steps.get(steps.size() - 1).rung().at();
        StringBuilder text = new StringBuilder();
        text.append(steps.size() / period).append(" more");
        if (period > 1) {
            text.append(exactly ? " of these " : " like these ").append(period);
        } else if (!exactly) {
            text.append(" like it");
        }
        text.append(period == 1 && first.lost() ? ", lost too" : "");
        if (exactly) {
            text.append(", at ").append(times(steps, period));
        } else {
            text.append(octets == 0 ? "" : ", " + octets + " octets")
                    .append(", until ")
                    .append(Time.show(until));
        }
        return new Rung(
                Kind.MORE, first.at(), until, packets, first.fromStack(), first.lost(), text.toString(), "", "", "");
    }

    /** The time of each round, in seconds; of many, the first and the last ones. */
    private static String times(List<Step> steps, int period) {
        int rounds = steps.size() / period;
        StringBuilder text = new StringBuilder();
        for (int round = 0; round < rounds; round++) {
            boolean skipped = rounds > TIMES && round >= TIMES - 3 && round < rounds - 2;
            if (!skipped) {
                String time = Time.show(steps.get(round * period).rung().at());
                text.append(round == 0 ? "" : ", ").append(time, 0, time.length() - 2);
            } else if (round == TIMES - 3) {
                text.append(", …");
            }
        }
        return text.append(" s").toString();
    }
}
