package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lastack.lessons.engine.Claims.Claim;
import org.lastack.lessons.engine.Claims.Entry;
import org.lastack.lessons.engine.Claims.Place;
import org.lastack.lessons.engine.Claims.Truth;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Part;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;

class ClaimsTest {
    private static final List<Claim> THREE = List.of(claim("A1"), claim("A2"), claim("B1"));

    private static Claim claim(String id) {
        return new Claim(id, "They say so.", Truth.CONDITION, "At times.");
    }

    private static Text text(Style style, String text) {
        return new Text(1, style, text, List.of(), "");
    }

    private static Lesson lesson(Part... parts) {
        return new Lesson(7, "orphans", "Orphans", "07-orphans.adoc", List.of(parts));
    }

    private static Code block() {
        return new Code(1, "1 + 1", Role.PLAIN, false, "", 1, null);
    }

    @Test
    void all_claims_have_a_verdict_and_a_fact() throws IOException {
        List<String> ids = new ArrayList<>();
        IntStream.rangeClosed(1, 20).forEach(i -> ids.add("A" + i));
        IntStream.rangeClosed(1, 53).forEach(i -> ids.add("B" + i));
        List<Claim> claims = Claims.read();
        assertEquals(ids, claims.stream().map(Claim::id).toList());
        for (Claim claim : claims) {
            assertTrue(claim.said().endsWith(".") && claim.fact().endsWith("."), claim.toString());
        }
    }

    @Test
    void every_claim_is_shown_by_a_lesson() throws IOException {
        List<Entry> index = Claims.index(Claims.read(), Lessons.read(List.of()));
        assertEquals(List.of(), Claims.missing(index));
    }

    @Test
    void a_mark_leads_to_the_next_block_of_its_section() {
        List<Entry> index = Claims.index(
                THREE,
                List.of(lesson(
                        text(Style.PARAGRAPH, "First claim:A1[]."),
                        block(),
                        text(Style.HEADING, "The `limit`"),
                        text(Style.PARAGRAPH, "Then claim:A2[argued] and claim:A1[]."),
                        block())));
        assertEquals(
                List.of(new Place(7, "orphans", "Orphans", 1), new Place(7, "orphans", "The limit", 2)),
                index.get(0).places());
        assertEquals(
                List.of(new Place(7, "orphans", "The limit", 0)), index.get(1).places());
        assertEquals(List.of("B1: no lesson speaks of it"), Claims.missing(index));
    }

    @Test
    void no_more_than_two_claims_are_argued() {
        List<Entry> index = Claims.index(
                THREE,
                List.of(lesson(text(Style.PARAGRAPH, "claim:A1[argued] claim:A2[argued] claim:B1[argued]"), block())));
        assertEquals(List.of("B1: argued, and more than 2 are"), Claims.missing(index));
    }

    @Test
    void a_mark_of_no_claim_is_refused() {
        Lesson wrong = lesson(text(Style.PARAGRAPH, "claim:A99[]"), block());
        LessonException e = assertThrows(LessonException.class, () -> Claims.index(THREE, List.of(wrong)));
        assertEquals("07-orphans.adoc:1: there is no claim A99", e.getMessage());
    }
}
