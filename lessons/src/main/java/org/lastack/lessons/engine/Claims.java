package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Part;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;
import org.lastack.stacks.ProjectFolder;

/** What people say about closing TCP, what is true of it, and where the lessons show that. */
public final class Claims {
    /** More than two claims that nothing shows would be a gap in the lessons. */
    private static final int ARGUED_AT_MOST = 2;

    /** A mark in a text: the claim, and whether it is argued. */
    static final Pattern MARK = Pattern.compile("claim:([AB]\\d+)\\[(argued)?]");

    private Claims() {}

    /** How true a claim is. */
    public enum Truth {
        WRONG("W", "wrong"),
        FOLKLORE("F", "folklore: a reason made up afterwards"),
        CONDITION("C", "holds with a condition"),
        HOLDS("H", "holds");

        private final String letter;
        private final String words;

        Truth(String letter, String words) {
            this.letter = letter;
            this.words = words;
        }

        /** The verdict in words. */
        public String words() {
            return words;
        }

        private static Truth of(String letter) {
            for (Truth each : values()) {
                if (each.letter.equals(letter)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("no verdict is called " + letter);
        }
    }

    /**
     * A claim.
     *
     * @param said what people say
     * @param fact what is true, in a sentence
     */
    public record Claim(String id, String said, Truth truth, String fact) {}

    /**
     * Where a lesson speaks of a claim.
     *
     * @param section the heading above
     * @param block the block of code that shows it, counted from 1; 0 when the lesson argues
     */
    public record Place(int lesson, String slug, String section, int block) {
        /** Tells whether a block of code shows it. */
        public boolean shown() {
            return block > 0;
        }
    }

    /** A claim and the places that speak of it, in the order of the lessons. */
    public record Entry(Claim claim, List<Place> places) {
        public Entry {
            places = List.copyOf(places);
        }
    }

    /** Reads {@code lessons/claims.tsv}. */
    public static List<Claim> read() throws IOException {
        Path file = ProjectFolder.resolve("lessons/claims.tsv");
        List<Claim> claims = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t", -1);
            if (cells.length != 4) {
                throw new LessonException(file.toString(), claims.size() + 1, "a claim has four columns");
            }
            if (!cells[0].equals("id")) {
                claims.add(new Claim(cells[0], cells[1], Truth.of(cells[2]), cells[3]));
            }
        }
        return claims;
    }

    /**
     * Joins claims with the marks of lessons, in the order of the claims.
     *
     * @throws LessonException when a mark names no claim
     */
    public static List<Entry> index(List<Claim> claims, List<Lesson> lessons) {
        Map<String, List<Place>> places = new LinkedHashMap<>();
        claims.forEach(claim -> places.put(claim.id(), new ArrayList<>()));
        lessons.forEach(lesson -> collect(lesson, places));
        return claims.stream()
                .map(claim -> new Entry(claim, places.getOrDefault(claim.id(), List.of())))
                .toList();
    }

    private static void collect(Lesson lesson, Map<String, List<Place>> places) {
        String section = lesson.title();
        int block = 0;
        for (Part part : lesson.parts()) {
            block += part instanceof Code ? 1 : 0;
            if (!(part instanceof Text text)) {
                continue;
            }
            section = text.style() == Style.HEADING ? text.plain() : section;
            Matcher mark = MARK.matcher(text.text());
            while (mark.find()) {
                List<Place> of = places.get(mark.group(1));
                if (of == null) {
                    throw new LessonException(lesson.file(), text.line(), "there is no claim " + mark.group(1));
                }
                boolean argued = mark.group(2) != null;
                of.add(new Place(lesson.number(), lesson.slug(), section, argued ? 0 : block + 1));
            }
        }
    }

    /** Says what the lessons owe: each claim without a block, but for the two that may be argued. Empty when nothing. */
    public static List<String> missing(List<Entry> index) {
        List<String> missing = new ArrayList<>();
        int argued = 0;
        for (Entry entry : index) {
            if (entry.places().stream().anyMatch(Place::shown)) {
                continue;
            }
            if (entry.places().isEmpty()) {
                missing.add(entry.claim().id() + ": no lesson speaks of it");
            } else if (++argued > ARGUED_AT_MOST) {
                missing.add(entry.claim().id() + ": argued, and more than " + ARGUED_AT_MOST + " are");
            }
        }
        return missing;
    }
}
