package org.lastack.site.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.lastack.site.lesson.ShownHtml;

/** What live pages ask of the server, as JSON. */
final class LessonApi {
    private static final int SECONDS = 10;
    private static final int MOST_SECONDS = 60;
    /** What leads from a lesson to the folder of the site. */
    private static final String UP = "../";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RequestGuard guard;
    private final LessonSessions sessions;

    LessonApi(RequestGuard guard, LessonSessions sessions) {
        this.guard = guard;
        this.sessions = sessions;
    }

    void routes(RoutesConfig routes) {
        post(routes, "open", request -> reply(request, JSON.createObjectNode().put("room", sessions.open())));
        // What guards every call has passed it: the key is right.
        post(routes, "key", request -> reply(request, JSON.createObjectNode()));
        post(routes, "run", this::run);
        post(routes, "waits", request -> {
            boolean waits = sessions.get(session(request)).waits();
            reply(request, JSON.createObjectNode().put("waits", waits));
        });
        post(routes, "stop", request -> {
            sessions.get(session(request)).stop();
            reply(request, JSON.createObjectNode());
        });
        post(routes, "reset", request -> {
            sessions.get(session(request)).reset();
            reply(request, JSON.createObjectNode());
        });
        post(routes, "close", request -> {
            sessions.close(session(request));
            reply(request, JSON.createObjectNode());
        });
    }

    private void post(RoutesConfig routes, String name, Handler handler) {
        routes.post(RequestGuard.API + name, request -> {
            guard.authorize(request);
            handler.handle(request);
        });
    }

    private void run(Context request) throws IOException {
        JsonNode body = body(request);
        String source = text(body, "source");
        int seconds = Math.min(Math.max(body.path("seconds").asInt(SECONDS), 1), MOST_SECONDS);
        LessonSession.Answer answer = sessions.get(text(body, "room"))
                .run(source, Duration.ofSeconds(seconds), body.path("kernel").asBoolean());
        ObjectNode reply = JSON.createObjectNode();
        reply.put("end", answer.outcome().end().name().toLowerCase(Locale.ROOT));
        reply.put("shown", answer.outcome().shown());
        reply.put("error", answer.outcome().error());
        reply.put("kept", answer.kept());
        reply.put("html", ShownHtml.of(answer.outcome().shown(), answer.drawings(), UP, ""));
        reply(request, reply);
    }

    private static String session(Context request) throws IOException {
        return text(body(request), "room");
    }

    private static String text(JsonNode body, String name) {
        if (!body.path(name).isTextual()) {
            throw new Refusal(Refusal.WRONG, "the call lacks \"" + name + "\"");
        }
        return body.path(name).asText();
    }

    /** One that does not say how long it is may be too long nonetheless. */
    private static JsonNode body(Context request) throws IOException {
        byte[] octets;
        try (InputStream in = request.req().getInputStream()) {
            octets = in.readNBytes(RequestGuard.MOST_OCTETS + 1);
        } catch (IOException | HttpException.RuntimeException e) {
            throw new Refusal(Refusal.WRONG, "the call did not come whole");
        }
        if (octets.length > RequestGuard.MOST_OCTETS) {
            throw new Refusal(Refusal.TOO_LARGE, "at most " + (RequestGuard.MOST_OCTETS >> 10) + " KB can be sent");
        }
        try {
            return JSON.readTree(octets);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new Refusal(Refusal.WRONG, "the call is not JSON");
        }
    }

    static void reply(Context request, ObjectNode node) {
        request.contentType("application/json").result(node.toString());
    }

    static ObjectNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }
}
