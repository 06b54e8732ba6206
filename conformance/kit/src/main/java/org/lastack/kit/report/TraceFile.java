package org.lastack.kit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.lastack.kit.stack.Profile;
import org.lastack.trace.Trace;

/**
 * Traces of one stack as text, to be judged again: a line of JSON with what the stack says of itself, then one for each trace, both as
 * a {@link Report} has them.
 *
 * @param profile what the stack says of itself
 * @param traces what was seen of it
 */
public record TraceFile(Profile profile, List<Trace> traces) {
    private static final ObjectMapper MAPPER = ReportJson.mapper().build();

    public TraceFile {
        traces = List.copyOf(traces);
    }

    /** Returns the lines. */
    public List<String> write() {
        List<String> lines = new ArrayList<>();
        lines.add(line(Reporting.stack("", List.of(), profile)));
        traces.forEach(t -> lines.add(line(SeenTrace.of(t))));
        return lines;
    }

    /**
     * Reads the lines, which may come from anybody.
     *
     * @throws IllegalArgumentException when they are no such file; the message is one line and names theirs
     */
    public static TraceFile read(List<String> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no traces: there is no first line, which says what the stack is");
        }
        Report.Stack stack = read(lines, 0, Report.Stack.class);
        ReportCheck.stack(stack, "line 1");
        List<Trace> traces = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            Report.Seen seen = read(lines, i, Report.Seen.class);
            ReportCheck.trace(seen, "line " + (i + 1));
            Trace trace = SeenTrace.read(seen);
            if (trace == null) {
                throw new IllegalArgumentException("line " + (i + 1) + ": a trace without calls or events");
            }
            traces.add(trace);
        }
        return new TraceFile(Stored.profile(stack), traces);
    }

    private static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a trace that is not JSON: " + e.getMessage(), e);
        }
    }

    private static <T> T read(List<String> lines, int i, Class<T> type) {
        try {
            return MAPPER.readValue(lines.get(i), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("line " + (i + 1) + ": " + ReportJson.reason(e), e);
        }
    }
}
