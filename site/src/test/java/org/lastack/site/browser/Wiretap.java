package org.lastack.site.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a page with all their headers, as the browser reports them by itself. {@code Request.allHeaders()} asks for them
 * and waits, for ever, for those of a request that was given up before it went out.
 */
final class Wiretap {
    /** A request: method and address, and what its headers say, which comes in two reports. */
    record Sent(String line, String headers) {
        boolean tells(String secret) {
            return (line + headers).contains(secret);
        }
    }

    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, StringBuilder> headers = new LinkedHashMap<>();

    /** Listens from now on. */
    Wiretap(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.on("Network.requestWillBeSent", said -> {
            JsonObject request = said.getAsJsonObject("request");
            lines.put(
                    id(said),
                    request.get("method").getAsString() + " "
                            + request.get("url").getAsString());
            keep(said, request);
        });
        session.on("Network.requestWillBeSentExtraInfo", said -> keep(said, said));
        session.send("Network.enable");
    }

    private void keep(JsonObject said, JsonObject holder) {
        headers.computeIfAbsent(id(said), id -> new StringBuilder()).append(holder.get("headers"));
    }

    private static String id(JsonObject said) {
        return said.get("requestId").getAsString();
    }

    /** Returns what was sent until now, in order. */
    List<Sent> all() {
        List<Sent> all = new ArrayList<>();
        lines.forEach((id, line) -> all.add(new Sent(line, headers.get(id).toString())));
        return all;
    }
}
