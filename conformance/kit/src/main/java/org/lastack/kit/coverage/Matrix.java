package org.lastack.kit.coverage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each stimulus met each state, as a value.
 *
 * @param title what the rows are
 * @param states the columns
 */
public record Matrix(String title, List<String> states, List<Row> rows) {
    public Matrix {
        states = List.copyOf(states);
        rows = List.copyOf(rows);
    }

    /**
     * One stimulus. A state that is in neither map does not apply: the two cannot meet.
     *
     * @param counts how often it was tried, by state
     * @param unclaimed the states in which no stack meets it without a feature that this one does not claim, and the feature
     */
    public record Row(String stimulus, Map<String, Integer> counts, Map<String, String> unclaimed) {
        public Row {
            counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
            unclaimed = Collections.unmodifiableMap(new LinkedHashMap<>(unclaimed));
        }
    }

    /** How many cells apply. */
    public int cells() {
        return rows.stream().mapToInt(r -> r.counts().size()).sum();
    }

    /** How many of them were tried. */
    public int covered() {
        return cells() - holes().size();
    }

    /** Returns what was never tried, for example {@code SYN in the window, in CLOSING}. */
    public List<String> holes() {
        List<String> holes = new ArrayList<>();
        for (Row row : rows) {
            row.counts().forEach((state, count) -> {
                if (count == 0) {
                    holes.add(row.stimulus() + ", in " + state);
                }
            });
        }
        return holes;
    }
}
