package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * The process that puts a value back: a shell that waits for the end of its input, which comes when this process ends in
 * whatever way. A shell, because it is everywhere, starts in a millisecond and ignores signals when told to; a second JVM would
 * be none of these. It has a session of its own, so that a signal to the group of this process does not reach it.
 */
final class OrphanGuard {
    private static final String SCRIPT =
            "trap '' HUP INT QUIT TERM TSTP; echo ready; read -r line; [ -e \"$3\" ] || exit 0;"
                    + " echo \"$1\" > \"$2\" && rm -f \"$3\" \"$4\"";

    private final Process process;

    private OrphanGuard(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param before what to write to the file of the knob, if there is a record then
     * @throws StackUnavailableException when it cannot be started
     */
    static OrphanGuard start(long before, Path knob, Path record) {
        String part = OrphanRecord.part(record).toString();
        List<String> shell = List.of("/bin/sh", "-c", SCRIPT, "sh", before + "", knob + "", record + "", part);
        ProcessBuilder builder = new ProcessBuilder("setsid");
        builder.command().addAll(shell);
        builder.directory(Path.of("/").toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (process.getInputStream().read() < 0) {
                throw new IOException("it ended at once");
            }
            return new OrphanGuard(process);
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot start the guard of " + OrphanLimit.KNOB + ", so that was not changed; it needs setsid"
                            + " (util-linux) and /bin/sh: " + Shortage.reason(e),
                    e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean lives() {
        return process.isAlive();
    }

    /** Lets it do its work, and tells whether it has; a guard that takes longer than this is ended. */
    boolean end(Duration most) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It reads no more: it was killed.
        }
        if (!Patience.within(most, () -> !process.isAlive())) {
            process.destroyForcibly();
            Patience.within(most, () -> !process.isAlive());
        }
        return !process.isAlive() && process.exitValue() == 0;
    }
}
