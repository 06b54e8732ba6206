package org.lastack.lessons.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.execution.StreamingExecutionControl;
import jdk.jshell.execution.Util;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Runs the snippets of one JShell in a JVM of its own, which can be killed. */
final class ChildEngine implements ExecutionControlProvider {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx512m",
            // A lesson knows neither the width of a terminal nor the language of its reader.
            "-Duser.language=en",
            "-Dfile.encoding=UTF-8");

    private final String classPath;
    private volatile @Nullable Process process;

    ChildEngine(String classPath) {
        this.classPath = classPath;
    }

    @Override
    public String name() {
        return "lastack-child";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath, Child.class.getName()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = child;
        Map<String, OutputStream> outputs = Map.of("out", env.userOut(), "err", env.userErr());
        return Util.remoteInputOutput(
                child.getInputStream(),
                child.getOutputStream(),
                outputs,
                Map.of(),
                (in, out) -> new StreamingExecutionControl(out, in));
    }

    boolean alive() {
        Process child = process;
        return child != null && child.isAlive();
    }

    void kill() {
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
        }
    }
}
