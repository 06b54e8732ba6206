package org.lastack.stacks.line;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;

/**
 * The stdin and stdout of a program. Closing them frees a thread that is stuck in one, also while a daemon holds the other end;
 * closing the streams of a {@link Process} does not, and so they are used only where the C library is out of reach.
 */
final class Pipes {
    private final Process process;
    private final OutputStream in;
    private final InputStream out;
    private final InputStream waiting;

    private Pipes(Process process, OutputStream in, InputStream out, InputStream waiting) {
        this.process = process;
        this.in = in;
        this.out = out;
        this.waiting = waiting;
    }

    /** Starts a program between two pipes. */
    static Pipes start(List<String> command, Mark mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        int[] in = {-1, -1};
        int[] out = {-1, -1};
        if (!Posix.usable() || !device(0).exists() || Posix.pipe(in) != 0) {
            Process process = mark.start(builder);
            InputStream said = process.getInputStream();
            return new Pipes(process, process.getOutputStream(), said, said);
        }
        try {
            if (Posix.pipe(out) != 0) {
                throw new IOException("no pipe: too many open files");
            }
            builder.redirectInput(device(in[0])).redirectOutput(device(out[1]));
            return between(mark.start(builder), device(in[1]), device(out[0]));
        } finally {
            for (int end : new int[] {in[0], in[1], out[0], out[1]}) {
                if (end >= 0) {
                    Posix.close(end);
                }
            }
        }
    }

    /** Only a channel can be closed under a thread that reads from it; only a stream tells how much there is. */
    private static Pipes between(Process process, File in, File out) throws IOException {
        try {
            FileInputStream waiting = new FileInputStream(out);
            OutputStream to = Channels.newOutputStream(new FileOutputStream(in).getChannel());
            return new Pipes(process, to, Channels.newInputStream(waiting.getChannel()), waiting);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** A name by which an end of a pipe can be opened once more. */
    private static File device(int end) {
        return new File("/dev/fd/" + end);
    }

    Process process() {
        return process;
    }

    OutputStream in() {
        return in;
    }

    InputStream out() {
        return out;
    }

    /** How many octets can be read at once. */
    int available() throws IOException {
        return waiting.available();
    }

    /** Closes both, whoever is stuck in them; those of a process would wait for him. */
    void close() {
        if (waiting != out) {
            closeQuietly(in);
            closeQuietly(out);
        }
    }

    private static void closeQuietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            // closed is closed
        }
    }
}
