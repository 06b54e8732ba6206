package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every lesson that is shipped shows what it says. */
class LessonsTest {
    @Test
    void all_lessons_are_right() throws IOException, InterruptedException {
        List<Lesson> lessons = Lessons.read(List.of());
        assertFalse(lessons.isEmpty());
        List<String> failures = new ArrayList<>();
        for (Checker.Result result : CheckAll.of(lessons, Kernel.available())) {
            result.failures().forEach(f -> failures.add(f.toString()));
        }
        assertEquals(List.of(), failures);
    }
}
