package org.lastack.kit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;

/** The written scenarios see what they are for: each on two references that differ in one knob. */
class WrittenScenariosTest {
    private static Map<String, Divergence> partings(Settings other) throws InterruptedException {
        Map<String, Divergence> partings = new TreeMap<>();
        Comparison.run(ReferenceStack::linux, () -> new ReferenceStack("other", other), 0, 1, Runner.Progress.SILENT)
                .differences()
                .forEach(d -> partings.put(d.name(), d.parting()));
        return partings;
    }

    private static Settings with(String knob, long value) {
        Settings changed = Settings.linux().with(knob, value);
        assertNotNull(changed, knob);
        return changed;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_timeout_at_rto | 0 | a user timeout ends keep-alive at one probe",
                "user_timeout_at_rto | 0 | a user timeout lets keep-alive go on beyond its count",
                "ended_may_be_accepted | 0 | a RST before accept",
                "ended_may_be_accepted | 0 | a connection that has ended takes its place in the queue",
                "shutdown_stops_opening | 0 | shutdown RD of a listener",
                "shutdown_stops_opening | 0 | shutdown RDWR of a listener",
                "shutdown_stops_opening | 0 | shutdown RD in SYN-SENT",
                "shutdown_stops_opening | 0 | shutdown WR in SYN-SENT",
                "shutdown_awaits_handshake | 0 | shutdown WR in SYN-RECEIVED",
                "reduced_states | 0 | no keep-alive of an orphan in FIN-WAIT-2",
                "keepalive_runs_on | 0 | keep-alive, its interval longer than its idle time",
                "keepalive_runs_on | 0 | keep-alive, an answer that is no ACK of ours",
                "tcp_syn_linear_timeouts | 0 | the times of a SYN",
                "tcp_syn_linear_timeouts | 0 | tcp_syn_retries 2",
                "wrong_ack_hurries_syn | 0 | a wrong ACK in SYN-SENT",
                "icmp_until_ack | 0 | ICMP host unreachable, and then nobody answers",
                "icmp_until_ack | 0 | ICMP, disproved by an ACK",
                "icmp_at_snd_nxt | 0 | ICMP about an ACK",
                "icmp_reverts_backoff | 0 | ICMP takes a doubling of the timeout back",
                "icmp_soft_ends_opening | 1 | ICMP host unreachable in SYN-SENT",
                "icmp_soft_ends_opening | 1 | ICMP time exceeded in SYN-RECEIVED",
                "small_syn_received | 0 | a SYN at RCV.NXT+0 in SYN-RECEIVED",
                "small_syn_received | 0 | a repeated SYN in SYN-RECEIVED",
                "small_syn_received | 0 | a user timeout is not that of a SYN,ACK",
                "quick_acks | 0 | the first ACKs, opened by the peer",
                "quick_acks | 0 | the first ACKs, opened by the stack",
                "tcp_fin_timeout | 1 | no keep-alive of an orphan in FIN-WAIT-2"
            })
    void a_knob_is_seen_by_its_scenario(String knob, long value, String scenario) throws InterruptedException {
        assertTrue(WrittenScenarios.all().containsKey(scenario), scenario);
        Map<String, Divergence> partings = partings(with(knob, value));
        assertTrue(partings.containsKey(scenario), partings::toString);
    }

    @Test
    void what_parts_is_told_with_its_times() throws InterruptedException {
        Divergence parting = partings(with("tcp_syn_linear_timeouts", 0)).get("tcp_syn_retries 1");
        assertEquals(
                "CLOSED; connect 192.0.2.16 16000: 0 sends SYN seq 0, 0 sends SYN seq 0 after 1.000 s, 0 sends SYN seq 0 after 2.000 s,"
                        + " 0 returns err ETIMEDOUT after 3.000 s | 0 sends SYN seq 0, 0 sends SYN seq 0 after 1.000 s,"
                        + " 0 returns err ETIMEDOUT after 3.000 s",
                parting + "");
    }

    @Test
    void a_timer_may_be_late_by_an_eighth_and_what_is_prompt_and_no_more() throws InterruptedException {
        assertEquals(Map.of(), partings(with("rto_initial", 1050)));
        assertTrue(partings(with("rto_initial", 1400)).containsKey("the times of a SYN"));
    }

    @Test
    void every_scenario_is_another() {
        List<Scenario> all = List.copyOf(WrittenScenarios.all().values());
        assertEquals(all.size(), all.stream().distinct().count());
        assertTrue(all.size() > 80, all.size() + "");
    }
}
