package org.lastack.stacks.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * A running program and its lines. Whatever it does, no method here takes longer than the limits say, and nothing of it
 * is left when it was ended.
 */
final class ShimProcess {
    /** What a program has said before its end is read so long after it, whoever holds its stdout then. */
    private static final long AFTERWARDS = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE = Long.MAX_VALUE;
    private static final long EXPIRED = Long.MIN_VALUE;

    private final List<String> command;
    private final Limits limits;
    private final Pace pace;
    private final Mark mark;
    private final Protocol protocol;
    private final int number;
    private final Pipes pipes;
    private final Process process;
    private final OutputStream in;
    private final Thread logger;
    private final Transcript transcript = new Transcript();

    /** When the watchdog kills: nanoseconds of {@link System#nanoTime}, or {@link #IDLE}, or {@link #EXPIRED}. */
    private final AtomicLong deadline = new AtomicLong(IDLE);

    /** When the command was sent whose answer is due. */
    private volatile long sent;

    /** When the watchdog first saw that the program has ended; 0 before. */
    private long gone;

    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int filled;
    private String asked = "";
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicLong octets = new AtomicLong();

    /**
     * Starts the program.
     *
     * @param pace how long it and its like may take altogether
     * @param mark by which it and all that it starts can be found
     * @param protocol where all that is said is written down
     * @throws StackUnavailableException when the system cannot start it
     */
    ShimProcess(List<String> command, Limits limits, Pace pace, Mark mark, Protocol protocol) {
        this.command = List.copyOf(command);
        this.limits = limits;
        this.pace = pace;
        this.mark = mark;
        this.protocol = protocol;
        this.number = protocol.next();
        pace.started();
        try {
            pipes = Pipes.start(command, mark);
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot start " + command.get(0) + ": is it there, and executable? (" + e.getMessage() + ")", e);
        }
        process = pipes.process();
        in = pipes.in();
        logger = new Thread(this::log, "line-protocol-log");
        logger.setDaemon(true);
        logger.start();
        Watchdog.add(this);
    }

    /** Starts a program that stands for itself. */
    static ShimProcess start(List<String> command, Limits limits) {
        return new ShimProcess(
                command, limits, new Pace(limits.answer()), Mark.next(Mark.next(Mark.HERE)), Protocol.NONE);
    }

    /** Sends a command; its answer is due within the time limit. */
    void send(String line) {
        if (!quiet()) {
            startTheClock(); // for the rest of the line
            String early = readLine();
            throw broken("said `" + Transcript.quote(early) + "` "
                    + (asked.isEmpty()
                            ? "before it was asked anything"
                            : "outside of a command, after the answer to `" + Transcript.quote(asked) + "`"));
        }
        sendAnyway(line);
    }

    /** Sends a command although the program may be talking, as it may with a wall clock. */
    void sendAnyway(String line) {
        asked = line;
        lines.set(0);
        octets.set(0);
        transcript.add("> ", line);
        protocol.line(number, "> ", line);
        startTheClock();
        try {
            in.write(line.concat("\n").getBytes(StandardCharsets.ISO_8859_1));
            in.flush();
        } catch (IOException e) {
            // It closed its stdin, which most do by dying: what it said before that is read, and then its end.
            transcript.add("! ", "cannot write to it: " + e.getMessage());
        }
    }

    private void startTheClock() {
        sent = System.nanoTime();
        deadline.set(sent + limits.answer().toNanos());
    }

    /** Says that this line is the answer that was due: the clock stops. */
    void answered(String line) {
        long due = deadline.getAndSet(IDLE);
        if (due == EXPIRED) {
            throw late();
        }
        if (due == IDLE) {
            throw broken("said `" + Transcript.quote(line) + "` when nothing was asked");
        }
        if (pace.tooSlow(System.nanoTime() - sent)) {
            throw broken(pace.show());
        }
    }

    /** Reads the next line, without its end. Blocks until there is one; the watchdog ends that. */
    String readLine() {
        StringBuilder start = null;
        while (true) {
            int end = next;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            String part = new String(buffer, next, end - next, StandardCharsets.ISO_8859_1);
            boolean whole = end < filled;
            next = whole ? end + 1 : end;
            if ((start == null ? 0 : start.length()) + part.length() > limits.line()) {
                throw broken("wrote a line of more than " + limits.line() + " characters");
            }
            if (whole) {
                return heard(start == null ? part : start.append(part).toString());
            }
            start = start == null ? new StringBuilder(part) : start.append(part);
            fill(start);
        }
    }

