package org.lastack.certify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.Doctor;
import org.lastack.doctor.Finding;
import org.lastack.doctor.Snapshot;
import org.lastack.tcp.State;

/** JSON, one object on a line for each look. */
final class DoctorJson implements DoctorReport {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXTENDED = "TcpExt.";

    private final PrintStream out;

    DoctorJson(PrintStream out) {
        this.out = out;
    }

    @Override
    public void look(@Nullable Snapshot before, Snapshot now, List<Finding> findings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("kernel", now.kernel());
            json.writeStringField("namespace_of", now.place());
            if (before != null) {
                json.writeNumberField("looked_for_us", now.at() - before.at());
            }
            json.writeObjectFieldStart("states");
            for (Map.Entry<State, Integer> each : Doctor.states(now).entrySet()) {
                json.writeNumberField(each.getKey().toString(), each.getValue());
            }
            json.writeEndObject();
            strings(json, "unseen", now.unseen());
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                finding(json, finding);
            }
            json.writeEndArray();
            counters(json, before, now);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }

    private static void finding(JsonGenerator json, Finding f) throws IOException {
        json.writeStartObject();
        json.writeStringField("finding", f.word());
        json.writeStringField("harm", f.harm().toString());
        json.writeStringField("seen", f.seen());
        json.writeStringField("meaning", f.meaning());
        strings(json, "who", f.who());
        json.writeStringField("do", f.action());
        json.writeStringField("not", f.leave());
        json.writeNumberField("lesson", f.lesson());
        json.writeEndObject();
    }

    /** Those of TcpExt that are not 0, and by how much they rose where that is known. */
    private static void counters(JsonGenerator json, @Nullable Snapshot before, Snapshot now) throws IOException {
        numbers(json, "counters", now, Map.of());
        if (before != null) {
            numbers(json, "rose", now, before.counters());
        }
    }

    private static void numbers(JsonGenerator json, String name, Snapshot now, Map<String, Long> less)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> each : new TreeMap<>(now.counters()).entrySet()) {
            long value = each.getValue() - less.getOrDefault(each.getKey(), 0L);
            if (each.getKey().startsWith(EXTENDED) && value != 0) {
                json.writeNumberField(each.getKey().substring(EXTENDED.length()), value);
            }
        }
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> words) throws IOException {
        json.writeArrayFieldStart(name);
        for (String word : words) {
            json.writeString(word);
        }
        json.writeEndArray();
    }
}
