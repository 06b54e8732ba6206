package org.lastack.lessons.engine;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
            // A snippet that has taken all memory holds it for ever, and no other could run.
            "-XX:+ExitOnOutOfMemoryError",
            // A lesson knows neither the width of a terminal nor the language of its reader.
            "-Duser.language=en",
            "-Dfile.encoding=UTF-8");

    /** How {@code ExitOnOutOfMemoryError} ends a JVM. */
    private static final int OUT_OF_MEMORY = 3;

    private static final long GRACE_SECONDS = 2;

    private final String classPath;
    private final Limits limits;
    private volatile @Nullable Process process;

    ChildEngine(String classPath, Limits limits) {
        this.classPath = absolute(classPath);
        this.limits = limits;
    }

    /** The child may run in another folder. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
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
        command.add("-Xmx" + limits.megabytes() + "m");
        Path folder = limits.folder().toAbsolutePath();
        if (!limits.equals(Limits.LESSON)) {
            command.add("-Djava.io.tmpdir=" + folder);
        }
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath, Child.class.getName()));
        Process child = new ProcessBuilder(Family.head(command))
                .directory(folder.toFile())
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
            Family.kill(child.toHandle());
        }
    }

    /** Tells whether the JVM ended since it had no memory left. */
    boolean ranOutOfMemory() throws InterruptedException {
        Process child = process;
        return child != null && child.waitFor(GRACE_SECONDS, TimeUnit.SECONDS) && child.exitValue() == OUT_OF_MEMORY;
    }
}
