package org.lastack.site.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lastack.lessons.engine.KernelUse;

/** The sessions of all pages that are open: so many at once, and none for longer than somebody uses it. */
final class LessonSessions implements AutoCloseable {
    private static final int LOOKS = 20;

    private final int most;
    private final Duration idle;
    private final Scratch scratch;
    private final KernelUse.Turns turns;
    private final Map<String, LessonSession> sessions = new LinkedHashMap<>();
    private boolean closed;
    private final ScheduledExecutorService cleaner = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lastack-rooms");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Opens nothing yet.
     *
     * @param most how many there may be
     * @param idle after what time a session that nobody uses is closed
     * @param scratch where their folders are; closed with them
     * @param turns on the kernel of the lessons
     */
    LessonSessions(int most, Duration idle, Scratch scratch, KernelUse.Turns turns) {
        this.most = most;
        this.idle = idle;
        this.scratch = scratch;
        this.turns = turns;
        long each = idle.toMillis() / LOOKS;
        var unused = cleaner.scheduleWithFixedDelay(this::closeIdle, each, each, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a session and returns its name. When there are too many, the one that was not used for longest makes way: its page
     * finds it gone and opens another. One that waits for the kernel, for nobody perhaps, does so when there is no other.
     *
     * @throws Refusal when all of them run something
     */
    String open() {
        LessonSession away = null;
        String name = Token.random().text();
        synchronized (this) {
            if (closed) {
                throw new Refusal(Refusal.FULL, "the server ends");
            }
            if (sessions.size() >= most) {
                away = sessions.remove(longestIdle());
            }
            sessions.put(name, new LessonSession(scratch, turns));
        }
        if (away != null) {
            away.close();
        }
        return name;
    }

    private String longestIdle() {
        return sessions.entrySet().stream()
                .filter(each -> !each.getValue().idle().isZero())
                .max(Comparator.comparing((Map.Entry<String, LessonSession> each) ->
                                !each.getValue().waits())
                        .thenComparing(each -> each.getValue().idle()))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new Refusal(
                        Refusal.FULL,
                        "all " + most + " lessons that can be live at once run something; stop one of them"));
    }

    /** @throws Refusal when it was closed, or never opened */
    synchronized LessonSession get(String name) {
        LessonSession session = sessions.get(name);
        if (session == null) {
            throw new Refusal(Refusal.NOT_FOUND, "this lesson was not used for long and has been closed");
        }
        return session;
    }

    /** Closes a session; one that is not there is closed already. */
    void close(String name) {
        LessonSession session;
        synchronized (this) {
            session = sessions.remove(name);
        }
        if (session != null) {
            session.close();
        }
    }

    synchronized int size() {
        return sessions.size();
    }

    private void closeIdle() {
        List<String> old = new ArrayList<>();
        synchronized (this) {
            sessions.forEach((name, session) -> {
                if (session.idle().compareTo(idle) > 0 && !session.waits()) {
                    old.add(name);
                }
            });
        }
        old.forEach(this::close);
    }

    @Override
    public void close() {
        cleaner.shutdownNow();
        List<String> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(sessions.keySet());
        }
        all.parallelStream().forEach(this::close);
        scratch.close();
    }
}
