package org.lastack.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnChoicesTest {
    @Test
    void the_lowest_number_makes_the_simplest_choice_and_the_highest_the_last() {
        DrawnChoices choices = new DrawnChoices(List.of(0, DrawnChoices.RANGE - 1, 0, DrawnChoices.RANGE - 1));
        assertEquals(3, choices.between(3, 9));
        assertEquals(9, choices.between(3, 9));
        assertEquals("first", choices.oneOf("first", "second"));
        assertTrue(choices.flip());
    }

    @Test
    void every_option_gets_its_share() {
        List<Integer> all = IntStream.range(0, DrawnChoices.RANGE).boxed().toList();
        DrawnChoices choices = new DrawnChoices(all);
        int[] counts = new int[8];
        for (int i = 0; i < DrawnChoices.RANGE; i++) {
            counts[choices.between(0, 7)]++;
        }
        for (int count : counts) {
            assertEquals(DrawnChoices.RANGE / 8, count);
        }
    }

    @Test
    void when_the_numbers_run_out_the_simplest_is_chosen() {
        DrawnChoices choices = new DrawnChoices(List.of());
        assertEquals(1, choices.between(1, 100));
    }

    @Test
    void the_whole_range_of_int_can_be_chosen_from() {
        DrawnChoices choices = new DrawnChoices(Collections.nCopies(1, DrawnChoices.RANGE - 1));
        assertTrue(choices.between(Integer.MIN_VALUE, Integer.MAX_VALUE) > Integer.MAX_VALUE - 70_000);
    }

    @Test
    void an_empty_range_is_a_mistake_of_the_scenario() {
        DrawnChoices choices = new DrawnChoices(List.of(1));
        assertThrows(IllegalArgumentException.class, () -> choices.between(2, 1));
    }
}
