package org.lastack.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.lastack.audit.Ending.Kind;
import org.lastack.audit.Scene.Passed;
import org.lastack.machine.Settings;
import org.lastack.world.Dice;
import org.lastack.world.Side;

/** A capture that shows less tells less, and nothing that is wrong. */
class DegradedTest {
    private static final int ALL = 65_535;
    private static final int SEEDS = 8;

    private final List<String> wrong = new ArrayList<>();
    private int told;

    /** A part of what passed at one end of a scene. */
    private interface Variant {
        void look(Scene scene, String name, List<Passed> passed) throws IOException;
    }

    private static void everywhere(Variant variant) throws IOException {
        for (Scene scene : Scenes.all()) {
            for (Settings preset : scene.presets()) {
                for (Side where : scene.where()) {
                    String how = preset.equals(Settings.linux()) ? "linux" : "rfc9293";
                    variant.look(scene, scene + ", " + how + " at the " + where, scene.play(preset, where));
                }
            }
        }
    }

    private void look(Scene scene, String name, List<Passed> passed, Predicate<Passed> caught, int snaplen)
            throws IOException {
        for (Ending e : Scene.audit(Scene.capture(passed, caught, snaplen))) {
            boolean meant = scene.number() == 1 && e.number() == 1;
            String why = meant ? contradiction(scene, e) : "";
            told += meant && why.isEmpty() && e.kind() == scene.kind() ? 1 : 0;
            if (!why.isEmpty()) {
                wrong.add(name + ": " + why + ": " + e.kind() + " " + e.closedFirst() + ": " + e.sentence());
            }
        }
    }

    /** What is said and is not so; empty when nothing is. */
    private static String contradiction(Scene scene, Ending e) {
        if (e.closedFirst() != null && e.closedFirst() != scene.first()) {
            return "the first one";
        }
        if (e.has(Cause.SYN_UNANSWERED) && scene.kind() != Kind.UNANSWERED) {
            return "an answer that was not captured";
        }
        boolean claims = e.kind() != Kind.UNKNOWN && e.doubts().isEmpty();
        boolean same = scene.cause() != null && e.has(scene.cause());
        if (claims && e.kind() != scene.kind() && !same && !isLess(e.kind(), scene.kind())) {
            return "the kind";
        }
        boolean explained = e.kind() == Kind.RESET && !e.reasons().isEmpty() && scene.cause() != null;
        return claims && explained && !e.has(scene.cause()) && !isLess(e, scene.cause()) ? "the reason" : "";
    }

    /** Less was seen: the end of it, or all of the other end, is missing. */
    private static boolean isLess(Kind said, Kind was) {
        return said == Kind.OPEN
                || said == Kind.HALF_CLOSED && (was == Kind.ORDERLY || was == Kind.SIMULTANEOUS || was == Kind.RESET);
    }

    /** What was not read is missing itself; or the FIN is, after which there is no connection any more. */
    private static boolean isLess(Ending e, Cause was) {
        boolean closed = was == Cause.DATA_AFTER_CLOSE || was == Cause.KEEPALIVE_RACE;
        return was == Cause.UNREAD && e.has(Cause.ABORT) || closed && e.has(Cause.FORGOTTEN);
    }

    @Test
    void the_first_64_octets_of_each_packet_tell_as_much() throws IOException {
        int[] whole = new int[1];
        everywhere((scene, name, passed) -> {
            look(scene, name, passed, p -> true, 64);
            whole[0] += scene.number() == 1 ? 1 : 0;
        });
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        assertEquals(whole[0], told);
    }

    @Test
    void one_direction_tells_nothing_wrong() throws IOException {
        for (Side seen : Side.values()) {
            everywhere((scene, name, passed) ->
                    look(scene, name + ", only the " + seen, passed, p -> p.sender() == seen, ALL));
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }

    @Test
    void with_a_tenth_of_the_packets_missing_nothing_wrong_is_told() throws IOException {
        everywhere((scene, name, passed) -> {
            for (int seed = 0; seed < SEEDS; seed++) {
                Dice dice = new Dice(seed);
                look(scene, name + ", seed " + seed, passed, p -> !dice.percent(10), ALL);
            }
        });
        assertEquals(List.of(), wrong, () -> wrong.size() + "\n" + String.join("\n", wrong));
        assertTrue(told > 300, () -> told + " told");
    }

    @Test
    void a_capture_that_begins_later_tells_nothing_wrong() throws IOException {
        everywhere((scene, name, passed) -> {
            for (int from = 1; from < Math.min(8, passed.size()); from++) {
                long begin = passed.get(from).at();
                look(scene, name + ", from packet " + from, passed, p -> p.at() >= begin, ALL);
            }
        });
        assertEquals(List.of(), wrong, () -> wrong.size() + "\n" + String.join("\n", wrong));
    }
}