    private String heard(String line) {
        transcript.add("< ", line);
        protocol.line(number, "< ", line);
        int count = lines.incrementAndGet();
        long length = octets.addAndGet(line.length() + 1);
        if (count > limits.lines() || length > limits.octets()) {
            throw broken("floods: " + count + " lines, " + length + " octets after `" + Transcript.quote(asked) + "`");
        }
        return line;
    }

    private void fill(StringBuilder unfinished) {
        int count;
        try {
            count = pipes.out().read(buffer, 0, buffer.length);
        } catch (IOException e) {
            count = -1; // the watchdog or an end from another thread
        }
        if (count < 0) {
            if (unfinished.length() > 0) {
                transcript.add("< ", unfinished + " (no end of line)");
                protocol.line(number, "< ", unfinished + " (no end of line)");
            }
            throw ended(deadline.get());
        }
        next = 0;
        filled = count;
    }

    private ContractException ended(long due) {
        if (due == EXPIRED) {
            return late();
        }
        String when = due == IDLE
                ? ", some time after `" + Transcript.quote(asked) + "`"
                : ", where it should answer `" + Transcript.quote(asked) + "`";
        return broken("ended" + status() + when);
    }

    /** Tells whether the program has said nothing that was not yet read. */
    boolean quiet() {
        try {
            return next == filled && pipes.available() == 0;
        } catch (IOException e) {
            return true; // it is dead, which the next read reports
        }
    }

    private ContractException late() {
        return broken("did not answer `" + Transcript.quote(asked) + "` within "
                + limits.answer().toMillis() + " ms");
    }

    /** Ends the program and returns what to throw: it broke the contract. */
    ContractException broken(String what) {
        kill();
        await(logger);
        // Where it lies is nothing to hand on in a report.
        String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
        String line = Transcript.printable(name + " " + what).replace('\n', '?');
        return new ContractException(line, transcript.show());
    }

    /** How the program ended, when it did: its status or the signal that killed it. */
    private String status() {
        try {
            if (process.waitFor(1, TimeUnit.SECONDS)) {
                int status = process.exitValue();
                return status > 128 ? " (killed by signal " + (status - 128) + ")" : " (exit status " + status + ")";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return " (it closed its stdout)";
    }

    /** Called by the watchdog: kills a program that is late, and takes no word of one that has ended from who holds its stdout. */
    void watch(long now) {
        long due = deadline.get();
        if (due != IDLE && due != EXPIRED && now - due > 0 && deadline.compareAndSet(due, EXPIRED)) {
            kill();
        } else if (gone == 0 && !process.isAlive()) {
            gone = now;
            mark.sweep();
        } else if (gone != 0 && now - gone > AFTERWARDS) {
            kill();
        }
    }

    /** Tells whether the program was ended, or ended by itself. */
    boolean isGone() {
        return !process.isAlive();
    }

    /** Ends the program in good order: says bye, gives it a moment, and kills it when it does not go. */
    void end() {
        startTheClock(); // for a pipe that is full
        try {
            in.write("bye\n".getBytes(StandardCharsets.ISO_8859_1));
            in.close();
            process.waitFor(300, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // already gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /** Kills the program and everything that it started, and waits until it is gone. */
    void kill() {
        Watchdog.remove(this);
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroyForcibly(); // Process.destroyForcibly waits for whoever is stuck in a write
        children.forEach(ProcessHandle::destroyForcibly);
        mark.sweep();
        try {
            process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pipes.close();
    }

    private void log() {
        byte[] chunk = new byte[4096];
        try (InputStream err = process.getErrorStream()) {
            for (int n = err.read(chunk); n >= 0; n = err.read(chunk)) {
                transcript.log(chunk, n);
                protocol.line(number, "! ", new String(chunk, 0, n, StandardCharsets.UTF_8).stripTrailing());
            }
        } catch (IOException e) {
            // the process is gone
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
