package org.lastack.lessons.player;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.JShellSession;
import org.lastack.lessons.engine.KernelUse;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Outcome;

/** A session that comes back after it was killed, with what the lesson had run by then. */
public final class Workshop implements AutoCloseable {
    /** What a person typed may run until the person stops it. */
    static final Duration NO_LIMIT = Duration.ofDays(1);

    private final List<Code> done = new ArrayList<>();
    private CompletableFuture<JShellSession> session;
    private volatile boolean running;
    private volatile @Nullable KernelUse use;

    /** Starts its JVM while the caller goes on. */
    public Workshop() {
        session = CompletableFuture.supplyAsync(JShellSession::start);
    }

    Outcome run(String source, Duration limit) {
        running = true;
        try {
            return session.join().run(source, limit);
        } finally {
            running = false;
        }
    }

    /**
     * Runs a block of a lesson. One that needs the kernel takes turns with other users of it.
     *
     * @param waiting is told once when the block has to wait
     */
    Outcome run(Code code, Runnable waiting) {
        Duration limit = Duration.ofSeconds(code.seconds());
        if (!code.needsKernel()) {
            return run(code.source(), limit);
        }
        KernelUse mine = new KernelUse(KernelUse.Turns.LESSONS);
        use = mine;
        try {
            return mine.run(() -> run(code.source(), limit), waiting).orElse(Outcome.STOPPED);
        } finally {
            use = null;
        }
    }

    /** Stops what runs or waits, if anything does. */
    void interrupt() {
        KernelUse now = use;
        boolean neverBegins = now != null && now.stop();
        if (!neverBegins && running) {
            session.join().kill();
        }
    }

    /** Tells whether its JVM has started. */
    boolean ready() {
        return session.isDone();
    }

    boolean alive() {
        return session.join().alive();
    }

    /** Tells whether the source is the beginning of something longer. */
    boolean isIncomplete(String source) {
        return session.join().isIncomplete(source);
    }

    JShellSession.Completions completions(String source, int cursor) {
        return session.join().completions(source, cursor);
    }

    /** What {@link #rebuild} is to run again. */
    void remember(Code code) {
        done.add(code);
    }

    /** Runs again, in a fresh session, what is remembered. */
    void rebuild(Runnable waiting) {
        fresh();
        for (Code each : done) {
            run(each, waiting);
        }
    }

    /** Forgets everything. */
    void reset() {
        done.clear();
        fresh();
    }

    private void fresh() {
        JShellSession old = session.join();
        session = CompletableFuture.supplyAsync(JShellSession::start);
        old.close();
    }

    @Override
    public void close() {
        session.join().close();
    }
}
