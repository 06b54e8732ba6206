package org.lastack.lessons.engine;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Sessions for one lesson after another: the JVM that has run one runs the next much sooner, since its compiler is warm. */
public final class Sessions implements AutoCloseable {
    private final ConcurrentLinkedDeque<JShellSession> used = new ConcurrentLinkedDeque<>();
    private boolean closed;

    /** Does something in a session in which nothing was declared. Several threads may ask at a time. */
    public <T> T in(Function<JShellSession, T> work) {
        JShellSession session = fresh();
        try {
            return work.apply(session);
        } finally {
            giveBack(session);
        }
    }

    private synchronized void giveBack(JShellSession session) {
        if (closed) {
            session.close();
        } else {
            used.push(session);
        }
    }

    private JShellSession fresh() {
        for (JShellSession session = used.poll(); session != null; session = used.poll()) {
            if (session.alive() && session.begin()) {
                return session;
            }
            session.close();
        }
        return JShellSession.start();
    }

    @Override
    public synchronized void close() {
        closed = true;
        used.forEach(JShellSession::close);
    }
}
