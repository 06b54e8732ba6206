package org.lastack.site.serve;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.lastack.lessons.engine.KernelUse;
import org.lastack.site.SiteProblem;

/** Serves the folder of the site to this machine, and runs the snippets of its lessons. */
public final class Server implements AutoCloseable {
    /** The number of the RFC of TCP. */
    public static final int PORT = 9293;

    private static final String LOOPBACK = "127.0.0.1";
    static final int MOST_ROOMS = 6;
    private static final Duration IDLE = Duration.ofMinutes(20);

    private final Token token = Token.random();
    private final LessonSessions sessions;
    private final Javalin javalin;

    private Server(Path folder, int port, LessonSessions sessions) throws IOException {
        this.sessions = sessions;
        RequestGuard guard = new RequestGuard(token);
        SiteFiles files = new SiteFiles(folder);
        LessonApi api = new LessonApi(guard, sessions);
        javalin = Javalin.create(config -> {
            quiet(config);
            config.jetty.modifyServer(jetty -> jetty.setHandler(new EagerContentHandler(new WholeBodies(guard))));
            config.jetty.host = LOOPBACK;
            config.jetty.port = port;
            config.routes.before(guard::check);
            api.routes(config.routes);
            config.routes.get("/*", files::answer);
            config.routes.head("/*", files::answer);
            config.routes.exception(Refusal.class, Server::refuse);
            config.routes.exception(
                    HttpResponseException.class,
                    (e, request) -> refuse(new Refusal(e.getStatus(), "that is not answered here"), request));
            config.routes.exception(
                    Exception.class,
                    (e, request) -> refuse(new Refusal(Refusal.MISTAKE, "a mistake in lastack itself: " + e), request));
        });
    }

    /**
     * Serves the folder.
     *
     * @param port 0 for one that is free
     * @throws Problem when the port is taken, or temporary files cannot be written
     */
    public static Server start(Path folder, int port) throws IOException {
        return start(folder, port, KernelUse.Turns.LESSONS);
    }

    /** The same, with turns on the kernel of the lessons. */
    public static Server start(Path folder, int port, KernelUse.Turns turns) throws IOException {
        return start(folder, port, new LessonSessions(MOST_ROOMS, IDLE, scratch(), turns));
    }

    private static Scratch scratch() {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return Scratch.in(place);
        } catch (IOException e) {
            throw new SiteProblem(
                    "cannot write to " + place + " (" + e.getClass().getSimpleName()
                            + "), where temporary files belong; make room there, or let it be written");
        }
    }

    static Server start(Path folder, int port, LessonSessions sessions) throws IOException {
        Server server = new Server(folder, port, sessions);
        try {
            server.javalin.start();
            return server;
        } catch (JavalinBindException e) {
            server.close();
            throw new SiteProblem(
                    "port " + port + " is taken; choose another one with --port, or 0 for any that is free");
        }
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new PlainErrors()));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new PlainErrors()));
    }

    private static void refuse(Refusal refusal, Context request) {
        request.status(HttpStatus.forStatus(refusal.status()));
        if (refusal.status() == Refusal.TOO_LARGE) {
            request.header("Connection", "close");
        }
        if (request.path().startsWith(RequestGuard.API)) {
            LessonApi.reply(request, LessonApi.error(refusal.why()));
        } else {
            request.contentType("text/plain; charset=utf-8").result("lastack: " + refusal.why() + "\n");
        }
    }

    /** Returns the port. */
    public int port() {
        return javalin.port();
    }

    /**
     * Returns what a reader opens: with the token, which makes the lessons live. It stands where no browser sends it anywhere;
     * the pages keep it for their own port. A cookie would go to every server of this machine, whoever it belongs to.
     */
    public String address() {
        return "http://" + LOOPBACK + ":" + port() + "/#key=" + token.text();
    }

    @Override
    public void close() {
        sessions.close(); // what runs ends, and so do the requests that wait for it
        javalin.stop();
    }
}
