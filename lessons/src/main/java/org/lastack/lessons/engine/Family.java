package org.lastack.lessons.engine;

import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process with all that it started: where the system has {@code setsid}, a group of their own, which no child leaves by mistake. */
final class Family {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int SIGKILL = 9;

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

    /**
     * By the system itself, since Java cannot send a signal to a group: a program that does it could not be started when what is to
     * be killed has taken all processes. That there is no such group any more is no mistake.
     */
    private static void killGroup(long pid) {
        try {
            C.kill((int) -pid, SIGKILL);
        } catch (LinkageError e) {
            return; // the head and its descendants are killed one by one
        }
    }

    /** The C library. */
    private static final class C {
        static {
            Native.register("c");
        }

        static native int kill(int pid, int signal);
    }
}
