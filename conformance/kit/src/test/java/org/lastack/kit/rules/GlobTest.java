package org.lastack.kit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.kit.compare.AcceptedDifferences;
import org.lastack.kit.compare.Divergence;

class GlobTest {
    @Test
    void a_pattern_is_all_of_the_text() {
        assertTrue(Glob.matches("TW-*", "TW-RST"));
        assertTrue(Glob.matches("*-R?T", "TW-RST"));
        assertTrue(Glob.matches("***", ""));
        assertFalse(Glob.matches("TW", "TW-RST"));
        assertFalse(Glob.matches("?", ""));
        assertTrue(Glob.matchesStars("a?*", "a?b"));
        assertFalse(Glob.matchesStars("a?*", "acb"));
    }

    /** Ours against the backtracking of the JDK, on words short enough for that. */
    @Test
    void random_patterns_mean_what_a_regular_expression_means() {
        Random random = new Random(1);
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "aab*?", 6);
            String text = word(random, "ab", 8);
            String regex = pattern.replace("*", ".*").replace("?", ".");
            boolean expected = Pattern.matches(regex, text);
            assertEquals(expected, Glob.matches(pattern, text), pattern + " on " + text);
            matched += expected ? 1 : 0;
        }
        assertTrue(matched > 1000, "a comparison of nothing");
    }

    private static String word(Random random, String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    /** With backtracking each of these takes longer than the universe has existed. */
    @Test
    @Timeout(value = 5, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void many_stars_take_no_longer_than_a_few() {
        assertEquals(List.of(), Rules.matching("*".repeat(5000) + "a"));
        assertFalse(Glob.matches("*A".repeat(60) + "B", "A".repeat(120)));
        String pattern = "*e".repeat(40) + "#";
        AcceptedDifferences accepted = AcceptedDifferences.of(List.of(pattern, "  a reason"));
        assertEquals(null, accepted.reason(new Divergence("e".repeat(200), "", "", 0, 0)));
    }
}
