package org.lastack.lessons.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.Util;

/** The JVM in which a lesson runs: it takes compiled snippets on its input, and answers on its output. */
final class Child {
    private static final int BUFFER = 1 << 16;

    private Child() {}

    public static void main(String[] args) throws IOException {
        InputStream commands = watched(System.in);
        PrintStream answers = System.out;
        Consumer<OutputStream> out = stream -> System.setOut(new PrintStream(stream, true, StandardCharsets.UTF_8));
        Consumer<OutputStream> err = stream -> System.setErr(new PrintStream(stream, true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        Util.forwardExecutionControlAndIO(
                new DirectExecutionControl(), commands, answers, Map.of("out", out, "err", err), Map.of());
        System.exit(0); // threads of the lesson do not keep it alive
    }

    /** The commands, read ahead, so that their end is seen while a snippet runs: who sent them is gone then, killed perhaps. */
    private static InputStream watched(InputStream commands) throws IOException {
        PipedInputStream ahead = new PipedInputStream(BUFFER);
        PipedOutputStream pipe = new PipedOutputStream(ahead);
        Thread reader = new Thread(() -> copyUntilTheEnd(commands, pipe), "lastack-commands");
        reader.setDaemon(true);
        reader.start();
        return ahead;
    }

    private static void copyUntilTheEnd(InputStream commands, OutputStream pipe) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int n = commands.read(buffer); n >= 0; n = commands.read(buffer)) {
                pipe.write(buffer, 0, n);
                pipe.flush(); // wakes the reader
            }
        } catch (IOException e) {
            return; // nobody takes commands any more: it ends already
        } finally {
            Family.kill(ProcessHandle.current());
            Runtime.getRuntime().halt(0);
        }
    }
}
