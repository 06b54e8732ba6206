package org.lastack.lessons.player;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jdk.jshell.SourceCodeAnalysis;
import org.lastack.lessons.engine.Outcome;
import org.lastack.lessons.engine.Session;

/** A session that comes back after it was killed, with what the lesson had run by then. */
public final class Workshop implements AutoCloseable {
    /** What a person typed may run until the person stops it. */
    static final Duration NO_LIMIT = Duration.ofDays(1);

    private static final Duration REBUILD = Duration.ofSeconds(20);

    private final List<String> done = new ArrayList<>();
    private CompletableFuture<Session> session;
    private volatile boolean running;

    /** Starts its JVM while the caller goes on. */
    public Workshop() {
        session = CompletableFuture.supplyAsync(Session::start);
    }

    Outcome run(String source, Duration limit) {
        running = true;
        try {
            return session.join().run(source, limit);
        } finally {
            running = false;
        }
    }

    /** Stops what runs, if anything does. */
    void interrupt() {
        if (running) {
            session.join().kill();
        }
    }

    boolean alive() {
        return session.join().alive();
    }

    SourceCodeAnalysis analysis() {
        return session.join().analysis();
    }

    /** What {@link #rebuild} is to run again. */
    void remember(String source) {
        done.add(source);
    }

    /** Runs again, in a fresh session, what is remembered. */
    void rebuild() {
        fresh();
        for (String each : done) {
            session.join().run(each, REBUILD);
        }
    }

    /** Forgets everything. */
    void reset() {
        done.clear();
        fresh();
    }

    private void fresh() {
        Session old = session.join();
        session = CompletableFuture.supplyAsync(Session::start);
        old.close();
    }

    @Override
    public void close() {
        session.join().close();
    }
}
