package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lastack.kit.suite.Verdict;
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
    void a_report_of_another_format_is_refused_with_both_numbers() {
        String later = ReportJson.write(Made.everything()).replaceFirst("\"format\" : 1", "\"format\" : 2");
        assertEquals("a report of format 2; this lastack reads format 1", message(later));
    }

    @Test
    void what_is_no_report_is_refused_in_one_line_that_says_where() {
        String json = ReportJson.write(Made.everything());
        assertEquals("no report: it is empty", message("\n"));
        assertEquals("no report: it has no format", message("[1, 2]"));
        assertEquals("no report: it has no format", message("{\"format\": \"one\"}"));
        assertTrue(message("hello").startsWith("no report: not JSON in line 1: "), message("hello"));
        String cut = json.substring(0, json.length() / 2);
        assertTrue(message(cut).startsWith("no report: not JSON in line "), message(cut));
        assertTrue(message(json + json).startsWith("no report: "), message(json + json));
        assertStarts("no report: stacks[0].rules[3].verdict: ", json.replaceFirst("\"fail\"", "\"fale\""));
        assertStarts(
                "no report: stacks[0].micros: ", json.replaceFirst("\"micros\" : 2000000", "\"micros\" : \"long\""));
        String rubbish = json.replaceFirst("\"fail\"", "\"" + "long\\\\n".repeat(500) + "\"");
        assertTrue(message(rubbish).length() < 300 && message(rubbish).lines().count() == 1, message(rubbish));
    }

    @Test
    void both_runs_and_all_causes_are_kept() {
        Report.Entry entry = Made.withOthers(
                Made.broken("TW-RST", Verdict.Kind.FAIL, null), Made.counterexample("in CLOSING: a RST"));
        Report report = Made.report(Made.stack("1", false, entry, Made.unstable("TW-SYN")));
        assertEquals(report, ReportJson.read(ReportJson.write(report)));
    }

    @Test
    void a_field_that_every_report_has_is_missed() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        for (String place : List.of("/stacks/0", "/stacks/0/stack", "/stacks/0/plan", "/stacks/0/rules/3")) {
            JsonNode whole = mapper.readTree(ReportJson.write(Made.everything()));
            for (String field : List.copyOf(names(whole.at(place)))) {
                JsonNode root = whole.deepCopy();
                ((ObjectNode) root.at(place)).remove(field);
                boolean optional = List.of(
                                "coverage", "counterexample", "words", "loneKnobs", "peer4", "others", "unfounded")
                        .contains(field);
                String json = mapper.writeValueAsString(root);
                if (optional) {
                    ReportJson.read(json);
                } else {
                    String where = place.replaceAll("/([0-9])", "[$1]")
                            .replace('/', '.')
                            .substring(1);
                    assertEquals("no report: " + where + "." + field + ": it is missing", message(json));
                }
            }
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static void assertStarts(String beginning, String json) {
        assertTrue(message(json).startsWith(beginning), message(json));
    }

    private static String message(String json) {
        return assertThrows(IllegalArgumentException.class, () -> ReportJson.read(json))
                .getMessage();
    }
}
