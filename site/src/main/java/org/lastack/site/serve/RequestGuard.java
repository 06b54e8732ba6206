package org.lastack.site.serve;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.lastack.site.page.Layout;

/** What every request must pass, and what every answer carries. */
final class RequestGuard {
    /** Of a request's body: a snippet is smaller. */
    static final int MOST_OCTETS = 64 << 10;

    static final String API = "/api/";

    /** The name of the header that tells what a page may load. */
    static final String POLICY = "Content-Security-Policy";

    /** What a policy inside a page cannot say. */
    static final String NO_FRAMES = "; frame-ancestors 'none'";

    private static final String TOKEN_HEADER = "X-Lastack-Token";
    private static final List<String> NAMES = List.of("127.0.0.1", "localhost");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** What every answer carries. */
    static final Map<String, String> HEADERS = Map.of(
            POLICY,
            Layout.POLICY + NO_FRAMES,
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()",
            // What is written anew is to be seen.
            "Cache-Control",
            "no-store");

    private final Token token;

    RequestGuard(Token token) {
        this.token = token;
    }

    /** @throws Refusal when the request must not be answered */
    void check(Context request) {
        HEADERS.forEach(request::header);
        int port = request.req().getLocalPort();
        host(request, port);
        origin(request, port);
        size(request);
        method(request);
    }

    /** Another name that leads here is another site, which its owner points to this machine (DNS rebinding). */
    private static void host(Context request, int port) {
        String asked = request.header("Host");
        String meant = request.req().getServerName() + ":" + request.req().getServerPort();
        boolean ours = NAMES.stream().map(name -> name + ":" + port).anyMatch(n -> n.equals(asked) && n.equals(meant));
        if (!ours || !"http".equals(request.req().getScheme())) {
            throw new Refusal(Refusal.MISDIRECTED, "this server is 127.0.0.1:" + port + " and nothing else");
        }
    }

    /** A page of another site may send requests here, and the browser says whose they are. */
    private static void origin(Context request, int port) {
        Set<String> all = Set.copyOf(Collections.list(request.req().getHeaders("Origin")));
        boolean ours =
                all.isEmpty() || NAMES.stream().anyMatch(name -> all.equals(Set.of("http://" + name + ":" + port)));
        boolean elsewhere = !ours || isFromElsewhere(request.header("Sec-Fetch-Site"), request);
        if (elsewhere) {
            throw new Refusal(Refusal.NOT_ALLOWED, "only the pages of this server may ask it");
        }
    }

    /** Who follows a link to a page may come from anywhere. */
    private static boolean isFromElsewhere(@Nullable String from, Context request) {
        boolean link = "navigate".equals(request.header("Sec-Fetch-Mode"))
                && !request.path().startsWith(API);
        return from != null && !link && !Set.of("same-origin", "none").contains(from);
    }

    private static void size(Context request) {
        if (request.req().getContentLengthLong() > MOST_OCTETS) {
            throw new Refusal(Refusal.TOO_LARGE, "at most " + (MOST_OCTETS >> 10) + " KB can be sent");
        }
    }

    private static void method(Context request) {
        String method = request.req().getMethod();
        boolean api = request.path().startsWith(API);
        if (api ? !method.equals("POST") : !READING.contains(method)) {
            throw new Refusal(Refusal.NO_SUCH_METHOD, method + " is not answered here");
        }
    }

    /** Tells whether the body of a request is worth waiting for: it may be read, and who sends it knows the token. */
    boolean reads(Request request) {
        return Request.getPathInContext(request).startsWith(API)
                && request.getLength() <= MOST_OCTETS
                && token.is(request.getHeaders().get(TOKEN_HEADER));
    }

    /** @throws Refusal when a call does not come from one of our pages */
    void authorize(Context request) {
        if (!token.is(request.header(TOKEN_HEADER))) {
            throw new Refusal(
                    Refusal.NOT_ALLOWED,
                    "the token is not that of this start of the server; open the address that it printed");
        }
    }
}
