package org.lastack.kit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A {@link Report} as JSON, in the names of its records; what is null is left out. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new ScenarioModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            // A reader of format 1 reads what a later lastack adds to it.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private ReportJson() {}

    /** Returns the report as JSON, with a line feed at its end. */
    public static String write(Report report) {
        try {
            return MAPPER.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report that is not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException when the text is no report, or one of another format
     */
    public static Report read(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            int format = tree.path("format").asInt();
            if (format != Report.FORMAT) {
                throw new IllegalArgumentException(
                        "a report of format " + format + "; this lastack reads format " + Report.FORMAT);
            }
            return MAPPER.treeToValue(tree, Report.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no report: " + e.getOriginalMessage(), e);
        }
    }
}
