package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.lab.Lab.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.tcp.Segment;

/** Stacks with a bug, and stacks that a reader writes. */
class WrongStacksTest {
    /** Does nothing. */
    private static class Idle extends Teardown {
        @Override
        public void close() {}

        @Override
        public void ack(Segment segment) {}

        @Override
        public void fin(Segment segment) {}

        @Override
        public void timeout() {}
    }

    /** Closes with a mistake that no rule can take for an answer. */
    private static final class Broken extends Idle {
        @Override
        public void close() {
            timer(0);
        }
    }

    @Test
    void the_reports_are_those_that_the_catalogue_of_bugs_has() {
        List<String> lines = bugs().text().lines().skip(1).toList();
        long reports = lines.stream()
                .filter(l -> !l.startsWith(" "))
                .map(l -> l.split(" {2,}")[0])
                .distinct()
                .count();
        assertEquals(14, reports);
    }

    @Test
    void a_stack_with_a_bug_is_found_by_its_report_its_id_or_a_number() {
        Net net = network(rfc9293(), mutant("zephyr 67067"));
        Connection c = net.connect(80);
        c.client.close();
        net.settle();
        net.drop(nextFin().from(server));
        c.server.close();
        net.advance(seconds(10));
        assertEquals(FIN_WAIT_2, c.client.state());
        assertFalse(judge("FR-REXMIT", c.server).pass());
        assertTrue(mutant("last-ack-no-timer").toString().startsWith("not the reference"));
        assertTrue(mutant(1).toString().startsWith("not the reference"));
        assertThrows(IllegalArgumentException.class, () -> mutant("smoltcp 1"));
        assertThrows(IllegalArgumentException.class, () -> mutant(6));
        assertFalse(guess(1, "zephyr 67067"));
    }

    @Test
    void a_silence_up_to_now_is_judged() {
        Net net = network(rfc9293(), mutant("smoltcp 470"));
        Connection c = net.connect(80);
        c.client.shutdown();
        net.settle();
        net.drop(nextFin().from(server));
        c.server.send(5);
        c.server.close();
        net.advance(ms(400));
        assertFalse(judge("FR-PARTIAL", c.server).toString().contains("fail"));
        net.advance(minutes(1));
        assertTrue(judge("FR-PARTIAL", c.server).toString().contains("fail"));
    }

    @Test
    void a_machine_that_does_nothing_fails_the_rules_that_are_named() {
        Certificate certificate = certify(Idle::new);
        assertFalse(certificate.pass());
        assertFalse(certificate.pass("NC-FIN"));
        assertFalse(certificate.pass("TW-RESTART"));
        assertTrue(certificate.text().contains("fail: NC-FIN NC-FIN-LAST NC-CW NC-LA FO-BEYOND\n"), certificate.text());
        assertTrue(certificate.text().contains("close() → ok"), certificate.text());
        assertThrows(IllegalArgumentException.class, () -> certificate.pass("TS-PAWS"));
        assertThrows(IllegalArgumentException.class, () -> certify(Idle::new, "NC-NONE"));
    }

    @Test
    void an_exception_of_a_machine_is_an_error_of_its_rule_and_not_of_the_kit() {
        Certificate certificate = certify(Broken::new, "NC-FIN");
        assertTrue(certificate.text().startsWith("error: NC-FIN\n"), certificate.text());
        assertTrue(certificate.text().contains("a timer of 0 µs is too"), certificate.text());
    }

    @Test
    void a_machine_of_ones_own_closes_in_a_network() {
        Net net = network(mine(Idle::new), rfc9293());
        Connection c = net.connect(80);
        c.client.close();
        net.advance(minutes(1));
        assertEquals(ESTABLISHED, c.server.state());
    }

    @Test
    void a_machine_without_a_connection_says_so() {
        assertThrows(IllegalStateException.class, () -> new Idle().sendFin());
    }
}
