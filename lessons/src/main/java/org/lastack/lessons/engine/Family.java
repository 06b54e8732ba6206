package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with all that it started: where the system has {@code setsid}, a group of their own, which no child leaves by mistake. */
final class Family {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final long SECONDS = 5;

    private Family() {}

    /** Returns the command that makes this one the head of a family. */
    static List<String> head(List<String> command) {
        return Files.isExecutable(SETSID)
                ? Stream.concat(Stream.of(SETSID.toString()), command.stream()).toList()
                : command;
    }

    /** Kills what the process started, and the process. */
    static void kill(ProcessHandle head) {
        List<ProcessHandle> descendants = head.descendants().toList();
        if (Files.isExecutable(SETSID)) {
            killGroup(head.pid());
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (head.pid() != ProcessHandle.current().pid()) {
            head.destroyForcibly();
        }
    }

    /** A shell, since Java cannot send a signal to a group. That there is no such group any more is no mistake. */
    private static void killGroup(long pid) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + pid)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            return; // the head and its descendants are killed one by one
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
