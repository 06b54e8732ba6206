package org.lastack.stacks.line;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;

/**
 * As many stacks as are asked for, each as if just started, from one command line. A few are kept ready, started and
 * greeted; one that was closed begins again when its program can, and is replaced in the background when it cannot.
 */
public final class LineProtocolStacks implements Supplier<StackUnderTest>, AutoCloseable {
    /** One in use, one that begins again meanwhile, one to spare. */
    private static final int READY = 2;

    private final List<String> command;
    private final Limits limits;
    private final Protocol protocol;
    private final ExecutorService background = Executors.newSingleThreadExecutor(LineProtocolStacks::thread);
    private final BlockingQueue<Future<LineProtocolStack>> ready = new LinkedBlockingQueue<>();
    private final Profile profile;
    private final String hello;
    private final Mark mark = Mark.next(Mark.HERE);
    private final Pace pace;
    private volatile boolean repeatable = true;
    private volatile boolean closed;

    /**
     * Starts the first.
     *
     * @throws StackUnavailableException when the program cannot be started
     * @throws ContractException when it does not answer as it should
     */
    public LineProtocolStacks(List<String> command, Limits limits) {
        this(command, limits, Protocol.NONE);
    }

    /**
     * Starts the first.
     *
     * @param protocol where everything that is said is written down
     * @throws StackUnavailableException when the program cannot be started
     * @throws ContractException when it does not answer as it should
     */
    public LineProtocolStacks(List<String> command, Limits limits, Protocol protocol) {
        this(command, limits, protocol, 1);
    }

    /**
     * Starts the first.
     *
     * @param users how many ask for stacks at the same time
     * @throws StackUnavailableException when the program cannot be started
     * @throws ContractException when it does not answer as it should
     */
    public LineProtocolStacks(List<String> command, Limits limits, Protocol protocol, int users) {
        this.command = List.copyOf(command);
        this.limits = limits;
        this.protocol = protocol;
        this.pace = new Pace(limits.answer());
        LineProtocolStack first = start();
        profile = first.profile();
        hello = first.hello();
        first.close();
        for (int i = 1; i < READY + users - 1; i++) {
            ready.add(background.submit(this::start));
        }
    }

    /** Returns what every one of these stacks says of itself. */
    public Profile profile() {
        return profile;
    }

    /**
     * Returns a fresh stack.
     *
     * @throws ContractException when the program broke the contract while it was started
     */
    @Override
    public StackUnderTest get() {
        Future<LineProtocolStack> next = ready.poll();
        if (next == null) {
            return start();
        }
        try {
            LineProtocolStack stack = next.get();
            if (!stack.profile().equals(profile)) {
                throw stack.process()
                        .broken("answered hello with " + difference(stack.hello(), hello) + ", and the first time with "
                                + difference(hello, stack.hello()));
            }
            return stack;
        } catch (InterruptedException e) {
            ready.add(next);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The words that one answer has and the other has not. */
    private static String difference(String one, String other) {
        List<String> words = new ArrayList<>(List.of(one.split(" ", -1)));
        words.removeAll(List.of(other.split(" ", -1)));
        return words.isEmpty() ? "less" : "`" + Transcript.quote(String.join(" ", words)) + "`";
    }

    private LineProtocolStack start() {
        if (closed) {
            throw new CancellationException("the stacks were closed");
        }
        return new LineProtocolStack(
                new ShimProcess(command, limits, pace, Mark.next(mark), protocol), Greeting.DEFAULT, this::released);
    }

    /** A stack was closed: its successor is made ready while the kit goes on with another. */
    private void released(LineProtocolStack stack) {
        if (closed || stack.process().isGone()) {
            stack.process().end();
        } else {
            ready.add(background.submit(() -> successor(stack)));
        }
    }

    private LineProtocolStack successor(LineProtocolStack stack) {
        if (repeatable && stack.again()) {
            return new LineProtocolStack(stack.process(), Greeting.DEFAULT, this::released);
        }
        repeatable = false;
        stack.process().end();
        return start();
    }

    /** Ends all programs, and what they left behind. */
    @Override
    public void close() {
        closed = true;
        background.shutdownNow();
        mark.sweep(); // whoever waits for an answer hears at once that there will be none
        for (Future<LineProtocolStack> next = ready.poll(); next != null; next = ready.poll()) {
            if (!next.cancel(false)) {
                end(next);
            }
        }
        awaitStarter();
        mark.sweep();
    }

    /** A program that is being started just now must not outlive the others. */
    private void awaitStarter() {
        try {
            background.awaitTermination(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(@Nullable Future<LineProtocolStack> stack) {
        try {
            if (stack != null) {
                stack.get().process().end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException e) {
            // it never began
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "line-protocol-starter");
        thread.setDaemon(true);
        return thread;
    }
}
