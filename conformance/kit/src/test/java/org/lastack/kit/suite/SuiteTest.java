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
    /** Section 3 of the catalogue. */
    private static final List<String> CATALOGUE =
            List.of(("NC-FIN NC-FIN-SPACE NC-FIN-LAST NC-PROMPT NC-FW NC-FW2-TW NC-FW1-TW NC-CW NC-LA NC-EARLY"
                            + " HC-RECV HC-SEND HC-NOSEND HC-FW2-HOLD HC-FD-RST HC-FD-NORST HC-FD-LATE HC-SHUTRD SC-CLOSING"
                            + " SC-TW SC-IGNORE SC-REXMIT SC-DUPFIN SC-SEQVAL FR-REXMIT FR-ACK FR-BACKOFF FR-NOTEARLY"
                            + " FR-KARN"
                            + " FR-PARTIAL FR-R2 FR-R2-APP FR-UTO FR-R1 FR-ICMP FO-HOLE FO-DATAFIN FO-DUP FO-BEYOND FO-STRADDLE"
                            + " FO-REASM FO-WINEDGE FO-ACKFIRST FO-NOSTATE TW-2MSL TW-RESTART TW-QUIETSTATE TW-JUNK TW-RST"
                            + " TW-RST-1337 TW-SYN-NEW TW-SYN-OLD TW-SYN-BACK TW-BUSY TW-ISSUER RG-NOTCB RG-NORST RG-LISTEN"
                            + " RG-NONSYNC RG-SYNC RG-HALFOPEN RG-CLOSED-AFTER RA-EXACT RA-INWIN RA-OUTWIN RA-ROUNDTRIP"
                            + " RA-SYNSENT RA-SYNRCVD RA-LISTEN RA-DATA RA-ZEROWIN RA-ORDER RA-THROTTLE SY-CHALLENGE SY-793"
                            + " SY-PAYLOAD SY-RESTART SY-PASSIVE-RCVD AB-RST AB-SILENT AB-FLUSH AB-TIMEOUT AB-LINGER0"
                            + " AB-LINGER-N AB-LINGER-OFF AB-LINGER-NB AB-LASTREF AB-FLUSHCALL OR-RETRIES OR-LIVE OR-FINTIMEOUT"
                            + " OR-FINTIMEOUT-ODD OR-LINGER2 OR-MAX OR-TWBUCKETS OR-LISTENER OR-KEEPALIVE ZW-PROBE ZW-STAYOPEN"
                            + " ZW-FIN ZW-EXACT ZW-SHRINK ZW-RCV ZW-UNREAD ZW-DEADLOCK TS-FIN TS-PAWS TS-RST TS-RSTGEN"
                            + " TS-MISSING TS-TW-A TS-TW-B TS-TW-EDGE TS-REUSE TS-1337-F2 TS-INVALID AP-INFORM AP-EOF"
                            + " AP-UNSOLICITED AP-RESET AP-RESETDATA AP-CWRST AP-EPIPE AP-TIMEDOUT AP-SHUTDOWN AP-STATUS"
                            + " SQ-FINWRAP SQ-RCVWRAP SQ-TWWRAP SQ-ISN SQ-QUIET SQ-ACKHALF RB-NOACK RB-ACKUNSENT RB-ACKOLD"
                            + " RB-OOW RB-CHECKSUM RB-OPTIONS RB-URG RB-ACKLOOP RB-ADDR")
                    .split(" "));

    @Test
    void every_entry_of_the_catalogue_is_a_rule_in_its_order() {
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
                .map(m -> TeardownSuite.idOf(m.getName()))
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
