package org.lastack.kit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .annotationIntrospector(new Required())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private static final int LONGEST_REASON = 200;

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
            return MAPPER.treeToValue(tree, Report.class);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException("no report: " + where(e) + reason(e), e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "" : " in line " + at.getLineNr();
            throw new IllegalArgumentException("no report: not JSON" + line + ": " + reason(e), e);
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
        return path.length() == 0 ? "" : path + ": ";
    }

    private static String reason(JsonProcessingException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("");
        return first.startsWith("Missing required") ? "it is missing" : Text.cut(Text.clean(first), LONGEST_REASON);
    }

    /** Says which fields of a report may be absent: those that earlier ones had not, and those that are absent when null. */
    private static final class Required extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;
        private static final Set<String> OPTIONAL = Set.of(
                "words",
                "local6",
                "coverage",
                "known",
                "counterexample",
                "steps",
                "script",
                "socket",
                "lost",
                "octets",
                "segment",
                "mss",
                "windowScale",
                "sackPermitted",
                "tsVal",
                "tsEcr");

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            Class<?> owner = member.getDeclaringClass();
            if (!(member instanceof AnnotatedParameter parameter) || !Report.class.equals(owner.getNestHost())) {
                return super.hasRequiredMarker(member);
            }
            return !OPTIONAL.contains(owner.getRecordComponents()[parameter.getIndex()].getName());
        }
    }
}
