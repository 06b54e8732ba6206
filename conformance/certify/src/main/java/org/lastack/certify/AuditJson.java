package org.lastack.certify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.lastack.audit.Ending;
import org.lastack.audit.Reason;
import org.lastack.audit.Survey;

/** JSON, one object on a line: one for each connection as it ends, and last one with the facts about the capture. */
final class AuditJson implements AuditReport {
    private static final JsonFactory JSON = new JsonFactory();

    private final PrintStream out;

    AuditJson(PrintStream out) {
        this.out = out;
    }

    /** Writes the fields of one object. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private void line(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }

    @Override
    public void ending(Ending e) {
        line(json -> {
            json.writeNumberField("connection", e.number());
            peer(json, "client", e.client());
            peer(json, "server", e.server());
            json.writeBooleanField("roles_seen", e.rolesSeen());
            json.writeNumberField("from_us", e.from());
            json.writeNumberField("until_us", e.until());
            json.writeNumberField("first_frame", e.firstFrame());
            json.writeNumberField("last_frame", e.lastFrame());
            json.writeNumberField("packets", e.count());
            json.writeStringField("ending", e.kind().word());
            json.writeStringField(
                    "closed_first",
                    e.closedFirst() == null ? "" : e.closedFirst().toString());
            json.writeStringField("sentence", e.sentence());
            reasons(json, e);
            strings(json, "doubts", e.doubts());
            states(json, e);
        });
    }

    private static void peer(JsonGenerator json, String name, Ending.Peer peer) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("address", peer.address().toString());
        json.writeNumberField("port", peer.port());
        json.writeNumberField("text", peer.text());
        json.writeEndObject();
    }

    private static void reasons(JsonGenerator json, Ending e) throws IOException {
        json.writeArrayFieldStart("reasons");
        for (Reason reason : e.reasons()) {
            json.writeStartObject();
            json.writeStringField("reason", reason.cause().word());
            json.writeStringField("words", reason.words());
            json.writeArrayFieldStart("frames");
            for (long frame : reason.frames()) {
                json.writeNumber(frame);
            }
            json.writeEndArray();
            json.writeStringField("decides", reason.decides());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void states(JsonGenerator json, Ending e) throws IOException {
        json.writeArrayFieldStart("states");
        for (Ending.Span span : e.spans()) {
            json.writeStartObject();
            json.writeStringField("side", span.side().toString());
            json.writeStringField("state", span.state().toString());
            json.writeNumberField("us", span.micros());
            json.writeBooleanField("goes_on", span.goesOn());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void strings(JsonGenerator json, String name, List<String> words) throws IOException {
        json.writeArrayFieldStart(name);
        for (String word : words) {
            json.writeString(word);
        }
        json.writeEndArray();
    }

    @Override
    public void end(Survey survey, List<String> flaws) {
        line(json -> {
            json.writeNumberField("packets", survey.frames());
            json.writeNumberField("segments", survey.segments());
            json.writeNumberField("connections", survey.connections());
            json.writeStringField("captured_at", survey.point().word());
            strings(json, "facts", survey.facts());
            strings(json, "flaws", flaws);
        });
    }
}
