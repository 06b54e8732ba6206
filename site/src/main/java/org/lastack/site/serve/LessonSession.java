package org.lastack.site.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.Drawn;
import org.lastack.lessons.engine.JShellSession;
import org.lastack.lessons.engine.JvmLimits;
import org.lastack.lessons.engine.KernelUse;
import org.lastack.lessons.engine.Outcome;

/** Where one open page of a lesson runs its snippets: a JVM with an empty folder, and another one when that has ended. */
final class LessonSession implements AutoCloseable {
    /** What the JVM of a page may use as its heap. */
    static final int MEGABYTES = 256;

    private static final String CLOSED = "this lesson is closed";

    /** What one run may show. */
    static final int MOST_SHOWN = 256 << 10;

    /** Those before it may take as long as one may take to start (JShellSession). */
    private static final Duration TO_BE_READY = Duration.ofMinutes(4);

    private record Bench(JShellSession session, Path folder) {
        static Bench set(Scratch scratch) throws IOException {
            Path folder = scratch.room();
            return new Bench(JShellSession.start(new JvmLimits(folder, MEGABYTES, MOST_SHOWN)), folder);
        }

        void clear() {
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

    /** A run, from when it is asked for; with a use of the kernel when it needs one. */
    private static final class Run {
        private final @Nullable KernelUse use;
        private volatile boolean waits;
        private volatile boolean stopped;

        Run(@Nullable KernelUse use) {
            this.use = use;
        }
    }

    /** JVMs that start at once: more would not be there sooner. */
    private static final Semaphore STARTING = new Semaphore(2);

    private static final ExecutorService WORK = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lastack-room");
        thread.setDaemon(true);
        return thread;
    });

    private final Scratch scratch;
    private final KernelUse.Turns turns;
    private final AtomicReference<@Nullable Run> running = new AtomicReference<>();
    private CompletableFuture<Bench> bench;
    /** What was left behind, until it is gone. */
    private CompletableFuture<Void> clearing = CompletableFuture.completedFuture(null);

    private volatile boolean closed;
    private volatile long used = System.nanoTime();

    /** Starts its JVM while the caller goes on. */
    LessonSession(Scratch scratch, KernelUse.Turns turns) {
        this.scratch = scratch;
        this.turns = turns;
        bench = set();
    }

    private CompletableFuture<Bench> set() {
        return CompletableFuture.supplyAsync(this::setOne, WORK);
    }

    /** None for a session that made way before it was its turn: however many are opened at once, few start a JVM. */
    private Bench setOne() {
        STARTING.acquireUninterruptibly();
        try {
            if (closed) {
                throw new Refusal(Refusal.NOT_FOUND, CLOSED);
            }
            return Bench.set(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            STARTING.release();
        }
    }

    /**
     * Runs source.
     *
     * @param kernel whether it needs a kernel, for which it may have to wait
     * @throws Refusal when the page runs something already, or a JVM cannot be started
     */
    Answer run(String source, Duration limit, boolean kernel) {
        KernelUse use = kernel ? new KernelUse(turns) : null;
        Run run = new Run(use);
        if (!running.compareAndSet(null, run)) {
            throw new Refusal(Refusal.BUSY, "something runs in this lesson; stop it, or wait");
        }
        try {
            return use == null
                    ? begin(run, source, limit)
                    : use.run(() -> begin(run, source, limit), () -> run.waits = true)
                            .orElse(new Answer(Outcome.STOPPED, List.of(), true));
        } finally {
            used = System.nanoTime();
            running.set(null);
        }
    }

    private Answer begin(Run run, String source, Duration limit) {
        run.waits = false;
        JShellSession session = session();
        if (run.stopped) {
            return new Answer(Outcome.STOPPED, List.of(), false);
        }
        Outcome outcome = session.run(source, limit);
        List<Drawn> drawings = session.alive() ? session.drawings() : List.of();
        return new Answer(outcome, drawings, session.alive());
    }

    /** Tells whether what is to run waits for the kernel. */
    boolean waits() {
        Run now = running.get();
        return now != null && now.waits;
    }

    private JShellSession session() {
        JShellSession session = ready(bench());
        return session.alive() ? session : ready(fresh());
    }

    /** Nobody waits for ever for a JVM that does not come. */
    private static JShellSession ready(CompletableFuture<Bench> bench) {
        try {
            return bench.get(TO_BE_READY.toSeconds(), TimeUnit.SECONDS).session();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refusal refusal
                    ? refusal
                    : new Refusal(Refusal.FULL, "no JVM could be started for this lesson: " + e.getCause());
        } catch (TimeoutException e) {
            throw new Refusal(
                    Refusal.FULL, "no JVM was there for this lesson within " + TO_BE_READY.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.FULL, "the server ends");
        }
    }

    /** The bench, or another one when it could not be set. */
    private synchronized CompletableFuture<Bench> bench() {
        return bench.isCompletedExceptionally() ? fresh() : bench;
    }

    private synchronized CompletableFuture<Bench> fresh() {
        if (closed) {
            throw new Refusal(Refusal.NOT_FOUND, CLOSED);
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

    /** Ends what runs, and with it what was declared; what has not begun will not, and nothing else is lost. */
    void stop() {
        used = System.nanoTime();
        if (!stopWaiting() && running.get() != null) {
            CompletableFuture<Bench> now = bench();
            WORK.execute(() -> now.thenAccept(b -> b.session().kill()).join());
        }
    }

    private boolean stopWaiting() {
        Run now = running.get();
        if (now == null) {
            return false;
        }
        now.stopped = true;
        return now.use != null && now.use.stop();
    }

    /** Begins anew with a JVM and a folder that nobody has used. */
    void reset() {
        used = System.nanoTime();
        stopWaiting();
        var unused = fresh();
    }

    /** How long nobody has asked anything of it; nothing while it runs. What waits for the kernel does not run. */
    Duration idle() {
        return running.get() != null && !waits() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - used);
    }

    @Override
    public void close() {
        stopWaiting();
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
