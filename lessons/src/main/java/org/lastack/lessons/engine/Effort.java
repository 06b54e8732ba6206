package org.lastack.lessons.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a lesson asks of its reader, as the attributes under its title say: {@code :minutes: 20} and {@code :needs: 1, 4}.
 *
 * @param minutes how long it takes, about; 0 when it does not say
 * @param needs the numbers of the lessons that it takes for granted
 */
public record Effort(int minutes, List<Integer> needs) {
    /** A lesson that says nothing of it. */
    public static final Effort UNSAID = new Effort(0, List.of());

    private static final String MINUTES = ":minutes:";
    private static final String NEEDS = ":needs:";

    public Effort {
        needs = List.copyOf(needs);
    }

    /**
     * Reads the lines of a lesson up to the end of its head.
     *
     * @throws NumberFormatException when an attribute is not numbers
     */
    static Effort of(List<String> lines) {
        int minutes = 0;
        List<Integer> needs = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank()) {
                break;
            }
            if (line.startsWith(MINUTES)) {
                minutes = Integer.parseInt(line.substring(MINUTES.length()).strip());
            } else if (line.startsWith(NEEDS)) {
                for (String each : line.substring(NEEDS.length()).strip().split("[, ]+", -1)) {
                    if (!each.isEmpty()) {
                        needs.add(Integer.parseInt(each));
                    }
                }
            }
        }
        return new Effort(minutes, needs);
    }

    /** Says it in a sentence or two; nothing when the lesson does not say how long it takes. */
    public String words() {
        if (minutes == 0) {
            return "";
        }
        String all = needs.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String last = all.replaceFirst(", (\\d+)$", " and $1");
        String before = needs.isEmpty()
                ? "It takes nothing for granted."
                : "It takes lesson" + (needs.size() > 1 ? "s " : " ") + last + " for granted.";
        return "About " + minutes + " minutes. " + before;
    }
}
