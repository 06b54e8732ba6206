package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.PacketCodec;

class ReportJsonTest {
    @Test
    void what_was_written_is_read_again() {
        Report report = Made.everything();
        assertEquals(report, ReportJson.read(ReportJson.write(report)));
    }

    @Test
    void a_reader_finds_the_verdict_the_packets_and_the_replay() throws Exception {
        JsonNode root = new ObjectMapper().readTree(ReportJson.write(Made.everything()));
        assertEquals(1, root.path("format").asInt());
        JsonNode rule = root.path("stacks").path(0).path("rules").path(3);
        assertEquals("TW-RESTART", rule.path("id").asText());
        assertEquals("fail", rule.path("verdict").asText());
        assertTrue(rule.path("replay").asText().contains("--seed 7"));
        JsonNode sent = rule.path("counterexample").path("trace").path("events").path(2);
        assertEquals("sent", sent.path("kind").asText());
        assertEquals(4294967295L, sent.path("segment").path("seq").asLong());
        assertEquals("FIN,ACK", sent.path("segment").path("flags").asText());
        assertEquals(
                -1,
                PacketCodec.decode(Bytes.fromHex(sent.path("octets").asText()))
                        .segment()
                        .seq());
    }

    @Test
    void what_is_absent_is_left_out() {
        assertFalse(ReportJson.write(Made.everything()).contains("null"));
    }

    @Test
    void a_later_lastack_may_add_fields() {
        String json = ReportJson.write(Made.everything()).replaceFirst("\\{", "{\"colour\": \"blue\",");
        assertEquals(Made.everything(), ReportJson.read(json));
    }

    @Test
    void a_report_from_before_coverage_has_none() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = (ObjectNode) mapper.readTree(ReportJson.write(Made.everything()));
        ObjectNode stack = (ObjectNode) root.path("stacks").path(0);
        assertEquals(
                12, stack.remove("coverage").at("/0/rows/0/counts/ESTABLISHED").asInt());
        assertEquals(
                List.of(),
                ReportJson.read(mapper.writeValueAsString(root)).stacks().get(0).coverage());
    }

    @Test
    void another_format_and_what_is_no_report_are_refused() {
        String later = ReportJson.write(Made.everything()).replaceFirst("\"format\" : 1", "\"format\" : 2");
        assertTrue(message(later).contains("format 2"), message(later));
        assertTrue(message("{").startsWith("no report"), message("{"));
    }

    private static String message(String json) {
        return assertThrows(IllegalArgumentException.class, () -> ReportJson.read(json))
                .getMessage();
    }
}
