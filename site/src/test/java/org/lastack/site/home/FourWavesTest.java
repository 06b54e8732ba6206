package org.lastack.site.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Against figure 12 of RFC 9293, the normal close sequence. */
class FourWavesTest {
    private static List<String> words(String svg, String style) {
        Matcher text = Pattern.compile("<text class=\"" + style + "[^>]*>([^<]*)</text>")
                .matcher(svg);
        List<String> words = new ArrayList<>();
        while (text.find()) {
            words.add(text.group(1));
        }
        return words;
    }

    @Test
    void the_picture_has_the_segments_and_the_states_of_a_normal_close() {
        String svg = FourWaves.draw(FourWaves.run());
        assertEquals(List.of("FIN + ACK", "ACK", "FIN + ACK", "ACK"), words(svg, "wave-name"));
        List<String> states = words(svg, "wave-state");
        assertEquals(
                List.of(
                        "ESTABLISHED",
                        "ESTABLISHED",
                        "FIN-WAIT-1",
                        "CLOSE-WAIT",
                        "FIN-WAIT-2",
                        "TIME-WAIT",
                        "LAST-ACK",
                        "CLOSED",
                        "CLOSED"),
                states);
        assertEquals(List.of("⋮ 240 s, twice the MSL"), words(svg, "wave-wait"));
        assertTrue(svg.contains("<desc>"), svg);
        assertTrue(!svg.contains("style="), svg);
    }
}
