package org.lastack.playground;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.world.RandomPlay;

/**
 * Measures how long a step takes by the clock, from the click until the page is laid out again. On a quiet machine only, so that
 * no test run includes it but {@code mvn verify -pl site/playground -am -Dtest=StepTimes -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class StepTimes {
    private static final double FRAME_MS = 16;
    private static final int SCENARIOS = 5;
    private static final int STEPS = 60;

    /** Steps with a pause between them, as of somebody who looks at what has come; the first is a second after the page is there. */
    private static final String MEASURE = """
            async ([which, steps, seed]) => {
                const pause = () => new Promise((then) => setTimeout(then, 40));
                const times = [];
                await new Promise((then) => setTimeout(then, 1000));
                for (let i = 0; i < steps; i++) {
                    const all = [...document.querySelectorAll(which)].filter((b) => !b.disabled);
                    const button = all[(i * 7919 + seed) % all.length];
                    await pause();
                    const begin = performance.now();
                    button.click();
                    document.getElementById("play-ladder").getBoundingClientRect();
                    times.push(performance.now() - begin);
                }
                return times;
            }""";

    @TempDir
    static Path folder;

    @Test
    void a_step_is_done_within_a_frame() throws IOException {
        try (Browser browser = Browser.start(folder)) {
            measure(browser, "wait", "#play-wait");
            measure(browser, "anything", ".play-calls li button, .play-hands button, #play-next, #play-timer");
            measure(browser, "undo", "#play-undo");
        }
    }

    private static void measure(Browser browser, String name, String which) {
        double[] all = new double[SCENARIOS * STEPS];
        for (int seed = 0; seed < SCENARIOS; seed++) {
            Page page = browser.open("#s=" + RandomPlay.of(seed, 80).script().encode());
            List<?> times = (List<?>) page.evaluate(MEASURE, List.of(which, STEPS, seed));
            for (int i = 0; i < STEPS; i++) {
                all[seed * STEPS + i] = ((Number) times.get(i)).doubleValue();
            }
            page.close();
        }
        Arrays.sort(all);
        double median = all[all.length / 2];
        System.out.printf(
                "%-10s median %.1f ms, of a hundred 90 within %.1f, 99 within %.1f, all %d within %.1f%n",
                name, median, all[all.length * 9 / 10], all[all.length * 99 / 100], all.length, all[all.length - 1]);
        assertTrue(median <= FRAME_MS, name + ": " + median + " ms");
    }
}
