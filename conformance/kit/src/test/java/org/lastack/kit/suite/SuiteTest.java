package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;

class SuiteTest {
    /** Sections A, B, C, E, F, J and K of the catalogue. */
    private static final List<String> CATALOGUE =
            List.of(("NC-FIN NC-FIN-SPACE NC-FIN-LAST NC-PROMPT NC-FW NC-FW2-TW NC-FW1-TW NC-CW NC-LA"
                            + " NC-EARLY HC-RECV HC-SEND HC-NOSEND HC-FW2-HOLD HC-FD-RST HC-FD-NORST HC-FD-LATE HC-SHUTRD SC-CLOSING SC-TW"
                            + " SC-IGNORE SC-REXMIT SC-DUPFIN SC-SEQVAL FO-HOLE FO-DATAFIN FO-DUP FO-BEYOND FO-STRADDLE FO-REASM FO-WINEDGE"
                            + " FO-ACKFIRST FO-NOSTATE TW-2MSL TW-RESTART TW-QUIETSTATE TW-JUNK TW-RST TW-RST-1337 TW-SYN-NEW TW-SYN-OLD"
                            + " TW-SYN-BACK TW-BUSY TW-ISSUER AB-RST AB-SILENT AB-FLUSH AB-TIMEOUT AB-LINGER0 AB-LINGER-N AB-LINGER-OFF"
                            + " AB-LINGER-NB AB-LASTREF AB-FLUSHCALL OR-RETRIES OR-LIVE OR-FINTIMEOUT OR-FINTIMEOUT-ODD OR-LINGER2 OR-MAX"
                            + " OR-TWBUCKETS OR-LISTENER OR-KEEPALIVE")
                    .split(" "));

    @Test
    void every_entry_of_the_seven_groups_is_a_rule_in_catalogue_order() {
        assertEquals(CATALOGUE, Rules.all().stream().map(Rule::id).toList());
    }

    @Test
    void every_testable_rule_has_a_property_and_every_property_a_testable_rule() {
        Set<String> rules = Rules.all().stream()
                .filter(Rule::testable)
                .map(Rule::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> properties = Arrays.stream(TeardownSuite.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Property.class))
                .map(m -> Certification.idOf(m.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, properties);
    }

    @Test
    void every_rule_says_where_it_stands_what_it_asks_and_what_it_catches() {
        for (Rule rule : Rules.all()) {
            assertFalse(rule.source().isBlank(), rule + " has no source");
            assertFalse(rule.statement().isBlank(), rule + " has no statement");
            assertFalse(rule.intent().isBlank(), rule + " catches nothing");
        }
    }

    @Test
    void patterns_find_rules() {
        assertEquals(
                List.of("TW-RST", "TW-RST-1337"),
                Rules.matching("TW-RST*").stream().map(Rule::id).toList());
        assertEquals(
                List.of("TW-RST"),
                Rules.matching("TW-RS?").stream().map(Rule::id).toList());
        assertEquals(List.of(), Rules.matching("XX-*"));
    }
}
