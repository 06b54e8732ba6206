package org.lastack.kit.report;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;

/** A {@link Report} as JSON, in the names of its records; what is null is left out. */
public final class ReportJson {
    /** What earlier reports had not. */
    private static final Set<String> NEWER = Set.of("words", "coverage", "loneKnobs", "others", "unfounded");

    private static final ObjectMapper MAPPER =
            mapper().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int LONGEST_REASON = 200;

    private ReportJson() {}

    /** Begins a mapper for parts of a report. */
    static JsonMapper.Builder mapper() {
        return StrictJson.mapper(NEWER)
                .addModule(new ScenarioModule())
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING);
    }

    /** Returns the report as JSON, with a line feed at its end. */
    public static String write(Report report) {
        try {
            return MAPPER.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report that is not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a report, which may come from anybody: what this returns has everything that it must have, and all of it within reason.
     *
     * @throws IllegalArgumentException when the text is no report, or one of another format; the message is one line
     */
    public static Report read(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            JsonNode format = tree.path("format");
            if (!format.isInt()) {
                throw new IllegalArgumentException(
                        "no report: " + (json.isBlank() ? "it is empty" : "it has no format"));
            }
            if (format.asInt() != Report.FORMAT) {
                throw new IllegalArgumentException(
                        "a report of format " + format.asInt() + "; this lastack reads format " + Report.FORMAT);
            }
            Report report = MAPPER.treeToValue(tree, Report.class);
            check(report);
            return report;
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("no report: " + where(e) + reason(e), e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "" : " in line " + at.getLineNr();
            throw new IllegalArgumentException("no report: not JSON" + line + ": " + reason(e), e);
        }
    }

    private static void check(Report report) {
        try {
            ReportCheck.check(report);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no report: " + e.getMessage(), e);
        }
    }

    /** Returns the place in the report, for example {@code stacks[0].rules[3].verdict: }. */
    private static String where(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            boolean field = step.getFieldName() != null;
            path.append(field && path.length() > 0 ? "." : "");
            path.append(field ? step.getFieldName() : "[" + step.getIndex() + "]");
        }
        return path.length() == 0 ? "" : Text.line(path.toString(), LONGEST_REASON) + ": ";
    }

    /** What is wrong with the JSON, in a line. */
    static String reason(JsonProcessingException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("");
        return first.startsWith("Missing required") ? "it is missing" : Text.line(first, LONGEST_REASON);
    }
}
