package org.lastack.stacks.line;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Kills what is left of the programs when this process is killed: a shell in a session of its own that waits for the end of its
 * input, which comes when this process ends in whatever way. A shell, because it is everywhere and starts in a millisecond.
 */
final class Guard {
    /** $1 and $2 say how the marks of this JVM look in limits and environ. Who forks meanwhile is found in a later round. */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM TSTP
            cd /
            echo ready
            read -r bye && exit
            rounds=0
            none=0
            while [ $none -lt 3 ] && [ $rounds -lt 300 ]; do
                found=
                for file in $(grep -ls "$1" /proc/[0-9]*/limits; grep -ls "$2" /proc/[0-9]*/environ); do
                    process=${file%/*}
                    grep -qs '^State:.[ZX]' "$process/status" || found="$found ${process#/proc/}"
                done
                none=$((none + 1))
                if [ -n "$found" ]; then
                    none=0
                    kill -KILL $found
                fi
                rounds=$((rounds + 1))
                sleep 0.02
            done
            """;

    private static @Nullable Process guard;

    private Guard() {}

    /** Sees to it that there is one, where there can be: without /proc nothing could be found. */
    static synchronized void ensure() throws IOException {
        if (Files.isDirectory(Path.of("/proc/self")) && (guard == null || !guard.isAlive())) {
            try {
                guard = start(List.of("setsid", "/bin/sh"));
            } catch (IOException e) {
                guard = start(List.of("/bin/sh")); // without util-linux: a signal to the whole group reaches it
            }
        }
    }

    private static Process start(List<String> shell) throws IOException {
        List<String> command = new ArrayList<>(shell);
        String limit = "^" + Mark.LIMIT + " *" + Mark.HERE.digits();
        command.addAll(List.of("-c", SCRIPT, "lastack-guard", limit, Mark.VARIABLE + "=" + Mark.HERE.digits()));
        Process started =
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        started.getInputStream().read(); // from here on no signal but SIGKILL ends it
        return started;
    }

    /** Nothing is left to guard: lets it go, and waits for that. */
    static synchronized void dismiss() {
        if (guard == null) {
            return;
        }
        try (OutputStream in = guard.getOutputStream()) {
            in.write('\n');
            in.flush();
            guard.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            // it has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
