package org.lastack.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lastack.machine.Settings;
import org.lastack.world.Side;

/** What is said of a capture is what the applications did. */
class ScenesTest {
    private static final int ALL = 65_535;

    static List<Scene> scenes() {
        return Scenes.all();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void a_whole_capture_tells_the_ending_who_closed_first_and_why(Scene scene) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Settings preset : scene.presets()) {
            for (Side where : scene.where()) {
                Ending e = Scene.audit(Scene.capture(scene.play(preset, where), p -> true, ALL))
                        .get(scene.number() - 1);
                boolean reason = scene.cause() == null ? e.reasons().isEmpty() : e.has(scene.cause());
                if (e.kind() != scene.kind() || e.closedFirst() != scene.first() || !reason) {
                    wrong.add((preset.equals(Settings.linux()) ? "linux" : "rfc9293") + " at the " + where + ": "
                            + e.kind() + " " + e.closedFirst() + " " + e.sentence());
                }
            }
        }
        assertEquals(List.of(), wrong, () -> scene + String.join("\n", wrong));
        assertTrue(Set.of(Side.values()).containsAll(scene.where()));
    }
}
