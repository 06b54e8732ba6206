package org.lastack.lessons.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.Util;

/** The JVM in which a lesson runs: it takes compiled snippets on its input, and answers on its output. */
final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
        InputStream commands = System.in;
        PrintStream answers = System.out;
        Consumer<OutputStream> out = stream -> System.setOut(new PrintStream(stream, true, StandardCharsets.UTF_8));
        Consumer<OutputStream> err = stream -> System.setErr(new PrintStream(stream, true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        Util.forwardExecutionControlAndIO(
                new DirectExecutionControl(), commands, answers, Map.of("out", out, "err", err), Map.of());
        System.exit(0); // threads of the lesson do not keep it alive
    }
}
