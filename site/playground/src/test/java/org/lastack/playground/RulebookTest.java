package org.lastack.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.lastack.kit.coverage.Coverage;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ReferenceStack;

class RulebookTest {
    private static final String OPEN = "1~r~r~s1l80.c2c80.dc0.ds0.dc1.s3a1";

    @Test
    void every_rule_that_is_named_is_in_the_catalogue() {
        assertFalse(Rulebook.all().isEmpty());
        for (String id : Rulebook.all()) {
            assertNotNull(Rules.find(id), id);
        }
    }

    @Test
    void each_pair_of_the_catalogues_matrix_has_a_rule() {
        List<Matrix> matrices = new Coverage(ReferenceStack.linux().profile()).matrices();
        assertEquals(2, matrices.size());
        int pairs = named(matrices.get(0), Rulebook::arrival) + named(matrices.get(1), Rulebook::call);
        assertTrue(pairs > 150, pairs + " pairs");
    }

    private static int named(Matrix matrix, BiFunction<String, String, List<String>> rules) {
        int pairs = 0;
        for (Matrix.Row row : matrix.rows()) {
            List<String> states = new ArrayList<>(row.counts().keySet());
            states.addAll(row.unclaimed().keySet());
            for (String state : states) {
                assertFalse(rules.apply(row.stimulus(), state).isEmpty(), row.stimulus() + ", " + state);
                pairs++;
            }
        }
        return pairs;
    }

    @Test
    void a_close_goes_from_rule_to_rule() {
        assertEquals(List.of("NC-FIN", "NC-FIN-LAST", "HC-FD-RST"), last(OPEN + ".c2k"));
        assertEquals(List.of("NC-CW", "AP-INFORM"), last(OPEN + ".c2k.dc2"));
        assertEquals(List.of("NC-FW"), last(OPEN + ".c2k.dc2.ds1"));
        assertEquals(List.of("NC-LA", "HC-FD-RST"), last(OPEN + ".c2k.dc2.ds1.s3k"));
        assertEquals(List.of("NC-FW2-TW"), last(OPEN + ".c2k.dc2.ds1.s3k.ds2"));
        assertEquals(List.of("NC-LA"), last(OPEN + ".c2k.dc2.ds1.s3k.ds2.dc3"));
        assertEquals(List.of("TW-2MSL"), last(OPEN + ".c2k.dc2.ds1.s3k.ds2.dc3.tc"));
    }

    @Test
    void what_is_unusual_has_its_rules_too() {
        assertEquals(List.of("SC-CLOSING"), last(OPEN + ".c2k.s3k.ds1"));
        assertEquals(List.of("SC-TW"), last(OPEN + ".c2k.s3k.ds1.dc2.ds2"));
        assertEquals(List.of("FR-REXMIT", "FR-BACKOFF"), last(OPEN + ".c2k.xc2.tc"));
        assertEquals(List.of("TW-RESTART"), last(OPEN + ".c2k.dc2.ds1.s3k.ds2.xc3.ts.ds3"));
        assertEquals(List.of("TW-BUSY", "TS-REUSE"), last(OPEN + ".c2k.dc2.ds1.s3k.ds2.dc3.c4c80_32768"));
        assertEquals(List.of("AB-RST"), last(OPEN + ".c2k.c2k.dc2.ds1.s3b").subList(0, 1));
        Game game = new Game();
        game.open(OPEN);
        game.play(game.forgery("server", 4, 1, 0));
        game.play("ds1");
        assertTrue(game.view(0).contains("[\"RA-INWIN\"]]"), game.view(0));
    }

    private static List<String> last(String script) {
        Game game = new Game();
        game.open(script);
        String view = game.view(0);
        String rules = view.substring(view.indexOf("\"rules\":[") + 9, view.indexOf("],\"sides\""));
        String last = rules.substring(rules.lastIndexOf('[') + 1, rules.length() - 1);
        return last.isEmpty() ? List.of() : List.of(last.replace("\"", "").split(",", -1));
    }
}
