package org.lastack.lessons.engine;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The process of a {@link Child}, which can be killed. */
final class ChildJvm {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            // A snippet that has taken all memory holds it for ever, and no other could run.
            "-XX:+ExitOnOutOfMemoryError",
            // What the JVM says by itself must not come between the messages.
            "-Xlog:disable",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+SuppressFatalErrorMessage",
            // A lesson knows neither the width of a terminal nor the language of its reader.
            "-Duser.language=en",
            "-Dfile.encoding=UTF-8");

    /** What {@code ExitOnOutOfMemoryError} says; its status is that of {@code System.exit(3)} too. */
    private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

    /** How Java tells that a signal ended a process: by a status above this. */
    private static final int SIGNALS = 128;

    private static final int MOST_SIGNALS = 64;
    private static final int GRACE_SECONDS = 2;
    private static final int MOST_SAID = 1 << 16;

    private final JvmLimits limits;
    private final Process process;
    private final DataInputStream messages;
    private final AtomicBoolean killed = new AtomicBoolean();

    private ChildJvm(JvmLimits limits, Process process) {
        this.limits = limits;
        this.process = process;
        messages = new DataInputStream(process.getInputStream());
    }

    static ChildJvm start(JvmLimits limits) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-Xmx" + limits.megabytes() + "m");
        Path folder = limits.folder().toAbsolutePath();
        if (!limits.equals(JvmLimits.LESSON)) {
            command.add("-Djava.io.tmpdir=" + folder);
        }
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", absolute(JShellSession.classPath()), Child.class.getName()));
        return new ChildJvm(
                limits,
                new ProcessBuilder(Family.head(command))
                        .directory(folder.toFile())
                        .start());
    }

    /** The child may run in another folder. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Sends a message; waits when the JVM does not take it. */
    void send(Message message) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write(message.octets());
        out.flush();
    }

    /** Waits for a message. */
    Message read() throws IOException {
        return Message.read(messages, limits.octets());
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Once: when the JVM is gone, its number and that of its group may be another's. */
    void kill() {
        if (killed.compareAndSet(false, true)) {
            Family.kill(process.toHandle());
        }
    }

    /** Tells that the JVM has ended, some time after: what it said last can be read until then, but not what outlives it. */
    CompletableFuture<Void> gone() {
        return process.onExit()
                .thenRunAsync(() -> {}, CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS));
    }

    /** Says in words what ended it, or why it must end. */
    String end() throws InterruptedException {
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
            return "closed the pipe of its JVM, and was stopped";
        }
        int status = process.exitValue();
        if (lastWords().contains(OUT_OF_MEMORY)) {
            return "used up its memory, " + limits.megabytes() + " MB, and was ended";
        }
        return status > SIGNALS && status <= SIGNALS + MOST_SIGNALS
                ? "ended the JVM by signal " + (status - SIGNALS)
                : "ended the JVM with status " + status + ", by System.exit perhaps";
    }

    /** What the JVM itself said, and no more than is there: others may hold the pipe open. */
    private String lastWords() {
        try {
            InputStream err = process.getErrorStream();
            return new String(err.readNBytes(Math.min(err.available(), MOST_SAID)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
