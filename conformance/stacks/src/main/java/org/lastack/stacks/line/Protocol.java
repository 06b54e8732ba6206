package org.lastack.stacks.line;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes to and fro between the kit and its programs, written down line by line: {@code 3> deliver 45…} was said to
 * the third program that was started, {@code 3< ok} is what it answered, and what it wrote to its stderr begins with {@code 3!}.
 */
public final class Protocol implements AutoCloseable {
    /** Writes nothing down. */
    public static final Protocol NONE = new Protocol(null);

    private final @Nullable BufferedWriter out;
    private int programs;
    private @Nullable IOException failure;

    private Protocol(@Nullable BufferedWriter out) {
        this.out = out;
    }

    /**
     * Begins a file.
     *
     * @throws IOException when it cannot be written
     */
    public static Protocol to(Path file) throws IOException {
        return new Protocol(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    /** Counts a program that is started, and returns its number. */
    synchronized int next() {
        return ++programs;
    }

    /** Writes a line down at once: the kit may be killed. After a first that cannot be written there is no other. */
    synchronized void line(int program, String prefix, String line) {
        if (out == null || failure != null) {
            return;
        }
        try {
            out.write(program + prefix + Transcript.printable(line).replace('\n', '?'));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Ends the file.
     *
     * @throws IOException when not all could be written
     */
    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
