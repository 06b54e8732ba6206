package org.lastack.site.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.lastack.lessons.engine.Drawn;
import org.lastack.lessons.engine.Limits;
import org.lastack.lessons.engine.Outcome;
import org.lastack.lessons.engine.Session;

/** Where one open page of a lesson runs its snippets: a JVM with an empty folder, and another one when that has ended. */
final class Room implements AutoCloseable {
    /** What the JVM of a page may use as its heap. */
    static final int MEGABYTES = 256;

    /** What one run may show. */
    static final int MOST_SHOWN = 256 << 10;

    private record Bench(Session session, Path folder) {
        static Bench set(Scratch scratch) {
            try {
                Path folder = scratch.room();
                return new Bench(Session.start(new Limits(folder, MEGABYTES, MOST_SHOWN)), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void clear() {
            session.kill();
            session.close();
            try {
                Scratch.remove(folder);
            } catch (IOException e) {
                return; // it goes with the folder of the server
            }
        }
    }

    /**
     * What came of a run.
     *
     * @param kept whether what was declared so far is still there
     */
    record Answer(Outcome outcome, List<Drawn> drawings, boolean kept) {}

    private static final ExecutorService WORK = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lastack-room");
        thread.setDaemon(true);
        return thread;
    });

    private final Scratch scratch;
    private final ReentrantLock running = new ReentrantLock();
    private CompletableFuture<Bench> bench;
    /** What was left behind, until it is gone. */
    private CompletableFuture<Void> clearing = CompletableFuture.completedFuture(null);

    private boolean closed;
    private volatile long used = System.nanoTime();

    /** Starts its JVM while the caller goes on. */
    Room(Scratch scratch) {
        this.scratch = scratch;
        bench = set();
    }

    private CompletableFuture<Bench> set() {
        return CompletableFuture.supplyAsync(() -> Bench.set(scratch), WORK);
    }

    /**
     * Runs source.
     *
     * @throws Refusal when the page runs something already, or a JVM cannot be started
     */
    Answer run(String source, Duration limit) {
        if (!running.tryLock()) {
            throw new Refusal(Refusal.BUSY, "something runs in this lesson; stop it, or wait");
        }
        try {
            Session session = session();
            Outcome outcome = session.run(source, limit);
            List<Drawn> drawings = session.alive() ? session.drawings() : List.of();
            return new Answer(outcome, drawings, session.alive());
        } finally {
            used = System.nanoTime();
            running.unlock();
        }
    }

    private Session session() {
        try {
            Session session = bench().join().session();
            return session.alive() ? session : fresh().join().session();
        } catch (CompletionException e) {
            throw new Refusal(Refusal.FULL, "no JVM could be started for this lesson: " + e.getCause());
        }
    }

    /** The bench, or another one when it could not be set. */
    private synchronized CompletableFuture<Bench> bench() {
        return bench.isCompletedExceptionally() ? fresh() : bench;
    }

    private synchronized CompletableFuture<Bench> fresh() {
        if (closed) {
            throw new Refusal(Refusal.NOT_FOUND, "this lesson is closed");
        }
        CompletableFuture<Bench> old = bench;
        clearing = CompletableFuture.allOf(clearing, CompletableFuture.runAsync(() -> clear(old), WORK));
        bench = set();
        return bench;
    }

    private static void clear(CompletableFuture<Bench> bench) {
        try {
            bench.join().clear();
        } catch (CompletionException e) {
            return; // it was never set
        }
    }

    /** Ends what runs, and with it what was declared. */
    void stop() {
        used = System.nanoTime();
        if (running.isLocked()) {
            CompletableFuture<Bench> now = bench();
            WORK.execute(() -> now.thenAccept(b -> b.session().kill()).join());
        }
    }

    /** Begins anew with a JVM and a folder that nobody has used. */
    void reset() {
        used = System.nanoTime();
        var unused = fresh();
    }

    /** How long nobody has asked anything of it; nothing while it runs. */
    Duration idle() {
        return running.isLocked() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - used);
    }

    @Override
    public void close() {
        CompletableFuture<Bench> last;
        CompletableFuture<Void> before;
        synchronized (this) {
            closed = true;
            last = bench;
            before = clearing;
        }
        clear(last);
        before.join();
    }
}
